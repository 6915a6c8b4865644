"""`python -m cleaners` is the command `qingwen`."""

from cleaners.cli import main

if __name__ == "__main__":
    main()

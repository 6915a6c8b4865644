"""Readers of all formats on files made on the fly: see `python -m benchmarks.readers --help`."""

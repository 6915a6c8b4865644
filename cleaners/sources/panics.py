"""Panics of libraries in Rust, which are no exceptions to Python: a fault of one document, not of the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cleaners.errors import Rejected
from cleaners.origin import Origin


@contextmanager
def panics_rejected(origin: Origin | None = None) -> Iterator[None]:
    """A panic of a library in Rust, which no `except Exception` sees, becomes Rejected("broken")."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Rejected("broken", f"a library gave up: {error}".partition("\n")[0][:200], origin) from None

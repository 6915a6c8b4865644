"""Trouble with places, told in one line."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from cleaners.errors import RunError


@contextmanager
def told(place: str | os.PathLike[str]) -> Iterator[None]:
    """Turn trouble with writing under `place` into a RunError."""
    try:
        yield
    except OSError as error:
        raise RunError(_explained(error, os.fspath(place))) from error


def _explained(error: OSError, place: str) -> str:
    why = reason(error)
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return f"{place}: no room to write ({why}); free some space and run again: what is finished is kept"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"{place}: cannot write there ({why}); change its permissions or choose another output folder"
        case errno.ENOTDIR | errno.EEXIST:
            return f"{place}: a file is in the way ({why}); choose another output folder"
        case errno.EHOSTUNREACH:
            return f"{place}: does not answer ({why}); see to the network and run again: what is finished is kept"
    return f"{place}: writing failed ({why}); see to the disk and run again: what is finished is kept"


def reason(error: OSError) -> str:
    """What the system says, in one line."""
    return " ".join((error.strerror or str(error) or type(error).__name__).split())

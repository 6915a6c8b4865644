"""Places as people name them: paths and URLs."""

from __future__ import annotations

import os
import re
from pathlib import Path

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_FILE = re.compile(r"(?:file|local)://")


def is_url(place: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> bool:
    """Whether a place is a URL, and not a path of this machine."""
    return bool(_URL.match(os.fsdecode(place)))


def plain(place: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> str:
    """A place as text: `file:///raw` is the path `/raw`, and no slash stands at the end of a URL."""
    text = _FILE.sub("", os.fsdecode(place), count=1)
    return text.rstrip("/") if is_url(text) else text


def absolute(place: str | os.PathLike[str]) -> str:
    """A place as it can be named from anywhere."""
    text = plain(place)
    return text if is_url(text) else str(Path(text).resolve())


def name_of(place: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> str:
    """The last part of a place, which names a collection."""
    text = plain(place)
    return text.rpartition("/")[2] if is_url(text) else Path(os.path.realpath(text)).name

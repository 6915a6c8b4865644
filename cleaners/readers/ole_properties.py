"""The properties of a compound file: the stream `SummaryInformation`."""

from __future__ import annotations

from datetime import datetime

import olefile

from cleaners.decoding import decode
from cleaners.document import Scalar
from cleaners.readers.properties import properties

_UTF8 = 65001
_FIELDS = {"title": 2, "author": 4, "created": 12, "modified": 13}
_CODE_PAGE = 1


def summary(ole: olefile.OleFileIO[str]) -> dict[str, Scalar]:
    """What the file says of itself; {} where the stream is missing or damaged."""
    if not ole.exists("\x05SummaryInformation"):
        return {}
    try:
        found = ole.getproperties("\x05SummaryInformation", convert_time=True, no_conversion=[10])
    except Exception:  # damaged properties cost only themselves, and the library raises whatever it meets
        return {}
    page = found.get(_CODE_PAGE, 0)
    values = {name: _text(found.get(number), page if isinstance(page, int) else 0) for name, number in _FIELDS.items()}
    return properties(**values)


def _text(value: object, page: int) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, str):
        return value
    if not isinstance(value, bytes) or not value:
        return ""
    page &= 0xFFFF
    declared = "utf-8" if page == _UTF8 else f"cp{page}"
    try:
        return value.decode("gb18030" if page == 936 else declared)
    except (LookupError, UnicodeDecodeError):
        return decode(value).text

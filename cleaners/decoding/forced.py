"""Bytes whose encoding somebody gives who knows it: nothing is guessed."""

from __future__ import annotations

from cleaners.decoding.bom import split_mark
from cleaners.decoding.declared import canonical
from cleaners.decoding.escapes import detect_escapes
from cleaners.decoding.readings import read
from cleaners.decoding.result import Decoded


def decode_as(data: bytes, encoding: str) -> Decoded:
    """The text of `data` in this encoding. Raises ValueError for a name that means none."""
    name = canonical(encoding)
    if not name:
        raise ValueError(f"{encoding!r} is no encoding")
    if name.startswith("iso-2022") and (found := detect_escapes(data)) is not None and found.encoding.startswith("iso-2022"):
        return found  # Python has no codec of the Chinese one
    mark, rest = split_mark(data)
    name, (text, damage) = read(rest if mark == name else data, name)
    return Decoded(text, name, 1.0, damage, f"given as {encoding}")

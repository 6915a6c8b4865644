"""RTF to tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"(?P<unicode>(?:\\u-?\d{1,5} ?(?:\?|(?:\\'[0-9a-fA-F]{2})+))+)"
    rb"|(?P<hex>(?:\\'[0-9a-fA-F]{2})+)|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\(?P<symbol>[^a-zA-Z'])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)


_ESCAPE = re.compile(rb"\\u(-?\d{1,5}) ?(?:\?|((?:\\'[0-9a-fA-F]{2})+))")


class Token(NamedTuple):
    """`kind`: hex and text (with their bytes), unicode (a run of escapes, as it stands), word (with its number, if any), symbol,
    open, close."""

    kind: str
    data: bytes = b""
    word: str = ""
    number: int | None = None


_OPEN, _CLOSE = Token("open"), Token("close")


def tokens(data: bytes) -> Iterator[Token]:
    at = 0
    while (found := _TOKEN.search(data, at)) is not None:
        at = found.end()
        kind = found.lastgroup
        if kind == "hex":
            yield Token("hex", bytes.fromhex(found[0].replace(b"\\'", b"").decode("ascii")))
        elif kind == "text" or kind == "unicode":
            yield Token(kind, found[0])
        elif kind == "brace":
            yield _OPEN if found[0] == b"{" else _CLOSE
        elif kind == "symbol":
            yield Token("symbol", found["symbol"])
        else:
            number = int(found["number"]) if found["number"] is not None else None
            word = found["word"].decode("ascii")
            if word == "bin":
                at += max(0, number or 0)
            else:
                yield Token("word", b"", word, number)


def escapes(run: bytes) -> Iterator[tuple[int, bytes]]:
    """The characters of a run of escapes, each with the bytes behind it, of which some stand in for it."""
    for found in _ESCAPE.finditer(run):
        yield int(found[1]), bytes.fromhex(found[2].replace(b"\\'", b"").decode("ascii")) if found[2] else b"?"

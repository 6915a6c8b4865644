"""Ways in which Chinese text gets damaged, to make material for benchmarks and tests. Each takes good text and gives bad text."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache

from cleaners.characters.fold import t2s
from cleaners.characters.readings import by_reading

# Marks at which the site splits or replaces, byte-wise.
_SPLITS = [mark.encode("gbk") for mark in "，；：？！。"]
_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@cache
def _reading_of() -> dict[str, str]:
    """One reading a character, of those that GBK can write."""
    table = {reading: characters for reading, characters in by_reading().items() if not set(reading) & set("êếề")}
    return {character: reading for reading, characters in table.items() for character in characters if not reading.isascii()}


def converter_table(text: str, rng: random.Random, share: float) -> dict[str, str]:
    """A converter's list, `share` of the characters of the text that differ between the scripts."""
    characters = sorted(set(text) & t2s().keys() & _reading_of().keys())
    return {character: _reading_of()[character] for character in rng.sample(characters, round(share * len(characters)))}


def byte_shift(text: str, table: dict[str, str], rng: random.Random, *, split: bool = True, fold: bool = True) -> str:
    """What a site makes of GBK text whose functions know no characters: annotations put in and marks split byte by byte, what
    is left over dropped, full-width marks folded."""
    data = text.encode("gbk", "ignore")
    order = list(table.items())
    rng.shuffle(order)
    for character, reading in order:
        data = data.replace(character.encode("gbk"), character.encode("gbk") + f"({reading})".encode("gbk"))
    pieces = [data]
    for mark in _SPLITS if split else ():
        pieces = [part for piece in pieces for part in _split(piece, mark)]
    damaged = "".join(_decode(piece) for piece in pieces)
    return damaged.translate(_FOLDED) if fold else damaged


def _split(data: bytes, mark: bytes) -> list[bytes]:
    if data in _SPLITS:
        return [data]
    parts = data.split(mark)
    return [part for piece in parts for part in (piece, mark)][:-1]


def _decode(data: bytes) -> str:
    """As the site decodes: a first byte with a wrong second one gives `?` for both, one without a second nothing, private use
    nothing."""
    out, at = [], 0
    while at < len(data):
        if data[at] < 0x80:
            out.append(chr(data[at]))
            at += 1
            continue
        pair = data[at : at + 2]
        if len(pair) == 2:
            try:
                character = pair.decode("gb18030")
                out.append("" if "\ue000" <= character <= "\uf8ff" else character)
            except UnicodeDecodeError:
                out.append("?" if pair[1] < 0x80 else "")
                at -= pair[1] == 0x0A
        at += 2
    return "".join(out)


def misreadings() -> dict[str, Callable[[str], str]]:
    """Wrong readings by name; of those that lose bytes, what stands in their place is told."""

    def cp1252(data: bytes) -> str:
        holes = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
        return "".join(chr(byte) if byte in holes else bytes([byte]).decode("cp1252") for byte in data)

    def utf8(text: str) -> bytes:
        return text.encode("utf-8")

    def gbk(text: str) -> bytes:
        return text.encode("gb18030")

    def big5(text: str) -> bytes:
        return text.encode("cp950", "ignore")

    return {
        "GBK as Latin-1": lambda text: gbk(text).decode("latin-1"),
        "GBK as cp1252": lambda text: cp1252(gbk(text)),
        "UTF-8 as Latin-1": lambda text: utf8(text).decode("latin-1"),
        "UTF-8 as cp1252": lambda text: cp1252(utf8(text)),
        "UTF-8 as cp1252, twice": lambda text: cp1252(utf8(cp1252(utf8(text)))),
        "Big5 as GBK": lambda text: big5(text).decode("gb18030", "replace"),
        "Big5 as cp1252": lambda text: cp1252(big5(text)),
        "UTF-8 as GB18030, lost as U+FFFD": lambda text: utf8(text).decode("gb18030", "replace"),
        "UTF-8 as GBK, lost as U+FFFD": lambda text: utf8(text).decode("gbk", "replace"),
        "UTF-8 as GBK, lost as ?": lambda text: utf8(text).decode("gbk", "replace").replace("\ufffd", "?"),
        "UTF-8 as GBK, lost ones gone": lambda text: utf8(text).decode("gbk", "ignore"),
        "UTF-8 as cp1252, lost as U+FFFD": lambda text: utf8(text).decode("cp1252", "replace"),
        "GBK as Big5, lost as U+FFFD": lambda text: gbk(text).decode("cp950", "replace"),
        "UTF-8 as Big5, lost as U+FFFD": lambda text: utf8(text).decode("cp950", "replace"),
    }


def one_line(text: str, damage: Callable[[str], str], rng: random.Random) -> str:
    """One line of the text damaged, the others good."""
    lines = text.split("\n")
    number = rng.choice([number for number, line in enumerate(lines) if len(line) >= 8] or [0])
    lines[number] = damage(lines[number])
    return "\n".join(lines)


def lost_bytes(text: str, count: int, rng: random.Random) -> str:
    """GBK with single bytes lost out of characters, as our decoder reads it."""
    data = bytearray(text.encode("gb18030"))
    for place in sorted(rng.sample([at for at, byte in enumerate(data) if byte >= 0x80], count), reverse=True):
        del data[place]
    return bytes(data).decode("gb18030", "replace")

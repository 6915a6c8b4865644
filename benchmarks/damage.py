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


Damage = Callable[[str], str]


def _cp1252(data: bytes) -> str:
    """As Windows and browsers read it: the five bytes that the table leaves open pass through."""
    return "".join(chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252") for byte in data)


def lossless() -> dict[str, Damage]:
    """Wrong readings that keep every byte, by name; what cannot be written in the encoding is not in the text (`writable`)."""
    once: dict[str, Damage] = {
        "UTF-8 as Latin-1": lambda text: text.encode("utf-8").decode("latin-1"),
        "UTF-8 as cp1252": lambda text: _cp1252(text.encode("utf-8")),
        "UTF-8 as Latin-9": lambda text: text.encode("utf-8").decode("iso8859-15"),
        "UTF-8 as Mac Roman": lambda text: text.encode("utf-8").decode("mac_roman"),
        "UTF-8 as cp437": lambda text: text.encode("utf-8").decode("cp437"),
        "GBK as Latin-1": lambda text: text.encode("gb18030").decode("latin-1"),
        "GBK as cp1252": lambda text: _cp1252(text.encode("gb18030")),
        "Big5 as Latin-1": lambda text: text.encode("cp950").decode("latin-1"),
        "Big5 as cp1252": lambda text: _cp1252(text.encode("cp950")),
        "Big5 as GBK": lambda text: text.encode("cp950").decode("gb18030", "replace"),
        "UTF-8 as GB18030": lambda text: text.encode("utf-8").decode("gb18030", "replace"),
        "UTF-8 as Big5": lambda text: text.encode("utf-8").decode("cp950", "replace"),
        "GBK as Big5": lambda text: text.encode("gb18030").decode("cp950", "replace"),
    }
    twice: dict[str, Damage] = {
        "UTF-8 as cp1252, twice": lambda text: _cp1252(_cp1252(text.encode("utf-8")).encode("utf-8")),
        "UTF-8 as Latin-1, three times": lambda text: _times(text, 3),
        "GBK as Latin-1, then UTF-8 as Latin-1": lambda text: once["GBK as Latin-1"](text).encode("utf-8").decode("latin-1"),
        "Big5 as cp1252, then UTF-8 as cp1252": lambda text: _cp1252(once["Big5 as cp1252"](text).encode("utf-8")),
        "Big5 as GBK, then UTF-8 as cp1252": lambda text: _cp1252(once["Big5 as GBK"](text).encode("utf-8")),
        "GBK as Latin-1, then UTF-8 as GB18030": lambda text: (
            once["GBK as Latin-1"](text).encode("utf-8").decode("gb18030", "replace")
        ),
    }
    return once | twice


def _times(text: str, count: int) -> str:
    for _ in range(count):
        text = text.encode("utf-8").decode("latin-1")
    return text


SHORTEST = 50
"""Characters of a document; shorter ones prove nothing."""


def writable(text: str, name: str) -> str:
    """The part of the text that the first encoding of the chain can write; of chains that lose bytes in most lines, the lines
    that lose none."""
    if name.startswith("Big5"):
        text = text.encode("cp950", "ignore").decode("cp950")
    damage = lossless()[name]
    lines = [line for line in text.split("\n") if "\ufffd" not in damage(f"{line}\n{line}")]
    return "\n".join(lines) if sum(map(len, lines)) >= SHORTEST else ""


def lossy() -> dict[str, Damage]:
    """Wrong readings that lose bytes; what stands in their place is told."""
    return {
        "UTF-8 as GB18030, lost as U+FFFD": lambda text: text.encode("utf-8").decode("gb18030", "replace"),
        "UTF-8 as GB18030 with losses, then UTF-8 as cp1252": lambda text: _cp1252(
            text.encode("utf-8").decode("gb18030", "replace").encode("utf-8")
        ),
        "UTF-8 as GBK, lost as U+FFFD": lambda text: text.encode("utf-8").decode("gbk", "replace"),
        "UTF-8 as GBK, lost as ?": lambda text: text.encode("utf-8").decode("gbk", "replace").replace("\ufffd", "?"),
        "UTF-8 as GBK, lost ones gone": lambda text: text.encode("utf-8").decode("gbk", "ignore"),
        "UTF-8 as cp1252, lost as U+FFFD": lambda text: text.encode("utf-8").decode("cp1252", "replace"),
        "UTF-8 as cp1252, lost as ?": lambda text: text.encode("utf-8").decode("cp1252", "replace").replace("\ufffd", "?"),
        "UTF-8 as cp1252, lost ones gone": lambda text: text.encode("utf-8").decode("cp1252", "ignore"),
        "UTF-8 as cp1251, lost as U+FFFD": lambda text: text.encode("utf-8").decode("cp1251", "replace"),
        "UTF-8 as Shift-JIS, lost as U+FFFD": lambda text: text.encode("utf-8").decode("cp932", "replace"),
        "UTF-8 as Shift-JIS, lost ones gone": lambda text: text.encode("utf-8").decode("cp932", "ignore"),
        "GBK as cp1252, lost as U+FFFD": lambda text: text.encode("gb18030").decode("cp1252", "replace"),
        "Big5 as GBK, lost as U+FFFD": lambda text: text.encode("cp950", "ignore").decode("gbk", "replace"),
        "GBK as Big5, lost as U+FFFD": lambda text: text.encode("gb18030").decode("cp950", "replace"),
        "GBK as Big5, lost as ?": lambda text: text.encode("gb18030").decode("cp950", "replace").replace("\ufffd", "?"),
        "UTF-8 as Big5, lost as U+FFFD": lambda text: text.encode("utf-8").decode("cp950", "replace"),
        "UTF-8 as Big5, lost as ?": lambda text: text.encode("utf-8").decode("cp950", "replace").replace("\ufffd", "?"),
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

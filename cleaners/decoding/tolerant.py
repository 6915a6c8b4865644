"""Decoding that never fails: bytes that do not fit become one U+FFFD each group, and are kept.

Python's `surrogateescape` lets the codecs (in C) carry bytes that do not fit through as code points U+DC80 to U+DCFF, one a
byte. No codec used here gives those for anything else, so one search finds what is damaged, and undamaged text, which is the
usual case, costs nothing but that search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from cleaners.decoding import euc_tw
from cleaners.decoding.result import REPLACEMENT, Damage

Reading: TypeAlias = tuple[str, tuple[Damage, ...]]
"""A text and what did not decode in it."""

UNICODE_WIDE = frozenset(("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))

# One group is what a reader of UTF-8 takes for one damaged character: a lead byte with its continuation bytes. The first
# alternative is no damage, but a character beyond the BMP as Java and old databases write it (CESU-8).
_UTF8_GROUP = re.compile(
    "(\udced[\udca0-\udcaf][\udc80-\udcbf]\udced[\udcb0-\udcbf][\udc80-\udcbf])"
    "|\udced[\udca0-\udcbf][\udc80-\udcbf]|[\udcc2-\udcf4][\udc80-\udcbf]{0,3}|[\udc80-\udcff]"
)
_ONE_BYTE = re.compile("(?!)()|[\udc80-\udcff]")
# Windows has the euro alone at 80. Of a cut character the same byte may be left; one in a hundred leaves it, so where other bytes
# are left too it is a euro beside a number only.
_OTHERS = re.compile("[\udc81-\udcff]")
_EURO = re.compile("\udc80(?=[ ]?[0-9])|(?<=[0-9])\udc80|(?<=[0-9] )\udc80")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def decode_tolerant(data: bytes, codec: str) -> Reading:
    """The text of `data` under one of Python's codecs or EUC-TW, and what did not decode."""
    if codec == "euc-tw":
        return _replace(euc_tw.decode_escaped(data), _ONE_BYTE)
    if codec in ("utf-16-le", "utf-16-be"):
        return _decode_utf16(data, codec)
    if codec in ("utf-32-le", "utf-32-be"):
        return _decode_utf32(data, codec)
    try:
        return data.decode(codec), ()
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode(codec, "surrogateescape")
    except UnicodeDecodeError:  # a codec that refuses ASCII bytes, which cannot be carried through
        return _decode_piecewise(data, codec)
    if codec == "gb18030" and "\udc80" in text:
        text = _EURO.sub("€", text) if _OTHERS.search(text) else text.replace("\udc80", "€")
    return _replace(text, _UTF8_GROUP if codec == "utf-8" else _ONE_BYTE)


def join(readings: Iterable[Reading]) -> Reading:
    """Parts of one text, decoded apart, as one reading."""
    texts: list[str] = []
    damage: list[Damage] = []
    length = 0
    for text, bad in readings:
        texts.append(text)
        damage += (Damage(length + item.at, item.data) for item in bad)
        length += len(text)
    return "".join(texts), tuple(damage)


def decode_from(data: bytes, start: int, codec: str) -> Reading:
    """The text of `data` from `start` on; the bytes before are the end of a character that was cut, and count as damage."""
    if not start:
        return decode_tolerant(data, codec)
    return join(((REPLACEMENT, (Damage(0, data[:start]),)), decode_tolerant(data[start:], codec)))


def glance(data: bytes, codec: str) -> str:
    """The text of a sample, with U+FFFD for what does not decode: for scoring, where nobody asks for the bytes."""
    if codec == "euc-tw":
        return _ONE_BYTE.sub(REPLACEMENT, euc_tw.decode_escaped(data))
    return data.decode(codec, "replace")


def _replace(text: str, group: re.Pattern[str]) -> Reading:
    parts: list[str] = []
    damage: list[Damage] = []
    done = length = 0
    for match in group.finditer(text):
        bad = match[0].encode("ascii", "surrogateescape")
        whole = match[1] is not None
        parts += (text[done : match.start()], _from_cesu(bad) if whole else REPLACEMENT)
        length += match.start() - done
        if not whole:
            damage.append(Damage(length, bad))
        length += 1
        done = match.end()
    parts.append(text[done:])
    return "".join(parts), tuple(damage)


def _from_cesu(pair: bytes) -> str:
    return pair.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _decode_utf16(data: bytes, codec: str) -> Reading:
    whole, rest = data[: len(data) & ~1], data[len(data) & ~1 :]
    damage: list[Damage] = []
    try:
        text = whole.decode(codec)
    except UnicodeDecodeError:
        text = whole.decode(codec, "surrogatepass")
        damage = [Damage(match.start(), match[0].encode(codec, "surrogatepass")) for match in _LONE_SURROGATE.finditer(text)]
        text = _LONE_SURROGATE.sub(REPLACEMENT, text)
    if rest:
        damage.append(Damage(len(text), rest))
        text += REPLACEMENT
    return text, tuple(damage)


def _decode_utf32(data: bytes, codec: str) -> Reading:
    whole, rest = data[: len(data) & ~3], data[len(data) & ~3 :]
    units = np.frombuffer(whole, "<u4" if codec == "utf-32-le" else ">u4")
    bad = (units > 0x10FFFF) | ((units >= 0xD800) & (units < 0xE000))
    places = np.flatnonzero(bad).tolist()
    damage = [Damage(place, whole[4 * place : 4 * place + 4]) for place in places]
    text = np.where(bad, 0xFFFD, units).astype("<u4").tobytes().decode("utf-32-le")
    if rest:
        damage.append(Damage(len(text), rest))
        text += REPLACEMENT
    return text, tuple(damage)


def _decode_piecewise(data: bytes, codec: str, limit: int = 1000) -> Reading:
    """For stateful codecs: each error restarts the codec after it; after `limit` errors the rest is kept as one piece of damage,
    so that time stays linear."""
    parts: list[str] = []
    damage: list[Damage] = []
    length = 0
    while data:
        try:
            parts.append(data.decode(codec))
            return "".join(parts), tuple(damage)
        except UnicodeDecodeError as error:
            good = data[: error.start].decode(codec, "ignore")
            bad = data[error.start : max(error.end, error.start + 1)] if len(damage) < limit else data[error.start :]
            parts += (good, REPLACEMENT)
            damage.append(Damage(length + len(good), bad))
            length += len(good) + 1
            data = data[error.start + len(bad) :]
    return "".join(parts), tuple(damage)

"""UTF-16 where it does not belong: bytes of UTF-8, GBK or Big5 read as UTF-16, and UTF-16 read as a page of one byte.

Runs before everything else: what UTF-16 leaves in a page of one byte are control characters, which the entry takes out. The one
kind stands line by line (no pair of bytes of Chinese text is a line end), the other throughout the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import codepoints
from cleaners.document import Document, Edit, close_edit
from cleaners.options import Context
from cleaners.repairs.choice import choose
from cleaners.repairs.evidence import LEGIBLE, by_line, gains, legible
from cleaners.repairs.gate import suspicions
from cleaners.repairs.misread import Chain, Really
from cleaners.repairs.misread_bytes import LITERAL, LOST, SINGLE, Misread, ReadAs, codec, values_of
from cleaners.repairs.pair_slots import pair_slots
from cleaners.repairs.utf8_slots import sound_share, utf8_slots
from cleaners.step import step

RULE = "misread.wide"

_CONTROL = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f]")
MIN_CONTROLS = 0.01  # of the characters; Chinese in UTF-16 has a tenth
MIN_ODD = 0.5  # share of odd characters in lines that were read as UTF-16
MIN_GAIN = 12.0
MIN_GAIN_EACH = 1.5
SAMPLE = 400
ORDERS = ("utf-16-le", "utf-16-be")
REALLY: tuple[Really, ...] = ("utf-8", "gb18030", "big5")


@step(rules=(RULE,), switch=("repair",))
def undo_wide_reading(document: Document, _context: Context) -> list[Edit] | None:
    """Repair text that was wrongly decoded as UTF-16, and UTF-16 that was decoded one byte at a time."""
    text = document.text
    if _CONTROL.search(text) and (edit := _narrowed(text)) is not None:
        return [edit]
    if text.isascii() or not suspicions(text).lines:
        return None
    return list(_widened(text)) or None


def _narrowed(text: str) -> Edit | None:
    """UTF-16 that was read one byte at a time."""
    if len(_CONTROL.findall(text[: 4 * SAMPLE])) < MIN_CONTROLS * min(len(text), 4 * SAMPLE):
        return None
    found: list[tuple[float, ReadAs, str]] = []
    for page, order in product(("latin", *SINGLE), ORDERS):
        sample = text[: 2 * SAMPLE]
        meant = _from_pairs(sample, page, order)
        gain = _fit(meant) if meant is not None else 0.0
        if gain >= MIN_GAIN:
            found.append((gain, page, order))
    if not found:
        return None
    gain, page, order = max(found)
    end = len(text) - (text.endswith("\n") and len(text) % 2)  # the last line end is the file's
    meant = _from_pairs(text[:end], page, order)
    evidence = f"{order} read as {codec(page)}; gain of {gain:.0f} nats over the first {SAMPLE} characters"
    return close_edit(text, 0, end, meant, RULE, evidence) if meant is not None else None


# What a character costs when the bytes of two others make it.
BY_CHANCE = -12.0


def _fit(meant: str) -> float:
    """By how many nats the text is likelier than characters made by chance; 0 where it does not read well."""
    after = by_line(meant).total()
    if not legible(after, LEGIBLE)[0] or after.characters[0] * 2 < len(meant):
        return 0.0
    return float(after.costs[0] - BY_CHANCE * after.characters[0])


def _from_pairs(text: str, page: ReadAs, order: str) -> str | None:
    """The text whose UTF-16 these characters are, a byte each; None where the page does not give them."""
    codes = np.minimum(codepoints(text), 0xFFFF)
    data = _page(page)[codes]
    lost = codes == 0xFFFD
    if (data[~lost] > 0xFF).any() or lost.sum() * 10 > len(codes):
        return None
    data[lost] = 0xFF  # U+FFFF is no character
    pairs = data[: len(data) & ~1].astype(np.uint8).reshape(-1, 2)
    pairs[lost[: len(data) & ~1].reshape(-1, 2).any(axis=1)] = (0xFD, 0xFF) if order == ORDERS[0] else (0xFF, 0xFD)
    return pairs.tobytes().decode(order, "replace") + "\ufffd" * (len(data) & 1)


@cache
def _page(page: ReadAs) -> npt.NDArray[np.uint16]:
    """The byte by code point; 0xFFFF where the page has none."""
    values = values_of(page).copy()
    values[values == 0] = 0xFFFF
    values[:0x80] = np.arange(0x80)
    return values


def _widened(text: str) -> Iterator[Edit]:
    """Bytes that were read as UTF-16."""
    spans = [span for span in suspicions(text).lines if _is_odd(text[span[0] : span[1]])]
    if not spans:
        return
    sample = "\n".join(text[start:end] for start, end in spans[:20])[:SAMPLE]
    found: list[tuple[float, str, Really]] = []
    for order, really in product(ORDERS, REALLY):
        meant = _from_wide(sample, order, really)
        gain = _gain(sample, meant) if meant is not None else None
        if gain is not None:
            found.append((gain, order, really))
    if not found:
        return
    _, order, really = max(found)
    for start, end in spans:
        meant = _from_wide(text[start:end], order, really, finish=True)
        gain = _gain(text[start:end], meant) if meant is not None else None
        if meant is not None and gain is not None:
            evidence = f"{Chain(order, really)}; gain of {gain:.0f} nats"
            yield close_edit(text, start, end, meant, RULE, evidence)


# What UTF-16 makes of the bytes of Chinese: Korean, Yi, private use, and ideographs.
_ODD = lazy_pattern("[\u0100-\u1fff\u2c00-\u2e7f\u3100-\u4dff\ua000-\uffef\U00010000-\U0010ffff\ufffd]")
_BEYOND = lazy_pattern("[^\x00-\x7f]")


def _is_odd(line: str) -> bool:
    beyond = len(_BEYOND.findall(line[:SAMPLE]))
    return beyond * 4 >= 3 * len(line[:SAMPLE]) and len(_ODD.findall(line[:SAMPLE])) >= MIN_ODD * beyond


def _from_wide(text: str, order: str, really: Really, finish: bool = False) -> str | None:
    """The text whose bytes, two at a time, give these characters. `finish`: choose what was lost; else it stays open."""
    lines = [_from_wide_line(line, order, really, finish) for line in text.split("\n")]
    known = [line for line in lines if line is not None]
    return "\n".join(known) if len(known) == len(lines) else None


def _from_wide_line(line: str, order: str, really: Really, finish: bool) -> str | None:
    known = [part.encode(order, "surrogatepass") for part in line.split("\ufffd")]
    if any(control in part for part in known for control in (bytes((LOST,)), bytes((LITERAL,)), b"\0")):
        return None  # no bytes of text
    data = bytes((LOST, LOST)).join(known)
    if len(known) == 1:
        try:
            return data.decode(codec(really))
        except UnicodeDecodeError as error:
            if error.start < len(data) - 4:  # a sample may end within a character
                return None
            return data[: error.start].decode(codec(really)) if not finish else None
    if line.endswith("\ufffd"):
        data = data[:-1]  # an odd byte at the end of the file
    misread = Misread(data, "")
    if really == "utf-8":
        if sound_share(misread) < MIN_ODD:
            return None
        slots, broken = utf8_slots(misread, order)
    else:
        slots, broken = pair_slots(misread, order, really)
    return choose(slots).text if broken <= 1 + len(line) // 10 else None


def _gain(text: str, meant: str) -> float | None:
    before, after = by_line(text).total(), by_line(meant).total()
    gain = float(gains(before, after)[0])
    beyond = int(after.characters[0])
    return gain if legible(after, LEGIBLE)[0] and gain >= max(MIN_GAIN, MIN_GAIN_EACH * beyond) else None

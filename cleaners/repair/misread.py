"""Undoing one wrong reading: text back to the bytes that it was read from, and those bytes as what they are.

Bytes that the wrong reading lost stand as U+FFFD, as `?`, or not at all. UTF-8's own structure says where something is missing,
and leaves at most 128 characters for one lost byte; the pairs of GBK and Big5 leave one or two hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from cleaners.characters.model import character_model, codepoints
from cleaners.repair.lattice import NO_PAIRS, Candidates, Lattice, Local, guess_bonus, is_traditional, scored_as

Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]
ReadAs = Literal["latin", "gb18030", "big5"]
Really = Literal["utf-8", "gb18030", "big5"]


@dataclass(frozen=True, slots=True)
class Chain:
    """`really` bytes that were read as `read_as`."""

    read_as: ReadAs
    really: Really

    def __str__(self) -> str:
        return f"{self.really} read as {'cp1252' if self.read_as == 'latin' else self.read_as}"


CHAINS = (
    Chain("latin", "utf-8"), Chain("gb18030", "utf-8"), Chain("big5", "utf-8"), Chain("latin", "gb18030"),
    Chain("latin", "big5"), Chain("gb18030", "big5"), Chain("big5", "gb18030"),
)  # fmt: skip

LOST = -1  # a byte that is not known
LITERAL = 0x1000  # from here on: a character that no byte gives, plus this

# Python's big5 is the standard without what all systems added to it.
_CODECS = {"gb18030": "gb18030", "big5": "cp950", "utf-8": "utf-8"}


@cache
def _cp1252() -> dict[int, int]:
    codes = (byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D))
    return {ord(bytes([byte]).decode("cp1252")): byte for byte in codes}


@dataclass(frozen=True, slots=True)
class Undone:
    """The text as it was meant. `lost` characters are open (U+FFFD), `guessed` ones were chosen, `broken` bytes fit nowhere."""

    text: str
    lost: int = 0
    guessed: int = 0
    broken: int = 0
    least: float = 1.0


def undo(text: str, chain: Chain, local: Local | None = None, quickly: bool = False) -> Undone | None:
    """`text` read rightly, or None where most of it cannot come from the chain. `quickly`: what is open stays open;
    `local`: what the document has elsewhere, to choose what was lost."""
    exact = _exactly(text, chain)
    if exact is not None:
        return Undone(exact)
    values, foreign = _values(text, chain.read_as)
    if foreign > MAX_FOREIGN * len(values):
        return None
    slots, broken = _utf8(values) if chain.really == "utf-8" else _pairs(values, chain.really)
    if quickly:
        known = [slot if isinstance(slot, str) else "\ufffd" for slot in slots]
        return Undone("".join(known), known.count("\ufffd"), 0, broken)
    return _settle(slots, broken, local or NO_PAIRS)


# Share of characters that a reading could not have given, up to which it is tried: good text may stand in the same line.
MAX_FOREIGN = 0.15


def _exactly(text: str, chain: Chain) -> str | None:
    try:
        latin = chain.read_as == "latin"
        data = text.translate(_cp1252()).encode("latin-1") if latin else text.encode(_CODECS[chain.read_as])
        return data.decode(_CODECS[chain.really])
    except UnicodeError:
        return None


def _values(text: str, read_as: ReadAs) -> tuple[list[int], int]:
    """The bytes, with LOST and LITERAL among them, and how many characters the reading could not have given."""
    values: list[int] = []
    foreign = 0
    for character in text:
        code = ord(character)
        if code == 0xFFFD:
            values.append(LOST)
        elif read_as == "latin":
            byte = _cp1252().get(code, code)
            values.append(byte if byte < 0x100 else code + LITERAL)
            foreign += byte >= 0x100
        else:
            data = _encoded(character, read_as)
            values.extend(data or (code + LITERAL,))
            foreign += not data
    return values, foreign


@cache
def _encoded(character: str, read_as: ReadAs) -> tuple[int, ...]:
    if character == "€":
        return (0x80,)  # the two-byte code pages of Windows have it alone at 80
    try:
        data = character.encode(_CODECS[read_as])
    except UnicodeEncodeError:
        return ()
    return tuple(data) if len(data) < 3 else ()


# A place of the text to be: a character, or the candidates for one.
Slot: TypeAlias = str | Codes
_OPEN = np.zeros(0, np.uint32)
_REPLACEMENT = np.array([0xFFFD], np.uint32)


def _is_tail(value: int) -> bool:
    return 0x80 <= value < 0xC0


def _utf8(values: Sequence[int]) -> tuple[list[Slot], int]:
    """Characters of UTF-8 among bytes of which some are lost."""
    slots: list[Slot] = []
    broken, at, count = 0, 0, len(values)

    def skip_lost(place: int) -> int:
        while place < count and values[place] in (LOST, 0x3F):
            place += 1
        return place

    while at < count:
        value = values[at]
        if value >= LITERAL or 0 <= value < 0x80:
            # `?` in front of the tail of a character stands for its lost head.
            behind = skip_lost(at) if value == 0x3F else at
            if behind == at or not (behind < count and _is_tail(values[behind])):
                slots.append(chr(value - LITERAL if value >= LITERAL else value))
                at += 1
                continue
            at = behind
            value = values[at]
        if value == LOST:
            behind = at
            while behind < count and values[behind] == LOST:
                behind += 1
            if behind == count or not _is_tail(values[behind]):
                slots.append(_OPEN)
                at = behind
                continue
            at = behind
            value = values[at]
        if _is_tail(value):
            run = at
            while run < count and _is_tail(values[run]) and run - at < 2:
                run += 1
            slots.append(_three(None, *values[at:run]) if run - at == 2 else _OPEN)
            broken += run - at == 1
            at = run
            continue
        size = 2 if 0xC2 <= value < 0xE0 else 3 if 0xE0 <= value < 0xF0 else 4 if 0xF0 <= value < 0xF5 else 0
        if not size:
            broken += 1
            slots.append(_OPEN)
            at += 1
            continue
        part, at, gap = [value], at + 1, False
        while at < count and len(part) < size:
            behind = skip_lost(at)
            if behind < count and _is_tail(values[behind]) and (behind == at or size == 3):
                gap = gap or behind > at
                if gap and behind > at and len(part) == 2 and values[at] == 0x3F:
                    break
                if behind > at:
                    part.append(LOST)
                    if len(part) == size:
                        break
                part.append(values[behind])
                at = behind + 1
            elif values[at] == 0x20 and len(part) < size and size == 3:  # NBSP is A0, and is often turned into a blank
                part.append(0xA0)
                at += 1
                if len(part) == 2 and not (at < count and _is_tail(values[at])):
                    part.pop()
                    at -= 1
                    break
            else:
                if behind > at:
                    at = behind if values[at] == LOST or len(part) < size else at
                break
        slots.append(_character(part, size))
        broken += isinstance(slots[-1], np.ndarray) and size != 3
    return slots, broken


def _character(part: Sequence[int], size: int) -> Slot:
    if len(part) == size and LOST not in part:
        try:
            return bytes(part).decode("utf-8")
        except UnicodeDecodeError:
            return _OPEN
    if size != 3 or len(part) < 2:
        return _OPEN
    if LOST in part:
        return _three(part[0], None, part[2]) if len(part) == 3 else _three(part[0], part[1], None)
    return _either(part[0], part[1])


@cache
def _either(first: int, other: int) -> Codes:
    """Characters of three bytes with the first one and one of the others, it is not known which."""
    return np.union1d(_three(first, other, None), _three(first, None, other))


@cache
def _three(first: int | None, second: int | None, third: int | None) -> Codes:
    """Characters of three bytes in UTF-8 of which one is not known."""
    firsts = (first,) if first is not None else range(0xE2, 0xF0)
    seconds = (second,) if second is not None else range(0x80, 0xC0)
    thirds = (third,) if third is not None else range(0x80, 0xC0)
    codes = [(a & 0xF) << 12 | (b & 0x3F) << 6 | c & 0x3F for a in firsts for b in seconds for c in thirds]
    return np.array([code for code in codes if _plausible(code)], np.uint32)


def _plausible(code: int) -> bool:
    return 0x2010 <= code <= 0x203B or 0x3000 <= code <= 0x3011 or 0x4E00 <= code <= 0x9FA5 or 0xFF00 <= code <= 0xFF5E


def _pairs(values: Sequence[int], really: Really) -> tuple[list[Slot], int]:
    """Characters of a two-byte code page among bytes of which some are lost."""
    slots: list[Slot] = []
    broken, at = 0, 0
    while at < len(values):
        value = values[at]
        if value >= LITERAL or 0 <= value < 0x80:
            slots.append(chr(value - LITERAL if value >= LITERAL else value))
            at += 1
            continue
        behind = values[at + 1] if at + 1 < len(values) else LITERAL
        if value == LOST:
            slots.append(_OPEN)
            at += 1 if behind != LOST else 2
            continue
        if behind == LOST or behind >= LITERAL or behind < 0x40:
            slots.append(_by_lead(value, really))
            at += 2 if behind == LOST else 1
            continue
        try:
            slots.append(bytes((value, behind)).decode(_CODECS[really]))
        except UnicodeDecodeError:
            slots.append(_OPEN)
            broken += 1
        at += 2
    return slots, broken


@cache
def _by_lead(lead: int, really: Really) -> Codes:
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF)) if really == "big5" else (*range(0x40, 0x7F), *range(0x80, 0xFF))
    text = b"".join(bytes((lead, trail)) for trail in trails).decode(_CODECS[really], "ignore")
    return np.array(sorted({ord(c) for c in text if "\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uff5e"}), np.uint32)


# A guess is written at this posterior, else U+FFFD.
CERTAIN = 0.9


def _settle(slots: Sequence[Slot], broken: int, local: Local) -> Undone:
    bonus = guess_bonus(is_traditional("".join(slot for slot in slots if isinstance(slot, str))))
    out: list[str] = []
    lost = guessed = 0
    least = 1.0
    for known, unknown, behind in _stretches(slots):
        out.append(known)
        for code, posterior in _choose(known[-1:] or "\n", unknown, behind, bonus, local):
            certain = posterior >= CERTAIN
            out.append(chr(code) if certain else "\ufffd")
            guessed, lost = guessed + certain, lost + (not certain)
            least = min(least, posterior) if certain else least
    return Undone("".join(out), lost, guessed, broken, least)


def _stretches(slots: Sequence[Slot]) -> Iterator[tuple[str, list[Codes], str]]:
    """Known text, the unknown characters behind it, and the known character behind those."""
    known: list[str] = []
    unknown: list[Codes] = []
    for slot in slots:
        if isinstance(slot, str):
            if unknown:
                yield "".join(known), unknown, slot
                known, unknown = [], []
            known.append(slot)
        else:
            unknown.append(slot)
    yield "".join(known), unknown, "\n"


def _choose(before: str, unknown: list[Codes], behind: str, bonus: Floats, local: Local) -> Iterator[tuple[int, float]]:
    """The likeliest character for each place and its posterior."""
    likely = [candidates[bonus[candidates] > -np.inf] for candidates in unknown]
    if len(likely) == 1:
        yield _choose_one(before, likely[0], behind, bonus, local)
        return
    lattice = Lattice(local, ord(before))
    group = lattice.first
    for codes in likely:
        candidates = Candidates(codes, scored_as(codes), bonus[codes]) if len(codes) else Candidates.of(_REPLACEMENT)
        group = lattice.add(candidates, 0, 0, True, [(group, 0.0)]) or group
    lattice.add(Candidates.of(np.array([ord(behind[0])], np.uint32)), 0, 0, False, [(group, 0.0)])
    path = lattice.solve()
    for step, codes in zip(path[1:-1], likely, strict=True):
        yield (step.code, step.posterior) if len(codes) else (0xFFFD, 0.0)


def _choose_one(before: str, candidates: Codes, behind: str, bonus: Floats, local: Local) -> tuple[int, float]:
    if not len(candidates):
        return 0xFFFD, 0.0
    keys = scored_as(candidates)
    ends = scored_as(codepoints(before[-1] + behind[0]))
    model = character_model()
    fit = bonus[candidates]
    for left, right in ((ends[:1].repeat(len(keys)), keys), (keys, ends[1:].repeat(len(keys)))):
        fit = fit + local.mix(model.conditional(left, right).astype(np.float64), left, right)
    weights = np.exp(fit - fit.max())
    best = int(weights.argmax())
    return int(candidates[best]), float(weights[best] / weights.sum())

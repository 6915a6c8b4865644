"""Repair GBK text that is one byte out of step, because a program replaced or split bytes without knowing characters.

Two causes are known. A replacement `X -> X(pinyin)` also matches across two characters whose inner bytes happen to be X: `請提`
(D588 CCE1) contains 執 (88CC), so `(zhí)` lands between 88CC and E1. And a split at full-width marks matches A3BF, `？`, inside
`海科` (BAA3 BFC6).
From there on each visible character is made of the second byte of one original and the first byte of the next, until an ASCII
byte or a mark brings the text back into step. Byte pairs in the user areas of GBK are dropped, and so is a byte left alone.

The same original always gives the same damage, so all originals that fit the visible text can be listed (`shift_lattice`). The
model of characters picks the most probable one. Characters that stay uncertain become U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import codepoints
from cleaners.characters.readings import LETTERS
from cleaners.document import Document, Edit, close_edit
from cleaners.options import Context
from cleaners.repairs.annotations import find_annotations
from cleaners.repairs.gate import Sign, places_with, shifting, suspicions
from cleaners.repairs.local import Local
from cleaners.repairs.prior import REPLACEMENT, is_traditional
from cleaners.repairs.shift_lattice import Piece, Reader
from cleaners.step import NOT_ASCII, step

# A broken annotation: `?zhí)`, where the bracket was lost together with the byte before it, or `A(chǔ)`, where the
# letter is half a character.
_STRAY = lazy_pattern(rf"[?\ufffd][(（]?([{LETTERS}]{{1,6}})[)）]|[@-~][(（]([{LETTERS}]{{1,6}})[)）]")
# What GBK's user areas are in Unicode.
_PRIVATE = lazy_pattern("[\ue000-\ue765]")
# Words of other scripts. Letters that are halves of Chinese characters come singly, not as words.
_FOREIGN = lazy_pattern("[\u0370-\u052f]{3}|[\u3041-\u30ff]{4}")
# A letter that may be half a character, behind a mark that may be half of a split one.
_HALF = lazy_pattern("(?<=[,;:?!，；：？！])[@-~](?=[\u4e00-\u9fff])")

# Where no mark or annotation explains the damage, a lost byte is assumed only from so many odd characters in a window on.
MIN_ODD_LOST = 3
# A longer window (in characters) is not read: no damaged run is that long, and the time stays linear.
LONGEST = 1000
# All windows together may have this many characters and one hundredth of the text. More than that is damage of another kind.
BUDGET = 4000
# Above this share of odd characters the text has damage of another kind (a wrong reading) and is not read here.
MAX_ODD = 0.35
# Characters of context that a window has before its first and behind its last odd character.
MARGIN = 12
# Nats by which the repaired text must be more probable than the text as it stands, after paying the prior of damage (see
# shift_lattice). Chosen on generated damage and clean text; rerun `benchmarks/repair.py` when it changes.
MIN_GAIN = 4.0
MIN_GAIN_ALONE = 10.0  # where the page shows no converter at all
# From this many repairs on the text is known to be damaged, and is read again with less doubt.
PROVEN = 2
DOUBT_PROVEN = 0.5  # the second time the quick look (`gate.shifting`) needs this share of its usual gain
MIN_RUN_ALONE = 3  # different characters
MIN_GAIN_EACH = 1.2  # for each character of the damaged text
# A guessed character is written from this posterior on, else U+FFFD. On generated damage .9 left 6.5 % of the characters open and
# .02 % wrong. Lower: fewer U+FFFD, more wrong characters.
CERTAIN = 0.9
# If more than this share of a run would become U+FFFD, the run stays as it is: its bytes tell more than gaps would.
MAX_OPEN = 0.4


@step(rules=("shift.bytes",), switch=("repair",), gate=NOT_ASCII)
def mend_byte_shift(document: Document, _context: Context) -> list[Edit] | None:
    """Put text back into step. Must run before annotations are removed, because they are evidence for it."""
    text = document.text
    found = suspicions(text)
    annotations = find_annotations(text)
    if annotations is None and not found.shifted:
        return None
    view = _View.of(text, annotations.spans if annotations else ())
    if len(view.odd) > MAX_ODD * len(view.text):
        return None
    windows = _windows(view, bool(annotations))
    if not windows:
        return None
    reader = Reader(
        annotations.readings if annotations else {},
        bool(annotations),
        is_traditional(view.text),
        bool(_PRIVATE.search(text)),
        Local.of(_sound(view)),
    )
    edits = [edit for window in windows for edit in _mend(text, view, *window, reader)]
    if annotations is None and len(edits) >= PROVEN:
        reader = replace(reader, proven=True)
        edits = [edit for window in _windows(view, proven=True) for edit in _mend(text, view, *window, reader)]
    return edits or None


@dataclass(frozen=True, eq=False)
class _View:
    """The text without a converter's annotations: these stand between whole characters and tell nothing about the bytes."""

    text: str
    codes: npt.NDArray[np.uint32]
    odd: npt.NDArray[np.intp]
    """Places of characters that may be made of the halves of two others."""
    places: npt.NDArray[np.int64]
    """For each character of the view its place in the full text; last the length of the full text."""

    @classmethod
    def of(cls, text: str, spans: Sequence[tuple[int, int]]) -> _View:
        codes = codepoints(text)
        if not spans:
            return cls(text, codes, places_with(codes, Sign.PAIR), np.arange(len(text) + 1))
        starts, ends = np.array(spans).T
        steps = np.zeros(len(text) + 1, np.int8)
        steps[starts] += 1
        steps[ends] -= 1
        places = (np.cumsum(steps) == 0).nonzero()[0]
        codes = codes[places[:-1]]
        seen = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        return cls(seen, codes, places_with(codes, Sign.PAIR), places)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same span in the full text, with the annotation of its last character."""
        return int(self.places[start]), int(self.places[end])


def _sound(view: _View) -> npt.NDArray[np.uint32]:
    """The text without the surroundings of odd characters. The document's own pairs are counted here, and repeated damage must
    not count as evidence for itself."""
    codes = view.codes.copy()
    for near in (-1, 0, 1):
        codes[np.clip(view.odd + near, 0, len(codes) - 1)] = REPLACEMENT
    return codes


def _windows(view: _View, proven: bool) -> list[tuple[int, int, frozenset[int]]]:
    """Spans that may contain a run out of step: (start, end, places where a byte may be missing). Disjoint, each in one line."""
    text, odd = view.text, shifting(view.codes, view.odd, DOUBT_PROVEN if proven else 1.0)
    places = set(odd.tolist())
    if proven:
        for pattern in (_STRAY, _HALF):
            places.update(match.start() for match in pattern.finditer(text))
    spans: list[tuple[int, int]] = []
    for place in sorted(places):
        end = min(place + MARGIN, _line_end(text, place))
        if spans and place < spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], end)
        else:
            line = text.rfind("\n", 0, place) + 1
            spans.append((max(line, spans[-1][1] if spans else 0, place - MARGIN), end))
    windows, budget = [], BUDGET + len(text) // 100
    for start, end in spans:
        if end - start <= min(LONGEST, budget):
            windows.append((start, end, _losses(odd, start, end)))
            budget -= end - start
    return windows


def _losses(odd: npt.NDArray[np.intp], start: int, end: int) -> frozenset[int]:
    """Places where a missing byte may have put the text out of step: shortly before a series of odd characters."""
    places = odd[slice(*odd.searchsorted((start, end)))]
    if len(places) < MIN_ODD_LOST:
        return frozenset()
    first = np.concatenate(([True], np.diff(places) > MARGIN // 2))
    return frozenset(place - back for place in places[first].tolist() for back in range(MARGIN // 2))


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _mend(text: str, view: _View, start: int, end: int, losses: frozenset[int], reader: Reader) -> Iterator[Edit]:
    if _FOREIGN.search(view.text, start, end):
        return
    read = reader.read(view.text, start, end, losses)
    if read is None:
        return
    touched = sum(last - first for first, last in read.spans)
    if read.gain < max(MIN_GAIN if reader.proven else MIN_GAIN_ALONE, MIN_GAIN_EACH * touched):
        return
    for run in _runs(read.pieces()):
        written = _settled(run)
        if not reader.proven and len(set(view.text[run[0].start : run[-1].end])) < MIN_RUN_ALONE:
            continue
        if written.count("\ufffd") > MAX_OPEN * len(written):
            continue
        unsettled = "" if "\ufffd" not in written else ", uncertain places left open"
        least = min(piece.posterior for piece in run)
        evidence = f"gain of {read.gain:.0f} nats over {touched} characters, least posterior {least:.2f}{unsettled}"
        yield close_edit(text, *view.span(run[0].start, run[-1].end), written, "shift.bytes", evidence)


def _runs(path: list[Piece]) -> Iterator[list[Piece]]:
    run: list[Piece] = []
    for piece in path:
        if piece.repaired:
            run.append(piece)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _settled(run: list[Piece]) -> str:
    """The text of a repaired run. An uncertain character becomes U+FFFD; so does, as one, a stretch of uncertain length."""
    out: list[str] = []
    for piece in run:
        if piece.posterior >= CERTAIN:
            out.append(chr(piece.code))
        elif piece.place >= CERTAIN or not out or out[-1] != "\ufffd":
            out.append("\ufffd")
    return "".join(out)

"""Text that is one byte out of step, because functions that know no characters replaced or split bytes of GBK inside it.

Two causes are known. A table `X -> X(pinyin)` also fires across two characters whose inner bytes happen to be X: `請提` (D588 CCE1)
holds 執 (88CC), so `(zhí)` lands between 88CC and E1. And a split at full-width marks fires at A3BF, `？`, inside `海科` (BAA3 BFC6).
From there each character is made of the last byte of one and the first byte of the next, until an ASCII byte or a mark
brings reading back into step. Pairs that fall into the user areas of GBK are dropped, and so is a byte that stands alone.

All this is deterministic, so the originals that give exactly the text that is seen can be listed: a lattice, in which the model
of characters decides. What the bytes and the model do not settle becomes U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from cleaners.characters.fold import t2s
from cleaners.characters.gbk import gbk
from cleaners.characters.model import character_model, codepoints
from cleaners.characters.readings import LETTERS
from cleaners.document import Document, Edit, close_edit
from cleaners.options import Context
from cleaners.repair.annotations import find_annotations
from cleaners.repair.lattice import REPLACEMENT, Local, scored_as
from cleaners.repair.shift_lattice import Piece, Reader

# A stray piece of an annotation: `?zhí)` where the byte before was eaten with the bracket, `A(chǔ)` behind a letter that is half a
# character.
_STRAY = re.compile(rf"[?\ufffd][(（]?([{LETTERS}]{{1,6}})[)）]|[@-~][(（]([{LETTERS}]{{1,6}})[)）]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# A letter that may be half a character, behind what may be the other half of a split.
_HALF = re.compile("(?<=[,;:?!，；：？！])[@-~](?=[\u4e00-\u9fff])")

# A character is odd when it costs more than this without context (nats): some 3 in 100,000 of good text are.
ODD = -11.5
# Nothing is out of step where more than this share of a line is odd: that is another damage, or another language.
MAX_ODD = 0.5
# More than this share of kana, and the text is Japanese, which the model of Chinese finds odd throughout.
MAX_KANA = 0.01
# A quick look without context: what reading one byte later must gain (nats), summed over so many characters to either side.
QUICK_GAIN = 6.0
REACH = 6
NO_CHARACTER = -16.0
# Odd characters in a window before a byte is taken for lost where no mark or annotation shows a cause.
MIN_ODD_LOST = 3
_MARK_CODES = np.array([ord(mark) for mark in ",:;?!().，：；？！（）．"], np.uint32)
# Characters before the first and behind the last odd one that a window takes in.
MARGIN = 12
# Gain of the repaired reading over the text as it stands, in nats, with the prior of damage (see shift_lattice) already paid.
# Chosen on generated damage and clean text; rerun `benchmarks/repair.py` when it changes.
MIN_GAIN = 4.0
MIN_GAIN_ALONE = 10.0  # where the page shows no converter at all
MIN_GAIN_EACH = 1.2  # for each character of the damaged text
"""A guess is written at this posterior, else U+FFFD (tau of study/mojibake.md: .9 leaves 6.5 % open and .02 % wrong)."""
CERTAIN = 0.9
# A run of which more stays open is left as it is: its bytes are worth more than the gaps.
MAX_OPEN = 0.4


def mend_byte_shift(document: Document, context: Context) -> list[Edit] | None:
    """Put text back into step. Must run before the annotations are removed: they are part of the evidence."""
    text = document.text
    if not context.options.repair or text.isascii():
        return None
    annotations = find_annotations(text)
    if annotations is None:
        codes = codepoints(text)
        odd = _odd(codes)
        if not odd.any() or np.count_nonzero((codes >= 0x3041) & (codes <= 0x30FF)) > MAX_KANA * len(codes):
            return None
    view = _View.of(text, annotations.spans if annotations else ())
    windows = _windows(view.text, bool(annotations))
    if not windows:
        return None
    reader = Reader(
        annotations.readings if annotations else {},
        _is_traditional(text),
        bool(_PRIVATE.search(text)),
        Local.of(_sound(view.text)),
    )
    return [edit for window in windows for edit in _mend(text, view, *window, reader)] or None


@dataclass(frozen=True, eq=False)
class _View:
    """The text without the converter's annotations, which stand between whole characters and say nothing of the bytes."""

    text: str
    places: npt.NDArray[np.int64]
    """Where each character of the view stands in the text, and where the text ends."""

    @classmethod
    def of(cls, text: str, spans: Sequence[tuple[int, int]]) -> _View:
        kept = np.ones(len(text) + 1, bool)
        for start, end in spans:
            kept[start:end] = False
        places = np.flatnonzero(kept)
        codes = codepoints(text)[places[:-1]]
        return cls(codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass"), places)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text, with the annotation of its last character."""
        return int(self.places[start]), int(self.places[end])


def _odd(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which characters are odd in good Chinese text, and could be bytes out of step: those with two bytes in GBK."""
    odd: npt.NDArray[np.bool_] = _odd_table()[np.minimum(codes, 0xFFFF)]
    return odd


@cache
def _odd_table() -> npt.NDArray[np.bool_]:
    codes = np.arange(0x10000, dtype=np.uint32)
    costs = character_model().unigrams[scored_as(codes)]
    table: npt.NDArray[np.bool_] = (costs < ODD) & (codes > 0x24F) & (gbk().pairs > 0)
    return table


def _sound(text: str) -> npt.NDArray[np.uint32]:
    """The text without what stands next to odd characters, so that damage that comes twice does not vouch for itself."""
    codes = codepoints(text)
    odd = _odd(codes)
    odd[1:] |= odd[:-1].copy()
    odd[:-1] |= odd[1:].copy()
    return np.where(odd, np.uint32(REPLACEMENT), codes)


def _is_traditional(text: str) -> bool:
    table = t2s()
    return sum(character in table for character in text[:20_000]) > 0.05 * min(len(text), 20_000)


def _windows(text: str, annotated: bool) -> list[tuple[int, int, int]]:
    """Spans that may hold a run out of step, within one line, disjoint, and how many odd characters each has."""
    codes = codepoints(text)
    odd = _odd(codes)
    if not annotated:
        odd = _shifts_better(codes, odd)
    places = set(np.flatnonzero(odd).tolist())
    if annotated:
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
    return [(start, end, int(np.count_nonzero(odd[start:end]))) for start, end in spans]


def _shifts_better(codes: npt.NDArray[np.uint32], odd: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which odd characters stand where reading one byte later gives commoner characters: a quick look, without context."""
    places = np.flatnonzero(odd)
    near = places[:, None] + np.arange(-REACH - 1, REACH + 2)
    row = np.minimum(codes[np.clip(near, 0, len(codes) - 1)], 0xFFFF)
    pairs = gbk().pairs[row].astype(np.int64)
    marks = np.isin(row, _MARK_CODES)
    pairs[marks] = 0xA380 | (row[marks].astype(np.int64) & 0x7F)
    between = gbk().characters[(pairs[:, :-1] & 0xFF) << 8 | pairs[:, 1:] >> 8]
    costs = character_model().unigrams
    gains = np.where(between > 0, costs[scored_as(between)], NO_CHARACTER) - costs[scored_as(row[:, 1:])]
    left = np.cumsum(gains[:, REACH::-1], axis=1).max(axis=1)
    right = np.cumsum(gains[:, REACH + 1 :], axis=1).max(axis=1)
    better = np.zeros(len(codes), bool)
    better[places[np.maximum(left, 0) + np.maximum(right, 0) >= QUICK_GAIN]] = True
    return better


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _mend(text: str, view: _View, start: int, end: int, odd: int, reader: Reader) -> Iterator[Edit]:
    read = reader.read(view.text, start, end, losses=odd >= MIN_ODD_LOST)
    if read is None:
        return
    path, gain = read
    runs = list(_runs(path))
    touched = sum(run[-1].end - run[0].start for run in runs)
    if not runs or gain < max(MIN_GAIN if reader.table else MIN_GAIN_ALONE, MIN_GAIN_EACH * touched):
        return
    for run in runs:
        written = _settled(run)
        if written.count("\ufffd") > MAX_OPEN * len(written):
            continue
        unsettled = "" if "\ufffd" not in written else ", uncertain places left open"
        evidence = f"gain of {gain:.0f} nats over {touched} characters, least posterior {min(piece.posterior for piece in run):.2f}{unsettled}"
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
    """The text of a run; where the very character is uncertain U+FFFD, one for a stretch whose length is uncertain too."""
    out: list[str] = []
    for piece in run:
        if piece.posterior >= CERTAIN:
            out.append(chr(piece.code))
        elif piece.place >= CERTAIN or not out or out[-1] != "\ufffd":
            out.append("\ufffd")
    return "".join(out)

"""Text that was read in the wrong encoding: UTF-8 as GBK, GBK as Latin-1, and so on; documents, single lines, twice over.

What the document shows as a whole decides on its lines: a line of one character has no evidence of its own, and goes along with
the others when its bytes read as theirs do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Document, Edit, close_edit
from cleaners.options import Context
from cleaners.repairs.evidence import LEGIBLE, LEGIBLE_PROVEN, MAX_LOST, by_line, gains, legible
from cleaners.repairs.gate import suspicions
from cleaners.repairs.misread import Chain, Path, Undone, possible, promises, undo, undo_path
from cleaners.step import NOT_ASCII, step

# Gain in nats that a reading must bring: over the whole, and for each character beyond ASCII of what stands there.
MIN_GAIN = 12.0
MIN_GAIN_EACH = 1.5
# Where a wrong reading is proven for the document, one of its lines needs less.
MIN_GAIN_PROVEN = 2.0
# Fewer different characters are a sign that comes again and again, such as a dash.
MIN_DISTINCT = 3
# More kana than this in the text: Japanese, in which the model finds much odd. Big5 read as GBK has up to a quarter.
MAX_KANA = 0.35
MAX_BROKEN = 0.1
# A reader that loses half of the bytes leaves more open, even where what is left reads well.
MAX_LOST_FITTING = 0.6
MAX_LOST_TWICE = 0.1
ANY_LOST = 1e9
MAX_OPEN = 0.5  # of the places of a sample, before any is chosen
# Share of the characters beyond ASCII in lines that show the wrong reading, from which all lines are tried.
WHOLE = 0.5
# The same in lines that were found to read better, from which those without evidence of their own go along.
OVERWHELMING = 0.9
SAMPLE = 500
# Lines up to which each is tried although their beginnings together show nothing.
FEW = 10
CUT = 2  # characters that the ends of a sample may cut
ROUNDS = 3

_BEYOND = lazy_pattern("[^\x00-\x7f]")
_PLAIN_RUN = lazy_pattern("[\x00-\x7f]{3,}")

Span = tuple[int, int]


@step(rules=("misread.chain",), switch=("repair",), gate=NOT_ASCII)
def undo_wrong_reading(document: Document, _context: Context) -> list[Edit] | None:
    """Read lines that were read in the wrong encoding in the right one. What the bytes leave open becomes U+FFFD."""
    text = document.text
    found = suspicions(text)
    pending: Sequence[Span] = found.lines
    if not pending or found.kana > MAX_KANA * len(text):
        return None
    edits: list[Edit] = []
    done: set[Span] = set()
    for _ in range(ROUNDS):  # lines may have gone through different readings
        path = _path_of(text, pending)
        if path is None:
            break
        mended = list(_mend(text, pending, done, path))
        if not mended:
            break
        for line in mended:
            edits += _close_edits(text, line)
        done.update(line.span for line in mended)
        pending = [span for span in pending if span not in done]
    return sorted(edits, key=lambda edit: edit.start) or None


def _path_of(text: str, spans: Sequence[Span]) -> Path | None:
    if not spans:
        return None
    path = find_path("\n".join(_first_spans(text, spans)))
    if path is None and len(spans) > 1:  # the first lines may be of another kind
        path = find_path("\n".join(_first_spans(text, spans[len(spans) // 2 :])))
    if path is None and 1 < len(spans) <= FEW:
        return next(filter(None, (find_path(text[start:end][:SAMPLE]) for start, end in spans)), None)
    return path


def _first_spans(text: str, spans: Sequence[Span]) -> Iterator[str]:
    left = SAMPLE
    for start, end in spans:
        yield text[start : min(end, start + left)]
        left -= end - start
        if left <= 0:
            return


def find_path(sample: str) -> Path | None:
    """The wrong readings that, undone one after the other, gain most over the text as it stands; None where none convinces."""
    states: list[tuple[Path, str]] = [((), sample)]
    for _ in range(ROUNDS):
        found: list[tuple[float, Path, str]] = []
        onward: list[tuple[Path, str]] = []
        for path, text in states:
            for chain in possible(text):
                if chain.really != "utf-8" and any(way[-1].really == "utf-8" for _, way, _ in found):
                    break  # those come last: what forms UTF-8 and reads well is no other encoding
                undone = undo(text, chain, quickly=True) if promises(text, chain) else None
                if undone is None or undone.text == text:
                    continue
                sound = chain.really == "utf-8" and not undone.lost + undone.broken
                gain = _gain(sample, undone, LEGIBLE_PROVEN if sound else LEGIBLE)
                if gain is None and 0 < undone.lost <= MAX_OPEN * len(undone.text) and _gain(sample, undone, LEGIBLE, ANY_LOST):
                    # What is known reads well, and much is open: see what can be chosen.
                    undone = undo(text, chain) or undone
                    gain = _gain(sample, undone, LEGIBLE, MAX_LOST_FITTING)
                if gain is not None:
                    found.append((gain, (*path, chain), undone.text))
                elif sound or _nearly_sound(chain, undone, text):
                    onward.append(((*path, chain), undone.text))
        if found:
            _, path, text = max(found, key=lambda reading: reading[0])
            return path + (_again(text) if len(path) < ROUNDS else ())
        states = onward
    return None


def _nearly_sound(chain: Chain, undone: Undone, text: str) -> bool:
    """Bytes that are UTF-8 but for the ends of the sample and what was lost on the way: perhaps read wrongly twice."""
    few = undone.lost + undone.broken <= CUT + MAX_LOST_TWICE * len(undone.text)
    return chain.really == "utf-8" and few and len(undone.text) < len(text)


def _again(text: str) -> Path:
    """Further readings to undo, where the text still looks wrong."""
    return (find_path(text) or ()) if suspicions(text).lines else ()


def _gain(text: str, undone: Undone, least: float, max_lost: float = MAX_LOST) -> float | None:
    """What a reading gains, or None where it is not convincing."""
    before, after = by_line(text).total(), by_line(undone.text).total()
    beyond = int(before.characters[0])
    if undone.broken > MAX_BROKEN * beyond + 1 or len(set(_BEYOND.findall(text))) < MIN_DISTINCT:
        return None
    gain = float(gains(before, after)[0])
    return gain if legible(after, least, max_lost)[0] and gain >= max(MIN_GAIN, MIN_GAIN_EACH * beyond) else None


@dataclass(frozen=True, slots=True)
class Mended:
    """A line as it was meant."""

    span: Span
    written: str
    evidence: str


def _mend(text: str, pending: Sequence[Span], done: Collection[Span], path: Path) -> Iterator[Mended]:
    """The lines that went through these readings."""
    beyond = len(_BEYOND.findall(text))
    whole = len(_BEYOND.findall("".join(text[start:end] for start, end in pending))) > WHOLE * beyond
    spans = [span for span in _lines_beyond_ascii(text) if span not in done] if whole else list(pending)
    joined = "\n".join(text[start:end] for start, end in spans)
    undone = undo_path(joined, path)
    if undone is None and whole:  # good lines between
        spans, whole = list(pending), False
        joined = "\n".join(text[start:end] for start, end in spans)
        undone = undo_path(joined, path)
    written = undone.text.split("\n") if undone else []
    if undone is None or len(written) != len(spans):
        return
    proven = path[-1].really == "utf-8" and not undone.lost + undone.guessed
    before, after = by_line(joined), by_line(undone.text)
    gain = gains(before, after)
    kept = legible(after, LEGIBLE_PROVEN if proven else LEGIBLE, MAX_LOST_FITTING) & (gain >= MIN_GAIN_PROVEN)
    exact = after.lost == before.lost
    if whole and before.characters[kept].sum() >= OVERWHELMING * before.characters.sum():
        if path[-1].really == "utf-8":
            kept |= legible(after, LEGIBLE_PROVEN)
        kept |= exact if not undone.lost + undone.guessed + undone.broken else exact & _near(kept)
    evidence = f"{', '.join(map(str, path))}; gain of {gain[kept].sum():.0f} nats over {np.count_nonzero(kept)} lines"
    if undone.lost or undone.guessed:
        evidence += f", {undone.guessed} characters chosen (least posterior {undone.least:.2f}), {undone.lost} left open"
    for line in kept.nonzero()[0].tolist():
        yield Mended(spans[line], written[line], evidence)


def _near(kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Lines between two that are kept."""
    before = np.concatenate(([True], kept[:-1]))
    behind = np.concatenate((kept[1:], [True]))
    return before & behind


def _lines_beyond_ascii(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        if not line.isascii():
            yield start, start + len(line)
        start += len(line) + 1


def _close_edits(text: str, line: Mended) -> Iterator[Edit]:
    """Edits that leave the stretches of ASCII alone that both have."""
    start, end = line.span
    old, new = text[start:end], line.written
    done = taken = 0
    cuts: list[tuple[int, int, int, int]] = []
    for run in _PLAIN_RUN.finditer(old):
        at = new.find(run[0], taken)
        if at >= 0:
            cuts.append((done, run.start(), taken, at))
            done, taken = run.end(), at + len(run[0])
    cuts.append((done, len(old), taken, len(new)))
    for old_start, old_end, new_start, new_end in cuts:
        edit = close_edit(old, old_start, old_end, new[new_start:new_end], "misread.chain", line.evidence)
        if edit.end > edit.start or edit.replacement:
            yield Edit(edit.start + start, edit.end + start, edit.replacement, edit.rule, line.evidence)

"""Text that was read in the wrong encoding: UTF-8 as GBK, GBK as Latin-1, and so on; documents, single lines, twice over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import character_model, codepoints
from cleaners.document import Document, Edit, close_edit
from cleaners.options import Context
from cleaners.repair.gate import Mark, places_with, suspicions, suspicious_lines
from cleaners.repair.lattice import NO_PAIRS, Local, scored_as
from cleaners.repair.misread import CHAINS, Chain, Undone, undo

# Gain in nats that a reading must bring: over the whole, and for each character beyond ASCII of what stands there.
MIN_GAIN = 12.0
MIN_GAIN_EACH = 1.5
# What the text must then cost at most, a character beyond ASCII: good text costs 4 to 6.5, a wrong reading more than 10.
LEGIBLE = -9.0
# Bytes that form UTF-8 without exception do so by meaning, and a line may be rare words.
LEGIBLE_PROVEN = -12.5
# Fewer different characters are a sign that comes again and again, such as a dash.
MIN_DISTINCT = 3
# More kana than this in the text: Japanese, in which the model finds much odd. Big5 read as GBK has up to a quarter.
MAX_KANA = 0.35
MAX_LOST = 0.35
MAX_BROKEN = 0.1
MIN_CHINESE = 0.5
# Where a wrong reading is proven for the document, one of its lines needs less.
MIN_GAIN_PROVEN = 2.0
# Share of the text in lines that show the wrong reading, from which all of its lines are taken to have gone through it.
WHOLE = 0.5
SAMPLE = 1200
# Lines up to which each is tried although their beginnings together show nothing.
FEW = 10
CUT = 2  # characters that the ends of a sample may cut
ROUNDS = 3

_CHINESE = lazy_pattern("[\u2018-\u201d\u3001-\u3011\u3041-\u30ff\u3400-\u9fff\uff01-\uff5e]")
_BEYOND = lazy_pattern("[^\x00-\x7f]")
_PLAIN_RUN = lazy_pattern("[\x00-\x7f]{3,}")


def undo_wrong_reading(document: Document, context: Context) -> list[Edit] | None:
    """Read lines that were read in the wrong encoding in the right one. What the bytes leave open becomes U+FFFD."""
    text = document.text
    if not context.options.repair or text.isascii():
        return None
    found = suspicions(text)
    suspects: Sequence[tuple[int, int]] = found.lines
    if not suspects or found.kana > MAX_KANA * len(text):
        return None
    sample = "\n".join(text[start:end] for start, end in suspects)[:SAMPLE]
    proven = best_chain(sample) if len(suspects) > 1 else None
    if sum(end - start for start, end in suspects) > WHOLE * len(text):
        if proven:
            suspects = _lines(text, every=True)
        elif len(suspects) > FEW:
            return None  # another damage, or another language
    local = _known_pairs(text, suspects, proven.chain) if proven and proven.undone.lost + proven.undone.guessed else NO_PAIRS
    edits: list[Edit] = []
    for start, end in suspects:
        edits += _mend_line(text, start, end, proven.chain if proven else None, local)
    return edits or None


def _lines(text: str, every: bool = False) -> list[tuple[int, int]]:
    codes = codepoints(text)
    return suspicious_lines(codes, places_with(codes, Mark.ODD), every)


def _known_pairs(text: str, spans: Sequence[tuple[int, int]], chain: Chain) -> Local:
    """The pairs of characters that the document has for certain."""
    lines = (undo(text[start:end], chain, quickly=True) for start, end in spans)
    return Local.of(codepoints("\n".join(line.text for line in lines if line)))


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as another reading has it, and what that gains (nats)."""

    chain: Chain
    undone: Undone
    gain: float


def _mend_line(text: str, start: int, end: int, proven: Chain | None, local: Local) -> Iterator[Edit]:
    line = text[start:end]
    reading = None
    if proven:
        undone = undo(line, proven, local)
        gain = _gain(line, undone, MIN_GAIN_PROVEN, 0.0, LEGIBLE_PROVEN) if undone else None
        if gain is None and undone and proven == CHAINS[0] and not undone.lost:  # read wrongly twice
            undone = undo(undone.text, proven, local)
            gain = _gain(line, undone, MIN_GAIN_PROVEN, 0.0, LEGIBLE_PROVEN) if undone else None
        if undone and gain is not None:
            reading = Reading(proven, undone, gain)
    if reading is None and len(line) > 2 * SAMPLE and best_chain(line[:SAMPLE]) is None:
        return
    reading = reading or best_chain(line)
    if reading is None:
        return
    written, chains = reading.undone.text, [str(reading.chain)]
    for _ in range(ROUNDS - 1):  # read wrongly more than once
        again = best_chain(written) if _lines(written) else None
        if again is None:
            break
        written = again.undone.text
        chains.append(str(again.chain))
    evidence = f"{', '.join(chains)}; gain of {reading.gain:.0f} nats"
    if reading.undone.lost or reading.undone.guessed:
        chosen = f"{reading.undone.guessed} characters chosen (least posterior {reading.undone.least:.2f})"
        evidence += f", {chosen}, {reading.undone.lost} left open"
    yield from _close_edits(line, start, written, evidence)


def _close_edits(line: str, start: int, written: str, evidence: str) -> Iterator[Edit]:
    """Edits that leave the stretches of ASCII alone that both have."""
    done = taken = 0
    cuts: list[tuple[int, int, int, int]] = []
    for run in _PLAIN_RUN.finditer(line):
        at = written.find(run[0], taken)
        if at >= 0:
            cuts.append((done, run.start(), taken, at))
            done, taken = run.end(), at + len(run[0])
    cuts.append((done, len(line), taken, len(written)))
    for old_start, old_end, new_start, new_end in cuts:
        edit = close_edit(line, old_start, old_end, written[new_start:new_end], "misread.chain", evidence)
        if edit.end > edit.start or edit.replacement:
            yield Edit(edit.start + start, edit.end + start, edit.replacement, edit.rule, evidence)


def best_chain(text: str) -> Reading | None:
    """The reading that gains most over the text as it stands; None where none is convincing."""
    found: list[Reading] = []
    for chain in CHAINS:
        reading = _reading(text, chain, quickly=True)
        if reading is not None:
            found.append(reading)
            if chain.really == "utf-8" and not reading.undone.lost:
                break  # no other bytes form UTF-8 throughout
    if not found:
        return None
    best = max(found, key=lambda reading: reading.gain)
    return _reading(text, best.chain) if best.undone.lost else best


def _reading(text: str, chain: Chain, quickly: bool = False) -> Reading | None:
    undone = undo(text, chain, quickly=quickly)
    if undone is None or undone.text == text:
        return None
    sound = chain.really == "utf-8" and not undone.lost
    gain = _gain(text, undone, MIN_GAIN, MIN_GAIN_EACH, LEGIBLE_PROVEN if sound else LEGIBLE)
    if gain is None and chain == CHAINS[0] and undone.lost <= CUT and len(undone.text) < len(text):
        inner = best_chain(undone.text)  # read wrongly twice: the first step back makes it no more Chinese
        gain = inner.gain if inner else None
    return None if gain is None else Reading(chain, undone, gain)


def _gain(text: str, undone: Undone, least: float, each: float, legible: float) -> float | None:
    """What the reading gains, or None where it is not convincing."""
    beyond = "".join(_BEYOND.findall(undone.text.replace("\ufffd", "")))
    seen = _BEYOND.findall(text)
    before = len(seen)
    if (
        not beyond
        or (each and len(set(seen)) < MIN_DISTINCT)
        or undone.lost > MAX_LOST * len(beyond) + 1
        or undone.broken > MAX_BROKEN * before + 1
    ):
        return None
    if len(_CHINESE.findall(beyond)) < MIN_CHINESE * len(beyond) or _score(beyond) < legible * len(beyond):
        return None
    # An open place counts as a character of usual cost, since something stood there.
    gain = _score(_beyond(undone.text)) - _score(_beyond(text)) - 6.0 * undone.lost
    return gain if gain >= max(least, each * before) else None


def _beyond(text: str) -> str:
    return "".join(_BEYOND.findall(text)).replace("\ufffd", "")


def _score(text: str) -> float:
    codes = codepoints(text)
    return float(character_model().costs(scored_as(codes)).sum()) if len(codes) else 0.0

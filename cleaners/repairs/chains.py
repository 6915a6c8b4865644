"""Repair mojibake: text that was decoded with the wrong encoding (UTF-8 as GBK, GBK as Latin-1, ...), once or several times.

The damage may be in the whole document or in single lines. A line of one character is too short to judge; it is repaired when
most lines around it went through the same wrong reading and its bytes fit.
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

# Nats by which the repaired text must be more probable: in all, and per non-ASCII character of the damaged text.
MIN_GAIN = 12.0
MIN_GAIN_EACH = 1.5
# Once a wrong reading is known for the document, this much is enough for one of its lines.
MIN_GAIN_PROVEN = 2.0
# With fewer different non-ASCII characters the text may just repeat one sign, such as a dash.
MIN_DISTINCT = 3
# Above this share of kana the text is Japanese, which the model finds odd. (Big5 read as GBK has up to a quarter of kana.)
MAX_KANA = 0.35
MAX_BROKEN = 0.1
# Share of characters that may stay open (U+FFFD). Some wrong decoders lose half of the bytes, so a fitting reading may
# leave many.
MAX_LOST_FITTING = 0.6
MAX_LOST_TWICE = 0.1
ANY_LOST = 1e9
MAX_OPEN = 0.5  # share of the places of a sample that may be open before the model chooses characters for them
# If suspicious lines hold more than this share of the non-ASCII characters, all lines are tried.
WHOLE = 0.5
# If lines that became better hold at least this share, lines without evidence of their own are repaired too.
OVERWHELMING = 0.9
SAMPLE = 500
# Up to so many suspicious lines, each is tried alone when a sample of all of them shows nothing.
FEW = 10
CUT = 2  # characters that the two ends of a sample may cut in half
ROUNDS = 3

_BEYOND = lazy_pattern("[^\x00-\x7f]")
_PLAIN_RUN = lazy_pattern("[\x00-\x7f]{3,}")

Span = tuple[int, int]


@step(rules=("misread.chain",), switch=("repair",), gate=NOT_ASCII)
def undo_wrong_reading(document: Document, _context: Context) -> list[Edit] | None:
    """Repair lines that were decoded with the wrong encoding. Characters that the bytes no longer determine become U+FFFD."""
    text = document.text
    found = suspicions(text)
    pending: Sequence[Span] = found.lines
    if not pending or found.kana > MAX_KANA * len(text):
        return None
    edits: list[Edit] = []
    done: set[Span] = set()
    for _ in range(ROUNDS):  # different lines may have gone through different wrong encodings
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
    if path is None and len(spans) > 1:  # the first lines may be damaged in another way than the rest
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
    """The wrong readings to undo, one after the other, that make `sample` most probable. None if no repair is convincing."""
    states: list[tuple[Path, str]] = [((), sample)]
    for _ in range(ROUNDS):
        found: list[tuple[float, Path, str]] = []
        onward: list[tuple[Path, str]] = []
        for path, text in states:
            for chain in possible(text):
                if chain.really != "utf-8" and any(way[-1].really == "utf-8" for _, way, _ in found):
                    break  # chains to UTF-8 come first: bytes that form UTF-8 and read well are no other encoding
                undone = undo(text, chain, quickly=True) if promises(text, chain) else None
                if undone is None or undone.text == text:
                    continue
                sound = chain.really == "utf-8" and not undone.lost + undone.broken
                gain = _gain(sample, undone, LEGIBLE_PROVEN if sound else LEGIBLE)
                if gain is None and 0 < undone.lost <= MAX_OPEN * len(undone.text) and _gain(sample, undone, LEGIBLE, ANY_LOST):
                    # The known characters read well but many are open: let the model choose those.
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
    """Whether the bytes are UTF-8 except at the ends of the sample and where some were lost: perhaps decoded wrongly twice."""
    few = undone.lost + undone.broken <= CUT + MAX_LOST_TWICE * len(undone.text)
    return chain.really == "utf-8" and few and len(undone.text) < len(text)


def _again(text: str) -> Path:
    """Further wrong readings to undo, if the text still looks wrong."""
    return (find_path(text) or ()) if suspicions(text).lines else ()


def _gain(text: str, undone: Undone, least: float, max_lost: float = MAX_LOST) -> float | None:
    """The gain of a repair in nats, or None if it is not convincing. `least`: see `legible`."""
    before, after = by_line(text).total(), by_line(undone.text).total()
    beyond = int(before.characters[0])
    if undone.broken > MAX_BROKEN * beyond + 1 or len(set(_BEYOND.findall(text))) < MIN_DISTINCT:
        return None
    gain = float(gains(before, after)[0])
    return gain if legible(after, least, max_lost)[0] and gain >= max(MIN_GAIN, MIN_GAIN_EACH * beyond) else None


@dataclass(frozen=True, slots=True)
class Mended:
    """A repaired line."""

    span: Span
    written: str
    evidence: str


def _mend(text: str, pending: Sequence[Span], done: Collection[Span], path: Path) -> Iterator[Mended]:
    """Yield the lines that become better when the wrong readings of `path` are undone."""
    beyond = len(_BEYOND.findall(text))
    whole = len(_BEYOND.findall("".join(text[start:end] for start, end in pending))) > WHOLE * beyond
    spans = [span for span in _lines_beyond_ascii(text) if span not in done] if whole else list(pending)
    joined = "\n".join(text[start:end] for start, end in spans)
    undone = undo_path(joined, path)
    if undone is None and whole:  # undamaged lines among them: try the suspicious ones alone
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
    """Which lines have a kept line (or the edge of the text) on both sides."""
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
    """Edits for a repaired line that skip the stretches of ASCII that it shares with the damaged one."""
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

"""The step that takes out the lines which the line model holds to be of the site's frame.

It comes after the rules, and sees where they took something out: a line beside that is more likely of the frame, too. What the
model says counts most at the ends of the text; between paragraphs it must be much surer. Then a sure line pulls its weaker
neighbours with it (hysteresis), as frames come in runs. Fuses bound the harm: no long line goes, no running text goes by its
neighbours, and where more than a share of the running text would go, nothing but the surest lines do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.layout import Ints, View, view_of
from cleaners.boilerplate.lines.features import PROSE, Floats, read_lines
from cleaners.boilerplate.lines.model import LineModel, line_model
from cleaners.boilerplate.signs import signs_of
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import DATA, step

RULE = "model.line"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure the model has to be: outside the running text; in the first and last lines of the text; of a line that is long, or
    short, or without words of frames; between the paragraphs; beside a line that goes, of words of frames or of content; and,
    wherever it stands, of a whole sentence, which no neighbour pulls."""

    ends: float
    near: float
    doubtful: float
    body: float
    beside: float
    beside_content: float
    sentence: float


# Chosen on templates held out of training (`training/line_model.py --hold 0.2`) and on pages (`benchmarks/boilerplate.py`).
PROFILES: Mapping[str, Thresholds] = {
    "careful": Thresholds(0.99, 0.99, 0.995, 0.9995, 0.95, 0.98, 0.9995),
    "balanced": Thresholds(0.86, 0.9, 0.955, 0.998, 0.7, 0.88, 0.99),
    "greedy": Thresholds(0.8, 0.85, 0.9, 0.98, 0.5, 0.8, 0.98),
}
_LONGEST = 240  # characters: no longer line goes
_PULLED = 100  # nor does one longer than this by its neighbours
# Forms that only papers have: lists of enclosures, what minutes and letters begin with, numbered clauses.
_KEPT = lazy_pattern(
    r"\s*(?:附[件表录图]\s?\d{0,2}\s?(?::|\d|[、.]|《|\s)(?!.{0,30}(?:下载|[km]b\b|\.(?:docx?|pdf|xlsx?|rar|zip)))|(?:会议)?(?:时间|地点|议题|主持人?|出席|列席|参[加会]人员|与会人员|记录人?|抄送|主送)\s?:"
    r"|第[一二三四五六七八九十百零\d]{1,5}[条章]\s|此致|敬礼|[(][^()]{2,24}[摄画图文译][)]\s*$|[①②③④⑤⑥⑦⑧⑨]|\[\d{1,3}\]\s?[\u3400-\u9fff]{2,4}[.,、:].*(?:\[[jmdcn]\]|出版社))",
    re.IGNORECASE,
)
_LOWEST = 0.5  # a text without a line that scores so much is not looked at further: nearly every line that goes scores more
_NEAR = 4  # lines from either end
_LONG = 30  # characters from which a line is as sure as one near the ends
_SENTENCE = 20  # characters from which a line that ends like a sentence is one
_SHORT = 8  # characters of a word or two
_SHARE = 0.4  # of the running text: where more would go, something is wrong


@step(rules=(RULE,), switch=("boilerplate",), leaves=DATA)
def drop_lines(document: Document, context: Context) -> list[Edit] | None:
    """Take out the lines that are the site's by all that the model knows."""
    text = document.text
    if not text:
        return None
    view = view_of(text)
    starts, ends = lines_of(view)
    if not len(starts):
        return None
    likely = _likely(view, starts, ends)
    if not likely.any():
        return None
    model = line_model()
    if model.scores(read_lines(view.codes, starts[likely], ends[likely])).max() < _LOWEST:
        return None
    removed = removed_beside(document, starts, ends)
    scores, chances = model.judge(view.codes, starts, ends, removed)
    kept = np.array([_KEPT.match(view.folded, start, min(end, start + 60)) is not None for start, end in view.filled])
    sentence = (ends - starts >= _SENTENCE) & (view.codes.take(ends - 1) == ord("。"))
    gone = _decide(sentence, starts, ends, scores, chances, removed, kept, PROFILES[context.options.profile])
    if not gone.any():
        return None
    return list(_edits(view, model, starts, ends, chances, gone))


def _likely(view: View, starts: Ints, ends: Ints) -> NDArray[np.bool_]:
    """The lines that are worth reading: a whole sentence without a word of frames is not, nor is a long line."""
    lengths = ends - starts
    sentence = (lengths >= PROSE) & _closing().take(view.codes.take(ends - 1))
    hits = signs_of(view)["frame"]
    if hits:
        named = starts.searchsorted(hits, "right") - 1
        sentence[named] = False
    return (lengths <= _LONGEST) & ~sentence


@cache
def _closing() -> NDArray[np.bool_]:
    table = np.zeros(1 << 16, bool)
    table[[ord(sign) for sign in "。!?”…;："]] = True
    return table


def lines_of(view: View) -> tuple[Ints, Ints]:
    """Start and end of the lines that are not blank."""
    filled = np.array(view.filled, np.int64).reshape(-1, 2)
    return filled[:, 0], filled[:, 1]


def removed_beside(document: Document, starts: Ints, ends: Ints) -> tuple[Ints, Ints] | None:
    """How many characters of whole lines were taken out between each line and the one before, and the one behind."""
    if not document.patch.batches:
        return None
    spans = document.patch.entries
    sizes = np.where(spans.to == spans.at, spans.end - spans.start, 0)
    source = document.source_text
    large = [span for span in (sizes >= 3).nonzero()[0].tolist() if "\n" in source[spans.start[span] : spans.end[span]]]
    if not large:
        return None
    at, sums = spans.at[large], np.concatenate(([0], sizes[large].cumsum()))
    before_end = np.concatenate(([0], ends[:-1]))
    behind_start = np.concatenate((starts[1:], [len(document.text)]))
    before = sums[at.searchsorted(starts, "right")] - sums[at.searchsorted(before_end, "left")]
    behind = sums[at.searchsorted(behind_start, "right")] - sums[at.searchsorted(ends, "left")]
    return before, behind


def _decide(
    sentence: NDArray[np.bool_],
    starts: Ints,
    ends: Ints,
    scores: Floats,
    chances: Floats,
    removed: tuple[Ints, Ints] | None,
    kept: NDArray[np.bool_],
    limits: Thresholds,
) -> NDArray[np.bool_]:
    lengths = ends - starts
    short = lengths <= _LONGEST
    running = lengths >= PROSE
    number = np.arange(len(starts))
    prose = (running & (chances < limits.beside)).nonzero()[0]
    at_ends = (number < prose[0]) | (number > prose[-1]) if len(prose) else np.ones(len(starts), bool)
    near_ends = (number < _NEAR) | (number >= len(starts) - _NEAR)
    needed = np.where(at_ends, limits.ends, np.where(near_ends, limits.near, limits.body))
    # Against the words, in a long line or in a word or two, place and shape have to speak more clearly.
    doubtful = (lengths >= _LONG) | (lengths <= _SHORT) | (scores < 0)
    needed = np.where(doubtful, np.maximum(needed, limits.doubtful), needed)
    needed = np.where(sentence, np.maximum(needed, limits.sentence), needed)
    sure = short & (chances > needed)
    if running.any() and lengths[sure & running].sum() > _SHARE * lengths[running].sum():
        sure &= (chances > limits.body) & (lengths < PROSE)
    sure &= ~kept
    gone = sure.copy()
    # By its neighbours no line goes that has the words of content, unless the model is nearly sure.
    weak = (
        short & (lengths <= _PULLED) & (chances > np.where(scores > 0, limits.beside, limits.beside_content)) & ~kept & ~sentence
    )
    if removed:
        gone |= weak & at_ends & ((removed[0] > 0) | (removed[1] > 0))
    while True:  # each round reaches one line further
        near = np.zeros(len(gone), bool)
        near[1:] |= gone[:-1]
        near[:-1] |= gone[1:]
        more = weak & near & ~gone
        if not more.any():
            return gone
        gone |= more


def _edits(view: View, model: LineModel, starts: Ints, ends: Ints, chances: Floats, gone: NDArray[np.bool_]) -> Iterator[Edit]:
    """Whole lines, each with the break behind it; those that end the text with the break before."""
    text = view.text
    kept = (~gone).nonzero()[0]
    last = int(kept[-1]) if len(kept) else -1
    done = int(ends[last]) if last >= 0 else 0
    for line in gone.nonzero()[0].tolist():
        start, end = int(starts[line]), int(ends[line])
        words = model.reasons(view.codes, start, end)
        evidence = f"{chances[line]:.2f}" + (f": {' '.join(words)}" if words else "")
        if line < last or last < 0:
            yield Edit(start, min(end + 1, len(text)), "", RULE, evidence)
        else:
            yield Edit(done, end, "", RULE, evidence)
            done = end

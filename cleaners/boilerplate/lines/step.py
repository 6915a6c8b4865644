"""The step that takes out the lines which the judge of lines holds to be of the site's frame.

It comes after the rules, and sees where they took something out. A gate decides first: a text none of whose lines has the words
of frames is not judged. `model` says how likely each line is, `decision` how sure that must be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.head.page_title import page_title
from cleaners.boilerplate.layout import Ints, View, view_of
from cleaners.boilerplate.lines import decision
from cleaners.boilerplate.lines.context import Page
from cleaners.boilerplate.lines.features import Floats, Lines, read_lines
from cleaners.boilerplate.lines.model import Judge, load_judge
from cleaners.boilerplate.signs import signs_of
from cleaners.characters.han import count_han
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Changes, Document, Edit
from cleaners.options import Context
from cleaners.step import DATA, step

RULE = "model.line"
FRAME_LEFT = "frame_left"
SERIES = ("list_item", "definition", "verse", "message", "timed", "reference", "footnote", "caption", "quote")
"""Marks of lines that come in series: none is taken from the middle of its series."""

# Forms that only papers have: lists of enclosures, what minutes and letters begin with, numbered clauses.
_KEPT = lazy_pattern(
    r"\s*(?:附[件表录图]\s?\d{0,2}\s?(?::|\d|[、.]|《|\s)(?!.{0,30}(?:下载|[km]b\b|\.(?:docx?|pdf|xlsx?|rar|zip)))|(?:会议)?(?:时间|地点|议题|主持人?|出席|列席|参[加会]人员|与会人员|记录人?|抄送|主送)\s?:"
    r"|第[一二三四五六七八九十百零\d]{1,5}[条章]\s|此致|敬礼|[(][^()]{2,24}[摄画图文译][)]\s*$|[①②③④⑤⑥⑦⑧⑨]|\[\d{1,3}\]\s?[\u3400-\u9fff]{2,4}[.,、:].*(?:\[[jmdcn]\]|出版社))",
    re.IGNORECASE,
)
_STRUCTURE = frozenset(("code", "formula", "table_row", "definition", "message", "verse", "timed", "reference"))
_MOSTLY = 0.7  # of the lines: so much structure is a text of its own kind
_KANA = 0.15  # kana and Hangul to a Han character: more is Japanese or Korean
_HAN = 0.08  # of the letters: fewer Han characters is a text in a European language, or code
_LOWEST = 0.5  # a text without a line whose words score so much is not judged
_SENTENCE = 20  # characters from which a line that ends like a sentence is one
_RUNNING = 40  # characters of a sentence that is not worth reading without a word of frames
_PAGE = 2  # lines that go, where nothing went before, from which a text is a page that has a title
_CHUNK = 20_000  # lines judged at a time: memory stays flat on a million of them


@step(rules=(RULE,), switch=("boilerplate",), leaves=DATA)
def drop_lines(document: Document, context: Context) -> Changes | None:
    """Take out the lines that are the site's by all that the judge knows."""
    return drop_with(load_judge(), document, context)


def drop_with(judge: Judge, document: Document, context: Context) -> Changes | None:
    """As the step, with a judge of one's own. The field `frame_left` says how much of the frame may still be there; the title is
    found among all lines, and never goes."""
    view = view_of(document.text)
    starts, ends = lines_of(view)
    if not len(starts) or _foreign(view) or not _worth(judge, view, starts, ends) or _structured(document, starts):
        return None
    removed = removed_beside(document, starts, ends)
    chances, scores, words = judged(judge, view, starts, ends, removed)
    goes = decided(document, view, starts, ends, chances, scores, removed, decision.PROFILES[context.options.profile])
    found = page_title(document, view, chances) if removed or int(goes.sum()) >= _PAGE else None
    if found:
        goes[found[0]] = False
    fields = found[1] if found else {}
    share = round(decision.left(ends - starts, goes, chances), 4)
    if not goes.any() and not share and not fields:
        return None
    edits = list(_edits(view, starts, ends, chances, goes, words(goes))) if goes.any() else []
    fields = {name: value for name, value in fields.items() if not document.metadata.get(name)}
    return Changes(edits, {**fields, **({FRAME_LEFT: share} if share else {})}, override=True)


def _worth(judge: Judge, view: View, starts: Ints, ends: Ints) -> bool:
    """Whether any line that could go has the words of frames. A long line cannot; a whole sentence without a sign of sites will
    not."""
    lengths = ends - starts
    sentence = (lengths >= _RUNNING) & _closing().take(view.codes.take(ends - 1))
    hits = signs_of(view)["frame"]
    if hits:
        sentence[starts.searchsorted(hits, "right") - 1] = False
    likely = ((lengths <= decision.LONGEST) & ~sentence).nonzero()[0]
    for begin in range(0, len(likely), _CHUNK):
        part = likely[begin : begin + _CHUNK]
        grammar, sites = judge.scores(read_lines(view.codes, starts[part], ends[part]))
        if max(grammar.max(), sites.max()) > _LOWEST:
            return True
    return False


def _foreign(view: View) -> bool:
    """Whether the text is of another language, whose frames the judge has not seen."""
    codes = view.codes
    han = count_han(codes)
    kana = np.count_nonzero((codes >= 0x3040) & (codes < 0x3100)) + np.count_nonzero((codes >= 0xAC00) & (codes < 0xD7A4))
    latin = np.count_nonzero((codes >= ord("a")) & (codes <= ord("z")))
    return bool(kana > _KANA * han or han < _HAN * (han + latin))


def _structured(document: Document, starts: Ints) -> bool:
    """Whether nearly all lines are code, rows, fields, verses or messages."""
    if _STRUCTURE.isdisjoint(document.marks.kinds):
        return False
    first, last = (starts.searchsorted(edges) for edges in document.spans_now(_STRUCTURE))  # the lines that begin in one
    inside = np.bincount(first, minlength=len(starts) + 1) - np.bincount(last, minlength=len(starts) + 1)
    return bool(np.count_nonzero(inside.cumsum()[:-1]) > _MOSTLY * len(starts))


def judged(judge: Judge, view: View, starts: Ints, ends: Ints, removed: tuple[Ints, Ints] | None) -> tuple[Floats, Floats, Words]:
    """How likely each line is of a frame, its score by the grammar, and what speaks for a frame in it."""
    chances, scores, parts = list[Floats](), list[Floats](), list[Lines]()
    for begin in range(0, len(starts), _CHUNK):
        part = slice(begin, begin + _CHUNK)
        lines = read_lines(view.codes, starts[part], ends[part])
        beside = (removed[0][part], removed[1][part]) if removed else None
        grammar, sites = judge.scores(lines)
        chances.append(judge.chances(Page(lines, view.codes, view.lower, grammar, sites, beside)))
        scores.append(grammar)
        parts.append(lines)
    return np.concatenate(chances), np.concatenate(scores), Words(judge, parts, view.lower)


class Words:
    """What speaks for a frame in the lines that go; read only when some do."""

    def __init__(self, judge: Judge, parts: list[Lines], text: str) -> None:
        self.judge, self.parts, self.text = judge, parts, text

    def __call__(self, goes: NDArray[np.bool_]) -> list[str]:
        found: list[str] = []
        begin = 0
        for lines in self.parts:
            found += self.judge.words(lines, self.text, goes[begin : begin + len(lines)])
            begin += len(lines)
        return found


def decided(
    document: Document,
    view: View,
    starts: Ints,
    ends: Ints,
    chances: Floats,
    scores: Floats,
    removed: tuple[Ints, Ints] | None,
    limits: decision.Limits,
) -> NDArray[np.bool_]:
    """The lines that go."""
    lengths = ends - starts
    sentence = (lengths >= _SENTENCE) & (view.codes.take(ends - 1) == ord("。"))
    kept = np.zeros(len(starts), bool)
    for line in (chances > decision.LEFT).nonzero()[0].tolist():
        kept[line] = _KEPT.match(view.folded, int(starts[line]), min(int(ends[line]), int(starts[line]) + 60)) is not None
    pieces = int((removed[1] > 0).sum()) if removed else 0
    return decision.gone(lengths, sentence, kept, chances, scores, pieces, limits, _series(document, starts))


def _series(document: Document, starts: Ints) -> Ints | None:
    """For each line the number of the series of marked lines that it is in, 0 for none."""
    marks = document.marks_now(*SERIES) if document.marks else []
    if not marks:
        return None
    kinds = np.zeros(len(starts), np.int64)
    for mark in marks:
        first, last = starts.searchsorted((mark.start, mark.end - 1), "right").tolist()
        kinds[max(first - 1, 0) : last] = SERIES.index(mark.kind) + 1
    change = np.concatenate(([True], kinds[1:] != kinds[:-1]))
    return np.where(kinds > 0, change.cumsum(), 0)


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


def _edits(view: View, starts: Ints, ends: Ints, chances: Floats, goes: NDArray[np.bool_], words: list[str]) -> Iterator[Edit]:
    """Whole lines, each with the break behind it; those that end the text with the break before."""
    text = view.text
    kept = (~goes).nonzero()[0]
    last = int(kept[-1]) if len(kept) else -1
    done = int(ends[last]) if last >= 0 else 0
    for line, word in zip(goes.nonzero()[0].tolist(), words, strict=True):
        start, end = int(starts[line]), int(ends[line])
        evidence = f"{chances[line]:.2f}" + (f": {word}" if word else "")
        if line < last or last < 0:
            yield Edit(start, min(end + 1, len(text)), "", RULE, evidence)
        else:
            yield Edit(done, end, "", RULE, evidence)
            done = end

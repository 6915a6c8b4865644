"""Text cut into numbered pieces: the numbers go, the pieces are joined again.

Document-sharing engines print a document page by page and number the pages: after a blank line `2、`, `第2页`, `2 / 9` or
`- 2 -`, at whatever place the page happened to end, in mid-sentence, in mid-word, in mid-number. A numbered list has the same
form. What tells the two apart is not the mark but the cuts. A piece begins with what no list item begins with (a comma, the
second half of a word that stands elsewhere in the document), ends with what no item ends with, and the pieces are long and
often of one length. Each cut gives evidence, the chain of rising numbers with the most evidence is looked for, and it is
believed as a whole or not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import add

import numpy as np

from cleaners.boilerplate.layout import view_of
from cleaners.boilerplate.pieces.dressed import both_kinds, breaks, dressed_marks
from cleaners.boilerplate.pieces.numbers import PageMark, beyond, page_marks, plain, repeated_lines
from cleaners.boilerplate.pieces.spans import disjoint, split
from cleaners.characters.fold import fold
from cleaners.characters.han import is_han
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.numerals import number
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import DATA, step

_HEADING = lazy_pattern(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]|第.{1,4}[章节節条條]|\d{1,2}(?:[、)）]|[.．](?!\d))"
)
_STARTS_NOTHING = frozenset("，。、；：！？）”’》」』】〉%％,;!?)")  # no item begins with one of these
_ENDS_NOTHING = frozenset("（“‘《「『【〈，、(")  # no item ends with one of these
_ENDS_SENTENCE = frozenset("。！？!?；;：:…」』”’)）.")
_SECOND_HALF = frozenset("的了们着地得过等及和与或之而所")  # characters that open no sentence, folded
_FIRST_HALF = frozenset("的和与及或在对把将为以从向被由使令并而其该")  # characters that close none, folded
# Evidence of a cut, in about the logarithm of how much likelier it is between pieces than between items. Set on generated
# documents and on lists, exam papers and bibliographies; after a change run `python -m tests.boilerplate.test_fragments`.
_IMPOSSIBLE, _WORD, _GLUE, _FUNCTION, _OPEN, _CLOSED = 3.0, 2.0, 1.5, 1.0, -0.2, -0.7
_BOND = 2.5  # nats by which a pair is likelier than chance; half of it is weak evidence
_BOND_WEAK = 0.5
_LIST = 1.5  # against a cut: the number before or behind stands a few words away
_GAP = 0.6  # what each missing number costs a chain
_NEAR = 45  # characters from one number to the next below which they number items of a list
_LONG = 60  # characters of a piece at least: an item of a list is shorter
_FEW = 64  # marks for which a search of the text for each pair is cheaper than a table of all pairs
_SAMPLE = 400_000  # characters in which a word that was cut is looked for


@step(rules=("doc.fragment", "doc.page_number", "doc.running_head"), switch=("boilerplate",), leaves=DATA)
def fragments(document: Document, _context: Context) -> list[Edit] | None:
    """Take page numbers and running lines out of text that a site or a word processor cut into pages, and join it again."""
    text = document.text
    marks = both_kinds(page_marks(text), dressed_marks(view_of(text)))
    if (
        document.metadata.get("format") != "text"
    ):  # there the author's own items are known; the shape of plain text says less than cuts do
        items = {mark.start for mark in document.marks_now("list_item")} if document.marks else set()
        marks = [mark for mark in marks if mark.start not in items]
    edits = [edit for mark in breaks(view_of(text)) for edit in _at_break(text, mark)]
    if len(marks) < 2:
        return edits or None
    groups: dict[tuple[str, ...], list[PageMark]] = defaultdict(list)
    for mark in marks:
        groups[mark.key].append(mark)
    words: set[str] | str = ""
    for group in groups.values():
        if len({mark.number for mark in group}) < 2 or (len(group) > 1000 and len(text) < _LONG / 2 * len(group)):
            continue  # no sequence; or so many that the pieces are no pages
        words = words or (_words(text) if len(marks) > _FEW else text[:_SAMPLE])
        edits += _joins(text, group, words)
    return list(disjoint(edits)) or None


def _at_break(text: str, mark: PageMark) -> Iterator[Edit]:
    """The edits for a line without a number which says that the text goes on behind it; none where the text does not."""
    if not mark.left or mark.right >= len(text):
        return
    before, behind = text[mark.left - 1], text[mark.right]
    line = mark.left - (text.rfind("\n", max(0, mark.left - 400), mark.left) + 1)
    ends = before in _ENDS_SENTENCE
    if not (is_han(behind) or behind in _STARTS_NOTHING or behind in "“‘「《（") or not (
        ends or is_han(before) or before in _ENDS_NOTHING
    ):
        return
    words = text[mark.start : mark.end]
    sure = any(word in words for word in ("未完", "没完", "分页", "分頁", "break"))
    if not ends and line >= 20:
        yield from _cut(text, mark, False, False, "doc.fragment", "the text says that it goes on")
    elif ends and sure:
        yield from _cut(text, mark, True, False, "doc.fragment", "the text says that it goes on")


def _joins(text: str, group: Sequence[PageMark], words: set[str] | str) -> Iterator[Edit]:
    """The edits for each chain of the group that is believed: a page may hold more than one numbered document."""
    heads = repeated_lines(text, group)
    marks = _listed(text, [_scored(text, beyond(text, mark, heads) if heads else mark, words) for mark in group])
    for _ in range(8):
        chain = _chain(marks)
        if len(chain) < 2:
            return
        if not _believed(text, chain):
            marks = _reread(text, marks, chain)
            chain = _chain(marks)
            if len(chain) < 2 or not _believed(text, chain):
                return
        chain = _settled(chain, marks)
        yield from _cuts(text, chain)
        used = {mark.start for mark in chain}
        marks = [mark for mark in marks if mark.start not in used]


def _scored(text: str, mark: PageMark, words: set[str] | str) -> PageMark:
    if not mark.left or mark.right >= len(text):
        return mark
    a, b = text[mark.left - 1], text[mark.right]
    score = _OPEN
    if b in _STARTS_NOTHING and not text.startswith("![", mark.right):  # a picture of Markdown starts anything
        score = _IMPOSSIBLE
    elif a in _ENDS_NOTHING:
        score = _WORD
    elif a in _ENDS_SENTENCE:
        score = _CLOSED
    elif is_han(a) and is_han(b) and a + b in words:
        score = _WORD
    elif (
        a.isascii()
        and b.isascii()
        and ((a.isdigit() and b.isdigit()) or (a.isalpha() and b.isalpha() and a.islower() == b.islower()))
    ) or b in _SECOND_HALF:
        score = _GLUE
    elif fold(a) in _FIRST_HALF:
        score = _FUNCTION
    return replace(mark, score=score)


def _reread(text: str, marks: list[PageMark], chain: Sequence[PageMark]) -> list[PageMark]:
    """The marks with evidence from the model of the language, where a chain of long pieces is not believed for want of it: a pair
    of characters that stands nowhere else in the text may be the middle of a word all the same."""
    sizes = [behind.start - mark.end for mark, behind in pairwise(chain)]
    if chain[0].key[0] not in ("item", "bare", "dress") or len(chain) < 3 or median(sizes) < _NEAR:
        return marks
    from cleaners.characters.model import character_model  # seldom needed, and large

    model = character_model()
    wanted = {mark.start for mark in chain}
    read = []
    for mark in marks:
        if mark.start in wanted and mark.left and mark.right < len(text) and mark.score == _OPEN:
            a, b = text[mark.left - 1], text[mark.right]
            if a.isalnum() and is_han(b):
                bond = model.log_pair(a, b) - model.log_probability(b)
                mark = replace(mark, score=_GLUE if bond > _BOND else _BOND_WEAK if bond > _BOND / 2 else _OPEN)
        read.append(mark)
    return read


def _listed(text: str, marks: Iterable[PageMark]) -> list[PageMark]:
    """The marks in the order of the text, with evidence against those that count on from a neighbour a few words away: a list."""
    rows = sorted(marks, key=lambda mark: mark.start)
    breaks = [text.count("\n", mark.left, mark.start) for mark in rows]
    near = [
        0 < behind.start - mark.start < (_NEAR if _unfinished(text, mark, behind) else _LONG)
        and behind.number == mark.number + 1
        and (mark_breaks == breaks_behind or not mark.left)
        and not (behind.right >= len(text) and mark.key[0] not in ("item", "bare"))  # the last page may be short
        for (mark, behind), (mark_breaks, breaks_behind) in zip(pairwise(rows), pairwise(breaks), strict=True)
    ]
    return [
        replace(mark, score=mark.score - _LIST) if (before or behind) and mark.score < _IMPOSSIBLE else mark
        for mark, before, behind in zip(rows, [False, *near], [*near, False], strict=True)
    ]


def _unfinished(text: str, mark: PageMark, behind: PageMark) -> bool:
    """Whether the piece between two marks has whole sentences, and then one that breaks off: an item of a list hardly does."""
    piece = text[mark.end : behind.left]
    return bool(piece) and piece[-1] not in _ENDS_SENTENCE and any(sign in piece for sign in "。！？；")


def _words(text: str) -> set[str]:
    """Pairs of neighbouring Han characters: the words of this very document."""
    sample = text[:_SAMPLE]
    return {pair for pair in set(map(add, sample, sample[1:])) if is_han(pair[0]) and is_han(pair[1])}


def median(sizes: Iterable[int]) -> float:
    return float(np.median(list(sizes)))


def pstdev(sizes: Iterable[int]) -> float:
    return float(np.std(list(sizes)))


def _chain(marks: Iterable[PageMark]) -> list[PageMark]:
    """The rising sequence of numbers, up to two missing between neighbours, with the most evidence."""
    best: dict[int, tuple[float, int]] = {}
    rows: list[tuple[PageMark, int]] = []  # a mark and the row before it in its chain
    top, last = 0.0, -1
    for mark in sorted(marks, key=lambda mark: mark.start):
        gain = 1.0 + (min(0.0, mark.score - _CLOSED) if mark.number == 1 else mark.score)  # the first number cuts nothing
        value, before = gain - (0.0 if mark.number <= 2 else 1.0), -1
        for missing in range(3):
            known = best.get(mark.number - 1 - missing)
            if known and known[0] + gain - missing * _GAP > value:
                value, before = known[0] + gain - missing * _GAP, known[1]
        rows.append((mark, before))
        if mark.number not in best or value > best[mark.number][0]:
            best[mark.number] = value, len(rows) - 1
        if value > top:
            top, last = value, len(rows) - 1
    chain = []
    while last >= 0:
        mark, last = rows[last]
        chain.append(mark)
    return chain[::-1]


def _believed(text: str, chain: Sequence[PageMark]) -> bool:
    """Whether the marks number pages, and not the items of a list or the sections of a story."""
    shape, total = chain[0].key[0], chain[0].key[1]
    pieces = [behind.start - mark.end for mark, behind in pairwise(chain)]
    cuts = [mark for mark in chain if mark.left and mark.right < len(text) and not (shape == "item" and mark.number == 1)]
    evidence, size = sum(mark.score for mark in cuts), median(pieces)
    if shape in ("item", "bare") and not any(
        map(is_han, "".join(text[mark.left - 20 : mark.left] for mark in cuts if mark.left >= 20))
    ):
        return False  # the output of a program numbers its blocks
    open_share = sum(mark.score > 0 for mark in cuts) / max(1, len(cuts))
    closed = sum(mark.score <= _CLOSED for mark in cuts)
    if shape in ("item", "bare", "dress"):
        if size < _NEAR or not cuts:
            return False
        if chain[0].number > 3 and sum(mark.score >= _IMPOSSIBLE for mark in cuts) < 2:
            return False  # the questions of an exam, and items behind others that were closed
        broken = sum(_unfinished(text, mark, behind) for mark, behind in pairwise(chain))
        if len(pieces) >= 3 and broken == len(pieces) and not closed and evidence >= _WORD:
            return True
        if size < _LONG:
            return False
        long = size >= 2 * _LONG
        if len(cuts) == 1:
            return shape == "item" and evidence >= _WORD and long and _alone(text, cuts[0])
        even = long and len(pieces) >= 2 and pstdev(pieces) < (0.05 if len(pieces) > 3 else 0.01) * size
        # A long item of a list of prose ends in a mark; steps of a recipe and questions of an exam do not, and break no word.
        surely_open = long and not closed and evidence >= _GLUE and max(mark.score for mark in cuts) >= _GLUE
        return (
            (evidence >= 3.5 and open_share >= 0.5)
            or (even and evidence > -0.5 * len(cuts))
            or surely_open
            or _shuffled(cuts, evidence)
        )
    if size < _LONG / 2 or len({plain(text[m.end : b.start]) for m, b in pairwise(chain)}) < len(pieces) / 2:
        return False  # a list of pages: nothing stands between the numbers
    if total and shape in ("footer", "of"):  # `of N` says itself that it counts pages
        return max(mark.number for mark in chain) <= (number(fold(total)) or 0) and (
            shape == "footer" or len(chain) >= 3 or evidence > -0.5
        )
    return evidence > -0.5 * len(cuts) if len(chain) >= 3 or chain[0].number <= 1 else evidence >= _FUNCTION


def _shuffled(cuts: Sequence[PageMark], evidence: float) -> bool:
    """Several cuts that no list has, though most of them fell at ends of sentences."""
    return sum(mark.score >= _IMPOSSIBLE for mark in cuts) >= 2 and evidence >= 3.5


def _alone(text: str, mark: PageMark) -> bool:
    """Whether a blank line stands before the mark."""
    return text.count("\n", mark.left, mark.start) >= 2


def _settled(chain: list[PageMark], marks: Sequence[PageMark]) -> list[PageMark]:
    """The chain with each weak mark at that place, among equal numbers, which makes the pieces most alike: an item of a real list
    may bear the number of a piece."""
    if chain[0].key[0] not in ("item", "bare", "dress") or len(chain) < 3:
        return chain
    size = median(behind.start - mark.start for mark, behind in pairwise(chain))
    rivals: dict[int, list[PageMark]] = defaultdict(list)
    for mark in marks:
        rivals[mark.number].append(mark)
    settled: list[PageMark] = []
    for place, mark in enumerate(chain):
        before = settled[-1].start if settled else None
        behind = chain[place + 1].start if place + 1 < len(chain) else None
        if mark.score <= 0 or mark.number == 1:

            def unlike(rival: PageMark, before: int | None = before, behind: int | None = behind) -> float:
                if rival.number == 1 and not rival.left:
                    return -1.0  # the text starts with it
                return sum(abs(gap - size) for gap in (rival.start - before if before is not None else size,
                                                       behind - rival.start if behind is not None else size))  # fmt: skip

            inside = [
                rival
                for rival in rivals[mark.number]
                if (before is None or rival.start > before)
                and (behind is None or rival.start < behind)
                and rival.score >= mark.score - 1
            ]
            mark = min(inside, key=unlike, default=mark)
        settled.append(mark)
    return settled


def _cuts(text: str, chain: Sequence[PageMark]) -> Iterator[Edit]:
    shape = chain[0].key[0]
    rule = "doc.page_number" if shape in ("footer", "running") else "doc.fragment"
    first, last = chain[0].number, chain[-1].number
    evidence = f"numbered {first} to {last}, {sum(mark.score > 0 for mark in chain)} of {len(chain)} in mid-sentence"
    pieces = [text[mark.end : behind.left] for mark, behind in pairwise(chain)]
    sizes = [len(piece) for piece in pieces]
    # Pieces of one length were cut by counting, the others at the end of a page, where a closed sentence may close a paragraph.
    flat = sum("\n" in piece.strip() for piece in pieces) <= len(pieces) / 5
    counted = len(sizes) >= 3 and pstdev(sizes) < 0.02 * median(sizes)
    spaced = all(mark.right > mark.end for mark in chain)  # a blank behind each number belongs to it
    open_share = sum(mark.score > _CLOSED for mark in chain) / len(chain)
    spread = min((text.count("\n", mark.left, mark.start) for mark in chain[1:]), default=0)
    for place, mark in enumerate(chain):
        if shape == "item":
            whole = median(sizes)
            line = mark.left - (text.rfind("\n", 0, mark.left) + 1)
            likely = mark.score >= (_OPEN if mark.number == 2 else _FUNCTION)  # the first piece often has no number
            opens = mark.number == 1 or (place == 0 and not likely and line < whole / 4)
            if opens:  # the text before is not a piece
                yield Edit(
                    mark.start, mark.right if spaced or text[mark.end : mark.right].isspace() else mark.end, "", rule, evidence
                )
                continue
            closed = mark.score <= _CLOSED
            wider = text.count("\n", mark.left, mark.start) > spread or "\n" in text[mark.end : mark.right]
            new_paragraph = closed and (wider or (not flat and not counted) or text[mark.end : mark.end + 2] == "\u3000\u3000")
        else:
            new_paragraph = mark.broken(text) and not _runs_on(text, mark, flat, spaced, open_share)
        yield from _cut(text, mark, new_paragraph, spaced, rule, evidence)


def _runs_on(text: str, mark: PageMark, flat: bool, spaced: bool, open_share: float) -> bool:
    """Whether the sentence before a page number goes on behind it; or the paragraph, where no piece has a break of its own."""
    if mark.score > 0:
        return True
    if not mark.left or mark.right >= len(text):
        return False
    indented = text[mark.right - 1] in "\u3000 " and (text[mark.right - 2] in "\u3000 " or not spaced) and mark.right > mark.end
    if flat:
        return not indented
    if indented or mark.score <= _CLOSED or _HEADING.match(text, mark.right):
        return False
    line = text.rfind("\n", max(0, mark.left - 400), mark.left) + 1
    if _HEADING.match(text, line):  # an item of a list, cut before its last characters
        return text.find("\n", mark.right, mark.right + 5) >= 0
    # A page of a word processor ends with a full line; a cut at any place makes short ones; a heading seldom ends a page.
    return mark.left - line >= 20 or open_share >= 0.6


def _cut(text: str, mark: PageMark, new_paragraph: bool, spaced: bool, rule: str, evidence: str) -> Iterator[Edit]:
    """Take everything between the halves out, but for one line break, or one blank between Latin words, where it is theirs."""
    start, end, keep = mark.left or mark.start, mark.right, -1
    if end < len(text) and mark.left:
        latin = text[start - 1].isascii() and text[end].isascii()
        if new_paragraph:
            keep = text.find("\n", start, end)
        elif latin and mark.left < mark.start and text[start] == " ":
            keep = start
        elif latin and not spaced and text[end - 1] == " " and end > mark.end:
            keep = end - 1
    spans = [(start, end, rule, evidence)]
    for head in mark.heads:
        spans = [*split(spans, head), (*head, "doc.running_head", "the same line at each page")]
    for span_start, span_end, name, words in split(spans, (keep, keep + 1)) if keep >= 0 else spans:
        yield Edit(span_start, span_end, "", name, words)

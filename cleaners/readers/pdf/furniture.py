"""Running headers, footers and page numbers: what stands at the edge of page after page in the same place.

Three kinds of evidence. Text that returns, its numbers left aside, at the same height (also on every other page, and for a few
pages only, as a chapter's title does). A number that counts with the pages. A place where most pages have text that returns:
there the rest is a header, too (a chapter's title that stands on one page).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from cleaners.readers.pdf.lines import Row, Segment, rows

Kind = Literal["header", "footer", "page_number"]

# Rows from the edge that are looked at, within so much of the page's height.
DEPTH, ZONE = 4, 0.2
# Heights that count as one, in points.
SAME = 3.0
# A header is on so many pages at least; one of a book on so many in a row, or on this share of all.
MIN_PAGES, SHARE = 3, 0.3
# A place is a header's where this share of the pages has text that returns there.
PLACE = 0.5
# Type sizes of headers, in parts of the text's, and how high on the page one stands that shows itself by that.
LARGER, SMALLER, HIGH = 1.25, 0.95, 0.08
# Type of a watermark, in parts of the text's: titles of slides, which may return, are smaller.
WATERMARK = 2.0

_ROMAN = re.compile(r"(?=[ivxlcdm])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_HAN_NUMBER = "[〇○零一二三四五六七八九十百]+"
_NUMBER = rf"(?:\d{{1,4}}|{_HAN_NUMBER}|[ivxlc]{{1,7}}|[IVXLC]{{1,7}})"
_DASH = r"[-－—–―─~～·•.\[\]()（）<>《》【】|｜=*]"
_NUMBER_LINE = re.compile(
    rf"{_DASH}{{0,3}}(?:第)?(?P<number>{_NUMBER})(?:[页頁])?{_DASH}{{0,3}}"
    rf"|(?:第)?(?P<first>{_NUMBER})[页頁]?[，,]?[/／|共of]+(?:[计計])?\d{{1,4}}[页頁]?"
    rf"|(?:Page|page|PAGE|P\.?|p\.?)(?P<page>\d{{1,4}})(?:(?:of|/)\d{{1,4}})?"
    rf"|共\d{{1,4}}[页頁][，,]?第(?P<second>\d{{1,4}})[页頁]"
    rf"|{_DASH}{{0,2}}第(?P<third>{_NUMBER})[页頁版][，,（(/]?共{_NUMBER}[页頁版]?[）)]?{_DASH}{{0,2}}"
)
_DECORATED = re.compile(r"\D")
_DIGITS = re.compile(rf"\d+|(?<=第){_HAN_NUMBER}(?=[页頁])")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Edge:
    """The rows of a page from its top or its bottom, and the height of the page."""

    number: int
    height: float
    rows: tuple[Row, ...]
    at_top: bool

    def place(self, row: Row) -> float:
        """How far the row is from the edge."""
        return min(part.y0 for part in row) if self.at_top else self.height - max(part.y1 for part in row)

    def gap(self, depth: int) -> float:
        """From a row to the next one towards the middle of the page."""
        outer, inner = self.rows[depth], self.rows[depth + 1]
        if self.at_top:
            return min(part.y0 for part in inner) - max(part.y1 for part in outer)
        return min(part.y0 for part in outer) - max(part.y1 for part in inner)


@dataclass(frozen=True, slots=True)
class _Candidate:
    edge: Edge
    depth: int
    place: float
    text: str  # without blanks
    pattern: str  # its numbers left aside
    size: float


def find_furniture(pages: Sequence[tuple[int, float, list[Segment]]], body: float) -> dict[int, dict[int, Kind]]:
    """By page number: the kind by `first` of each segment that is furniture. Pages are (number, height, segments); `body` is the
    size of most of the text."""
    found: dict[int, dict[int, Kind]] = defaultdict(dict)
    tops, bottoms = [], []
    for number, height, parts in pages:
        found_rows = rows(parts)
        tops.append(Edge(number, height, tuple(found_rows[: DEPTH + 2]), at_top=True))
        bottoms.append(Edge(number, height, tuple(found_rows[::-1][: DEPTH + 2]), at_top=False))
    for edges in (tops, bottoms):
        for edge, row, kind in _furniture(edges, body):
            for part in row:
                found[edge.number][part.first] = kind
    return found


def find_watermarks(pages: Sequence[tuple[int, float, list[Segment]]], body: float) -> dict[int, set[int]]:
    """By page number, `first` of each segment of large type that stands at one place of most pages: it lies under the text."""
    places: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
    for number, _, parts in pages:
        for part in parts:
            if part.size > WATERMARK * body:
                places[part.text, round(part.x0 / SAME), round(part.y0 / SAME)].append((number, part.first))
    found: dict[int, set[int]] = defaultdict(set)
    for where in places.values():
        if len(where) >= max(MIN_PAGES, PLACE * len(pages)):
            for number, first in where:
                found[number].add(first)
    return found


def _furniture(edges: list[Edge], body: float) -> Iterable[tuple[Edge, Row, Kind]]:
    candidates = [candidate for edge in edges for candidate in _candidates(edge)]
    returning = _returning(candidates, len(edges), body)
    counting = _counting(candidates, len(edges))
    small = {id(candidate) for candidate in candidates if _is_small_header(candidate, body)}
    sure = returning | counting | small
    places = _places(candidates, sure, len(edges))
    by_page: dict[int, dict[int, _Candidate]] = defaultdict(dict)
    for candidate in candidates:
        by_page[candidate.edge.number][candidate.depth] = candidate
    for edge in edges:
        mine = by_page[edge.number]
        deepest = max((depth for depth, one in mine.items() if id(one) in sure or _in_places(one, places)), default=-1)
        if deepest == DEPTH - 1:  # the text itself returns: a form in two copies
            deepest = max((depth for depth, one in mine.items() if id(one) in counting or _stands_off(one)), default=-1)
        for depth in range(deepest + 1):
            one = mine.get(depth)
            if one is None or not (id(one) in sure or _in_places(one, places)):
                break  # what stands deeper than text of the page is text of the page
            kind: Kind = "header" if edge.at_top else "footer"
            yield edge, edge.rows[depth], "page_number" if id(one) in counting and _value(one.text) is not None else kind


def _candidates(edge: Edge) -> Iterable[_Candidate]:
    for depth, row in enumerate(edge.rows[:DEPTH]):
        place = edge.place(row)
        if place > ZONE * edge.height:
            return
        text = _BLANKS.sub("", "".join(part.text for part in row))
        if len(text) <= 120:
            pattern = text if _value(text) is None else "#"
            yield _Candidate(edge, depth, place, text, _DIGITS.sub("#", pattern), max(part.size for part in row))


def _is_small_header(candidate: _Candidate, body: float) -> bool:
    """One line of small type high above the text, on a page that is not the first: a header even where none returns."""
    return (
        candidate.edge.at_top
        and candidate.edge.number > 0
        and candidate.depth == 0
        and len(candidate.edge.rows) > 1
        and candidate.place < HIGH * candidate.edge.height
        and candidate.size < SMALLER * body
        and len(candidate.text) < 40
        and _stands_off(candidate)
    )


def _returning(candidates: list[_Candidate], pages: int, body: float) -> set[int]:
    """Candidates whose text returns at the same height. Larger type than the text's is a title, which may be used twice."""
    groups: dict[str, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.pattern.strip("#") and candidate.size < LARGER * body:
            groups[candidate.pattern].append(candidate)
    found: set[int] = set()
    for group in groups.values():
        for cluster in _clusters(group):
            numbers = sorted({one.edge.number for one in cluster})
            close = sum(b - a <= 2 for a, b in pairwise(numbers)) + 1
            enough = len(numbers) >= max(2, min(MIN_PAGES, pages)) and (close >= MIN_PAGES - 1 or len(numbers) >= SHARE * pages)
            if enough or (len(numbers) == 2 and pages >= MIN_PAGES and close == 2 and all(_stands_off(one) for one in cluster)):
                found.update(map(id, cluster))
    return found


def _clusters(group: list[_Candidate]) -> Iterable[list[_Candidate]]:
    group = sorted(group, key=lambda one: one.place)
    cluster: list[_Candidate] = []
    for one in group:
        if cluster and one.place - cluster[-1].place > SAME:
            yield cluster
            cluster = []
        cluster.append(one)
    if cluster:
        yield cluster


def _counting(candidates: list[_Candidate], pages: int) -> set[int]:
    """Candidates that are numbers, or hold one, and count with the pages."""
    found: set[int] = set()
    groups: dict[tuple[str, int], list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        value = _value(candidate.text)
        if value is not None:
            style = "roman" if _ROMAN.fullmatch(candidate.text.strip("-—· ")) else "number"
            groups[style, value - candidate.edge.number].append(candidate)
    for group in groups.values():
        for cluster in _clusters(group):
            if len({one.edge.number for one in cluster}) >= 2:
                found.update(map(id, cluster))
    known = {(round(one.place / SAME) + step, one.depth) for one in candidates if id(one) in found for step in (-1, 0, 1)}
    for candidate in candidates:
        value = _value(candidate.text)
        if id(candidate) in found or value is None or not _stands_off(candidate):
            continue
        if (round(candidate.place / SAME), candidate.depth) in known:
            found.add(id(candidate))  # the first page of another count
        elif (
            not known
            and candidate.depth == 0
            and value <= candidate.edge.number + 1
            and (pages == 1 or _DECORATED.search(candidate.text))
        ):
            found.add(id(candidate))
    return found


def _value(text: str) -> int | None:
    """The number of a page that a line writes, and nothing else."""
    match = _NUMBER_LINE.fullmatch(text)
    if not match:
        return None
    number = next(group for group in match.groups() if group)
    if number.isdecimal():
        return int(number)
    if _ROMAN.fullmatch(number):
        return _roman(number.lower())
    return _han(number) if re.fullmatch(_HAN_NUMBER, number) else None


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}[letter] for letter in text]
    return sum(-value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True))


def _han(text: str) -> int:
    if "十" not in text and "百" not in text:
        return int("".join(str("〇一二三四五六七八九".find(digit.replace("○", "〇").replace("零", "〇"))) for digit in text))
    total = digit = 0
    for sign in text:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = max(0, "〇一二三四五六七八九".find(sign))
    return total + digit


def _stands_off(candidate: _Candidate) -> bool:
    """Whether the next row towards the text is farther than the rows there are from each other."""
    edge, depth = candidate.edge, candidate.depth
    if depth + 1 >= len(edge.rows):
        return True
    gap = edge.gap(depth)
    usual = edge.gap(depth + 1) if depth + 2 < len(edge.rows) else edge.gap(depth - 1) if depth else 0.0
    return gap > max(0.5 * candidate.size, 1.25 * min(usual, 1.2 * candidate.size))


def _places(candidates: list[_Candidate], sure: set[int], pages: int) -> list[float]:
    """Heights at which most pages have furniture."""
    counts: Counter[int] = Counter()
    for candidate in candidates:
        if id(candidate) in sure:
            counts[round(candidate.place / SAME)] += 1
    every: Counter[int] = Counter(round(candidate.place / SAME) for candidate in candidates)
    return [
        key * SAME for key, count in counts.items() if pages >= MIN_PAGES and count >= PLACE * pages and count >= 0.6 * every[key]
    ]


def _in_places(candidate: _Candidate, places: list[float]) -> bool:
    return any(abs(candidate.place - place) <= SAME for place in places) and _stands_off(candidate)

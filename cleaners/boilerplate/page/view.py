"""A page as the reader left it: lines, and the tree of elements over them, with statistics of every subtree."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.page.names import grade, line_pattern, reason_of, words
from cleaners.document import Document
from cleaners.marks import PageColumns, PageMarks, Picked

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# A sentence line is longer than so many characters, has an end mark, and less than half of it is link.
MIN_SENTENCE = 12
# Lines of other stories in a list count so little as text of this page.
TEASER = 0.1
# What a line without end marks counts, from so many Han characters on (.3 to .6 are alike on the development pages).
BARE, BARE_HAN = 0.5, 16

_HAN, _END, _COMMA, _DIGIT = 1, 2, 4, 8
_END_MARKS = "。！？；…!?;"
_LAST = frozenset("。！？…!?”」』）)：:；;")
_DIGITS = re.compile(r"\d+")
_UNITS = frozenset(("li", "div", "article", "section", "dl", "dd", "tr", "a", "ul"))
_NO_WORD = re.compile(r"\W+")


class PageLine(NamedTuple):
    """One line in the coordinates of the current text."""

    start: int
    end: int
    text: str
    kind: str
    element: int
    links: int
    hidden: bool


class PageElement(NamedTuple):
    """`lines[first:last]` stand in it. `words` are in lower case."""

    tag: str
    words: str
    parent: int
    first: int
    last: int


# Lines that stand on the page but are not the text's own, by what the reader says of them.
FURNITURE_KINDS = frozenset({"header", "footer", "comment"})
_ELEMENT = frozenset({"element"})
LINE_KINDS = FURNITURE_KINDS | {"paragraph", "heading", "list_item", "table_row", "caption", "code", "quote", "footnote"}


@dataclass(frozen=True, eq=False)
class PageView:
    lines: tuple[PageLine, ...]
    elements: tuple[PageElement, ...]
    title: str
    meant: bool  # the address says that people talk to each other here
    talk: bool  # address or title say so
    text: str
    address: str

    @cached_property
    def thread(self) -> bool:
        """Whether people talk to each other here, as address, title or the names of at least two elements say."""
        pattern = re.compile(words()["thread"]["element"])
        return self.talk or sum(bool(pattern.search(names)) for names in {element.words for element in self.elements}) >= 2

    @classmethod
    def of(cls, document: Document) -> PageView | None:
        """The page, or None for a document that was none."""
        if "element" not in document.marks.kinds:
            return None
        picked, elements = document.marks.of(LINE_KINDS), document.marks.of(_ELEMENT)
        told = document.marks.columns if isinstance(document.marks, PageMarks) else _columns(picked, elements)
        text = document.text
        starts, ends = document.patch.to_current(picked.starts, picked.ends)
        begins, stops = starts.tolist(), ends.tolist()
        texts = [text[start:stop] for start, stop in zip(begins, stops, strict=True)]
        lines: Any = zip(begins, stops, texts, told.kinds, told.elements, told.links, told.hidden, strict=True)
        first, last = (starts.searchsorted(edge) for edge in document.patch.to_current(elements.starts, elements.ends))
        words = [words.lower() for words in told.words]
        parts: Any = zip(told.tags, words, told.parents, first.tolist(), np.maximum(first, last).tolist(), strict=True)
        title = str(document.metadata.get("title", ""))
        address = str(document.metadata.get("url", "") or document.origin.url)
        lines, parts = map(PageLine._make, lines), map(PageElement._make, parts)
        return cls(tuple(lines), tuple(parts), title, _is_thread(address, ""), _is_thread(address, title), text, address)

    @cached_property
    def shown(self) -> Bools:
        """Lines that count. Some platforms hide the article until a script has run: what is hidden counts where it holds most
        sentences of the page."""
        hidden = np.array([line.hidden for line in self.lines], bool)
        if hidden.any():
            ends = np.array([sum(map(line.text.count, _END_MARKS)) for line in self.lines])
            ends[self._written] = 0
            if ends[hidden].sum() > 3 * ends[~hidden].sum() and ends[hidden].sum() > 3:
                return ~self._written
        return ~hidden & ~self._written

    @cached_property
    def _written(self) -> Bools:
        """Lines in fields of forms: templates for scripts, and what readers are to write over."""
        found = np.array([self.elements[line.element].tag == "textarea" for line in self.lines], bool)
        return found if not found.all() else ~found

    @cached_property
    def codes(self) -> NDArray[np.uint16]:
        """Code points of the text, those beyond the first plane as its last."""
        return _codes(self.text)

    @cached_property
    def starts(self) -> Ints:
        return np.array([line.start for line in self.lines], np.int64)

    @cached_property
    def ends(self) -> Ints:
        return np.array([line.end for line in self.lines], np.int64)

    @cached_property
    def line_stats(self) -> Floats:
        """A row a line: length, Han, link characters, end marks, commas, words of chrome, times, digits, whether it looks like a
        by-line, whether it ends like a sentence."""
        chrome, time, byline = line_pattern("chrome"), line_pattern("time"), line_pattern("byline")
        classes = _character_classes().take(self.codes)
        starts, ends = self.starts, self.ends
        rows = np.zeros((len(self.lines), 10))
        rows[:, 0] = ends - starts
        for column, bit in ((1, _HAN), (3, _END), (4, _COMMA), (7, _DIGIT)):
            counts = np.concatenate(([0], np.cumsum(classes & bit > 0)))
            rows[:, column] = counts[ends] - counts[starts]
        found: list[tuple[int, int, bool, bool]] = []  # words of chrome, times, a by-line, an end
        for (_, _, text, *_), shown, digits in zip(self.lines, self.shown.tolist(), rows[:, 7].tolist(), strict=True):
            size = len(text)
            if not shown or size < 2:
                found.append((0, 0, False, False))
            elif size < 200:
                told = len(chrome.findall(text)) if size < 80 else 0
                times = len(time.findall(text)) if digits else 0
                found.append((told, times, byline.search(text) is not None, text[-1] in _LAST))
            else:
                found.append((0, 0, False, text[-1] in _LAST))
        rows[:, (5, 6, 8, 9)] = np.array(found, float).reshape(-1, 4)
        rows[:, 7] /= np.maximum(rows[:, 0], 1)
        rows[rows[:, 0] < 2, 1:] = 0
        rows[:, 2] = [line.links for line in self.lines]
        rows[~self.shown] = 0
        return rows

    @cached_property
    def _named(self) -> tuple[list[tuple[str, str]], Ints]:
        """The different tags with words, of which a page has some dozens, and for each element the number of its own."""
        pairs = [(element.tag, element.words) for element in self.elements]
        number = {pair: place for place, pair in enumerate(dict.fromkeys(pairs))}
        return list(number), np.array(list(map(number.__getitem__, pairs)), np.int64)

    def by_name(self, value: Callable[[str, str], Any]) -> NDArray[Any]:
        """For each element what `value` says of its tag and words."""
        different, places = self._named
        return np.array([value(*pair) for pair in different])[places]

    @cached_property
    def grades(self) -> Floats:
        """How surely the words of each element name the body of a text."""
        return self.by_name(lambda _, names: grade(names))

    @cached_property
    def reasons(self) -> list[str]:
        """Why each element by its own words is none of the text, "" where they do not say."""
        different, places = self._named
        found = [reason_of(*pair) for pair in different]
        return list(map(found.__getitem__, places.tolist()))

    @cached_property
    def parents(self) -> Ints:
        return np.array([max(element.parent, 0) for element in self.elements], np.int64)

    @cached_property
    def first(self) -> Ints:
        return np.array([element.first for element in self.elements], np.int64)

    @cached_property
    def last(self) -> Ints:
        return np.array([element.last for element in self.elements], np.int64)

    @cached_property
    def line_element(self) -> Ints:
        return np.array([line.element for line in self.lines], np.int64)

    @cached_property
    def families(self) -> tuple[Ints, Ints]:
        """For each element two numbers: that of its siblings of the same tag and first class, and that of all elements of the
        page with the same tag and classes (numbers in names left out)."""
        different, places = self._named
        near: dict[tuple[str, str], int] = {}
        far: dict[tuple[str, str], int] = {}
        own, cousins = [], []
        for tag, names in different:
            classes = _DIGITS.sub("", names).split(" #")[0]
            own.append(near.setdefault((tag, classes.partition(" ")[0]), len(near)))
            cousins.append(far.setdefault((tag, classes), len(far)))
        above = np.array([element.parent for element in self.elements], np.int64) + 1
        siblings = np.unique(above * len(near) + np.array(own)[places], return_inverse=True)[1]
        return np.asarray(siblings, np.int64), np.array(cousins, np.int64)[places]

    @cached_property
    def teasers(self) -> Bools:
        """Lines of other stories: three or more siblings, most of which hold one to three links that look like titles."""
        stats = self.line_stats
        titles = (stats[:, 2] > 0.8 * stats[:, 0]) & (stats[:, 0] >= 8) & (stats[:, 0] < 90)
        inside = _within(titles.astype(float), self.first, self.last)
        size = _within(stats[:, 0], self.first, self.last)
        unit = self.by_name(lambda tag, _: tag in _UNITS) & (size > 0)
        family, _ = self.families
        count = np.bincount(family, unit.astype(float))
        alike = np.bincount(family, (unit & (inside >= 1) & (inside <= 3)).astype(float))
        length = np.bincount(family, size * unit)
        listed = (count >= 3) & (alike >= 0.6 * count) & (length < 350 * np.maximum(count, 1))
        chosen = listed[family] & unit & (inside >= 1)
        steps = np.zeros(len(self.lines) + 1)
        np.add.at(steps, self.first[chosen], 1)
        np.add.at(steps, self.last[chosen], -1)
        return np.cumsum(steps)[:-1] > 0

    @cached_property
    def sentences(self) -> Floats:
        """Sentence characters of each line. Some authors write without marks: a long line of Han characters counts in part."""
        stats = self.line_stats
        long = (stats[:, 2] < 0.5 * stats[:, 0]) & (stats[:, 0] > MIN_SENTENCE)
        bare = (stats[:, 1] >= BARE_HAN) & (stats[:, 2] == 0) & (stats[:, 5] == 0)
        value = np.where(stats[:, 3] > 0, stats[:, 0], np.where(bare, BARE * stats[:, 0], 0.0))
        return np.where(long, value, 0.0) * np.where(self.teasers, TEASER, 1.0)

    @cached_property
    def unlinked(self) -> Floats:
        """Characters outside links of each line."""
        return np.maximum(self.line_stats[:, 0] - self.line_stats[:, 2], 0)

    def within(self, values: Floats) -> Floats:
        """Sums of a value of lines over each element."""
        return _within(values, self.first, self.last)

    @cached_property
    def title_likeness(self) -> Floats:
        """Share of each line's character triples that the title has; 0 for lines that cannot be a title."""
        likeness = np.zeros(len(self.lines))
        wanted = _grams(self.title)
        if not wanted:
            return likeness
        letters, shown = set(_NO_WORD.sub("", self.title)), self.shown.tolist()
        for number, line in enumerate(self.lines):
            text = line.text
            if not 4 <= len(text) <= 120 or letters.isdisjoint(text) or not shown[number]:
                continue
            used = set(text)
            if len(used & letters) >= 0.4 * len(used):
                grams = _grams(text)
                likeness[number] = len(grams & wanted) / max(len(grams), 1) * min(1.0, 2.5 * len(grams) / len(wanted))
        return likeness

    @cached_property
    def title_line(self) -> int:
        """The line that holds the page's title, -1 where there is none. Of several, the one that most sentences follow."""
        found = np.flatnonzero(self.title_likeness > 0.75)
        if not len(found):
            return -1
        stats = self.line_stats
        linked = stats[found, 2] > 0.5 * stats[found, 0]
        if not linked.all():
            found = found[~linked]
        ahead = np.concatenate(([0.0], np.cumsum(self.sentences)))
        follow = ahead[np.minimum(found + 40, len(self.lines))] - ahead[found]
        follow += 5 * np.array([self.lines[number].kind == "heading" for number in found.tolist()])
        return int(found[np.argmax(follow)])


@lru_cache(maxsize=1)
def view_of_page(document: Document) -> PageView | None:
    """As `PageView.of`: the steps that look at a page come one behind the other."""
    return PageView.of(document)


def _columns(lines: Picked, elements: Picked) -> PageColumns:
    """Those that a page's view needs, of marks that are no page's own: of a page within a mail, or of a test."""
    about: list[Any] = [mark.attributes for mark in elements.marks]
    told: list[Any] = [mark.attributes for mark in lines.marks]
    return PageColumns(
        tags=[element["tag"] for element in about],
        words=[str(element["words"]) for element in about],
        parents=[element["parent"] for element in about],
        kinds=[mark.kind for mark in lines.marks],
        elements=[line["element"] for line in told],
        links=[line.get("links", 0) for line in told],
        hidden=[line.get("hidden", False) for line in told],
    )


@cache
def _character_classes() -> NDArray[np.uint8]:
    classes = np.zeros(0x10000, np.uint8)
    classes[0x3400:0xA000] = _HAN
    for bit, characters in ((_END, _END_MARKS), (_COMMA, "，、：,:"), (_DIGIT, "0123456789０１２３４５６７８９")):
        classes[[ord(character) for character in characters]] = bit
    return classes


def _codes(text: str) -> NDArray[np.uint16]:
    """Code points, those beyond the first plane as its last."""
    return np.minimum(np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32), 0xFFFF).astype(np.uint16)


def _within(values: Floats, first: Ints, last: Ints) -> Floats:
    sums = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(sums[last] - sums[first])


def _is_thread(url: str, title: str) -> bool:
    where = urlsplit(url)
    names = f"{where.hostname or ''}{where.path}?{where.query}".lower()
    return bool(re.search(words()["thread"]["address"], names) or re.search(words()["thread"]["title"], title))


def _grams(text: str) -> set[str]:
    plain = _NO_WORD.sub("", text)[:80]
    return {plain[at : at + 3] for at in range(max(1, len(plain) - 2))} if plain else set()

"""The page step: keeps the page's own text and its title, takes out the rest under the reason why.

Reads the marks of the HTML reader; documents of other formats pass. `page.*` rules: nav, related, share, footer, sidebar, form,
comments, ad, hidden, ruby, other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from cleaners.boilerplate.furniture import asides
from cleaners.boilerplate.page.choice import buttons, chosen_lines, without_comments
from cleaners.boilerplate.page.date import page_date
from cleaners.boilerplate.page.engines import packed_text
from cleaners.boilerplate.page.features import PageFeatures, page_features
from cleaners.boilerplate.page.kind import list_lines, page_kind
from cleaners.boilerplate.page.model import LineModel, line_model
from cleaners.boilerplate.page.names import line_pattern, reason_of
from cleaners.boilerplate.page.score import Scores, choose, scores_of
from cleaners.boilerplate.page.section import page_section
from cleaners.boilerplate.page.view import FURNITURE_KINDS, Bools, Floats, PageView
from cleaners.document import Changes, Document, Edit, Origin, Scalar
from cleaners.options import Context
from cleaners.sources.item import RawItem
from cleaners.step import run_steps

__all__ = ["PageText", "main_text", "strip_page"]

# Lines that are more probably than this the page's own stay.
THRESHOLD = 0.5
# Share of link characters up to which a page can be nothing but its text.
MAX_LINKS = 0.05
# Buttons that the model is less certain of go.
CERTAIN = 0.85
# Where the model expects less of its choice than this F1, the scorers' choice stands.
UNSURE = 0.5
# Lines that may stand between a title and the text, and what a by-line may measure.
NEAR_TITLE, MAX_BYLINE = 6, 160
STRUCTURE = frozenset({"list_item", "table_row", "caption"})
_PIECES = "p h1 h2 h3 h4 h5 h6 blockquote pre ul ol li dl dt dd table caption thead tbody tfoot tr td th figure figcaption span"
PIECES = frozenset(_PIECES.split())


def strip_page(document: Document) -> Changes | None:
    """What leaves the page's own text, with its kind and date; None for a document that is no page."""
    page = PageText.of(document)
    return Changes(page.edits(page.reasons()), page.metadata()) if page is not None else None


def main_text(html: bytes | str, *, url: str = "") -> str:
    """The page's own content: without title, by-line and all that the site put round it. Bytes are decoded, whatever their
    declaration says. Raises Rejected("empty") for a page without text."""
    from cleaners.readers.html import read, read_markup  # the step itself does without the parser

    origin = Origin(url=url)
    document = read(RawItem(origin, html), Context()) if isinstance(html, bytes) else read_markup(html, origin)
    document = run_steps(document, (asides,), Context())
    page = PageText.of(document)
    return page.main_text() if page is not None else document.text


def _without(text: str, edits: list[Edit]) -> str:
    pieces, done = [], 0
    for edit in sorted(edits):
        pieces.append(text[done : edit.start])
        done = max(done, edit.end)
    return "".join((*pieces, text[done:]))


class PageText:
    """What each line of a page is: `body` is the text that was chosen, `kept` what stays in a document (title, by-line, too)."""

    def __init__(self, document: Document, page: PageView, model: LineModel | None) -> None:
        self.document = document
        self.page = page
        self.model = model

    @classmethod
    def of(cls, document: Document, model: LineModel | None = None) -> PageText | None:
        """None for a document that is no page."""
        page = PageView.of(document)
        return cls(document, page, model) if page is not None else None

    @cached_property
    def scores(self) -> Scores:
        return scores_of(self.page)

    @cached_property
    def chosen(self) -> Bools:
        """The lines that the scorers choose together."""
        return chosen_lines(self.page, choose(self.page, self.scores))

    @cached_property
    def features(self) -> PageFeatures:
        return page_features(self.page, self.scores, self.chosen)

    @cached_property
    def probabilities(self) -> Floats:
        """Of each line, how probably it is the page's own. Half of it is the mean of all lines in the same place of the template:
        the texts of all posts stay together, and the times of all go."""
        features = self.features
        own = (self.model or line_model()).probabilities(features.rows)
        count = np.bincount(features.template)
        return 0.5 * own + 0.5 * (np.bincount(features.template, own) / count)[features.template]

    @cached_property
    def plain(self) -> bool:
        """Whether the page is its text alone: no part of it names itself something else, and hardly a link."""
        page = self.page
        return not any(page.reasons) and page.line_stats[:, 2].sum() <= MAX_LINKS * page.line_stats[:, 0].sum()

    @cached_property
    def found(self) -> Bools:
        """The lines that are the page's own, as if it were no list."""
        page = self.page
        if self.plain:
            return page.shown
        if self.packed is not None:
            return self.packed
        body = (self.probabilities > THRESHOLD) & page.shown
        body &= ~(buttons(page) & (self.probabilities < CERTAIN))
        return without_comments(page, body if self.confidence >= UNSURE else self.chosen)

    @cached_property
    def packed(self) -> Bools | None:
        return packed_text(self.page)

    @cached_property
    def confidence(self) -> float:
        """The F1 by characters that the model expects of its choice."""
        shown = self.page.shown
        return _expected_f1(self.probabilities * shown, self.page.unlinked + 1, (self.probabilities > THRESHOLD) & shown)

    @cached_property
    def kind(self) -> str:
        """article, thread, document, list or other."""
        if not self.plain and self.packed is not None:
            return "document"
        return page_kind(self.page, self.found, sure=self.plain or self.confidence >= UNSURE)

    @cached_property
    def body(self) -> Bools:
        if self.kind == "list":
            return list_lines(self.page)
        return self._head_apart(self._with_structure(self._with_headings(self.found)) if self.kind == "article" else self.found)

    @cached_property
    def kept(self) -> Bools:
        kept = self._with_notes(self._with_title(self.body.copy()))
        if not kept.any():
            return self.page.shown.copy() if self.page.shown.any() else np.ones(len(kept), bool)
        return kept

    def main_text(self) -> str:
        keep = self.body if self.body.any() else self.kept
        gone = self.edits(["" if line else "page.other" for line in keep])
        return "\n".join(filter(None, (line.strip() for line in _without(self.document.text, gone).split("\n"))))

    def metadata(self) -> dict[str, Scalar]:
        found: dict[str, Scalar] = {"page_type": self.kind}
        if self.kind not in ("list", "other") and (date := page_date(self.page, self.body, thread=self.kind == "thread")):
            found["published"] = date
        if self.page.title_line < 0 and not self.document.metadata.get("title") and self.body.any():
            begin = int(np.argmax(self.body))
            title = begin if self._is_heading(begin) else self._heading_before(begin)
            if title >= 0:
                found["title"] = self.page.lines[title].text.strip()
        if section := page_section(self.page):
            found["section"] = section
        return found

    def edits(self, reasons: list[str]) -> list[Edit]:
        """Takes out the lines that have a reason, and what is hidden in others."""
        kept = np.array([not reason for reason in reasons])
        return [*_left_out(self.page, reasons, len(self.document.text)), *_spans(self.document, self.page, kept)]

    def _with_headings(self, body: Bools) -> Bools:
        """Headings stay with the text that they stand over."""
        body, below = body.copy(), False
        for number in range(len(body) - 1, -1, -1):
            if self.page.shown[number]:
                body[number] |= below and self._is_heading(number)
                below = bool(body[number])
        return body

    def _with_structure(self, body: Bools) -> Bools:
        """Lists, tables and captions stay with the text that they follow, if both are of one part of the page and nothing there
        names itself something else."""
        page, body, above = self.page, body.copy(), -1
        for number, line in enumerate(page.lines):
            if not page.shown[number]:
                continue
            if not body[number] and above >= 0 and line.kind in STRUCTURE and 2 * line.links < len(line.text):
                inside, part = self._part(number)
                body[number] = part == self._part(above)[1] and not any(page.reasons[element] for element in inside)
            above = number if body[number] else -1
        return body

    def _part(self, number: int) -> tuple[list[int], int]:
        """The part of the page that a line stands in, and the elements between it and the line: those of paragraphs, lists,
        tables."""
        inside, element = [], self.page.lines[number].element
        while element >= 0 and self.page.elements[element].tag in PIECES:
            inside.append(element)
            element = self.page.elements[element].parent
        return inside, element

    def _heading_before(self, begin: int) -> int:
        """The heading over the text, with nothing but a by-line between; -1 where there is none."""
        byline = line_pattern("byline")
        for number in range(begin - 1, max(-1, begin - 1 - NEAR_TITLE), -1):
            if not self.page.shown[number]:
                continue
            if self._is_heading(number):
                return number
            if not byline.search(self.page.lines[number].text):
                break
        return -1

    def _is_heading(self, number: int) -> bool:
        line = self.page.lines[number]
        return line.kind == "heading" and 2 * line.links < len(line.text)

    def _with_title(self, kept: Bools) -> Bools:
        page, title = self.page, self.page.title_line
        begin = int(np.argmax(kept)) if kept.any() else 0
        if title < 0:
            title = self._heading_before(begin)
        if not 0 <= title < begin:
            return kept
        kept[title] = True
        byline = line_pattern("byline")
        # What stands between the title and the text, near by, and looks like a by-line or a second title.
        for number in range(title + 1, min(begin, title + 1 + NEAR_TITLE)):
            line = page.lines[number]
            if page.shown[number] and len(line.text) <= MAX_BYLINE and (byline.search(line.text) or line.kind == "heading"):
                kept[number] = True
        return kept

    def _head_apart(self, whole: Bools) -> Bools:
        """Title and by-line that stand inside the chosen part belong to the document, not to the body."""
        page, title = self.page, self.page.title_line
        inside = np.flatnonzero(whole)
        if title < 0 or not whole[title] or title not in inside[: NEAR_TITLE + 1]:
            return whole
        body = whole.copy()
        body[: title + 1] = False
        byline = line_pattern("byline")
        for number in range(title + 1, min(len(body), title + 1 + NEAR_TITLE)):
            line = page.lines[number]
            if len(line.text) <= MAX_BYLINE and byline.search(line.text) and not page.sentences[number]:
                body[number] = False
            elif body[number]:
                break
        return body if body.any() else whole

    def _with_notes(self, kept: Bools) -> Bools:
        """Notes stay with their text, wherever on the page they stand; what the reader knows as furniture goes."""
        for number, line in enumerate(self.page.lines):
            if line.kind == "footnote":
                kept[number] = self.page.shown[number]
            elif line.kind in FURNITURE_KINDS:
                kept[number] = False
        return kept

    def reasons(self) -> list[str]:
        """For each line the rule that takes it out, "" for lines that stay."""
        page = self.page
        by_element = [""] * len(page.elements)
        for number, element in enumerate(page.elements):
            by_element[number] = reason_of(element.tag, element.words) or by_element[max(element.parent, 0)]
        begin = int(np.argmax(self.kept))
        end = len(self.kept) - int(np.argmax(self.kept[::-1]))
        links = line_pattern("related")
        found = []
        for number, line in enumerate(page.lines):
            if self.kept[number]:
                found.append("")
            elif line.kind in FURNITURE_KINDS:
                found.append(f"page.{line.kind}")
            elif not page.shown[number]:
                found.append("page.hidden")
            elif by_element[line.element]:
                found.append(by_element[line.element])
            elif number < begin:
                found.append("page.nav")
            elif page.teasers[number] or links.search(line.text) or (line.links > 0.5 * len(line.text) and number < end):
                found.append("page.related")
            else:
                found.append("page.footer" if number >= end and line.links > 0.3 * len(line.text) else "page.other")
        return found


def _expected_f1(probabilities: Floats, sizes: Floats, chosen: Bools) -> float:
    """What F1 by characters the model itself expects of a choice."""
    right = float((probabilities * sizes)[chosen].sum())
    return 2 * right / max(float(sizes[chosen].sum() + (probabilities * sizes).sum()), 1.0)


def _left_out(page: PageView, reasons: list[str], length: int) -> Iterator[Edit]:
    """Edits that take out runs of lines, with the line end behind each; after the last line that stays, with the one before."""
    last = max((number for number, reason in enumerate(reasons) if not reason), default=-1)
    begin = 0
    for number in range(1, len(reasons) + 1):
        if number < len(reasons) and reasons[number] == reasons[begin]:
            continue
        if reasons[begin]:
            tail = begin > last >= 0
            start = page.lines[begin - 1].end if tail else page.lines[begin].start
            end = length if number == len(reasons) else page.lines[number - 1].end if tail else page.lines[number].start
            yield Edit(start, end, "", reasons[begin])
        begin = number


def _spans(document: Document, page: PageView, kept: Bools) -> Iterator[Edit]:
    """Hidden words and readings of ruby inside lines that stay."""
    if not any(mark.kind in ("hidden", "ruby") for mark in document.marks):
        return
    stays = [(line.start, line.end) for line, keep in zip(page.lines, kept.tolist(), strict=True) if keep and not line.hidden]
    starts = [start for start, _ in stays]
    done = 0
    for mark in sorted(document.marks_now("hidden", "ruby"), key=lambda mark: mark.start):
        at = bisect_right(starts, mark.start) - 1
        if at >= 0 and mark.end <= stays[at][1] and mark.start >= done:
            yield Edit(mark.start, mark.end, "", f"page.{mark.kind}")
            done = mark.end

"""The page step: keeps the page's own text and its title, takes out the rest under the reason why.

Reads the marks of the HTML reader; documents of other formats pass. `page.*` rules: nav, related, share, footer, sidebar, form,
comments, ad, hidden, ruby, other.
"""

from __future__ import annotations

import json
from functools import cached_property

import numpy as np

from cleaners.boilerplate.furniture import asides
from cleaners.boilerplate.page.about.byline import is_editor, page_author, page_publisher
from cleaners.boilerplate.page.about.date import date_to_take, shown_date
from cleaners.boilerplate.page.about.section import page_section
from cleaners.boilerplate.page.about.title import NEAR_TITLE, heading_before, is_heading, shown_title
from cleaners.boilerplate.page.choice import (
    answers,
    buttons,
    chosen_lines,
    other_articles,
    own_article,
    without_comments,
    without_mail_heads,
    without_reply_titles,
    without_small_parts,
)
from cleaners.boilerplate.page.engines import packed_text
from cleaners.boilerplate.page.judge.features import PageFeatures, own_features, page_row, with_sums
from cleaners.boilerplate.page.judge.model import KINDS, PageModel, kind_chances, line_sums, page_model
from cleaners.boilerplate.page.judge.words import name_scores, word_scores
from cleaners.boilerplate.page.kind import page_kind
from cleaners.boilerplate.page.left_out import hidden_spans, left_out, without
from cleaners.boilerplate.page.names import line_pattern, reason_of
from cleaners.boilerplate.page.posts import Post, Thread, thread_of
from cleaners.boilerplate.page.score import Scores, choose, scores_of
from cleaners.boilerplate.page.series import with_facts, with_series
from cleaners.boilerplate.page.view import FURNITURE_KINDS, Bools, Floats, PageView, view_of_page
from cleaners.document import Changes, Document, Edit, Origin, Scalar
from cleaners.options import Context
from cleaners.sources.item import RawItem
from cleaners.step import run_steps

__all__ = ["ChosenText", "main_text", "strip_page"]

# Lines that are more probably than this the page's own stay.
THRESHOLD = 0.5
# Share of link characters up to which a page can be nothing but its text.
MAX_LINKS = 0.05
# Buttons that the model is less certain of go.
CERTAIN = 0.85
# Below the first chance of a thread, comments are none of the text; above the second they are, whatever stands before them.
NO_TALK, MAY_TALK, SURE_TALK = 0.1, 0.3, 0.75
# Above the second chance what is named as an answer in a thread stays, from this chance of its own on.
ANSWERED = 0.15
# Where more than this share of the posts has an author, the first one's began the thread.
MOST_NAMED = 0.6
MAX_MODEL_LINES = 30_000
# Above this chance of an article, too, comments are none of its text.
SURE_ARTICLE = 0.6
# Lines that may stand between a title and the text, and what a by-line may measure.
MAX_BYLINE = 160
STRUCTURE = frozenset({"list_item", "table_row", "caption"})
_PIECES = "p h1 h2 h3 h4 h5 h6 blockquote pre ul ol li dl dt dd table caption thead tbody tfoot tr td th figure figcaption span"
PIECES = frozenset(_PIECES.split())


def strip_page(document: Document, *, posts: bool = False) -> Changes | None:
    """What leaves the page's own text, with its kind and date, and with the posts of a thread where they are wanted; None for a
    document that is no page."""
    page = ChosenText.of(document)
    if page is None:
        return None
    told = {"extra": page.with_posts(str(document.metadata.get("extra", "")))} if posts and page.posts else {}
    return Changes(page.edits(page.reasons()), page.metadata() | told, override=True)


def main_text(html: bytes | str, *, url: str = "") -> str:
    """The page's own content: without title, by-line and all that the site put round it. Bytes are decoded, whatever their
    declaration says. Raises Rejected("empty") for a page without text."""
    from cleaners.readers.html import read, read_markup  # the step itself does without the parser

    origin = Origin(url=url)
    document = read(RawItem(origin, html), Context()) if isinstance(html, bytes) else read_markup(html, origin)
    document = run_steps(document, (asides,), Context())
    page = ChosenText.of(document)
    return page.main_text() if page is not None else document.text


class ChosenText:
    """What each line of a page is: `body` is the text that was chosen, `kept` what stays in a document (title, by-line, too)."""

    def __init__(self, document: Document, page: PageView, model: PageModel | None) -> None:
        self.document = document
        self.page = page
        self.given = model

    @classmethod
    def of(cls, document: Document, model: PageModel | None = None) -> ChosenText | None:
        """None for a document that is no page."""
        page = view_of_page(document)
        return cls(document, page, model) if page is not None else None

    @cached_property
    def scores(self) -> Scores:
        return scores_of(self.page)

    @cached_property
    def chosen(self) -> Bools:
        """The lines that the scorers choose together."""
        return chosen_lines(self.page, choose(self.page, self.scores))

    @classmethod
    def of_view(cls, page: PageView, *, sums: Floats, kinds: Floats) -> ChosenText:
        """For measuring: a page with what some other model said of its lines and kind."""
        text = cls(Document.of(page.text), page, None)
        text.__dict__.update(sums=sums, kinds=kinds)  # the cached properties of these names
        return text

    @property
    def model(self) -> PageModel:
        return self.given or page_model()

    @cached_property
    def own_features(self) -> PageFeatures:
        return own_features(self.page, self.scores, self.chosen)

    @cached_property
    def kinds(self) -> Floats:
        """The chances of `KINDS`."""
        return kind_chances(self.model.kinds, page_row(self.page, self.own_features))

    @cached_property
    def sums(self) -> Floats:
        """Of each line, the logarithm of the odds that it is the page's own."""
        page, weights = self.page, self.model.weights
        words, names = word_scores(page, weights), name_scores(page, weights)
        return line_sums(self.model.lines, with_sums(page, self.own_features, words, names, self.kinds).rows)

    @cached_property
    def probabilities(self) -> Floats:
        """Of each line, how probably it is the page's own. Half of it is the mean of all lines in the same place of the template:
        the texts of all posts stay together, and the times of all go."""
        own, template = 1 / (1 + np.exp(-self.sums)), self.own_features.template
        count = np.bincount(template)
        return 0.5 * own + 0.5 * (np.bincount(template, own) / count)[template]

    @cached_property
    def plain(self) -> bool:
        """Whether the page is its text alone: no part of it names itself something else, and hardly a link."""
        page = self.page
        return not any(page.reasons) and page.line_stats[:, 2].sum() <= MAX_LINKS * page.line_stats[:, 0].sum()

    @property
    def huge(self) -> bool:
        """Too long for the model's memory: the scorers' choice stands."""
        return len(self.page.lines) > MAX_MODEL_LINES

    @cached_property
    def found(self) -> Bools:
        """The lines that are the page's own, as if it were no list."""
        page = self.page
        if self.plain:
            return page.shown
        if self.packed is not None:
            return self.packed
        if self.huge:
            return self.chosen
        body = self.probable & ~(buttons(page) & (self.probabilities < CERTAIN))
        body = body if body.any() else self.probable
        if self.article_among_lists is not None and (body & self.article_among_lists).any():
            return body & self.article_among_lists
        body = with_series(page, body, self.probabilities, self.own_features.template)
        body = with_facts(page, body)
        own = body & ~other_articles(page, self.own_features.template)
        body = own if own.any() else body
        talk = self._chance("thread")
        if talk > MAY_TALK and page.thread and body.any():
            body = body | (answers(page, int(np.argmax(body))) & (self.probabilities >= ANSWERED))
        if talk <= SURE_TALK:
            body = without_comments(page, body, alone=talk < NO_TALK or self._chance("article") > SURE_ARTICLE)
        return without_reply_titles(page, without_mail_heads(page, body))

    def _chance(self, kind: str) -> float:
        return float(self.kinds[KINDS.index(kind)])

    @cached_property
    def article_among_lists(self) -> Bools | None:
        """Where lists of other pages are longer than the article that they stand round, the model takes the page for a list."""
        likely = KINDS[int(np.argmax(self.kinds))]
        return own_article(self.page, self.probabilities) if likely == "list" else None

    @cached_property
    def packed(self) -> Bools | None:
        return packed_text(self.page)

    @cached_property
    def probable(self) -> Bools:
        """The lines of which the model expects the greatest F1 by characters: where it is sure of nothing, as on lists, a line
        that is less sure than not may belong to them. Never none."""
        return best_choice(self.probabilities * self.page.shown, self.page.unlinked + 1)[0]

    @cached_property
    def confidence(self) -> float:
        """The F1 by characters that the model expects of its choice."""
        return best_choice(self.probabilities * self.page.shown, self.page.unlinked + 1)[1]

    @cached_property
    def kind(self) -> str:
        """article, documentation, thread, document, list, product, service or other."""
        if not self.plain and self.packed is not None:
            return "document"
        sure = self.plain or self.huge or self.article_among_lists is not None
        return page_kind(self.page, self.found, {} if sure else dict(zip(KINDS, self.kinds.tolist(), strict=True)))

    @cached_property
    def body(self) -> Bools:
        found = self.found
        if self.kind in ("list", "thread"):
            return found if self.kind == "list" else self._head_apart(self._without_heads(found))
        if self.kind == "article" and not self.plain and not self.huge:
            found = without_small_parts(self.page, found)
        return self._head_apart(self._with_structure(self._with_headings(found)))

    @cached_property
    def kept(self) -> Bools:
        kept = self._with_notes(self._with_title(self.body.copy()))
        if not kept.any():
            return self.page.shown.copy() if self.page.shown.any() else np.ones(len(kept), bool)
        return kept

    def main_text(self) -> str:
        keep = self.body if self.body.any() else self.kept
        gone = self.edits(["" if line else "page.other" for line in keep])
        return "\n".join(filter(None, (line.strip() for line in without(self.document.text, gone).split("\n"))))

    def metadata(self) -> dict[str, Scalar]:
        """The fields that the page shows. One that its head has stays, unless the page shows another and not that."""
        found: dict[str, Scalar] = {"page_type": self.kind}
        published = ""
        page, body, known = self.page, self.body, self.document.metadata
        if self.kind not in ("list", "other") and body.any():
            published = date_to_take(str(known.get("published", "")), shown_date(page, body, thread=self.kind == "thread"), page)
            found["author"], found["publisher"] = page_author(page, body), page_publisher(page, body)
            if not found["author"] and sum(bool(post.author) for post in self.posts) > MOST_NAMED * len(self.posts):
                found["author"] = self.posts[0].author
        title = shown_title(page, body, self.kind, str(known.get("title", "")))
        found["section"] = page_section(page)
        shown = {name: value for name, value in found.items() if value}
        taken = {name: value for name, value in shown.items() if not known.get(name) or self._is_hidden(name, str(known[name]))}
        return taken | ({"published": published} if published else {}) | ({"title": title} if title else {})

    @cached_property
    def posts(self) -> list[Post]:
        return self.thread.posts if self.kind == "thread" else []

    @cached_property
    def thread(self) -> Thread:
        page, found = self.page, self.found
        return thread_of(page, found) if found.any() and not self.huge else Thread([], np.zeros(len(page.lines), bool))

    def with_posts(self, extra: str) -> str:
        """The field `extra` with the posts in it."""
        fields = json.loads(extra) if extra else {}
        return json.dumps({**fields, "posts": [post._asdict() for post in self.posts]}, ensure_ascii=False)

    def _is_hidden(self, name: str, value: str) -> bool:
        """Whether the head names an author or a publisher that the page does not show: an editor, the platform."""
        return (name in ("author", "publisher") and value not in self.page.text) or (
            name == "author" and is_editor(value, self.page.text)
        )

    def edits(self, reasons: list[str]) -> list[Edit]:
        """Takes out the lines that have a reason, and what is hidden in others."""
        kept = np.array([not reason for reason in reasons])
        return [*left_out(self.page, reasons, len(self.document.text)), *hidden_spans(self.document, self.page, kept)]

    def _without_heads(self, body: Bools) -> Bools:
        rest = body & ~self.thread.heads
        return rest if rest.any() else body

    def _with_headings(self, body: Bools) -> Bools:
        """Headings stay with the text that they stand over."""
        body, below = body.copy(), False
        for number in range(len(body) - 1, -1, -1):
            if self.page.shown[number]:
                body[number] |= below and is_heading(self.page, number)
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

    def _with_title(self, kept: Bools) -> Bools:
        page, title = self.page, self.page.title_line
        begin = int(np.argmax(kept)) if kept.any() else 0
        if title < 0:
            title = heading_before(self.page, begin)
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


def best_choice(probabilities: Floats, sizes: Floats) -> tuple[Bools, float]:
    """The lines above some threshold of which one expects the greatest F1, and that F1. All above `THRESHOLD` are among them."""
    order = np.argsort(-probabilities, kind="stable")
    right = np.cumsum((probabilities * sizes)[order])
    expected = 2 * right / np.maximum(np.cumsum(sizes[order]) + right[-1], 1.0)
    best = int(np.argmax(expected))
    least = min(float(probabilities[order[best]]), THRESHOLD)
    return (probabilities >= least) & (probabilities > 0), float(expected[best])

"""What kind of page it is: article, thread, shared document, list, or none of these; and what a list's own text is."""

from __future__ import annotations

import numpy as np

from cleaners.boilerplate.page.names import line_pattern
from cleaners.boilerplate.page.view import Bools, PageView

# A unit that repeats in a thread: so many with text of the page in them, with so much of that text, so many of them with a time.
MIN_POSTS, POST_SHARE, TIMED_SHARE = 2, 0.15, 0.5
# A list: so many titles that link to other pages, more characters in them than sentence characters on the whole page.
MIN_TITLES = 8
# Fewer characters than this in sentences are no text.
MIN_TEXT = 40
# The grade of names that only bodies of texts have.
SURE = 3.0
_NO_POSTS = frozenset(["p", "h1", "h2", "h3", "h4", "td", "th", "pre", "blockquote", "tbody"])


def page_kind(page: PageView, body: Bools, *, sure: bool) -> str:
    """`body` are the lines that were chosen, `sure` whether with some confidence."""
    sentences = float(page.sentences[body & ~_titles(page)].sum())
    plain = float(page.unlinked[body & ~_titles(page) & ~page.teasers].sum())
    if not sure and _is_list(page, sentences, plain):
        return "list"
    if _is_thread(page, body):
        return "thread"
    if _is_document(page):
        return "document"
    forms = sum(reason == "page.form" for reason in page.reasons)
    return "other" if sentences < MIN_TEXT and (plain < MIN_TEXT or forms) else "article"


def _titles(page: PageView) -> Bools:
    """Lines that are titles of other pages, with a date or not."""
    stats = page.line_stats
    linked = stats[:, 2] > np.where(stats[:, 6] > 0, 0.35, 0.6) * stats[:, 0]
    return np.asarray(linked & (stats[:, 2] >= 6) & (stats[:, 0] >= 8) & (stats[:, 0] < 120))


def _is_list(page: PageView, sentences: float, plain: float) -> bool:
    titles = _titles(page)
    linked = float(page.line_stats[titles, 2].sum())
    size, links = page.within(page.line_stats[:, 0]), page.within(page.line_stats[:, 2])
    if ((page.grades >= SURE) & (size - links >= 10) & (links < 0.5 * size)).any():
        return False  # a text that is short, in a part that names itself so
    return bool(titles.sum() >= MIN_TITLES and linked > sentences and linked > plain and sentences < 5 * MIN_TEXT)


def _is_document(page: PageView) -> bool:
    pattern = line_pattern("document")
    return len({found[0] for line in page.lines if len(line.text) < 80 and (found := pattern.search(line.text))}) >= 2


def _is_thread(page: PageView, body: Bools) -> bool:
    if page.meant:
        return True
    own = page.within(np.where(body, page.unlinked, 0.0))
    times = page.within(page.line_stats[:, 6])
    family, _ = page.families
    unit = (own > 0) & np.array([element.tag not in _NO_POSTS for element in page.elements])
    count = np.bincount(family, unit)
    text = np.bincount(family, own * unit)
    timed = np.bincount(family, unit & (times > 0))
    share = text / max(float(own[0]), 1.0)
    posts = (count >= MIN_POSTS) & (timed >= TIMED_SHARE * np.maximum(count, 1))
    if page.talk or page.thread:
        return bool((posts & (share >= POST_SHARE)).any())
    return bool((posts & (count > MIN_POSTS) & (share >= POST_SHARE)).any())


def list_lines(page: PageView) -> Bools:
    """The lines of the greatest list: units beside each other with a title in most."""
    titles = _titles(page) & page.shown
    size = page.within(np.where(titles, page.line_stats[:, 2], 0.0))
    number = page.within(titles.astype(float))
    family, _ = page.families
    unit = (number >= 1) & (number <= 3)
    members = np.bincount(family, unit)
    worth = np.bincount(family, size * unit)
    worth[members < 3] = 0
    lines = np.zeros(len(page.lines), bool)
    if worth.max() > 0:
        for element in np.flatnonzero(unit & (family == int(worth.argmax()))).tolist():
            lines[page.elements[element].first : page.elements[element].last] = True
    else:
        lines = titles
    return lines & page.shown

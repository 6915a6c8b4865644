"""What kind of page it is: article, thread, shared document, list, or none of these; and what a list's own text is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cleaners.boilerplate.page.names import line_pattern
from cleaners.boilerplate.page.view import Bools, PageView

# A unit that repeats in a thread: so many with text of the page in them, with so much of that text, so many of them with a time.
MIN_POSTS, POST_SHARE, TIMED_SHARE = 2, 0.15, 0.5
# Below this chance a page is no thread, whatever its address says.
MIN_TALK = 0.1
# Fewer characters than this in sentences are no text.
MIN_TEXT = 40
# The grade of names that only bodies of texts have.
SURE = 3.0
_NO_POSTS = frozenset(["p", "h1", "h2", "h3", "h4", "td", "th", "pre", "blockquote", "tbody"])


def page_kind(page: PageView, body: Bools, chances: Mapping[str, float]) -> str:
    """`body` are the lines that were chosen, `chances` those of the kinds that the model knows."""
    best = max(chances, key=lambda kind: chances[kind], default="article")
    talk = chances.get("thread", 0.0)
    if talk > MIN_TALK and (page.meant or best != "list") and _is_thread(page, body):
        return "thread"
    if _is_document(page):
        return "document"
    if best in ("list", "service"):
        return best
    sentences = float(page.sentences[body & ~_titles(page)].sum())
    plain = float(page.unlinked[body & ~_titles(page) & ~page.teasers].sum())
    forms = sum(reason == "page.form" for reason in page.reasons)
    if sentences < MIN_TEXT and (plain < MIN_TEXT or forms):
        return "other"
    return best


def _titles(page: PageView) -> Bools:
    """Lines that are titles of other pages, with a date or not."""
    stats = page.line_stats
    linked = stats[:, 2] > np.where(stats[:, 6] > 0, 0.35, 0.6) * stats[:, 0]
    return np.asarray(linked & (stats[:, 2] >= 6) & (stats[:, 0] >= 8) & (stats[:, 0] < 120))


def _is_document(page: PageView) -> bool:
    pattern = line_pattern("document")
    return len({found[0] for line in page.lines if len(line.text) < 80 and (found := pattern.search(line.text))}) >= 2


def _is_thread(page: PageView, body: Bools) -> bool:
    if page.meant:
        return True
    own = page.within(np.where(body, page.unlinked, 0.0))
    times = page.within(page.line_stats[:, 6])
    family, _ = page.families
    unit = (own > 0) & page.by_name(lambda tag, _: tag not in _NO_POSTS)
    count = np.bincount(family, unit)
    text = np.bincount(family, own * unit)
    timed = np.bincount(family, unit & (times > 0))
    share = text / max(float(own[0]), 1.0)
    posts = (count >= MIN_POSTS) & (timed >= TIMED_SHARE * np.maximum(count, 1))
    if page.talk or page.thread:
        return bool((posts & (share >= POST_SHARE)).any())
    return bool((posts & (count > MIN_POSTS) & (share >= POST_SHARE)).any())

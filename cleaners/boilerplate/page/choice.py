"""The lines that the scorers choose together, and parts by whose names or look one knows that they are none of the text."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import numpy as np

from cleaners.boilerplate.page.names import content_named, grade, line_pattern, reason_of, words
from cleaners.boilerplate.page.view import Bools, Floats, Ints, PageLine, PageView

# A part whose words say that it is none of the text stays where it holds more than this share of the chosen sentences: names lie.
MAX_PART = 0.25
# Characters outside links from which on an element that is named so is an article.
MIN_ARTICLE = 80
# Characters in sentences that stand before comments, so that they are comments and not the text.
MIN_BEFORE = 150
# The grade of names that only bodies of texts have, and what a part with another part's name may measure to go unasked.
SURE, SHORT_PART = 3.0, 200
# Titles of other articles are less like the page's than this; a line with a date is shorter than this.
MAX_LIKE, MAX_DATED, MOST_DATED = 0.5, 100, 0.5
# What repeats so often and is so short is a button.
MAX_BUTTON, MIN_BUTTONS = 4, 3
# Lines of heads of posts of which a page has at least so many.
MIN_HEADS = 3
MAX_REPLY = 200
SMALL_PARTS = frozenset({"page.related", "page.share", "page.form", "page.ad"})
# An article among lists: its characters, how near its title it begins, in lines, and what share of it the model believes.
MIN_OWN, NEAR, BELIEVED = 15, 25, 0.45
_SAID = re.compile(r"发表[于於]|回复|\d楼|楼主")
_MARKS = tuple("。！？!?…")


def buttons(page: PageView) -> Bools:
    """The same few characters again and again, without a mark: what one presses beside each heading or post. (Lines right behind
    their like are captions of pictures.)"""
    count = Counter(
        line.text
        for before, line in pairwise((None, *page.lines))
        if line and len(line.text) <= MAX_BUTTON and not _same(before, line)
    )
    return np.array([count[line.text] >= MIN_BUTTONS and not line.text.endswith(_MARKS) for line in page.lines])


def _same(before: PageLine | None, line: PageLine) -> bool:
    return before is not None and before.text == line.text


def without_mail_heads(page: PageView, body: Bools) -> Bools:
    """Threads of terminal boards without the heads and tails of their posts, where these are lines of their own."""
    head = line_pattern("mail_head")
    found = np.array([head.match(line.text) is not None for line in page.lines])
    return body & ~found if found.sum() >= MIN_HEADS and (body & ~found).any() else body


def without_reply_titles(page: PageView, body: Bools) -> Bools:
    """A post without the tree of titles below it, each the link to an answer that is a page of its own: `Re: title [name] 08-12
    11:57 120 bytes`."""
    told = line_pattern("reply_title")
    found = np.array(
        [line.links >= 2 and len(line.text) <= MAX_REPLY and told.search(line.text) is not None for line in page.lines], bool
    )
    rest = body & ~found
    return rest if found.sum() >= MIN_HEADS and page.unlinked[rest].sum() > 0 else body


def without_comments(page: PageView, body: Bools, *, alone: bool) -> Bools:
    """Readers' comments may be longer than the article: where people do not come to talk, and an element that names itself the
    article ends before them, they are none of the text. So are those behind a text that has no such name
    but is long enough, where the page is surely no thread (`alone`)."""
    if page.thread:
        return body
    articles = _articles(page, np.ones(len(page.elements), bool))
    before = np.concatenate(([0.0], np.cumsum(page.sentences * body)))
    rest = body.copy()
    for element, reason in zip(page.elements, page.reasons, strict=True):
        if reason != "page.comments" or grade(element.words) >= SURE:
            continue
        if articles[element.first] or (alone and before[element.first] >= MIN_BEFORE):
            rest[element.first : element.last] = False
    return rest if rest.any() else body


def own_article(page: PageView, probabilities: Floats) -> Bools | None:
    """The short article of a page that is mostly lists: below the page's title, in an element named as only articles are, and
    believed. None where there is none."""
    title = page.title_line
    if title < 0:
        return None
    plain = np.where(page.teasers, 0.0, page.unlinked) * page.shown
    size, believed, links = page.within(plain), page.within(plain * probabilities), page.within(page.line_stats[:, 2])
    best, worth = -1, 0.0
    for number in np.flatnonzero((page.grades >= SURE) & (size >= MIN_OWN) & (links <= size)).tolist():
        first = page.elements[number].first
        if title - NEAR <= first <= title + NEAR and believed[number] >= BELIEVED * size[number] and believed[number] > worth:
            best, worth = number, float(believed[number])
    if best < 0:
        return None
    lines = np.zeros(len(page.lines), bool)
    lines[page.elements[best].first : page.elements[best].last] = True
    return lines


def other_articles(page: PageView, template: Ints) -> Bools:
    """Lines of articles of other pages that are shown on this one, below it: parts of one look, of which one holds the page's
    title, while each of the others has another title in the same place of the template, and most have a date of their own."""
    lines, title = np.zeros(len(page.lines), bool), page.title_line
    element = page.lines[title].element if title >= 0 else 0
    family, _ = page.families
    sentences = page.within(page.sentences)
    while element > 0:
        kin = [number for number in np.flatnonzero(family == family[element]).tolist() if sentences[number] >= MIN_ARTICLE]
        if len(kin) > 1 and element in kin:
            break
        element = page.elements[element].parent
    if element <= 0 or page.thread:
        return lines
    others = [number for number in kin if number != element]
    titles = (template == template[title]) & (page.title_likeness < MAX_LIKE)
    dated = (page.line_stats[:, 6] > 0) & (page.line_stats[:, 0] < MAX_DATED)
    if any(_SAID.search(page.lines[number].text) for number in np.flatnonzero(dated).tolist()):  # posts with titles of their own
        return lines
    single, times = page.within(titles.astype(float))[others], page.within(dated.astype(float))[others] > 0
    first = page.elements[page.lines[title].element].tag == "h1"  # the greatest title again and again: each begins a page
    if (single == 1).all() and (first or times.mean() >= MOST_DATED):
        for number in others:
            lines[page.elements[number].first : page.elements[number].last] = True
    return lines


def without_small_parts(page: PageView, body: Bools) -> Bools:
    """Small parts among a text that name themselves something else and hold no sentence: bars of buttons, lists of links."""
    sentences, size = page.within(page.sentences), page.within(page.line_stats[:, 0])
    code = page.within(np.array([line.kind == "code" for line in page.lines], float))
    rest = body.copy()
    for number in np.flatnonzero((sentences == 0) & (code == 0) & (size > 0) & (size < SHORT_PART)).tolist():
        element = page.elements[number]
        if page.reasons[number] in SMALL_PARTS and grade(element.words) < SURE:
            rest[element.first : element.last] = False
    return rest if page.line_stats[rest, 0].sum() >= 0.7 * page.line_stats[body, 0].sum() else body


def chosen_lines(page: PageView, roots: tuple[int, ...]) -> Bools:
    body = np.zeros(len(page.lines), bool)
    for root in roots:
        body[page.elements[root].first : page.elements[root].last] = True
    inside = page.within(body.astype(float)) == page.last - page.first
    body &= page.shown
    whole = body.copy()
    stats = page.line_stats
    sentences, size, links = page.within(page.sentences), page.within(stats[:, 0]), page.within(stats[:, 2])
    most = MAX_PART * max(float(page.sentences[body].sum()), 1.0)
    articles = _articles(page, inside)
    chosen = frozenset(roots)
    for number in np.flatnonzero(inside & (size > 0)).tolist():
        element = page.elements[number]
        reason = "" if number in chosen or grade(element.words) >= SURE else reason_of(element.tag, element.words)
        if not reason:
            continue
        # Readers' comments may be longer than the article: where an element names itself the article, they are none of it.
        if (reason == "page.comments" and not page.thread and articles[element.first]) or (
            sentences[number] <= most
            and (links[number] >= 0.3 * size[number] or sentences[number] == 0 or size[number] < SHORT_PART)
        ):  # fmt: skip
            body[element.first : element.last] = False
    body &= ~page.teasers
    if page.thread:
        body |= answers(page, min(page.elements[root].first for root in roots))
    if len(roots) == 1:
        _trim_tail(page, body)
    # A choice that leaves next to nothing of itself was wrong about the parts, not about the whole.
    return body if stats[body, 0].sum() >= 0.3 * stats[whole, 0].sum() else whole


def _articles(page: PageView, inside: Bools) -> Bools:
    """For each line whether an article that names itself so has ended before it, within the chosen part."""
    plain = page.within(page.unlinked)
    ended = np.zeros(len(page.lines) + 1, bool)
    for number in np.flatnonzero(inside & (plain >= MIN_ARTICLE)).tolist():
        if grade(page.elements[number].words) >= SURE:
            ended[page.elements[number].last] = True
    return np.logical_or.accumulate(ended)


def answers(page: PageView, start: int) -> Bools:
    """In a thread: the lines from `start` on in which others answer, told by two names: that of the place (comment, reply)
    and, within it, that of its text (content, text)."""
    place = re.compile(words()["thread"]["answers"])
    inside = [False] * len(page.elements)
    text = [9] * len(page.elements)  # levels to the element that is named as text
    for number, element in enumerate(page.elements):
        above = max(element.parent, 0)
        if number:
            inside[number] = inside[above] or bool(element.words and place.search(element.words))
            text[number] = 0 if inside[number] and content_named(element.words) else text[above] + 1
    stats = page.line_stats
    found = np.array([inside[line.element] and text[line.element] <= 3 for line in page.lines], bool)
    found &= page.shown & ~page.teasers & (stats[:, 2] <= 0.5 * stats[:, 0]) & (np.arange(len(found)) >= start)
    return np.asarray(found & (stats[:, 1] >= 2) & ~((stats[:, 5] > 0) & (stats[:, 0] < 12)))


def _trim_tail(page: PageView, body: Bools) -> None:
    """Lists of links behind the last sentence."""
    stats, related = page.line_stats, line_pattern("related")
    last = np.flatnonzero(body & (page.sentences > 0))
    if not len(last):
        return
    for number in range(int(last[-1]) + 1, len(body)):
        if stats[number, 2] > 0.5 * stats[number, 0] or related.search(page.lines[number].text):
            body[number] = False

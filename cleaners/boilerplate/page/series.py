"""Series of lines that are decided together: rows of a table, items of a list, `key: value` lines of one look."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from cleaners.boilerplate.page.names import line_pattern
from cleaners.boilerplate.page.view import Bools, Floats, Ints, PageView

# A series has so many lines. It stays where so many of them were chosen, or, if it is structure between title and end of the
# text, where the model gives its lines this chance on the mean.
MIN_LINES, CHOSEN, CHANCE = 3, 0.5, 0.2
# Lines behind the last of the text that may still belong to it.
BEHIND = 8
_CONTAINERS = frozenset({"table", "dl", "ul", "ol"})
_STRUCTURE = frozenset({"table_row", "list_item"})
MAX_KEY = 12
# Facts stand in so many lines behind the title, and so many of them begin with a key.
MAX_FACTS, MIN_FACTS, MAX_VALUE = 60, 2, 60


def with_series(page: PageView, body: Bools, chances: Floats, template: Ints) -> Bools:
    """The lines with the rest of the series that they belong to."""
    chosen = np.flatnonzero(body)
    if not len(chosen):
        return body
    begin = page.title_line if page.title_line >= 0 else int(chosen[0])
    end = int(chosen[-1]) + BEHIND
    whole = body.copy()
    for first, last in _runs(page, template):
        lines = np.arange(first, last)[page.shown[first:last]]
        if len(lines) < MIN_LINES or whole[lines].all():
            continue
        share = float(body[lines].mean())
        if share >= CHOSEN or (begin < first <= end and _is_structure(page, lines) and chances[lines].mean() >= CHANCE):
            whole[lines] = True
    return whole


def with_facts(page: PageView, body: Bools) -> Bools:
    """The lines with the facts that stand between the title and the text (`year: 1995`), where there are several beside each
    other and none of them is a by-line."""
    chosen, title = np.flatnonzero(body), page.title_line
    begin = next((number for number in chosen.tolist() if number > title), -1)
    if title < 0 or begin - title > MAX_FACTS or (chosen < title).any():
        return body
    whole, run = body.copy(), list[int]()
    for number in range(title + 1, begin + 1):
        if number < begin and not page.shown[number]:
            continue
        if number < begin and _is_fact(page, number):
            run.append(number)
            continue
        if sum(_is_item("", page.lines[at].text) or _is_key(page, at) for at in run) >= MIN_FACTS:
            whole[run] = True
        run = []
    return whole


def _is_fact(page: PageView, number: int) -> bool:
    line = page.lines[number]
    element = page.elements[line.element]
    if (page.reasons[line.element] and element.tag != "label") or line.kind == "heading":
        return False
    if number and _is_key(page, number - 1) and len(line.text) <= MAX_VALUE:  # the value of the key before it
        return not line_pattern("byline").search(page.lines[number - 1].text)
    if 2 * line.links > len(line.text):
        return False
    if line_pattern("byline").search(line.text) or line_pattern("chrome").search(line.text):
        return False
    return _is_item("", line.text) or _is_key(page, number) or element.tag in ("dt", "dd")


def _is_key(page: PageView, number: int) -> bool:
    """Whether a line is a key whose value stands in the next one."""
    text = page.lines[number].text.strip()
    return 1 < len(text) <= MAX_KEY and text[-1] in ":："


def _is_structure(page: PageView, lines: Ints) -> bool:
    """Whether most lines are rows, items or `key: value`, and most of them no links, in a part that bears no other name."""
    links = sum(2 * page.lines[number].links > len(page.lines[number].text) for number in lines.tolist())
    if 3 * links > len(lines) or page.reasons[page.lines[int(lines[0])].element]:
        return False
    kept = sum(_is_item(page.lines[number].kind, page.lines[number].text) for number in lines.tolist())
    return 3 * kept >= 2 * len(lines)


def _is_item(kind: str, text: str) -> bool:
    return kind in _STRUCTURE or 0 < text.replace("：", ":").find(":", 0, MAX_KEY + 1) < len(text) - 1


def _runs(page: PageView, template: Ints) -> list[tuple[int, int]]:
    """Spans of lines beside each other in one table or list, or in the same place of the template."""
    container: list[int] = []
    for element in page.elements:
        number = len(container)
        container.append(number if element.tag in _CONTAINERS else container[element.parent] if element.parent >= 0 else -1)
    keys = [
        (container[line.element], -1) if line.kind in _STRUCTURE else (-1, place)
        for line, place in zip(page.lines, template.tolist(), strict=True)
    ]
    changes = [0, *(at for at in range(1, len(keys)) if keys[at] != keys[at - 1]), len(keys)]
    return list(pairwise(changes))

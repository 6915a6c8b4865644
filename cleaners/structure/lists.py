"""Items of lists, with any bullet or number, one within another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark, Scalar
from cleaners.structure.lines import BULLET, BULLETS, HAN_NUMBER, LETTER, NUMBER, Lines

_SIGNS = "".join(sorted(set(BULLETS) - set("-*+\u2013\u2014")))
_CN = "一二三四五六七八九十百"
# The name of a group is what items of one series share.
_ITEM = lazy_pattern(
    rf"""
      (?P<dash>[-*+](?=[ \t]+\S)|[\u2013\u2014](?=[ \t]\S))
    | (?P<sign>[{_SIGNS}])(?!(?P=sign))(?=[ \t\u3000]*+[^\s\d])
    | (?P<number>\d{{1,3}})(?P<after>[.．、)）]|[.．][ ])(?!\d)(?=[ \t\u3000]*+\S)
    | [(（〔\[【](?P<bracket>\d{{1,3}})[)）〕\]】](?=[ \t\u3000]*+\S)
    | (?P<circle>[\u2460-\u24ff\u3220-\u3243\u2160-\u217f])
    | (?P<chinese>[{_CN}]{{1,3}})[、．.]
    | [(（](?P<clause>[{_CN}]{{1,3}})[)）]
    | (?P<letter>[A-Za-z])(?:[)）、．]|\.(?=[ \t\u3000]|[^\x00-\x7f$\\(]|[$\\(]))(?=[ \t\u3000]*+\S)
    | [(（](?P<letter2>[A-Za-z])[)）]
    """,
    re.VERBOSE,
)
_PAGE_NUMBER = lazy_pattern(r"[-\u2013\u2014][ \t]*\d+[ \t]*[-\u2013\u2014]$")
# Families whose items are counted: a series of them goes up.
_COUNTED = frozenset({"number", "bracket", "circle", "chinese", "clause", "letter", "letter2"})
# So many lines may stand between two items of one series, and so far behind its parent an item is nested.
_REACH = 15


@dataclass(slots=True)
class _Item:
    line: int
    family: str
    sign: str
    indent: int
    deep: bool = False


def lists(lines: Lines, *, markdown: bool) -> Iterator[Mark]:
    """A mark `list_item` for each item that has another one near; in Markdown for each. `depth` is there for nested ones, and
    these marks begin with the line, since the indent says how deep they are."""
    if lines.count(BULLET | NUMBER | HAN_NUMBER | LETTER) < (1 if markdown else 2):
        return
    items = _nested([item for item in _items(lines) if lines.free(item.line)])
    wanted = items if markdown else _in_series(items)
    for item in wanted:
        start, end = lines.body(item.line)
        attributes: dict[str, Scalar] = {"form": item.family}
        if item.deep:
            start = lines.starts[item.line]
            attributes["indent"] = item.indent
        lines.set_kind(item.line, item.line, "list_item")
        yield Mark("list_item", start, end, attributes)


def _items(lines: Lines) -> Iterator[_Item]:
    for number in lines.of(BULLET | NUMBER | HAN_NUMBER | LETTER):
        bare = lines.bare(number)
        if (found := _ITEM.match(bare)) is not None and found.lastgroup is not None and not _PAGE_NUMBER.match(bare):
            family = "number" if found.lastgroup == "after" else found.lastgroup
            yield _Item(number, family, found[family], lines.indent(number))


def _nested(items: list[_Item]) -> list[_Item]:
    """Items behind one of a smaller indent are within it. Wide blanks at the head of a line begin a paragraph."""
    open_items: list[_Item] = []
    for item in items:
        if open_items and item.line - open_items[-1].line > _REACH:
            open_items = []
        while open_items and open_items[-1].indent >= item.indent:
            open_items.pop()
        item.deep = bool(open_items)
        open_items.append(item)
    return items


def _in_series(items: list[_Item]) -> list[_Item]:
    """Items that another one of their family follows or precedes, with the next number where they have one."""
    last: dict[tuple[str, str], _Item] = {}
    kept: dict[int, _Item] = {}
    for item in items:
        key = (item.family, "" if item.family in _COUNTED else item.sign)
        before = last.get(key)
        last[key] = item
        if before is None or item.line - before.line > _REACH or not _follows(before, item):
            continue
        kept[before.line] = before
        kept[item.line] = item
    return [kept[line] for line in sorted(kept)]


def _follows(before: _Item, item: _Item) -> bool:
    """1. 2.; A. B.; also the same number again, as some have it."""
    return item.family not in _COUNTED or before.sign != item.sign

"""Code between fences: ``` and ~~~ of Markdown, closed or not, in lists and quotes as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaners.characters.han import HAN_ALL
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.code_shape import Shape, shape_of
from cleaners.structure.lines import Lines

_FENCE = lazy_pattern(r"(?:>[ \t]{0,4}){0,8}(?:(?:[-*+]|\d{1,3}[.)])[ \t]{1,4})?(`{3,}|~{3,})[ \t]*+([^`\n]*)$")
# A fence that is never closed ends where sentences begin again.
_SENTENCE = lazy_pattern(rf"[{HAN_ALL}][^`]*[。！？：][”」』）]?$")


class _Fence(NamedTuple):
    line: int
    sign: str
    length: int
    closes: bool  # nothing stands behind the signs


def fences(lines: Lines, *, markdown: bool) -> Iterator[Mark]:
    """A mark `code` from each opening fence to the one that closes it. Outside of Markdown `~~~` is an ornament."""
    signs = "`~" if markdown else "`"
    if not any(sign in lines.text and sign * 3 in lines.text for sign in signs):
        return
    found = list(_fences(lines, signs))
    longest = _longest_behind(found)
    number = 0
    while number < len(found):
        opening = found[number]
        number += 1
        if longest[number].get(opening.sign, 0) >= opening.length:
            while not (found[number].closes and found[number].sign == opening.sign and found[number].length >= opening.length):
                number += 1
            last = found[number].line
            number += 1
        else:
            last = _open_end(lines, opening.line, markdown=markdown)
            while number < len(found) and found[number].line <= last:
                number += 1
        lines.set_kind(opening.line, last, "code")
        yield Mark("code", *lines.span(opening.line, last), {"form": "fence"})


def _fences(lines: Lines, signs: str) -> Iterator[_Fence]:
    marks = tuple(sign * 3 for sign in signs)
    for number, bare in enumerate(lines.all_bare):
        if any(mark in bare for mark in marks) and (match := _FENCE.match(bare)) and match[1][0] in signs:
            yield _Fence(number, match[1][0], len(match[1]), not match[2])


def _longest_behind(found: list[_Fence]) -> list[dict[str, int]]:
    """For each fence and the end, the longest closing fence of each sign from there on."""
    behind: list[dict[str, int]] = [{}]
    for fence in reversed(found):
        last = behind[-1]
        if fence.closes and fence.length > last.get(fence.sign, 0):
            last = {**last, fence.sign: fence.length}
        behind.append(last)
    behind.reverse()
    return behind


def _open_end(lines: Lines, first: int, *, markdown: bool) -> int:
    """The last line of a fence that nobody closed. In Markdown it holds all to where sentences begin behind a blank line; in
    other texts, what looks like code."""
    last = first
    for number in range(first + 1, len(lines)):
        bare = lines.bare(number)
        if not bare:
            if lines.is_blank(number):
                continue
            break
        if not markdown and shape_of(bare, indented=lines.indent(number) > 0) is Shape.PROSE:
            break
        if _SENTENCE.search(bare) and lines.is_blank(number - 1):
            break
        last = number
    return last

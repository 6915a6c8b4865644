"""What only Markdown has: indented code, directives (`:::`, `!!!`), markup of pages, code within lines, definitions of links."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from cleaners.characters.han import HAN_ALL
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.code_shape import Shape, shape_of
from cleaners.structure.lines import SIGN, Lines

_DIRECTIVE = lazy_pattern(r":{3,}[ \t]*(?:[\w\[{-].*)?$|(?:!!!|\?\?\?\+?|===)[ \t]+[\w\"].*$|<!--.*-->$|\{%.*%\}$")
_ITEM = lazy_pattern(r"(?:[-*+]|\d{1,9}[.)])([ \t]+)\S")
_BLOCK_TAG = lazy_pattern(r"</?[A-Za-z][\w.:-]*+(?:[ \t\"'=/][^<>]*+)?/?>")
_RAW = lazy_pattern(r"<(script|style|pre|textarea|svg|template)\b", re.IGNORECASE)
_LINK = lazy_pattern(r"\[[^\]\n]{1,200}\]:[ \t]+\S")
_FOOTNOTE = lazy_pattern(r"\[\^[^\]\n]{1,60}\]:")
_INLINE_CODE = lazy_pattern(
    r"(?<!`)`[^`\n]{1,400}`(?!`)|(?<!`)(`{2,3})(?!`)(?:[^`\n]|`(?!`)){1,400}\1(?!`)"
    r"|</?[A-Za-z][\w.:-]{0,40}(?:[ \t][^<>\n]{0,400})?/?>|<!--[^<>\n]{0,400}-->"
)
_SENTENCE = lazy_pattern(rf"[{HAN_ALL}].*[，。．！？；：]|[{HAN_ALL}]{{12}}")
_CONTAINER = lazy_pattern(r"(?:!!!|\?\?\?\+?|===)[ \t]")
_CODE_INDENT = 4


def indented_code(lines: Lines) -> Iterator[Mark]:
    """Blocks behind a blank line whose indent is at least 4, and 4 more than the text of the list that they stand in. The mark
    begins with the blank line: without it the block would be the rest of a paragraph."""
    if "\n    " not in lines.text and "\n\t" not in lines.text and not lines.text.startswith(("    ", "\t")):
        return
    open_texts: list[int] = []  # where the text of each open item or directive begins
    number = 0
    while number < len(lines):
        bare = lines.bare(number)
        if not bare or (not lines.free(number) and not _CONTAINER.match(bare)):
            number += 1
            continue
        indent = lines.indent(number)
        while open_texts and indent < open_texts[-1]:
            open_texts.pop()
        wanted = (open_texts[-1] if open_texts else 0) + _CODE_INDENT
        if indent >= wanted and (number == 0 or lines.is_blank(number - 1)):
            last = _block_end(lines, number, wanted)
            if not _is_prose(lines, number, last):
                first = number - 1 if number else number
                lines.set_kind(number, last, "code")
                yield Mark("code", lines.starts[first], lines.span(last, last)[1], {"form": "indent"})
                number = last + 1
                continue
        if (item := _ITEM.match(bare)) is not None:
            open_texts.append(indent + item.end() - 1)
        elif _CONTAINER.match(bare):
            open_texts.append(indent + _CODE_INDENT)
        number += 1


def _block_end(lines: Lines, first: int, indent: int) -> int:
    last = first
    for number in range(first + 1, len(lines)):
        if not lines.raw(number):
            continue
        if lines.indent(number) < indent or not lines.free(number):
            break
        last = number
    return last


def _is_prose(lines: Lines, first: int, last: int) -> bool:
    """Paragraphs and lists that somebody set in."""
    shown = [lines.bare(number) for number in range(first, min(last + 1, first + 20)) if lines.bare(number)]
    if _ITEM.match(shown[0]) is not None:
        return True
    prose = sum(_SENTENCE.search(bare) is not None and shape_of(bare, indented=False) is Shape.PROSE for bare in shown)
    return prose * 2 > len(shown)


def markup(lines: Lines) -> Iterator[Mark]:
    """Directives, and lines that are tags and nothing else, as `code`; scripts and styles with all that they hold."""
    if not any(sign in lines.text for sign in ("<", ":::", "!!!", "???", "===", "{%")):
        return
    done = -1
    for number in lines.of(SIGN):
        if number <= done or not lines.free(number):
            continue
        bare = lines.bare(number)
        if (raw := _RAW.match(bare)) is not None:
            done = _raw_end(lines, number, f"</{raw[1].lower()}")
            lines.set_kind(number, done, "code")
            yield Mark("code", *lines.span(number, done), {"form": "markup"})
        elif _DIRECTIVE.match(bare):
            lines.set_kind(number, number, "code")
            yield Mark("code", *lines.body(number), {"form": "directive"})
        elif bare[:1] == "<" and not _BLOCK_TAG.sub("", bare).strip():
            lines.set_kind(number, number, "code")
            yield Mark("code", *lines.body(number), {"form": "markup"})


def _raw_end(lines: Lines, first: int, closing: str) -> int:
    """The line that closes an element whose text is none of Markdown's; the first line alone where none does."""
    for number in range(first, min(len(lines), first + 400)):
        if closing in lines.raw(number).lower():
            return number
    return first


def notes_and_quotes(lines: Lines) -> Iterator[Mark]:
    for number in lines.of(SIGN):
        if not lines.free(number):
            continue
        bare = lines.bare(number)
        kind = "footnote" if _FOOTNOTE.match(bare) else "definition" if _LINK.match(bare) else "quote" if bare[:1] == ">" else ""
        if kind:
            lines.set_kind(number, number, kind)
            yield Mark(kind, *lines.body(number))


def inline_code(lines: Lines, blocks: list[Mark]) -> Iterator[Mark]:
    """Code and tags within lines, as `code` with the form `inline`."""
    if "`" not in lines.text and "<" not in lines.text:
        return
    spans = sorted((mark.start, mark.end) for mark in blocks if mark.kind == "code")
    starts = [start for start, _ in spans]
    for found in _INLINE_CODE.finditer(lines.text):
        place = bisect_right(starts, found.start()) - 1
        if place < 0 or spans[place][1] <= found.start():
            yield Mark("code", found.start(), found.end(), {"form": "inline"})

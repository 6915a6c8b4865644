"""Headings: of Markdown, and the chapters and sections of plain text."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.lines import HAN_NUMBER, LETTER, SIGN, Lines

_ATX = lazy_pattern(r"(#{1,6})(?:[ \t]|$)")
_UNDERLINE = lazy_pattern(r"(=+|-{2,})$")
_IN_BLOCK = lazy_pattern(r"(?:[-*+]|\d{1,9}[.)])[ \t]|>")  # an item or a quotation: a row of signs further left ends it
_CHAPTER = lazy_pattern(
    r"第[ ]?[一二三四五六七八九十百千零〇两\d０-９]{1,6}[ ]?([卷部编編篇集]|[章回]|[节節])(?:[ \u3000:：·].{0,40}|.{0,20})$"
    r"|(?:Chapter|CHAPTER|Part|PART|Section|Appendix)[ ][\dIVXA-Z]{1,5}\b.{0,60}$"
)
_END = "。！？；，,;!?"
_LEVELS = {"章": 2, "回": 2, "节": 3, "節": 3}


def headings(lines: Lines, *, markdown: bool) -> Iterator[Mark]:
    """A mark `heading` with its `level`, 1 for the highest."""
    if "#" in lines.text:
        yield from _atx(lines)
    if markdown and ("\n--" in lines.text or "\n=" in lines.text):
        yield from _underlined(lines)
    for number in lines.of(HAN_NUMBER | LETTER):
        if lines.text[lines.firsts[number]] not in "第CPSA" or not lines.free(number):
            continue
        bare = lines.bare(number)
        if (found := _CHAPTER.match(bare)) and bare[-1] not in _END:
            lines.set_kind(number, number, "heading")
            yield Mark("heading", *lines.body(number), {"level": _LEVELS.get(found[1] or "", 1)})


def _atx(lines: Lines) -> Iterator[Mark]:
    for number in lines.of(SIGN):
        if lines.free(number) and (found := _ATX.match(lines.bare(number))) and lines.indent(number) < 4:
            lines.set_kind(number, number, "heading")
            yield Mark("heading", *lines.body(number), {"level": len(found[1])})


def _underlined(lines: Lines) -> Iterator[Mark]:
    """A line of text above `===` or `---`; the row of signs is part of the heading."""
    for number in lines.of(SIGN):
        if not number or not (found := _UNDERLINE.match(lines.bare(number))) or not lines.free(number):
            continue
        above = number - 1
        if _IN_BLOCK.match(lines.bare(above)) and lines.indent(number) <= lines.indent(above):
            continue
        if lines.bare(above) and lines.free(above) and lines.indent(number) < 4:
            lines.set_kind(above, number, "heading")
            yield Mark("heading", lines.body(above)[0], lines.body(number)[1], {"level": 1 if found[1][0] == "=" else 2})

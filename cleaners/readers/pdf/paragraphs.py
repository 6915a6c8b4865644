"""Lines to paragraphs: which line goes on in the next one, over columns and pages, and how the two are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from cleaners.characters.han import ANY_HAN
from cleaners.readers.blanks import joins
from cleaners.readers.pdf.blocks import LABEL, STOPS, Block, Line
from cleaners.readers.pdf.runs import WIDE

# Lines of one paragraph differ in type size by no more than this factor, and stand no farther apart than this multiple of what is
# usual in their column.
SAME_SIZE, GAP = 1.1, 1.35
INDENT = 0.75
# What begins farther right, as a part of the column's width, is a signature or a date.
FAR = 0.35
# In justified columns a full line misses the edge by no more ems than these: marks at its end are narrow.
FLUSH = 0.7
# A title is larger than the text by this factor; lines of a block set in are so many ems wide: verses are shorter.
TITLE, BLOCK = 1.05, 18

_UNIT = re.compile(
    r"[“‘（(《〈「『【〔]*(?:[^\u2014\u2018-\u201d\u2026\u2e80-\U0003ffff\s]+|.)[，。、；：！？”’）)》〉」』】〕…—,.;:!?]*",
    re.DOTALL,
)
# An entry of a table of contents: dots that lead to a number fill its line.
_LEADER = re.compile(r"(?:[.．·•…‥_]\s?){4,}[\s（(]*[\d\-ivxIVX]*[)）]?$")
_ARTICLE = re.compile("第|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]")
_URL = re.compile(r"(?:https?://|www\.)\S*$")
_WORD_AND_HYPHEN = re.compile(r"[A-Za-z]{2,}[-\u2010]$")
_LETTER = re.compile("[A-Za-zÀ-ɏ0-9]")


@dataclass(slots=True)
class Aside:
    """What stands where the text is broken by a page or a column, and is not of it: it goes behind the paragraph."""

    blocks: list[Block]


@dataclass(slots=True)
class Table:
    """What ends a paragraph."""

    blocks: list[Block]


Element: TypeAlias = Line | Aside | Table


def paragraphs(elements: Iterable[Element], spaced: bool) -> list[Block]:
    """`spaced`: the text has blanks between Chinese characters and Latin words, so that a line end there is one."""
    found: list[Block] = []
    waiting: list[Block] = []
    last = first = None
    for element in elements:
        if isinstance(element, Aside):
            waiting += element.blocks
            continue
        if isinstance(element, Line) and last and first and not (last.code or element.code) and goes_on(last, element, first):
            block = found[-1]
            block.text = join(block.text, element.text, spaced)
            offset = len(block.text) - len(element.text)
            block.references += tuple((start + offset, end + offset) for start, end in element.references)
            block.lines += 1
            block.centred &= element.is_centred
            last = element
            continue
        found += waiting
        waiting = []
        if isinstance(element, Table):
            found += element.blocks
            last = first = None
        else:
            block = Block(element.text, size=element.size, font=element.font, centred=element.is_centred)
            block.references = element.references
            block.kind = "code" if element.code else block.kind
            found.append(block)
            last = first = element
    return found + waiting


def whole_rows(elements: Iterable[Element]) -> Iterator[Element]:
    """Rows of tables that a page breaks, put together again."""
    last: Table | None = None
    for element in elements:
        if isinstance(element, Table):
            if last and last.blocks and element.blocks and (whole := _row_goes_on(last.blocks[-1].text, element.blocks[0].text)):
                last.blocks[-1].text = whole
                element.blocks = element.blocks[1:]
            last = element
        elif isinstance(element, Line):
            last = None
        yield element


def _row_goes_on(row: str, following: str) -> str:
    """The row, where the one after the break has what its long cells lack; else ""."""
    upper, lower = row.split("\t"), following.split("\t")
    lower += [""] * (len(upper) - len(lower))
    if len(upper) != len(lower) or all(lower) or not all(a for a, b in zip(upper, lower, strict=True) if b):
        return ""
    if any(
        len(a) < 5 or a[-1] in STOPS or not (ANY_HAN.search(a) and ANY_HAN.search(b))
        for a, b in zip(upper, lower, strict=True)
        if b
    ):
        return ""
    return "\t".join(join(a, b, spaced=False) for a, b in zip(upper, lower, strict=True))


def goes_on(line: Line, following: Line, first: Line) -> bool:
    """Whether `following` is of the same paragraph as `line`; `first` is the line that this paragraph begins with."""
    size = max(line.size, following.size)
    if size > SAME_SIZE * min(line.size, following.size):
        return False
    same_frame = not following.begins_frame
    if same_frame:
        step = following.middle - line.middle
        if step <= 0 or (line.pitch and step > max(GAP * line.pitch, line.pitch + 0.45 * size)) or step > 3.2 * size:
            return False
    if line.is_centred and following.is_centred and same_frame and not _is_block(line, following):
        # The lines of a title; in the size of the text, centred lines are each one of their own.
        title = line.size > TITLE * line.text_size and line.font == following.font
        return title and not following.label and not line.ends and abs(line.size - following.size) < 0.3
    in_block = same_frame and (_is_block(line, following) or (line is not first and _is_block(first, line)))
    if not (in_block or is_full(line, following)) or _LEADER.search(line.text):
        return False
    if following.is_centred and line.text[-1] not in STOPS and not following.label and size > line.text_size * 1.1:
        return True  # a title's last line
    if following.label and following.label_kind == first.label_kind and abs(following.x0 - first.x0) < 0.5 * size:
        return False
    at_edge = following.x0 < following.left + INDENT * size
    # At the edge of a column whose paragraphs are indented, only what is set there on purpose begins anew.
    begins = not (following.indents and at_edge) or _ARTICLE.match(following.label)
    if following.label and begins and (line.ends or not at_edge):
        return False
    if in_block and following.x0 - following.left > INDENT * size:
        return following.x0 < line.x0 + 0.3 * size
    begin, base = following.x0 - following.left, line.x0 - line.left
    width = following.right - following.left
    if begin > FAR * width and not abs(begin - base) < 0.3 * size:
        return False
    if begin <= INDENT * size:
        return True
    if abs(begin - base) < 0.4 * size:
        # Side by side with the line before, both indented: an indented block, or two paragraphs of which the first is full.
        if line is first and following.indents:
            return not line.ends and begin > 3.2 * size
        return True
    # A hanging indent: the label stands before the edge of the text.
    return bool(first.label) and line is first and 0 < begin - base < 5 * size and not following.label


def _is_block(line: Line, following: Line) -> bool:
    """Whether both lines end at one place within the column, as those of a quotation or a summary set in do."""
    size = line.size
    near = abs(line.x1 - following.x1) < 0.1 * size and abs(line.x0 - following.x0) < 2.5 * size
    inside = line.right - line.x1 > 1.2 * size
    return near and inside and line.x1 - line.x0 > BLOCK * size and not line.ends


def is_full(line: Line, following: Line) -> bool:
    """Whether what `following` begins with had no place at the end of `line`."""
    unit = _UNIT.match(following.text)
    wide = sum(2 if WIDE.match(sign) else 1 for sign in unit[0]) / 2 if unit else 1.0
    units = len(line.text.encode("gbk", "replace")) / 2
    pitch = min(1.6 * line.size, max(line.size, (line.x1 - line.x0) / max(1.0, units))) if units > 8 else line.size
    if line.justified and line.size < SAME_SIZE * line.text_size and not line.text[-1].isascii():
        return line.right - line.x1 < min(wide + 0.6, FLUSH) * pitch
    return line.right - line.x1 < (min(wide, 14.0) + 0.6) * pitch


def join(left: str, right: str, spaced: bool) -> str:
    if not left or not right:
        return left + right
    before, behind = left[-1], right[0]
    if _WORD_AND_HYPHEN.search(left) and behind.islower():
        return left[:-1] + right
    if joins(before, behind):
        return left + right
    if before.isspace() or behind.isspace() or (before in "-\u2010/_" and _LETTER.match(behind)):
        return left + right
    if WIDE.match(before) or WIDE.match(behind):
        return (
            left
            + (" " if spaced and _LETTER.match(before) != _LETTER.match(behind) and _between_words(before, behind) else "")
            + right
        )
    if _URL.search(left) and not behind.isupper() and re.match(r"[\w/.?&=%#-]+", right):
        return left + right
    return f"{left} {right}"


def _between_words(before: str, behind: str) -> bool:
    """A Chinese character and a letter: marks take no blank in any style."""
    return bool((_LETTER.match(before) or ANY_HAN.match(before)) and (_LETTER.match(behind) or ANY_HAN.match(behind)))


_SPACED = re.compile("[\u4e00-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u4e00-\u9fff]")
_CLOSE = re.compile("[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")


def is_spaced(lines: Iterable[Line]) -> bool:
    """Whether the text has blanks between Chinese characters and Latin words."""
    spaced = close = 0
    for line in lines:
        text = line.text[LABEL.match(line.text).end() :] if LABEL.match(line.text) else line.text  # type: ignore[union-attr]
        spaced += len(_SPACED.findall(text))
        close += len(_CLOSE.findall(text))
    return spaced > close

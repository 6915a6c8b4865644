"""Labelled line breaks: our own documents (`data/line_documents.txt`) in several layouts, each break known to wrap or not."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCUMENTS = Path(__file__).parent / "data" / "line_documents.txt"

# A word of Latin script or a number is not broken; these marks begin no line, those end none.
_UNIT = re.compile(r"[A-Za-z0-9.@%:_-]+|.")
_NO_START = "，。、；：！？）》”’…—"
_NO_END = "（《“‘"


@dataclass(frozen=True, slots=True)
class Layout:
    """`columns` in Chinese characters, 0 for unwrapped text; `cuts` is the share of unwrapped paragraphs cut once inside."""

    name: str
    columns: int = 0
    indent: str = ""
    blank: bool = False
    cuts: float = 0.0


LAYOUTS = (
    Layout("40 columns, indents", 40, "\u3000\u3000"),
    Layout("36 columns, blank lines", 36, "", True),
    Layout("32 columns, indents of blanks", 32, "    "),
    Layout("38 columns, indents and blank lines", 38, "\u3000\u3000", True),
    Layout("35 columns, bare", 35),
    Layout("28 columns, indents", 28, "\u3000\u3000"),
    Layout("unwrapped, some paragraphs cut", cuts=0.5),
    Layout("unwrapped, indents, some paragraphs cut", indent="\u3000\u3000", cuts=0.5),
    Layout("unwrapped", blank=True),
)


@dataclass(frozen=True, slots=True)
class Sample:
    kind: str
    layout: str
    text: str
    wraps: tuple[bool, ...]  # for each `\n` between lines with text


def documents() -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    """Kind, and paragraphs with whether they are prose: other lines are wrapped only where they are too long for the layout."""
    kind = ""
    paragraphs: list[tuple[str, bool]] = []
    for line in DOCUMENTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            if kind:
                yield kind, paragraphs
            kind, paragraphs = line[4:], []
        elif line and not line.startswith("#"):
            paragraphs.append((line[2:], False) if line.startswith("| ") else (line, True))
    yield kind, paragraphs


def samples(seed: int = 7) -> Iterator[Sample]:
    chance = random.Random(seed)
    for kind, paragraphs in documents():
        for layout in LAYOUTS:
            lines: list[str] = []
            wraps: list[bool] = []
            for paragraph, prose in paragraphs:
                too_long = layout.columns and len(paragraph.encode("gbk", "replace")) > layout.columns * 2
                parts = _set(paragraph, layout, chance) if prose or too_long else [paragraph]
                indent = layout.indent if prose else ""
                if lines and layout.blank:
                    lines.append("")
                lines += [indent + parts[0], *parts[1:]]
                wraps += [*[True] * (len(parts) - 1), False]
            yield Sample(kind, layout.name, "\n".join(lines), tuple(wraps[:-1]))


def _set(paragraph: str, layout: Layout, chance: random.Random) -> list[str]:
    if layout.columns:
        return list(_wrap(paragraph, layout.columns * 2, len(layout.indent.encode("gbk"))))
    if chance.random() < layout.cuts and len(paragraph) > 60:
        at = chance.randrange(30, len(paragraph) - 20)
        if re.match("[\u4e00-\u9fff]{2}", paragraph[at - 1 : at + 1]):
            return [paragraph[:at], paragraph[at:]]
    return [paragraph]


def _wrap(paragraph: str, width: int, first: int) -> Iterator[str]:
    units = _UNIT.findall(paragraph)
    line, room = "", width - first
    for number, unit in enumerate(units):
        size = len(unit.encode("gbk", "replace"))
        following = units[number + 1] if number + 1 < len(units) else ""
        over = size > room or (size == room and (unit in _NO_END or (following and following in _NO_START)))
        if line and over and unit not in _NO_START:
            yield line.rstrip()
            line, room = "", width
            unit = unit.lstrip()
        line += unit
        room -= size
    yield line

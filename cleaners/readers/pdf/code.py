"""Lines of a program: set in type of one width within a text that is not, they stay lines and keep their indent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median

from cleaners.readers.pdf.blocks import Column, Line
from cleaners.readers.pdf.runs import WIDE

_ONE_WIDTH = re.compile(
    r"courier|consol|mono(?!type)|menlo|monaco|typewriter|cmtt|lmtt|lettergothic|lucidasanstyp|fira ?code|source ?code|cascadia"
    r"|inconsolata|andale|ocrb|fixedsys|terminal|nimbusmon|beramono|luximono|txtt|pcrr",
    re.IGNORECASE,
)
# What a remark in Chinese begins with, set in another face between lines of code.
_REMARK = re.compile(r"#|//|/\*|\*|--|%|;|\"\"\"|'''|<!--")
# A line alone is a path or a command of the sentence before; deeper indents than this are no indents.
MIN_LINES, MAX_INDENT = 2, 60
# Lines with more Chinese than this are text that somebody set in such type.
MAX_WIDE = 0.4


def is_one_width(font: str) -> bool:
    return bool(_ONE_WIDTH.search(font))


def mark_code(columns: Iterable[Column], face: str) -> None:
    """Set `code` of the lines, and put their indent before them. `face`: the font of the text; where that has one width, there is
    no telling."""
    if is_one_width(face):
        return
    for column in columns:
        group: list[Line] = []
        for part in (*column.parts, None):
            if isinstance(part, Line) and (_is_code(part) or (group and _is_remark(part, group[-1]))):
                group.append(part)
                continue
            _mark(group)
            group = []


def _is_code(line: Line) -> bool:
    return is_one_width(line.font) and len(WIDE.findall(line.text)) <= MAX_WIDE * len(line.text)


def _is_remark(line: Line, above: Line) -> bool:
    return bool(_REMARK.match(line.text)) and abs(line.size - above.size) < 0.15 * above.size


def _mark(group: Sequence[Line]) -> None:
    while group and not _is_code(group[-1]):
        group = group[:-1]
    if len(group) < MIN_LINES:
        return
    widths = [(line.x1 - line.x0) / len(line.text) for line in group if _is_code(line) and not WIDE.search(line.text)]
    width = median(widths) if widths else group[0].size * 0.6
    left = min(line.x0 for line in group)
    for line in group:
        indent = min(MAX_INDENT, round((line.x0 - left) / width)) if width > 0 else 0
        line.code = True
        line.text = " " * indent + line.text
        line.references = tuple((start + indent, end + indent) for start, end in line.references)

"""OFD (GB/T 33190): pieces of text with places on pages, put together again as lines and paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from cleaners.document import Document, Omission, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.blanks import joins
from cleaners.readers.flow import Line, assemble
from cleaners.readers.properties import properties
from cleaners.readers.xml_parts import Element, attribute, child, children, descendants, parse, text_of
from cleaners.sources.item import RawItem
from cleaners.sources.package import Package, resolve

MAX_PAGES = 5000
_PAGE_NUMBER = re.compile(r"[-—–－\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共,，]\s*共?\s*\d{1,4}\s*页?)?[-—–－\s]*")
_DIGITS = re.compile(r"\d+")
# Running lines stand on so large a share of at least so many pages.
MIN_RUNNING_PAGES, RUNNING_SHARE = 3, 0.6
# So many lines of so many characters between two rows of a form are rows, too.
MAX_BETWEEN, MAX_ROW = 3, 40
# In sizes of the type: how far a line may miss the right edge and be full; what an indent is; the gap that parts columns.
FULL, INDENT, GAP = 1.6, 0.9, 0.8


class _Piece(NamedTuple):
    left: float
    base: float
    right: float
    size: float
    text: str


class _PageLine(NamedTuple):
    left: float
    right: float
    size: float
    text: str


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 - the shape of a reader
    """Raises Rejected: `encrypted`, `bomb`, `too_large`, `broken`."""
    package = Package.open(item.data, item.origin)
    root = parse(package.read("OFD.xml"))
    if root is None:
        if any("encrypt" in name.lower() for name in package.names()):
            raise Rejected("encrypted", "a password is needed", item.origin)
        raise Rejected("broken", "no readable OFD.xml", item.origin)
    pages = [page for body in descendants(root, "DocBody") for page in _pages(package, text_of(child(body, "DocRoot")))]
    text, marks = assemble(_lines(pages))
    omissions = (Omission("cut_off", at=len(text)),) if package.damaged else ()
    return Document.of(text, marks=marks, metadata=_metadata(root), omissions=omissions, origin=item.origin)


def _pages(package: Package, name: str) -> Iterator[list[_PageLine]]:
    name = resolve("", name)
    document = parse(package.read(name))
    templates = {attribute(tpl, "ID"): attribute(tpl, "BaseLoc") for tpl in descendants(document, "TemplatePage")}
    pages = next(descendants(document, "Pages"), None)
    shown: set[str] = set()
    read: set[str] = set()
    for number, page in enumerate(children(pages, "Page")):
        if number >= MAX_PAGES:
            return
        part = resolve(name, attribute(page, "BaseLoc"))
        if part in read:
            continue
        read.add(part)
        content = parse(package.read(part))
        pieces = list(_pieces(content))
        for template in descendants(content, "Template"):
            location = templates.get(attribute(template, "TemplateID"), "")
            if location and location not in shown:  # the form that is filled in: once is enough
                shown.add(location)
                pieces += _pieces(parse(package.read(resolve(name, location))))
        yield _page_lines(pieces)


def _pieces(content: Element | None) -> Iterator[_Piece]:
    for item in descendants(content, "TextObject"):
        x, y, *_ = (*_numbers(attribute(item, "Boundary")), 0.0, 0.0)
        size = (*_numbers(attribute(item, "Size")), 0.0)[0] or 4.0
        matrix = _numbers(attribute(item, "CTM"))
        scale_x, scale_y = (abs(matrix[0]) or 1.0, abs(matrix[3]) or 1.0) if len(matrix) == 6 else (1.0, 1.0)
        left, base, right, text = 0.0, 0.0, 0.0, ""
        for code in children(item, "TextCode"):
            said = code.text or ""
            at_x = (*_numbers(attribute(code, "X")), right - x)[0] * scale_x + x
            at_y = (*_numbers(attribute(code, "Y")), 0.0)[0] * scale_y + y
            if text and abs(at_y - base) > size * scale_y / 2:
                yield _Piece(left, base, right, size * scale_y, text)
                text = ""
            if not text:
                left, base = at_x, at_y
            text += said
            right = at_x + (_advance(attribute(code, "DeltaX"), len(said), size) * scale_x)
        if text.strip():
            yield _Piece(left, base, right, size * scale_y, text)


def _advance(deltas: str, count: int, size: float) -> float:
    """The width of a run: the sum of the steps between its characters ("g 3 4" is three steps of 4), and the last one."""
    total, steps = 0.0, 0
    words = iter(deltas.split())
    for word in words:
        repeat, step = (next(words, "0"), next(words, "0")) if word == "g" else ("1", word)
        times = int(repeat) if repeat.isdecimal() and len(repeat) < 6 else 0
        total += times * _number(step)
        steps += times
    return total + (count - steps) * size if steps < count else total + size


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _numbers(text: str) -> list[float]:
    return [_number(part) for part in text.split()]


def _page_lines(pieces: list[_Piece]) -> list[_PageLine]:
    """Pieces at one height are a line, from left to right; a gap between them is a blank."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.base, piece.left)):
        if rows and abs(piece.base - rows[-1][0].base) < 0.4 * max(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_row(sorted(row)) for row in rows]


def _row(row: list[_Piece]) -> _PageLine:
    text = row[0].text
    for last, piece in pairwise(row):
        text += ("\t" if piece.left - last.right > GAP * piece.size else "") + piece.text
    return _PageLine(row[0].left, max(piece.right for piece in row), max(piece.size for piece in row), text)


def _lines(pages: list[list[_PageLine]]) -> list[Line]:
    top, bottom = (_running([page[at].text for page in pages if page]) for at in (0, -1))
    lines: list[Line] = []
    body: list[_PageLine] = []
    furniture: list[Line] = []
    for page in pages:
        for number, line in enumerate(page):
            first, last = number == 0, number == len(page) - 1
            if (first or last) and len(page) > 1 and _PAGE_NUMBER.fullmatch(line.text):
                furniture.append(Line(line.text, "page_number"))
            elif first and _DIGITS.sub("0", line.text) in top:
                furniture.append(Line(line.text, "header"))
            elif last and _DIGITS.sub("0", line.text) in bottom:
                furniture.append(Line(line.text, "footer"))
            else:
                body.append(line)
    lines += _rows_whole(list(_paragraphs(body)))
    return lines + furniture


def _rows_whole(lines: list[Line]) -> list[Line]:
    """A few short lines between two rows of a form are rows of one cell."""
    last = -1
    for number, line in enumerate(lines):
        if line.kind != "table_row":
            continue
        between = lines[last + 1 : number]
        if last >= 0 and len(between) <= MAX_BETWEEN and all(len(other.text) <= MAX_ROW for other in between):
            for other in between:
                other.kind = "table_row"
        last = number
    return lines


def _running(texts: list[str]) -> set[str]:
    counts = Counter(_DIGITS.sub("0", text) for text in texts)
    return {text for text, count in counts.items() if count >= MIN_RUNNING_PAGES and count >= RUNNING_SHARE * len(texts)}


def _paragraphs(lines: list[_PageLine]) -> Iterator[Line]:
    """A line that reaches the right edge goes on in the next one, unless that is indented or of another size."""
    if not lines:
        return
    left = Counter(round(line.left) for line in lines).most_common(1)[0][0]
    edge = sorted(line.right for line in lines)[-max(1, len(lines) // 10)]
    text, last = "", lines[0]
    for line in lines:
        full = last.right >= edge - FULL * last.size
        indented = line.left > left + INDENT * line.size or line.text[:1] in "\u3000 "
        rows = "\t" in line.text or "\t" in text
        if text and full and not indented and abs(line.size - last.size) < 0.1 * last.size and not rows:
            text += ("" if joins(text[-1], line.text[0]) else " ") + line.text
        else:
            if text:
                yield _line(text)
            text = line.text
        last = line
    yield _line(text)


def _line(text: str) -> Line:
    text = text.strip()
    return Line(text, "table_row" if "\t" in text else "paragraph")


def _metadata(root: Element) -> dict[str, Scalar]:
    values = {name: text_of(next(descendants(root, tag), None)) for name, tag in _NAMES.items()}
    return properties(**values)


_NAMES = {"title": "Title", "author": "Author", "created": "CreationDate", "modified": "ModDate"}

"""PDF through anydoc: the second reader, for files on which PDFium fails. It knows lists, tables and headings, but neither
furniture nor columns, and puts blanks between the characters at a line's end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.document import Document, Mark, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.blanks import WIDE
from cleaners.readers.pdf.garbled import is_garbled
from cleaners.sources.item import RawItem

_WIDE_BLANK = re.compile(f"(?<=[{WIDE}]) (?=[{WIDE}])")
_HEADING = re.compile(r"(#{1,6}) +")
_ITEM = re.compile(r"(?:[-*+]|\d+[.)]) +(?=\S)")
_ROW = re.compile(r"\|.*\|$")
_RULER = re.compile(r"\|(?: *:?-+:? *\|)+$")
_MARKUP = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\*\*|__(?=\S)|(?<=\S)__|!\[[^\]]*\]\([^)]*\)|<!--.*?-->")


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 -- the protocol of readers
    import anydoc

    try:
        markdown = anydoc.to_markdown_bytes(item.data, "pdf")
    except anydoc.EncryptedError:
        raise Rejected("encrypted", "a password is needed") from None
    except anydoc.NeedsOcrError:
        raise Rejected("scanned", "no text that can be read") from None
    except anydoc.ResourceLimitError:
        raise Rejected("bomb", "a limit of the second reader was reached") from None
    except anydoc.ConvertError:
        raise Rejected("broken", "neither PDFium nor the second reader can open it") from None
    if why := is_garbled(markdown):
        raise Rejected("garbled", why)
    lines: list[str] = []
    marks: list[Mark] = []
    at = 0
    for kind, level, text in markdown_lines(markdown):
        attributes: dict[str, Scalar] = {"level": level} if level else {}
        marks.append(Mark(kind, at, at + len(text), attributes))
        lines.append(text)
        at += len(text) + 1
    return Document.of("\n".join(lines), marks=marks, origin=item.origin)


def markdown_lines(markdown: str) -> Iterator[tuple[str, int, str]]:
    """Kind, level and text of each line, without its markup."""
    for line in markdown.split("\n"):
        line = line.strip()
        kind, level = "paragraph", 0
        if not line or _RULER.fullmatch(line):
            continue
        if _ROW.fullmatch(line):
            kind, line = "table_row", "\t".join(cell.strip() for cell in line[1:-1].split("|")).rstrip("\t")
        elif match := _HEADING.match(line):
            kind, level, line = "heading", len(match[1]), line[match.end() :]
        elif _ITEM.match(line):
            kind = "list_item"
        text = _WIDE_BLANK.sub("", _MARKUP.sub("", line)).strip()
        if text:
            yield kind, level, text

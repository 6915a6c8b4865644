"""Office formats through anydoc: presentations, and whatever another reader of ours gave up on.

It has no limit on memory, and a damaged file can end its process: only workers call it on strangers' files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from cleaners.document import Document
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.flow import Flow, Line, LineKind, assemble
from cleaners.readers.numbering import parted, written
from cleaners.readers.slides import as_shown
from cleaners.sources.item import RawItem
from cleaners.sources.package import Package
from cleaners.sources.sniff import sniff

_ZIP = b"PK"
MAX_DEPTH = 100
# What slides have in the place of their number.
_SLIDES, _NUMBERS = frozenset({"odp", "ppt", "pptx"}), frozenset({"*", "<number>", "<#>", "‹#›", "<编号>", "‹編號›"})
# The library sets signs that are no letters upright: they always are.
_UPRIGHT = re.compile(r"\\mathrm\{([^A-Za-z\\{}]+)\}")
# Lists with numbers, as the library calls them.
_NUMBERED = {
    "decimal": "decimal", "lower_alpha": "lowerLetter", "upper_alpha": "upperLetter", "lower_roman": "lowerRoman",
    "upper_roman": "upperRoman",
}  # fmt: skip


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 - the shape of a reader
    """Raises Rejected: `encrypted`, `bomb`, `broken`."""
    import anydoc

    if item.data.startswith(_ZIP):
        Package.open(item.data, item.origin).check()
    try:
        found = anydoc.to_document(item.data)
    except anydoc.EncryptedError:
        raise Rejected("encrypted", "a password is needed", item.origin) from None
    except anydoc.ResourceLimitError as error:
        raise Rejected("bomb", str(error), item.origin) from None
    except (anydoc.ConvertError, ValueError) as error:
        raise Rejected("broken", str(error), item.origin) from None
    writer = _Writer({note.id: note for note in found.notes})
    writer.blocks(found.blocks)
    lines = writer.flow.finish()
    if (kind := sniff(item.data)) in _SLIDES:
        lines = as_shown(lines, kind, item)
        lines = [replace(line, kind="page_number") if line.text.strip() in _NUMBERS else line for line in lines]
    text, marks = assemble(lines)
    return Document.of(text, marks=marks, origin=item.origin)


class _Writer:
    def __init__(self, notes: dict[str, Any]) -> None:
        self.notes = notes
        self.flow = Flow()

    def blocks(self, blocks: Iterable[Any], kind: LineKind = "paragraph", depth: int = 0) -> None:
        if depth > MAX_DEPTH:
            return
        for block in blocks:
            if block.kind == "list":
                for number, entry in enumerate(block.list.items, block.list.start or 1):
                    self.flow.write(parted(entry.marker_label or "") or _label(number, block.list.marker or ""))
                    self.blocks(entry.blocks, "list_item", depth + 1)
            elif block.kind == "table":
                self.table(block.table, depth)
            elif block.kind == "block_quote":
                self.blocks(block.blocks or (), "quote", depth + 1)
            elif block.kind == "code_block":
                self.flow.write(block.text or "")
                self.flow.end_paragraph("code")
            elif block.kind == "math":
                self.flow.write(_UPRIGHT.sub(r"\1", block.text or ""))
                self.flow.end_paragraph(kind)
            elif block.content is not None:
                self.inlines(block.content, depth)
                level = block.level or 0 if block.kind == "heading" else 0
                self.flow.end_paragraph("heading" if level and not self.flow.depth else kind, level)

    def table(self, table: Any, depth: int) -> None:
        self.flow.begin_table()
        for row in table.grid:
            for slot in row:
                if slot.cell is not None:
                    self.blocks(slot.cell.blocks, "paragraph", depth + 1)
                self.flow.end_cell()
            self.flow.end_row()
        self.flow.end_table()

    def inlines(self, inlines: Iterable[Any], depth: int) -> None:
        for inline in inlines:
            if inline.kind == "line_break":
                self.flow.write("\n")
            elif inline.kind == "link" and inline.content and depth < MAX_DEPTH:
                self.inlines(inline.content, depth + 1)
            elif inline.kind == "note_ref":
                self.note(self.notes.pop(inline.note_id, None))
            elif inline.kind == "math":
                self.flow.write(_UPRIGHT.sub(r"\1", inline.text or ""))
            elif inline.kind == "text":
                self.flow.write((inline.text or "").replace("\r", ""))

    def note(self, note: Any) -> None:
        if note is not None:
            writer = _Writer({})
            writer.blocks(note.blocks)
            self.flow.after(Line(line.text, "footnote") for line in writer.flow.finish())


def _label(number: int, marker: str) -> str:
    """The number of an item as the page shows it; "" for a bullet."""
    style = _NUMBERED.get(marker)
    return parted(f"{written(number, style)}.") if style else ""

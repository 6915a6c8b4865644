"""PowerPoint's binary files ([MS-PPT]) by their records: the second way, for decks that the first one gives up on or finds
empty. Slides in order, each with its notes; words of the masters, and stars in place of dates and page numbers, are left out.

The first way knows no numbers of lists and no raised characters: `shown` says them for its paragraphs, too."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import NamedTuple

import olefile

from cleaners.document import Document, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.flow import Line, LineKind, assemble
from cleaners.readers.ole_properties import summary
from cleaners.readers.ppt_styles import styled
from cleaners.sources.item import RawItem

_DOCUMENT, _SLIDE, _NOTES, _NOTES_ATOM = 1000, 1006, 1008, 1009
_LIST, _PERSIST, _EDIT, _DIRECTORY = 4080, 1011, 4085, 6002
_SHAPE, _STYLES, _MORE_STYLES, _MORE_OF_OUTLINE, _OF_OUTLINE, _TAGS = 0xF004, 4001, 4012, 4014, 4015, 5003
_TEXT_BOX, _OUTLINE_REFERENCE, _HEADER, _CHARACTERS, _BYTES = 0xF00D, 3998, 3999, 4000, 4008
_FIELDS = frozenset({4056, 4087, 4088, 4089, 4090})  # page number, dates, header, footer: a star stands in their place
_TITLES = frozenset({0, 6})
_FAULTS = (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error)
MAX_DEPTH, MAX_EDITS, MAX_RECORDS = 24, 1000, 500_000


class Record(NamedTuple):
    kind: int
    instance: int
    is_container: bool
    start: int  # of its content
    end: int


@dataclass(slots=True)
class _Text:
    kind: int
    text: str = ""
    has_field: bool = False
    styles: bytes = b""
    more_styles: bytes = b""

    def paragraphs(self) -> Iterator[str]:
        """As the slide shows them; a break within one is a line end."""
        for paragraph in styled(self.text, self.styles, self.more_styles):
            said = paragraph.replace("*", "") if self.has_field else paragraph
            yield from filter(str.strip, said.replace("\x0b", "\n").split("\n"))


@dataclass(slots=True)
class _Deck:
    data: bytes
    seen: int = 0
    places: dict[int, int] = field(default_factory=dict)  # number of an object -> where its newest version stands

    def record(self, at: int) -> Record | None:
        if at < 0 or at + 8 > len(self.data):
            return None
        head, kind, length = struct.unpack_from("<HHI", self.data, at)
        return Record(kind, head >> 4, head & 15 == 15, at + 8, min(at + 8 + length, len(self.data)))

    def children(self, parent: Record) -> Iterator[Record]:
        at = parent.start
        while at < parent.end and self.seen < MAX_RECORDS and (found := self.record(at)) is not None:
            self.seen += 1
            yield found
            at = found.end

    def descendants(self, parent: Record, kind: int, depth: int = 0) -> Iterator[Record]:
        for found in self.children(parent):
            if found.kind == kind:
                yield found
            elif (found.is_container or found.kind == _TAGS) and depth < MAX_DEPTH:
                yield from self.descendants(found, kind, depth + 1)

    def number(self, record: Record, at: int = 0) -> int:
        inside = record.start + at + 4 <= record.end
        return int(struct.unpack_from("<I", self.data, record.start + at)[0]) if inside else 0

    def texts(self, records: Iterator[Record]) -> list[_Text]:
        """A text is a header, its characters and what is said of them."""
        found: list[_Text] = []
        for record in records:
            body = self.data[record.start : record.end]
            if record.kind == _HEADER:
                found.append(_Text(self.number(record)))
            elif found and record.kind in (_CHARACTERS, _BYTES):
                found[-1].text = body.decode("utf-16-le" if record.kind == _CHARACTERS else "latin-1", "replace")
            elif found and record.kind == _STYLES:
                found[-1].styles = body
            elif found and record.kind in _FIELDS:
                found[-1].has_field = True
        return found

    def find_objects(self, edit: int) -> int:
        """Reads the tables of all edits, the newest first; the number of the document."""
        document = 0
        for _ in range(MAX_EDITS):
            record = self.record(edit)
            if record is None or record.kind != _EDIT:
                break
            document = document or self.number(record, 16)
            table = self.record(self.number(record, 12))
            at = table.start if table is not None and table.kind == _DIRECTORY else 0
            while table is not None and at and at + 4 <= table.end:
                (head,) = struct.unpack_from("<I", self.data, at)
                count = min(head >> 20, (table.end - at - 4) // 4)
                for number, place in enumerate(struct.unpack_from(f"<{count}I", self.data, at + 4), head & 0xFFFFF):
                    self.places.setdefault(number, place)
                at += 4 + 4 * max(count, 1)
            edit = self.number(record, 8)
            if not edit:
                break
        return document

    def lines(self, document: Record) -> Iterator[Line]:
        for text, kind in self.in_order(document):
            for paragraph in text.paragraphs():
                yield Line(paragraph.strip(), kind, int(kind == "heading"))

    def in_order(self, document: Record) -> Iterator[tuple[_Text, LineKind]]:
        """The texts of the slides and of their notes."""
        lists = {found.instance: found for found in self.children(document) if found.kind == _LIST}
        notes, more = dict(self.notes(lists.get(2))), self.more_of_outline(document)
        for slide, number, outline in self.slides(lists.get(0)):
            outline = [replace(text, more_styles=more.get((number, text.kind), b"")) for text in outline]
            record = self.record(self.places.get(slide, -1))
            texts = self.shapes(record, outline) if record is not None and record.kind == _SLIDE else outline
            for text in texts or outline:
                yield text, "heading" if text.kind in _TITLES else "paragraph"
            for text in notes.get(number, ()):
                yield text, "footnote"

    def more_of_outline(self, document: Record) -> dict[tuple[int, int], bytes]:
        """Slide and kind of a text of the outline -> the second list of its styles."""
        found, key = dict[tuple[int, int], bytes](), (0, 0)
        for entries in self.descendants(document, _MORE_OF_OUTLINE):
            for record in self.children(entries):
                if record.kind == _OF_OUTLINE:
                    key = self.number(record), self.number(record, 4)
                elif record.kind == _MORE_STYLES:
                    found.setdefault(key, self.data[record.start : record.end])
        return found

    def slides(self, listed: Record | None) -> Iterator[tuple[int, int, list[_Text]]]:
        """The object of each slide, its number, and its text in the outline."""
        groups: list[tuple[int, int, list[Record]]] = []
        for record in self.children(listed) if listed is not None else ():
            if record.kind == _PERSIST:
                groups.append((self.number(record), self.number(record, 12), []))
            elif groups:
                groups[-1][2].append(record)
        for place, number, records in groups:
            yield place, number, self.texts(iter(records))

    def shapes(self, slide: Record, outline: list[_Text]) -> list[_Text]:
        found: list[_Text] = []
        for shape in self.descendants(slide, _SHAPE):
            more = b""
            for record in self.descendants(shape, _MORE_STYLES):
                more = more or self.data[record.start : record.end]
            for box in self.descendants(shape, _TEXT_BOX):
                records = list(self.children(box))
                texts = self.texts(iter(records))
                for record in records:
                    if record.kind == _OUTLINE_REFERENCE and (at := self.number(record)) < len(outline):
                        texts.append(outline[at])
                found += [replace(text, more_styles=more or text.more_styles) for text in texts]
        return found

    def notes(self, listed: Record | None) -> Iterator[tuple[int, list[_Text]]]:
        for place, _, _ in self.slides(listed):
            page = self.record(self.places.get(place, -1))
            if page is None or page.kind != _NOTES:
                continue
            slide = next((self.number(atom) for atom in self.children(page) if atom.kind == _NOTES_ATOM), 0)
            yield slide, [text for text in self.shapes(page, []) if text.kind == 2]


def shown(data: bytes) -> dict[str, list[str]]:
    """Paragraph as its characters stand in the file -> as slides show it, with its number and what stands raised in it, once for
    each time. Empty for a deck that cannot be read."""
    found = dict[str, list[str]]()
    try:
        deck, document, _ = _opened(data)
        for text, _ in deck.in_order(document):
            for bare, full in zip(text.text.split("\r"), styled(text.text, text.styles, text.more_styles), strict=True):
                for piece, form in zip(bare.split("\x0b"), full.split("\x0b"), strict=False):
                    found.setdefault(piece.strip(), []).append(form.strip())
    except (*_FAULTS, Rejected):
        return {}
    return found


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 - the shape of a reader
    """Raises Rejected("broken")."""
    try:
        deck, document, metadata = _opened(item.data)
        lines = list(deck.lines(document))
    except _FAULTS as error:
        raise Rejected("broken", f"a damaged deck: {error}", item.origin) from None
    text, marks = assemble(lines, metadata)
    return Document.of(text, marks=marks, metadata=metadata, origin=item.origin)


def _opened(data: bytes) -> tuple[_Deck, Record, dict[str, Scalar]]:
    with olefile.OleFileIO(BytesIO(data)) as ole:
        deck = _Deck(ole.openstream("PowerPoint Document").read())
        user = ole.openstream("Current User").read() if ole.exists("Current User") else b""
        metadata = summary(ole)
    number = deck.find_objects(struct.unpack_from("<I", user, 16)[0]) if len(user) >= 20 else 0
    document = deck.record(deck.places.get(number, -1))
    if document is None or document.kind != _DOCUMENT:
        raise Rejected("broken", "a deck without its document")
    return deck, document, metadata

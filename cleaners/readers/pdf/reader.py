"""A PDF file to a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from cleaners.document import Document, Mark, Omission, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.pdf.blocks import Block, Line, measure, usual_face, usual_size
from cleaners.readers.pdf.code import mark_code
from cleaners.readers.pdf.engine import PdfFile
from cleaners.readers.pdf.form_fields import field_runs
from cleaners.readers.pdf.furniture import Kind, find_furniture, find_watermarks
from cleaners.readers.pdf.garbled import is_garbled
from cleaners.readers.pdf.guard import refuse_bombs
from cleaners.readers.pdf.headings import mark_headings
from cleaners.readers.pdf.layout import page_columns
from cleaners.readers.pdf.lines import Segment, rows, segments
from cleaners.readers.pdf.metadata import pdf_metadata
from cleaners.readers.pdf.paragraphs import Aside, Element, Table, is_spaced, paragraphs, whole_rows
from cleaners.readers.pdf.rules import Rules
from cleaners.readers.pdf.runs import MIN_SCAN, page_runs
from cleaners.readers.pdf.scripts import set_scripts
from cleaners.sources.item import RawItem

# A page under a picture has been scanned when it has fewer characters of its own: a stamp, a page number.
SCAN_CHARACTERS = 30
# So many characters of text, furniture aside, in a file of scanned pages are no text.
NO_TEXT = 100
# A file with this share of garbled pages is garbled.
GARBLED_PAGES = 0.34
# Sizes of recognised lines differ by this factor where the type is the same.
ROUGH = 1.35
# Lines that may stand over a title: a number, a date, who publishes it.
MAX_BEFORE_TITLE = 5


@dataclass(slots=True)
class PrintedPage:
    """What is kept of a page when it is closed."""

    number: int
    height: float
    parts: list[Segment]
    hidden: list[str]
    rules: Rules
    scanned: bool
    unmapped: float


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 -- the protocol of readers
    """The text of the pages, paragraphs whole. Raises Rejected: `encrypted`, `broken`, `bomb`, `too_large`, `scanned`, `garbled`,
    `empty`."""
    refuse_bombs(item.data)
    with PdfFile(item.data) as file:
        metadata = pdf_metadata(file)
        pages = list(_pages(file))
        total = file.pages_total
    if not pages:
        raise Rejected("broken" if total else "empty", "none of its pages can be read" if total else "no pages")
    _refuse_garbled(pages)
    body = usual_size([part for page in pages for part in page.parts])
    watermarks = find_watermarks([(page.number, page.height, page.parts) for page in pages], body)
    for page in pages:
        if page.number in watermarks:
            page.hidden += [part.text for part in page.parts if part.first in watermarks[page.number]]
            page.parts = [part for part in page.parts if part.first not in watermarks[page.number]]
    furniture = find_furniture([(page.number, page.height, page.parts) for page in pages], body)
    blocks = _blocks(pages, furniture)
    seen = sum(not page.scanned for page in pages)
    size = sum(len(block.text) for block in blocks if block.kind not in ("header", "footer", "page_number", "hidden"))
    if seen < len(pages) and size < NO_TEXT and (seen == 0 or size < NO_TEXT / 5 * seen or seen * 2 <= len(pages)):
        raise Rejected("scanned", f"{len(pages) - seen} of {total} pages are pictures")
    if not blocks:
        raise Rejected("empty", "no text on its pages")
    if "title" not in metadata and (title := _title(blocks)):
        metadata["title"] = title
    text, marks = _assemble(blocks)
    omissions = []
    if seen < len(pages):
        omissions.append(Omission("scanned_pages", pages_seen=total - (len(pages) - seen), pages_total=total))
    if len(pages) < total:
        omissions.append(Omission("cut_off", pages_seen=len(pages), pages_total=total, text="pages that cannot be read"))
    return Document.of(text, marks=marks, metadata=metadata, omissions=tuple(omissions), origin=item.origin)


def _pages(file: PdfFile) -> Iterator[PrintedPage]:
    for page in file.pages():
        if page is None:
            continue
        found = page_runs(page)
        if not found.vertical and (values := field_runs(page)):
            found.runs += values
            found.characters += sum(len(run.text) for run in values)
        scanned = found.covered > MIN_SCAN and found.characters < SCAN_CHARACTERS
        shown = segments([run for run in found.runs if not run.hidden], found.rules.verticals)
        if found.recognised and shown:
            _even_out(shown)
        yield PrintedPage(
            page.number, found.height, shown, [run.text for run in found.runs if run.hidden], found.rules, scanned, found.unmapped
        )


def _even_out(parts: list[Segment]) -> None:
    """One size for what was meant to be of one size: recognition measures each line for itself."""
    usual = median(part.size for part in parts for _ in part.text)
    for part in parts:
        if usual / ROUGH < part.size < usual * ROUGH:
            part.size = usual


def _refuse_garbled(pages: list[PrintedPage]) -> None:
    texts = ["".join(part.text for part in page.parts) for page in pages]
    if why := is_garbled("".join(texts), sum(page.unmapped for page in pages) / len(pages)):
        raise Rejected("garbled", why)
    wrong = [why for text, page in zip(texts, pages, strict=True) if (why := is_garbled(text, page.unmapped))]
    if len(wrong) > max(1, GARBLED_PAGES * len(pages)):
        raise Rejected("garbled", f"{len(wrong)} of {len(pages)} pages; of one, {wrong[0]}")


def _blocks(pages: list[PrintedPage], furniture: dict[int, dict[int, Kind]]) -> list[Block]:
    own = [[part for part in page.parts if part.first not in furniture.get(page.number, {})] for page in pages]
    every = [part for parts in own for part in parts]
    body, face = usual_size(every), usual_face(every)
    gutters: list[float] = []
    by_page = [page_columns(parts, page.rules, page.number, body, gutters) for page, parts in zip(pages, own, strict=True)]
    columns = [column for columns in by_page for column in columns]
    for columns_of_page in by_page:
        set_scripts(columns_of_page)
    mark_code(columns, face)
    measure(columns, body)
    spaced = is_spaced(line for column in columns for line in column.lines)

    def elements() -> Iterator[Element]:
        for page, columns in zip(pages, by_page, strict=True):
            kinds = furniture.get(page.number, {})
            yield Aside(_furniture_blocks(page, kinds, top=True))
            for column in columns:
                for part in column.parts:
                    yield part if isinstance(part, Line) else Table([Block(row, "table_row") for row in part])
                if column.notes:
                    yield Aside(_notes(column.notes, spaced))
            yield Aside(_furniture_blocks(page, kinds, top=False))
            yield Aside([Block(text, "hidden") for text in page.hidden])

    blocks = [block for block in paragraphs(whole_rows(elements()), spaced) if block.text and not block.text.isspace()]
    mark_headings(blocks, body, face)
    return blocks


def _notes(lines: list[Line], spaced: bool) -> list[Block]:
    blocks = paragraphs(lines, spaced)
    for block in blocks:
        block.kind = "footnote"
    return blocks


def _furniture_blocks(page: PrintedPage, kinds: dict[int, Kind], *, top: bool) -> list[Block]:
    parts = [part for part in page.parts if part.first in kinds and (part.middle < page.height / 2) == top]
    return [Block(" ".join(part.text for part in row), kinds[row[0].first]) for row in rows(parts)]


def _title(blocks: list[Block]) -> str:
    """The highest heading, where the text begins with it but for a few lines."""
    own = [block for block in blocks if block.kind not in ("header", "footer", "page_number", "hidden")]
    before = 0
    for block in own[:MAX_BEFORE_TITLE]:
        if block.kind == "heading" and block.level == 1:
            return block.text.strip()
        before += len(block.text)
        if before > MAX_BEFORE_TITLE * 20:
            break
    return ""


def _assemble(blocks: Iterable[Block]) -> tuple[str, list[Mark]]:
    lines: list[str] = []
    marks: list[Mark] = []
    at = 0
    for block in blocks:
        text = block.text.rstrip()
        attributes: dict[str, Scalar] = {"level": block.level} if block.level else {}
        marks.append(Mark(block.kind, at, at + len(text), attributes))
        marks += (Mark("reference", at + start, at + end) for start, end in block.references)
        lines.append(text)
        at += len(text) + 1
    return "\n".join(lines), marks

"""What people wrote into the fields of a form: it is on the page, and not in the page's text."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from cleaners.readers.pdf.engine import Box, Page
from cleaners.readers.pdf.runs import WIDE, Run

# Fields of a page that are read, and bytes of one.
MAX_FIELDS, MAX_VALUE = 2000, 1 << 17
# Type in a field is so large at most, and of so much of a line's height.
MAX_SIZE, OF_LINE = 12.0, 0.8
_HIDDEN = 2 | 32  # flags of annotations
_PASSWORD = 1 << 13  # flag of a field
_WRITTEN = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_CHECKED = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)


def field_runs(page: Page) -> list[Run]:
    """The values of the page's fields, where they are shown."""
    if not page.form:
        return []
    count = min(MAX_FIELDS, pdfium.FPDFPage_GetAnnotCount(page.page))
    return [run for number in range(count) for run in _runs(page, number)]


def _runs(page: Page, number: int) -> Iterator[Run]:
    field = pdfium.FPDFPage_GetAnnot(page.page, number)
    if not field:
        return
    try:
        rectangle = pdfium.FS_RECTF()
        shown = not pdfium.FPDFAnnot_GetFlags(field) & _HIDDEN and pdfium.FPDFAnnot_GetRect(field, rectangle)
        value = _value(page.form, field) if shown and pdfium.FPDFAnnot_GetSubtype(field) == pdfium.FPDF_ANNOT_WIDGET else ""
    finally:
        pdfium.FPDFPage_CloseAnnot(field)
    lines = [line.strip() for line in re.split(r"\r\n?|\n", value) if line.strip()]
    if not lines:
        return
    x0, x1 = sorted((rectangle.left - page.frame.x0, rectangle.right - page.frame.x0))
    y0, y1 = sorted((page.frame.y1 - rectangle.top, page.frame.y1 - rectangle.bottom))
    box = Box(x0, y0, x1, y1)
    step = min(1.5 * MAX_SIZE, (box.y1 - box.y0) / len(lines))
    size = max(2.0, min(MAX_SIZE, OF_LINE * step))
    top = box.y0 if len(lines) > 1 else (box.y0 + box.y1 - step) / 2
    for at, line in enumerate(lines):
        wide = size * sum(1.0 if WIDE.match(sign) else 0.5 for sign in line)
        middle = top + (at + 0.5) * step
        yield Run(line, box.x0, middle - size / 2, max(box.x0 + 1, min(box.x1, box.x0 + wide)), middle + size / 2, size)


def _value(form: Any, field: Any) -> str:
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, field)
    if kind in _CHECKED:
        return "☑" if pdfium.FPDFAnnot_IsChecked(form, field) else ""
    if kind not in _WRITTEN or pdfium.FPDFAnnot_GetFormFieldFlags(form, field) & _PASSWORD:
        return ""
    length = pdfium.FPDFAnnot_GetFormFieldValue(form, field, None, 0)
    if not 2 < length < MAX_VALUE:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium.FPDFAnnot_GetFormFieldValue(form, field, buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace").replace("\0", "")

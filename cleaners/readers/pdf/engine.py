"""PDFium, behind plain values: a file's pages with the places of their characters.

Boxes come by one raw call a character into a buffer that numpy reads (0.6 microseconds; with an object a call it is five times as
much, and PDFium itself needs 2.5 a character). All lengths are points; y grows downwards from the top of the page.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from cleaners.errors import Rejected
from cleaners.progress import reached

Floats = npt.NDArray[np.float32]
Codes = npt.NDArray[np.uint32]

MAX_PAGES = 2000
# More characters stand on no page that people read.
MAX_CHARACTERS = 200_000
# Objects of a page that are looked at for pictures and rules.
MAX_OBJECTS = 5_000

_PASSWORD, _SECURITY = 4, 5
INVISIBLE = 3  # text render mode


@dataclass(frozen=True, slots=True)
class Box:
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def area(self) -> float:
        return max(0.0, self.x1 - self.x0) * max(0.0, self.y1 - self.y0)


@dataclass(slots=True)
class Glyphs:
    """The characters of a page in the order of the file, those that PDFium puts in for gaps and line ends included: these have
    boxes without width."""

    codes: Codes
    left: Floats
    top: Floats
    right: Floats
    bottom: Floats


@dataclass(slots=True)
class Drawing:
    """What else is on a page."""

    pictures: list[Box] = field(default_factory=list)
    shapes: list[Box] = field(default_factory=list)  # filled areas and thin rules alike
    grounds: list[Box] = field(default_factory=list)  # filled areas that are not white


class Page:
    """One page, open as long as the iterator that gave it stands on it."""

    def __init__(self, file: Any, number: int, form: Any = None) -> None:
        self.number = number
        self.form = form
        self.page = pdfium.FPDF_LoadPage(file, number)
        if not self.page:
            raise ValueError(f"page {number + 1} cannot be read")
        self.text = pdfium.FPDFText_LoadPage(self.page)
        self.rotation = pdfium.FPDFPage_GetRotation(self.page)
        self.frame = self._frame()
        self.width, self.height = self.frame.x1 - self.frame.x0, self.frame.y1 - self.frame.y0

    def close(self) -> None:
        if self.text:
            pdfium.FPDFText_ClosePage(self.text)
        pdfium.FPDF_ClosePage(self.page)

    def _frame(self) -> Box:
        """The part of the sheet that is shown, y upwards; PDFium knows what a page inherits."""
        box = pdfium.FS_RECTF()
        if pdfium.FPDF_GetPageBoundingBox(self.page, box) and abs(box.right - box.left) > 1 and abs(box.top - box.bottom) > 1:
            return Box(min(box.left, box.right), min(box.bottom, box.top), max(box.left, box.right), max(box.bottom, box.top))
        return Box(0.0, 0.0, 612.0, 792.0)

    def glyphs(self) -> Glyphs:
        """Boxes with the advance for a width and the type's size for a height."""
        count = min(MAX_CHARACTERS, pdfium.FPDFText_CountChars(self.text)) if self.text else 0
        if count <= 0:
            none = np.zeros(0, np.float32)
            return Glyphs(np.zeros(0, np.uint32), none, none, none, none)
        handle = ctypes.cast(self.text, ctypes.c_void_p).value
        buffer = ctypes.create_string_buffer(16 * count)
        start = ctypes.addressof(buffer)
        for _ in map(_loose_box(), repeat(handle), range(count), range(start, start + 16 * count, 16)):
            pass
        left, top, right, bottom = np.frombuffer(memoryview(buffer).cast("B"), np.float32).reshape(count, 4).T
        left, right = np.minimum(left, right), np.maximum(left, right)
        bottom, top = np.minimum(bottom, top), np.maximum(bottom, top)  # a negative size turns boxes over
        return Glyphs(
            self._codes(count, handle), left - self.frame.x0, self.frame.y1 - top, right - self.frame.x0, self.frame.y1 - bottom
        )

    def _codes(self, count: int, handle: int | None) -> Codes:
        units = (ctypes.c_ushort * (count + 1))()
        # One unit a character and the zero: where characters were left out or take two, they are asked for one by one.
        if pdfium.FPDFText_GetText(self.text, 0, count, units) == count + 1 and units[count - 1]:
            return np.frombuffer(memoryview(units).cast("B"), np.uint16)[:count].astype(np.uint32)
        return np.fromiter(map(_unicode(), repeat(handle), range(count)), np.uint32, count)

    def type_size(self, index: int) -> float:
        """The size of the type as it stands on the page."""
        matrix = pdfium.FS_MATRIX()
        size = abs(float(pdfium.FPDFText_GetFontSize(self.text, index)))
        if pdfium.FPDFText_GetMatrix(self.text, index, matrix):
            size *= math.hypot(matrix.c, matrix.d)
        return float(size)

    def angle(self, index: int) -> float:
        """Of the line, in radians, clockwise. Oblique type stands upright, and a negative size in a matrix turned over, too."""
        angle = float(pdfium.FPDFText_GetCharAngle(self.text, index))
        matrix = pdfium.FS_MATRIX()
        if not angle or not pdfium.FPDFText_GetMatrix(self.text, index, matrix):
            return angle
        turned = math.pi if pdfium.FPDFText_GetFontSize(self.text, index) < 0 else 0.0
        return math.atan2(-matrix.b, matrix.a) + turned

    def slant(self, index: int) -> float:
        """How far type leans to the right a unit of its height: 0 for upright type, whichever way its line runs."""
        matrix = pdfium.FS_MATRIX()
        if not pdfium.FPDFText_GetMatrix(self.text, index, matrix) or not (area := matrix.a * matrix.d - matrix.b * matrix.c):
            return 0.0
        return float((matrix.a * matrix.c + matrix.b * matrix.d) / area)

    def font(self, index: int) -> str:
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        length = pdfium.FPDFText_GetFontInfo(self.text, index, name, 128, flags)
        return name.value.decode("utf-8", "replace").partition("+")[2] or name.value.decode("utf-8", "replace") if length else ""

    def unmapped_share(self, places: Sequence[int]) -> float:
        """For which share of these characters the font names no meaning."""
        unmapped = [place for place in places if pdfium.FPDFText_HasUnicodeMapError(self.text, place) == 1]
        return len(unmapped) / max(1, len(places))

    def is_invisible(self, index: int) -> bool:
        """Drawn with neither fill nor stroke: what recognition of a scan puts over the picture."""
        text = pdfium.FPDFText_GetTextObject(self.text, index)
        return bool(text) and pdfium.FPDFTextObj_GetTextRenderMode(text) == INVISIBLE

    def is_white(self, index: int) -> bool:
        colours = [ctypes.c_uint() for _ in range(4)]
        if not pdfium.FPDFText_GetFillColor(self.text, index, *map(ctypes.byref, colours)):
            return False
        red, green, blue, opacity = (colour.value for colour in colours)
        return min(red, green, blue) > 250 or opacity < 5

    def origin(self, index: int) -> tuple[float, float]:
        """Where a character begins, on its base line."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self.text, index, ctypes.byref(x), ctypes.byref(y))
        return x.value - self.frame.x0, self.frame.y1 - y.value

    def drawing(self) -> Drawing:
        found = Drawing()
        sides = [ctypes.c_float() for _ in range(4)]
        references = [ctypes.byref(side) for side in sides]
        for number in range(min(MAX_OBJECTS, pdfium.FPDFPage_CountObjects(self.page))):
            thing = pdfium.FPDFPage_GetObject(self.page, number)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT or not pdfium.FPDFPageObj_GetBounds(thing, *references):
                continue
            left, bottom, right, top = (side.value for side in sides)
            box = Box(left - self.frame.x0, self.frame.y1 - top, right - self.frame.x0, self.frame.y1 - bottom)
            if kind != pdfium.FPDF_PAGEOBJ_PATH:
                found.pictures.append(box)
                continue
            found.shapes.append(box)
            if bottom + 4 < top and left + 4 < right and _is_dark(thing):
                found.grounds.append(box)
        return found


class PdfFile:
    """Opens `data`, with no password. Raises Rejected: `encrypted`, `broken`, `too_large`."""

    def __init__(self, data: bytes) -> None:
        _initialised()
        self.data = data  # PDFium reads from it as long as the file is open
        self.file = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not self.file:
            if pdfium.FPDF_GetLastError() in (_PASSWORD, _SECURITY):
                raise Rejected("encrypted", "a password is needed")
            raise Rejected("broken", "PDFium cannot open it")
        self.callbacks = pdfium.FPDF_FORMFILLINFO(version=2)  # PDFium reads it as long as the form is there
        self.form = _form(self.file, self.callbacks)
        self.pages_total: int = pdfium.FPDF_GetPageCount(self.file)
        if self.pages_total > MAX_PAGES:
            self.close()
            raise Rejected("too_large", f"{self.pages_total:,} pages, the limit is {MAX_PAGES:,}")

    def close(self) -> None:
        if self.form:
            pdfium.FPDFDOC_ExitFormFillEnvironment(self.form)
        pdfium.FPDF_CloseDocument(self.file)

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def pages(self) -> Iterator[Page | None]:
        """In order; None for one that cannot be read."""
        for number in range(self.pages_total):
            reached(number, self.pages_total)
            try:
                page = Page(self.file, number, self.form)
            except ValueError:
                yield None
                continue
            try:
                yield page
            finally:
                page.close()
        reached(self.pages_total, self.pages_total)

    def information(self, key: str) -> str:
        """A field of the document information dictionary: Title, Author, CreationDate ..."""
        name = key.encode("ascii")
        length = pdfium.FPDF_GetMetaText(self.file, name, None, 0)
        if not 2 < length < 65536:
            return ""
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDF_GetMetaText(self.file, name, buffer, length)
        return buffer.raw[: length - 2].decode("utf-16-le", "replace").strip("\0 \t\r\n\u3000\ufeff")


def _form(file: Any, callbacks: Any) -> Any:
    """What PDFium knows of the document's fields, None where it has none. No script of the document runs."""
    if pdfium.FPDF_GetFormType(file) not in (pdfium.FORMTYPE_ACRO_FORM, pdfium.FORMTYPE_XFA_FOREGROUND):
        return None
    return pdfium.FPDFDOC_InitFormFillEnvironment(file, callbacks) or None


def _is_dark(thing: Any) -> bool:
    colours = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(thing, *map(ctypes.byref, colours)):
        return True  # a pattern or a shading
    return min(colour.value for colour in colours[:3]) <= 250 and colours[3].value > 0


@cache
def _initialised() -> bool:
    import pypdfium2  # noqa: F401 -- starts the library when it is imported

    return True


@cache
def _loose_box() -> Any:
    """The raw function with addresses for arguments: nothing is made a call."""
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    return kind(ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)


@cache
def _unicode() -> Any:
    kind = ctypes.CFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
    return kind(ctypes.cast(pdfium.FPDFText_GetUnicode, ctypes.c_void_p).value or 0)

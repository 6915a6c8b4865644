"""A PDF writer for tests: text placed by hand in fonts that are named and not embedded, rules, pictures, passwords."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
WIDTH, HEIGHT = 595, 842
# A font that readers have by themselves: its letters are as wide on every machine. Others are drawn with what is installed.
BUILT_IN = "Helvetica"


@dataclass(frozen=True)
class Text:
    """`y` grows downwards; `blank` is the width of the blanks between Latin words in ems of `size`."""

    x: float
    y: float
    text: str
    size: float = 12
    mode: int = 0  # 3: invisible
    grey: float = 0.0
    slope: float = 0.0  # sine of the angle
    font: str = "SimSun"
    spacing: float = 0.0


@dataclass(frozen=True)
class Box:
    """A filled rectangle; with `picture` a picture instead."""

    x: float
    y: float
    width: float
    height: float
    picture: bool = False
    grey: float = 0.0


@dataclass
class Page:
    things: list[Text | Box] = field(default_factory=list)
    size: tuple[float, float] = (WIDTH, HEIGHT)
    rotate: int = 0


def lines(
    texts: Iterable[str],
    *,
    x: float = 80,
    y: float = 80,
    size: float = 12,
    leading: float = 20,
    indent: float = 0,
    font: str = "SimSun",
) -> list[Text]:
    """One under the other; a line that begins with two ideographic blanks is set in by `indent` ems instead."""
    placed = []
    for number, text in enumerate(texts):
        own = text.lstrip("\u3000")
        placed.append(Text(x + (size * indent if own != text else 0), y + number * leading, own, size, font=font))
    return placed


def wrapped(paragraphs: Iterable[str], width: int) -> list[str]:
    """Paragraphs broken into lines of `width` characters, the first one set in by two."""
    found = []
    for paragraph in paragraphs:
        text = "\u3000\u3000" + paragraph
        found += [text[at : at + width] for at in range(0, len(text), width)]
    return found


def write(
    pages: Sequence[Page | list[Text | Box] | list[Text]],
    *,
    info: dict[str, str] | None = None,
    encoding: str = "UniGB-UTF16-H",
    codec: str = "utf-16-be",
    user_password: bytes | None = None,
) -> bytes:
    """`user_password`: b"" for a file that only an owner's password protects."""
    objects: dict[int, bytes] = {}
    pages = [page if isinstance(page, Page) else Page(list(page)) for page in pages]
    fonts = sorted({thing.font for page in pages for thing in page.things if isinstance(thing, Text)} | {"SimSun"})
    names = {font: f"F{number}" for number, font in enumerate(fonts)}
    at = 10
    references = []
    for font in fonts:
        name = font.encode()
        if font == BUILT_IN:
            objects[at] = b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name
            references.append(b"/%s %d 0 R" % (names[font].encode(), at))
            at += 1
            continue
        objects[at] = (
            b"<</Type/FontDescriptor/FontName/%s/Flags 6/FontBBox[0 -141 1000 859]/ItalicAngle 0"
            b"/Ascent 859/Descent -141/CapHeight 683/StemV 80>>" % name
        )
        objects[at + 1] = (
            b"<</Type/Font/Subtype/CIDFontType0/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
            b"/FontDescriptor %d 0 R/DW 1000/W[1 95 500 814 939 500]>>" % (name, at)
        )
        objects[at + 2] = b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/%s/DescendantFonts[%d 0 R]>>" % (
            name,
            encoding.encode(),
            at + 1,
        )
        references.append(b"/%s %d 0 R" % (names[font].encode(), at + 2))
        at += 3
    objects[at] = _stream(b"\x80" * 64, b"/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8")
    resources = b"<</Font<<%s>>/XObject<</I %d 0 R>>>>" % (b"".join(references), at)
    at += 1
    kids = []
    for page in pages:
        content = b"\n".join(_operators(thing, page.size[1], names, codec) for thing in page.things)
        objects[at] = _stream(content)
        objects[at + 1] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Rotate %d/Resources%s/Contents %d 0 R>>" % (
            *page.size, page.rotate, resources, at,
        )  # fmt: skip
        kids.append(b"%d 0 R" % (at + 1))
        at += 2
    objects[1] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[2] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    trailer = b""
    if user_password is not None:
        objects, trailer = _encrypted(objects, user_password)
    if info:
        pairs = b"".join(
            b"/%s<%s>" % (key.encode(), ("\ufeff" + value).encode("utf-16-be").hex().encode()) for key, value in info.items()
        )
        objects[3] = b"<<%s>>" % pairs
        trailer += b"/Info 3 0 R"
    return _file(objects, trailer)


def _stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(data), data)


def _operators(thing: Text | Box, height: float, names: dict[str, str], codec: str) -> bytes:
    if isinstance(thing, Box):
        if thing.picture:
            return b"q %g 0 0 %g %g %g cm /I Do Q" % (thing.width, thing.height, thing.x, height - thing.y - thing.height)
        return b"%g g %g %g %g %g re f" % (thing.grey, thing.x, height - thing.y - thing.height, thing.width, thing.height)
    cosine = (1 - thing.slope**2) ** 0.5
    return b"BT %g g %d Tr %g Tc /%s %g Tf %g %g %g %g %g %g Tm <%s> Tj ET" % (
        thing.grey, thing.mode, thing.spacing, names[thing.font].encode(), thing.size, cosine, thing.slope, -thing.slope, cosine,
        thing.x, height - thing.y, thing.text.encode("cp1252" if thing.font == BUILT_IN else codec).hex().encode(),
    )  # fmt: skip


def _file(objects: dict[int, bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, start)
    return bytes(out)


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def _encrypted(objects: dict[int, bytes], user_password: bytes) -> tuple[dict[int, bytes], bytes]:
    """Streams under the standard handler, revision 2 (40 bits); the only strings are the handler's own."""
    user = (user_password + _PAD)[:32]
    owner = _rc4(hashlib.md5((b"owner" + _PAD)[:32]).digest()[:5], user)
    allowed = -44 & 0xFFFFFFFF
    name = b"\x11" * 16
    key = hashlib.md5(user + owner + allowed.to_bytes(4, "little") + name).digest()[:5]
    locked = dict(objects)
    for number, body in objects.items():
        if b"stream\n" in body:
            head, _, rest = body.partition(b"stream\n")
            data = rest.removesuffix(b"\nendstream")
            own = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
            locked[number] = head + b"stream\n" + _rc4(own, data) + b"\nendstream"
    entry = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P %d>>/ID[<%s><%s>]" % (
        owner.hex().encode(), _rc4(key, _PAD).hex().encode(), allowed - (1 << 32), name.hex().encode(), name.hex().encode(),
    )  # fmt: skip
    return locked, entry


def by_hand(
    content: bytes, *, fonts: bytes = b"", more: dict[int, bytes] | None = None, page: bytes = b"", size: bytes = b"0 0 595 842"
) -> bytes:
    """A file of one page with operators of your own. `fonts`: beside F1 (Helvetica), as `/F2 10 0 R`; `more`: objects from 10
    on; `page`: what else stands in the page's dictionary."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[%s]>>" % size,
        3: b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R%s>>>>%s>>" % (fonts, page),
        4: _stream(content),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    return _file({**objects, **(more or {})}, b"")


def coded(name: str, meanings: dict[int, str], *, first: int = 10) -> dict[int, bytes]:
    """Objects of a font whose codes (one byte each) mean what `meanings` says, in its ToUnicode."""
    pairs = b"".join(b"<%02x><%s>\n" % (code, text.encode("utf-16-be").hex().encode()) for code, text in meanings.items())
    table = (
        b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/X def/CMapType 2 def\n"
        b"1 begincodespacerange<00><ff>endcodespacerange\n%d beginbfchar\n%sendbfchar endcmap end end" % (len(meanings), pairs)
    )
    return {
        first: b"<</Type/Font/Subtype/Type1/BaseFont/%s/FirstChar 0/LastChar 255/Widths[%s]%s>>"
        % (name.encode(), b"1000 " * 256, b"/ToUnicode %d 0 R" % (first + 1) if meanings else b""),
        first + 1: _stream(table),
    }

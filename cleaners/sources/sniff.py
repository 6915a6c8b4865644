"""The format of a document, by content. A name is never believed; it only breaks ties between kinds of plain text."""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from cleaners.sources.containers.jsonl import is_json
from cleaners.sources.containers.mbox import is_mbox
from cleaners.sources.markup import ascii_view, markup_kind
from cleaners.sources.notebook import is_notebook
from cleaners.sources.ole_directory import stream_start, top_names
from cleaners.sources.signatures import match_signature
from cleaners.sources.zip_directory import at_top, members

if TYPE_CHECKING:
    from cleaners.decoding import Decoded

# Control characters that no text holds: all but tab, line ends, form feed, ESC (ISO-2022) and SUB (end of file under CP/M).
_CONTROLS = bytes(sorted(set(range(32)) - {9, 10, 11, 12, 13, 26, 27}))
_CONTROL = re.compile("[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")
# Text has at most a stray control character a page; random bytes have one in ten. Zero bytes alone (padding) do not count.
MAX_CONTROLS = 0.02
MAX_UNREADABLE = 0.2
HEAD = 65536
# Bytes that are left over, a character: Chinese in UTF-16 as a page of one byte, in UTF-8, has .3 and more.
MIN_WRITTEN = 0.15
_MAY_BE_SUBTITLES = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]{0,64}(?:\d|\[|WEBVTT|W\0E|\0W|;)")

_MAIL = re.compile(
    rb"\A(?:From |(?:From|MIME-Version|Content-Type|Date|Subject|Received|Return-Path|Message-ID|To|Delivered-To|X-[\w-]+)\s*:)",
    re.IGNORECASE,
)
_MAIL_SURE = re.compile(
    rb"^(?:MIME-Version|Content-Type|Content-Transfer-Encoding|Received|Return-Path|Message-ID)\s*:", re.I | re.M
)
# Streams of compound files; the first that is there tells.
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("__properties_version1.0", "msg"),
    ("HwpSummaryInformation", "hwp"),
    ("MatOST", "works"),
    ("CONTENTS", "works"),
)
# How their main streams begin, for files cut off before the directory.
_OLE_HEADS = ((b"\xec\xa5", "doc"), (b"\x09\x08\x10\x00\x00\x06", "xls"))
_ZIP_TYPES = {
    b"application/hwp+zip": "hwpx",
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",  # and its templates and masters
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_ZIP_MEMBERS = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("OFD.xml", "ofd"),
    ("visio/", "vsdx"),
    ("FixedDocSeq.fdseq", "xps"),
    ("FixedDocumentSequence.fdseq", "xps"),
    ("Documents/1/FixedDoc", "xps"),
    ("Index/Document.iwa", "iwork"),
    ("Index.zip", "iwork"),
    ("buildVersionHistory.plist", "iwork"),
    ("Contents/content.hpf", "hwpx"),
    ("META-INF/container.xml", "epub"),
    ("AndroidManifest.xml", "program"),
    ("META-INF/MANIFEST.MF", "program"),
)
# What has the name of a spreadsheet and is text is a table of text.
_TEXT_NAMES = dict.fromkeys(("md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"), "md") | dict.fromkeys(
    ("csv", "tsv", "tab", "xls", "xlsx", "et"), "csv"
)
_TEXT_NAMES |= dict.fromkeys(("wiki", "mediawiki", "wikitext"), "wiki")


def sniff(data: bytes, name: str = "") -> str:
    """A format in one word: `text`, `html`, `doc`, `pdf`, `image`, `binary` ...; `empty` for what holds nothing but blanks."""
    if not data[:HEAD].strip(b"\0 \t\r\n\v\f") and not data.strip(b"\0 \t\r\n\v\f"):
        return "empty"
    found = match_signature(data[:1024])
    if found == "ole":
        return _ole(data)
    if found == "zip":
        return _zip(data)
    if found:
        return found
    head = ascii_view(data)
    if _MAIL.match(head.lstrip()):
        block = head.lstrip()[:8192].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        if _MAIL_SURE.search(block):
            if is_mbox(data[:HEAD]):
                return "mbox"
            return "mht" if b"multipart/related" in block.lower() or b"saved by" in block.lower() else "eml"
    if kind := markup_kind(data, markdown=text_format(name) in ("md", "wiki")):
        return kind
    return _plain(data, name)


def _plain(data: bytes, name: str) -> str:
    head = data[:HEAD]
    if len(head) != len(head.translate(None, _CONTROLS)):
        from cleaners.decoding import decode  # rarely needed, and not at all where files are only listed

        decoded = decode(head)
        text = decoded.text
        unreadable = len(_CONTROL.findall(text))
        lost = text.count("\ufffd")
        odd = unreadable > MAX_CONTROLS * len(text) or (unreadable and unreadable + lost > MAX_UNREADABLE * len(text))
        if odd and not _is_written(head, decoded):
            return "binary"
        if text.count("\0") > len(text) / 2:
            return "binary"
    if _MAY_BE_SUBTITLES.match(head) and (kind := _subtitles(head, name)):
        return kind
    if is_notebook(head):
        return "ipynb"
    if is_json(head, name):
        return "json"
    kind = text_format(name)
    return "wiki" if kind == "text" and b"[[" in head and _is_wiki(head) else kind


def _is_written(head: bytes, decoded: Decoded) -> bool:
    """Whether it is all UTF-8 and much of it beyond ASCII, as no binary data is: a text in UTF-16 that was read as a page of one
    byte and saved, which has control characters all over."""
    whole = decoded.encoding == "utf-8" and len(decoded.damage) <= 1  # the head may end inside a character
    return whole and len(head) - len(decoded.text) > MIN_WRITTEN * len(decoded.text)


def _is_wiki(head: bytes) -> bool:
    from cleaners.decoding import decode
    from cleaners.structure.wiki import looks_like_wiki

    return looks_like_wiki(decode(head).text)


def _subtitles(head: bytes, name: str) -> str:
    from cleaners.structure.subtitles import subtitle_kind  # rarely needed

    return subtitle_kind(ascii_view(head).removeprefix(codecs.BOM_UTF8).decode("latin-1"), name)


def text_format(name: str) -> str:
    """The kind of plain text that a name stands for."""
    return _TEXT_NAMES.get(name.rpartition(".")[2].lower(), "text") if "." in name else "text"


def _ole(data: bytes) -> str:
    names = {name.lower() for name in top_names(data)}
    for stream, kind in _OLE_STREAMS:
        if stream.lower() in names:
            return kind
    if names:
        return "ole"
    return next((kind for head, kind in _OLE_HEADS if stream_start(data, head) >= 0), "ole")


def _zip(data: bytes) -> str:
    found = at_top(members(data))
    first = next((member for member in found if member.name == "mimetype" and member.method in (0, 8)), None)
    if first is not None:
        mime = _start(data[first.start : first.end], first.method).strip()
        for start, kind in _ZIP_TYPES.items():
            if mime.startswith(start):
                return kind
    return _by_names(member.name for member in found)


def _start(packed: bytes, method: int) -> bytes:
    """The first bytes of a member: programs should store the type of the package, and some pack it."""
    if not method:
        return packed
    try:
        return zlib.decompressobj(-15).decompress(packed, 256)
    except zlib.error:
        return b""


def zip_format(file: IO[bytes]) -> str:
    """The format of a zip archive too big to be read, by the names in it; "zip" for one that is no more than that."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _by_names(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "zip"


def _by_names(names: Iterable[str]) -> str:
    names = list(names)
    for prefix, kind in _ZIP_MEMBERS:
        if any(name.startswith(prefix) for name in names):
            return kind
    return "zip"

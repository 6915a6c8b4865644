"""Magic numbers: formats that the first bytes tell."""

from __future__ import annotations

import re

# (offset, bytes, format). Longer before shorter where one begins with the other. Formats of interest by their own name; all
# others by what they are to us: image, media, font, program, archive.
_TABLE: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"PK\x07\x08", "zip"),
    (0, b"{\\rtf", "rtf"),
    (0, b"ITSF", "chm"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"\x1f\x8b\x08", "gz"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zst"),
    (257, b"ustar", "tar"),
    (0, b"WARC/", "warc"),
    (0, b"HN\x00\x00", "caj"),
    (0, b"CAJ\x00", "caj"),
    (0, b"KDH ", "caj"),
    (0, b"\x89PNG\r\n\x1a\n", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"GIF87a", "image"),
    (0, b"GIF89a", "image"),
    (0, b"II*\x00", "image"),
    (0, b"MM\x00*", "image"),
    (0, b"\x00\x00\x01\x00", "image"),
    (0, b"8BPS", "image"),
    (0, b"AT&TFORM", "djvu"),
    (4, b"ftypavif", "image"),
    (4, b"ftyphei", "image"),
    (4, b"ftyp", "media"),
    (0, b"\x1aE\xdf\xa3", "media"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "media"),
    (0, b"wOFF", "font"),
    (0, b"wOF2", "font"),
    (0, b"\x00\x01\x00\x00\x00", "font"),
    (0, b"OTTO\x00", "font"),
    (0, b"ttcf", "font"),
    (0, b"\x7fELF", "program"),
    (0, b"\xca\xfe\xba\xbe", "program"),
    (0, b"\xcf\xfa\xed\xfe", "program"),
    (0, b"\xfe\xed\xfa", "program"),
    (0, b"!<arch>\n", "program"),
    (0, b"\x00asm", "program"),
    (0, b"SQLite format 3\x00", "sqlite"),
    (0, b"%!PS", "postscript"),
)
# Signatures of letters, which also begin texts, with the bytes behind them that no text has.
_LETTERS = re.compile(
    rb"(?P<media>ID3[\x02-\x04][\x00-\x09]|OggS\0|fLaC\0|[CFZ]WS[\x01-\x3f]|FLV\x01|\.RMF\0)|(?P<bz2>BZh[1-9]1AY&SY)"
)
_FIRST = frozenset(magic[0] for offset, magic, _ in _TABLE if not offset)
# Junk before the header is allowed by readers of PDF, within the first kilobyte.
_PDF = re.compile(rb"%PDF-\d")
# A page of a few lines (a redirect) that a server sent before the file.
_BEHIND_PAGE = re.compile(rb"</html\s{0,8}>\s{0,64}%PDF-\d", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]")


def match_signature(data: bytes) -> str:
    """The format that the first bytes of `data` tell, or ""."""
    if (data[:1] and data[0] in _FIRST) or data[4:8] == b"ftyp" or data[257:262] == b"ustar":
        for offset, magic, kind in _TABLE:
            if data.startswith(magic, offset):
                return kind
    if data[60:68] in (b"BOOKMOBI", b"TEXtREAd"):
        return "mobi"
    if letters := _LETTERS.match(data):
        return letters.lastgroup or ""
    if data[:4] == b"RIFF":
        return "image" if data[8:12] == b"WEBP" else "media" if data[8:12] in (b"WAVE", b"AVI ") else ""
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":
        return "image"
    if data[:2] == b"MZ" and data[:512].count(0) > 8:
        return "program"
    if _PDF.search(data, 0, 1024) and (not _MARKUP.match(data) or _BEHIND_PAGE.search(data, 0, 1024)):
        return "pdf"
    return ""

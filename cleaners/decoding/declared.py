"""What a document says of its own encoding (XML, HTML, also malformed), and what names mean.

A declaration is a hint: pages declare what their template was copied with. It earns its encoding a bonus in the scoring and
decides nothing. Names of subsets are read as the superset, as browsers do: text that calls itself GB2312 holds GBK characters.
"""

from __future__ import annotations

import codecs
import re

# A declaration stands in the head; malformed meta elements (`httpequiv`, no quotes, `charset` without `content`) are read too.
_HEAD = 8192
_DECLARATION = re.compile(
    rb"""(?ix)
    <\?xml [^>]{0,80}? \b encoding \s* = \s* ["']? \s* (?P<xml> [a-z0-9_.:-]+ )
    | <meta [^>]{0,200}? charset \s* = \s* ["']? \s* (?P<meta> [a-z0-9_.:-]+ )
    | \A \s* @charset \s+ ["'] (?P<css> [a-z0-9_.:-]+ )
    """
)

_NAMES = {
    "utf-8": "utf8 unicode11utf8 unicode20utf8 xunicode20utf8 utf8mb4 u8",
    "gb18030": "gb18030 gb180302000 gb180302005 gb180302022 gbk xgbk csgbk cp936 ms936 windows936 936 gb2312 gb231280 xgb2312"
    " csgb2312 csgb231280 csiso58gb231280 isoir58 chinese gb euccn xeuccn",
    "big5hkscs": "big5 xxbig5 csbig5 cnbig5 big5tw big5eten big5hkscs big5hk big52003 cp950 ms950 windows950 950 cp951",
    "euc-tw": "euctw xeuctw cns11643 cseuctw",
    "cp932": "shiftjis sjis xsjis mskanji cp932 ms932 windows31j cswindows31j csshiftjis 932",
    "euc_jp": "eucjp xeucjp cseucpkdfmtjapanese ujis",
    "cp949": "euckr cseuckr ksc56011987 ksc56011989 ksc5601 csksc56011987 korean isoir149 cp949 uhc windows949 949 ms949",
    "cp1252": "iso88591 latin1 l1 isoir100 cp819 ibm819 windows1252 cp1252 xcp1252 usascii ascii ansix341968 1252",
    "utf-16-le": "utf16 utf16le unicode ucs2 iso10646ucs2 unicodefffe",
    "utf-16-be": "utf16be unicodefeff",
    "hz": "hz hzgb2312 hzgb",
    "iso-2022-cn": "iso2022cn iso2022cnext",
    "iso2022_jp_2": "iso2022jp csiso2022jp iso2022jp2",
    "iso2022_kr": "iso2022kr csiso2022kr",
}
_ENCODINGS = {name: encoding for encoding, names in _NAMES.items() for name in names.split()}


# Codecs of Python that give text and are no encodings of documents.
_NO_ENCODINGS = frozenset(
    ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "raw-unicode-escape", "unicode-escape", "utf-7")
)


def canonical(label: str | None) -> str:
    """The encoding that a label means, as the scoring names it; for others Python's name; empty where there is none.

    >>> canonical("GB2312"), canonical("text/html; charset=x-sjis"), canonical("KOI8-R"), canonical("nonsense")
    ('gb18030', 'cp932', 'koi8-r', '')
    """
    if not label:
        return ""
    label = re.split(r"(?i)charset\s*=", label)[-1].strip(" \t\r\n\"';")
    name = re.sub(r"[^a-z0-9]", "", label.lower())
    if name in _ENCODINGS:
        return _ENCODINGS[name]
    try:
        known = codecs.lookup(label).name
        b"a".decode(known)  # refuses codecs that make no text
    except (LookupError, ValueError):  # ValueError: a NUL in the label, or a codec that refuses everything
        return ""
    return "" if known in _NO_ENCODINGS else _ENCODINGS.get(re.sub(r"[^a-z0-9]", "", known), known)


def declared_inside(data: bytes) -> str:
    """The encoding that the document declares in its head."""
    match = _DECLARATION.search(data, 0, _HEAD)
    return canonical(match[match.lastgroup or 0].decode("ascii")) if match else ""


def without_declaration(data: bytes) -> bytes:
    """The document with the declarations in its head taken out, for judges that would believe them."""
    return _DECLARATION.sub(b" ", data[:_HEAD]) + data[_HEAD:]

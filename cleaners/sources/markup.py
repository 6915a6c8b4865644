"""Markup by content: is it a page, another kind of XML, or a text that only speaks of tags?

Tags are ASCII in every encoding that documents come in but UTF-16 and UTF-32, so bytes are searched as they are, without
decoding; those two lose their zero bytes first.
"""

from __future__ import annotations

import codecs
import re

HEAD = 65536

_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# ASCII in units of two or four bytes without a mark: the first element, or the first four letters of anything (a header of mail).
_WIDE = re.compile(
    rb"\s*\0?(?:<\0[!?a-zA-Z]\0|\0<\0[!?a-zA-Z])|(?:\0?[\t\n\r ])*\0{0,3}<\0{3}|(?:[A-Za-z]\0){4}|(?:\0[A-Za-z]){4}"
    rb"|(?:[A-Za-z]\0{3}){4}|(?:\0{3}[A-Za-z]){4}"
)
# What may stand before the first element. Comments that are never closed end the prologue.
_PROLOGUE = re.compile(rb"(?:\s+|\xef\xbb\xbf|<!--.*?-->|<\?(?!xml\b).*?\?>)*", re.DOTALL)
_DECLARATION = re.compile(rb"<\?xml\b[^>]{0,300}\?>", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!doctype\s+([\w:.-]+)[^>\[]{0,500}(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([a-zA-Z][\w.-]*)")
_PAGE_TAGS = (
    b"html head body title meta link script style frameset frame div span p br a img table tbody thead tr td th ul ol li dl dt "
    b"dd h1 h2 h3 h4 h5 h6 font center b i u em strong pre code blockquote section article main header footer nav form input hr "
    b"noscript iframe textarea button figure big small sub sup template"
).split()
_PAGE = frozenset(_PAGE_TAGS)
_TAG = re.compile(rb"</?(?:" + b"|".join(sorted(_PAGE_TAGS, reverse=True)) + rb")(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE)
_SKELETON = re.compile(rb"<(?:html|body|head|!doctype\s+html|frameset)[\s>]", re.IGNORECASE)

# Vocabularies that share names with pages (article, section, div).
_OTHER_XML = re.compile(rb"docbook|<(?:para|simpara|sect1|info|articleinfo|front|journal-meta|sec)[\s>]", re.IGNORECASE)

# What begins so is a page, whatever else it holds.
_HEADS = frozenset({b"head", b"body", b"frameset", b"meta", b"title", b"link"})
# Single-file components of Vue and Svelte: code, whose parts have the names of elements.
_COMPONENT = re.compile(rb"^<(?:template[\s>]|script[^>\n]*\s(?:setup|lang=)|script[^>\n]*>\s*(?:import|export)\b)", re.MULTILINE)

# What begins with words counts as a page where it ends with a tag and this share of its bytes is tags (a server's message before
# the page), or twice as much without <html> (a fragment): a `<br>` left behind every line of 12 characters or more stays below.
MIN_TAG_SHARE = 0.06
MIN_TAGS = 10


def ascii_view(data: bytes) -> bytes:
    """The head of `data` in which tags can be searched as ASCII."""
    head = data[:HEAD]
    if head.startswith(_WIDE_MARKS) or _WIDE.match(head):
        return head.replace(b"\0", b"").lstrip(b"\xff\xfe")
    return head


def markup_kind(data: bytes, *, markdown: bool = False) -> str:
    """ "html", "xml", or "" for what is no markup. Markdown may hold any tags and is no page, whether its name says what it is
    (`markdown`) or its signs do; but a document that declares itself to be a page or XML is one all the same."""
    head = ascii_view(data)
    if b"<" not in head:
        return ""
    at = _after_prologue(head, 0)
    declared = _DECLARATION.match(head, at)
    if declared:
        at = _after_prologue(head, declared.end())
    if doctype := _DOCTYPE.match(head, at):
        return "html" if doctype[1].lower() == b"html" else "xml"
    root = _ROOT.match(head, at)
    name = root[1].lower() if root else b""
    if name == b"html":
        return "html"
    if declared:
        return "html" if name in _PAGE and not _OTHER_XML.search(head) else "xml"
    if markdown or not _is_page(head, name, data.rstrip(b" \t\r\n\0").endswith(b">")):
        return ""
    if name in _HEADS:
        return "html"
    from cleaners.structure import looks_like_markdown  # rarely needed, and not at all where files are only listed

    return "" if looks_like_markdown(head.decode("latin-1")) else "html"


def root_tag(data: bytes) -> bytes:
    """What `data` holds from its first element on; b"" for what does not begin with markup."""
    head = ascii_view(data)
    if b"<" not in head[:1024]:
        return b""
    at = _after_prologue(head, 0)
    if declared := _DECLARATION.match(head, at):
        at = _after_prologue(head, declared.end())
    if doctype := _DOCTYPE.match(head, at):
        at = _after_prologue(head, doctype.end())
    return head[at:] if head.startswith(b"<", at) else b""


def _after_prologue(head: bytes, at: int) -> int:
    prologue = _PROLOGUE.match(head, at)
    return prologue.end() if prologue else at


def is_page(data: bytes, *, markdown: bool = False) -> bool:
    return markup_kind(data, markdown=markdown) == "html"


def _is_page(head: bytes, root: bytes, closed: bool) -> bool:
    """`closed`: the document ends with a tag. Text that explains markup, or that quotes code, hardly begins and ends with one."""
    if root in (b"script", b"template", b"style") and _COMPONENT.search(head):
        return False
    tags = [match.end() - match.start() for match in _TAG.finditer(head)]
    if root in _PAGE:
        return closed or len(tags) >= MIN_TAGS or root in (b"body", b"head", b"frameset")
    if not closed or len(tags) < MIN_TAGS:
        return False
    share = sum(tags) / len(head)
    return share >= (MIN_TAG_SHARE if _SKELETON.search(head) else 2 * MIN_TAG_SHARE)

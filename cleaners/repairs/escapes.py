"""Resolve escapes that a program left in the text: `&#20320;`, `&amp;nbsp;`, `\\u4f60`, `%E4%BD%A0`, `=E4=BD=A0`.

HTML entities are decided for the whole text: all are resolved, or none if the text is about entities. Those in URLs
and code always stay. If resolving yields tags around Chinese text, the tags are removed; tags that the text only
mentions stay escaped. The other escapes are resolved only where the result is Chinese.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import character_model
from cleaners.document import Document, Edit, close_edit
from cleaners.options import Context
from cleaners.repairs.gate import suspicions
from cleaners.step import CODE, Gate, step

# Named entities that editors and databases leave behind. They stand for text; `lt` and `gt` often do not (see _entities).
_NAMED = (
    "nbsp|ensp|emsp|thinsp|ldquo|rdquo|lsquo|rsquo|laquo|raquo|mdash|ndash|hellip|middot|bull|quot|amp|apos|lt|gt|copy|reg|trade"
    "|times|divide|deg|permil|plusmn|yen|euro|cent|pound|sect|para|rarr|larr|uarr|darr|alpha|beta|gamma|mu|pi|sup2|sup3|le|ge|ne"
)
_ENTITIES = lazy_pattern(rf"(?:&(?:amp;)*(?:#[xX][0-9a-fA-F]{{2,6}}|#\d{{2,7}}|{_NAMED});)+")
_UNICODE = lazy_pattern(r"(?:(?:\\u|%u)[0-9a-fA-F]{4})+")
_PERCENT = lazy_pattern(r"%[0-9A-Fa-f]{2}(?:[A-Za-z0-9_.~-]*%[0-9A-Fa-f]{2})+")
_QUOTED = lazy_pattern(r"(?:=[0-9A-F]{2}|=\n)+")
_QUOTED_REGION = lazy_pattern(r"(?:=[0-9A-F]{2}|=\n|[ -<>-~])+")

_CHINESE = lazy_pattern("[\u2018-\u201d\u2014\u2026\u3001-\u3011\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff1f\U00020000-\U0003ffff]")
_ABOUT = lazy_pattern(
    r"实体|實體|[字文][符元字]引用|[字文][符元字][参參][照引考]|转义|轉義|编码|編碼|字符集|エスケープ|HTML|XML|entit|escap|encod|Unicode"
    r"|正则|正則|regex",
    re.IGNORECASE,
)
_CODE = lazy_pattern(
    r"[{}<>`]|^\s*(?:def|class|import|from|var|let|const|function|public|private|static|return|print|echo|#include|//|/\*|\$)\b"
    r"|\w\s*=\s*[\"'\w\[]|\w\(.*\)\s*;?\s*$|;\s*$"
    r"|^\s*[bru]?(?P<quote>[\"']).*(?P=quote)\s*[,:\])]"  # an entry of a table or list
)
# An escape belongs to a URL if the same word looks like one before it or behind it.
_ADDRESS_BEFORE = lazy_pattern(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|www\.|[\w-]\.[a-zA-Z]{2,}|[/?=&#\\@])[!-~]*$")
_ADDRESS_BEHIND = lazy_pattern(r"[!-~]*?(?:/|\.[a-zA-Z]{2,5}\b|=|&[a-z])")

# Bytes read as GBK count as Chinese from this mean log-probability per character (nats) on. Good text has -4 to -6.5, a wrong
# reading less than -10.
LEGIBLE = -8.0
# Share of the characters of a decoded run that must be Chinese.
CHINESE_SHARE = 0.5


@step(
    rules=("escape.entity", "escape.tag", "escape.unicode", "escape.percent", "escape.quoted_printable"),
    switch=("repair",),
    leaves=CODE,
    gate=Gate("&\\%="),
)
def resolve_escapes(document: Document, _context: Context) -> list[Edit] | None:
    """Replace escapes by the characters that they stand for."""
    text = document.text
    if not suspicions(text).escapes:
        return None
    edits = [*_entities(document), *_unicode(text), *_percent(text), *_quoted_printable(text)]
    return _disjoint(edits) or None


def _entities(document: Document) -> Iterator[Edit]:
    text = document.text
    if "&" not in text:
        return
    code = _Code.of(document)
    found = [
        match
        for match in _ENTITIES.finditer(text)
        if not (_in_address(text, *match.span()) or _in_code(text, match.start()) or code.holds(match.start()))
    ]
    if not found or sum(_is_about(text, match.start()) for match in found) * MAX_ABOUT > len(found):
        return
    tags = _Tags.of(text, code) if "lt;" in text else _Tags(())
    yield from tags.edits(text)
    for match in found:
        if tags.hold(match.start()) or (tags.mentioned and ("lt;" in match[0] or _shows_tags(_line_at(text, match.start())))):
            continue
        meant = _unescaped(match[0])
        if not _is_example(text, *match.span(), meant) and not _is_about(text, match.start()):
            yield close_edit(text, *match.span(), meant.replace("\xa0", " "), "escape.entity")


MAX_ABOUT = 3  # if more than one entity in three is in a line that speaks of entities, the text is about them

_TAG = lazy_pattern(
    r"&(?:amp;)*lt;(?P<end>/?)(?P<name>p|br|div|span|a|b|i|u|s|strong|em|font|img|h[1-6]|ul|ol|li|table|tbody|tr|td|th|center"
    r"|blockquote|section|article|hr|o:p)\b(?:(?!&(?:amp;)*[lg]t;)[^\n]){0,300}&(?:amp;)*gt;"
)
_BLOCK = lazy_pattern("p|br|div|h[1-6]|ul|ol|li|table|tr|center|blockquote|section|article|hr")


@dataclass(frozen=True, slots=True)
class _Tags:
    """Tags that are written with entities."""

    found: tuple[re.Match[str], ...]
    mentioned: bool = False
    """Whether the text is about markup, so that its tags must stay."""

    @classmethod
    def of(cls, text: str, code: _Code) -> _Tags:
        found = tuple(match for match in _TAG.finditer(text) if not code.holds(match.start()))
        if not found:
            return cls(())
        about = sum(_is_about(text, match.start()) or bool(_TAG_WORD.match(text, match.end())) for match in found)
        opened: dict[str, int] = {}
        pairs = breaks = 0
        for match in found:
            name = match["name"]
            breaks += name in ("br", "p", "img")
            if not match["end"]:
                opened[name] = match.end()
            elif name in opened:
                pairs += bool(_CHINESE.search(text, opened.pop(name), match.start()))
        return cls((), mentioned=True) if about * 2 >= len(found) or not (pairs or breaks >= 2) else cls(found)

    def hold(self, place: int) -> bool:
        number = bisect_right(self.found, place, key=lambda match: match.start()) - 1
        return number >= 0 and place < self.found[number].end()

    def edits(self, text: str) -> Iterator[Edit]:
        for match in self.found:
            start, end = match.span()
            inside = text[start - 1 : start] not in ("", "\n") and text[end : end + 1] not in ("", "\n")
            yield Edit(
                start, end, "\n" if inside and _BLOCK.fullmatch(match["name"]) else "", "escape.tag", "a tag that was escaped"
            )


_TAG_WORD = lazy_pattern(r"[`”」’\"]? ?(?:标签|標籤|元素|tag|element)")
_FENCE = lazy_pattern(r"^ {0,3}(```+|~~~+)[^\n]*\n.*?^ {0,3}\1", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Code:
    """Where the document has code: spans marked as code by the reader, fenced blocks, and text between backticks."""

    text: str
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, document: Document) -> _Code:
        text = document.text
        spans = (
            [(mark.start, mark.end) for mark in document.marks_now("code", "pre", "formula", "front_matter")]
            if document.marks
            else []
        )
        if "```" in text or "~~~" in text:
            spans += [match.span() for match in _FENCE.finditer(text)]
        return cls(text, tuple(sorted(spans)))

    def holds(self, place: int) -> bool:
        number = bisect_right(self.spans, (place, len(self.text))) - 1
        if number >= 0 and place < self.spans[number][1]:
            return True
        line = self.text.rfind("\n", max(0, place - 300), place) + 1 or max(0, place - 300)
        return self.text.count("`", line, place) % 2 == 1


def _is_example(text: str, start: int, end: int, meant: str) -> bool:
    """Whether a numeric entity is an example and must stay: it is quoted, or gives a foreign letter outside any word."""
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    quoted = before in tuple("\"'“‘「『`") and behind in tuple("\"'”’」』`")
    alone = meant.isalpha() and not (before + behind).isalnum()
    return text.startswith("&#", start) and meant < "\u3000" and (quoted or alone)


def _unescaped(run: str) -> str:
    """The run with every level of escaping undone. Characters that a text cannot contain stay escaped."""
    import html  # its table of entities takes time to load

    for _ in range(4):
        resolved = html.unescape(run)
        if resolved == run:
            break
        run = resolved
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", run)


def _unicode(text: str) -> Iterator[Edit]:
    if "\\u" not in text and "%u" not in text:
        return
    for match in _UNICODE.finditer(text):
        start, end = match.span()
        units = re.sub(r"\\u|%u", "", match[0])
        meant = bytes.fromhex(units).decode("utf-16-be", "replace")
        if "\ufffd" in meant or not _mostly_chinese(meant):
            continue
        if len(meant) < 2 and not _beside_chinese(text, start, end):
            continue
        ranged = text[end : end + 1] in ("-", "]") or text[max(0, start - 1) : start] in ("-", "[", "^")
        quoted = text[max(0, start - 1) : start] in ("'", '"') or text[end : end + 1] in ("'", '"')
        if ranged or (quoted and _in_code(text, start)) or _in_address(text, start, end) or _is_about(text, start):
            continue
        yield Edit(start, end, meant, "escape.unicode")


def _percent(text: str) -> Iterator[Edit]:
    if "%" not in text:
        return
    for match in _PERCENT.finditer(text):
        start, end = match.span()
        if _in_address(text, start, end) or _in_code(text, start) or _is_about(text, start):
            continue
        data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda pair: bytes.fromhex(pair[1].decode()), match[0].encode())
        meant = _decoded(data)
        if meant is not None and _mostly_chinese(meant):
            yield close_edit(text, start, end, meant, "escape.percent")


def _quoted_printable(text: str) -> Iterator[Edit]:
    if not re.search("(?:=[0-9A-F]{2}){3}", text):
        return
    for region in _QUOTED_REGION.finditer(text):
        if len(re.findall("=[89A-F][0-9A-F]", region[0])) < 4:
            continue
        runs = [run for run in _QUOTED.finditer(text, *region.span()) if run[0] != "=\n" or run.start() > region.start()]
        decoded = [_decoded(_quoted_bytes(run[0]), strict=True) for run in runs]
        if all(meant is not None for meant in decoded):
            if _mostly_chinese("".join(meant or "" for meant in decoded)):
                for run, meant in zip(runs, decoded, strict=True):
                    yield Edit(*run.span(), meant or "", "escape.quoted_printable")
            continue
        meant = _decoded(_quoted_bytes(region[0]))  # in GBK a second byte may be an unescaped ASCII character
        if meant is not None and len(_CHINESE.findall(meant)) >= 3:
            yield close_edit(text, *region.span(), meant, "escape.quoted_printable")


def _quoted_bytes(run: str) -> bytes:
    data = run.replace("=\n", "").encode()
    return re.sub(rb"=([0-9A-F]{2})", lambda pair: bytes.fromhex(pair[1].decode()), data)


def _decoded(data: bytes, strict: bool = False) -> str | None:
    """The bytes decoded as UTF-8, else as GBK if that reads well, else None. `strict`: try UTF-8 only."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if strict:
            return None
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = "".join(character for character in text if not character.isascii())
    return text if foreign and character_model().score(foreign) > LEGIBLE * len(foreign) else None


def _mostly_chinese(text: str) -> bool:
    return bool(text) and len(_CHINESE.findall(text)) >= CHINESE_SHARE * len(text)


def _beside_chinese(text: str, start: int, end: int) -> bool:
    return any(_CHINESE.match(beside) for beside in (text[max(0, start - 1) : start], text[end : end + 1]))


def _in_address(text: str, start: int, end: int) -> bool:
    word = re.search("[!-~]*$", text[max(0, start - 300) : start])
    before = word[0] if word else ""
    if "&" in before and "lt;" not in before:  # entities are no signs of an address: 120&deg;C-140&deg;C
        before = _ENTITIES.sub("", before)
    return bool(before and _ADDRESS_BEFORE.search(before)) or bool(
        "%" in text[start:end] and _ADDRESS_BEHIND.match(text, end, min(len(text), end + 300))
    )


def _line_at(text: str, place: int) -> str:
    start = text.rfind("\n", max(0, place - 600), place) + 1
    end = text.find("\n", place, place + 600)
    # In a long text without line breaks look only nearby, at the same stretch for all escapes close together.
    near = place - place % 300
    return text[max(start, near - 300) : min(len(text) if end < 0 else end, near + 600)]


def _in_code(text: str, place: int) -> bool:
    return _is_code(_line_at(text, place))


@lru_cache(maxsize=16)
def _is_code(line: str) -> bool:
    line = _ENTITIES.sub(" ", _TAG.sub(" ", line))
    return bool(_CODE.search(line)) and len(_CHINESE.findall(line)) < 0.5 * len(line)


def _is_about(text: str, place: int) -> bool:
    return _speaks_of_escapes(_line_at(text, place))


@lru_cache(maxsize=16)
def _speaks_of_escapes(line: str) -> bool:
    return bool(_ABOUT.search(line))


@lru_cache(maxsize=16)
def _shows_tags(line: str) -> bool:
    return bool(_TAG.search(line))


def _disjoint(edits: list[Edit]) -> list[Edit]:
    """The edits in order of place, without those that overlap an earlier one."""
    chosen: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not chosen or edit.start >= chosen[-1].end:
            chosen.append(edit)
    return chosen

"""Notices that the site withholds text: taken out of the text, and recorded with what they say of reason and amount.

Their wordings have no end, their words do. A notice is a piece of text of its own (a line, a bracket, the end of a line) that
can be told entirely in the words of `omissions.toml` and in counts, and that plays the roles of a notice: so many characters
hidden, the whole and the part shown, pages left to read, text to be seen after logging in. A story in which somebody logs in
has other words, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from cleaners.boilerplate.layout import view_of
from cleaners.boilerplate.signs import signs_of
from cleaners.boilerplate.withheld.notices import COUNT, FRAMES, LONGEST, LOOSE, Notice, read
from cleaners.characters.fold import fold
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Changes, Document, Edit, Omission
from cleaners.options import Context
from cleaners.origin import OmissionReason
from cleaners.step import DATA, NOT_ASCII, step

_COUNTED = ("字", "页", "%", "characters", "…", "..")
# What else one reads before one pays or logs in, and what a line of speech begins with.
_OF_SERVICE = lazy_pattern('协议|条款|须知|说明|声明|规则|指南|手册|公告|通知|办法|条例|流程|[说道问答喊]:|^[“"]')
_ATTACHMENT = lazy_pattern(r"附件|\.(?:docx?|pdf|zip|rar|xlsx?|pptx?|jpe?g|png|txt|7z)\s*\Z")
_LOOSE_LINE = 48  # characters of a line that may have other words than a notice has
_FRAME = 72  # characters before a sign in which its bracket opens
_TAIL = 110  # characters at the end of a longer line in which a notice may stand
_CLOSED = frozenset("。!?！？…」』”\"')）】]:：；;")
_SENTENCE_END = frozenset("。!?！？")
_FRAMED = lazy_pattern(
    r"[【\[(（<{「]([^【\[(（<{「】\])）>}」\n]{4,70})[】\])）>}」]|([-=*~—]{2,})\s*([^\n]{4,70}?)\s*(?:\2|[-=*~—]{2,})"
)
_OPENS = lazy_pattern(r"[【\[(（<{「]|[-=*~—－＝＊～]{2}")
_BOUNDARY = lazy_pattern(r"[。!?！？…)）】\]」”\"]+\s*|\.{2,}\s*|\s+|[,，;；]\s*")
_CLAUSE = lazy_pattern(r"[。!?！？…)）】」”\"\s]")
_SENTENCE = lazy_pattern(r"[。!?！？]")
# The first half of a sentence: no field, address or credit.
_HALF = lazy_pattern(
    r"(?!.*(?:来源|作者|编辑|记者|通讯员|电话|地址|转载|责编|审核|编写|翻译|摄影|摄))"
    r"[^\s:@/|_()（）【】]{10,}[\u3400-\u9fff,、]|[^\s:@/|_]{4,}[,、]"
)
# A button that was glued to the text: nothing but its own form tells where the text ends.
_BUTTON = lazy_pattern(
    r"(?:(?P<strong>(?:点击|点此|展开|显示|继续)(?:阅读|查看|浏览|展开)?"
    r"(?:全文|全部内容|剩余内容|剩余全文|余下全文|余下内容|完整内容|更多内容|更多))"
    r"|(?:阅读|查看|浏览)(?:全文|更多|原文|剩余内容|完整内容|全部内容|余下全文)|全文阅读|详细内容|详情|继续阅读|[Rr]ead [Mm]ore)"
    r"(?P<arrow>\s*[>»›↓▼∨\]】.…]*)$"
)


@step(rules=(f"omission.{reason}" for reason in get_args(OmissionReason)), switch=("boilerplate",), leaves=DATA, gate=NOT_ASCII)
def omissions(document: Document, _context: Context) -> Changes | None:
    """Take the notices out and record what they say."""
    text = document.text
    hits = signs_of(view_of(text))["notice"]
    if not hits:
        return None
    found = list(_notices(text, hits))
    if not found:
        return None
    edits, notices, pages = [], [], (0, 0)
    # One notice may say what the whole document lacks (5,120 characters, 1,840 shown) and others where parts of that are missing.
    elsewhere = sum(reading.chars for _, _, _, reading in found if not reading.of_whole)
    for start, end, reason, reading in found:
        words = text[start:end].strip()
        edits.append(Edit(start, end, "", f"omission.{reason}", "a notice by all its words"))
        if reading.pages_left != 0:
            chars = reading.chars
            if reading.of_whole:
                chars, elsewhere = max(0, chars - elsewhere), max(chars, elsewhere)
            notices.append(Omission(reason, chars, reading.pages_seen, reading.pages_total, words, start))
        if reading.pages_total:
            pages = (reading.pages_seen, reading.pages_total)
    metadata = {"pages_seen": pages[0], "pages_total": pages[1]} if pages[1] else {}
    return Changes(edits, metadata, tuple(notices))


@step()
def cut_off(document: Document, _context: Context) -> Changes | None:
    """Record that the text stops in mid-sentence, where no notice says so. Nothing is taken out.

    Only a text of whole sentences can be said to stop: its last line has sentences before the broken one, and the other
    paragraphs end in marks. A verse, a list, a signature or an ellipsis of six dots, as authors set it, is an end like any other.
    """
    if document.omissions or not document.text:
        return None
    end = len(document.text.rstrip())
    text = document.text[:end]
    start = text.rfind("\n") + 1
    line = fold(text[max(start, end - 400) :])
    if len(line) < 25 or line[-1] in '。!?)]}》”"」』】':
        return None
    clause = _SENTENCE.split(line)[-1]
    if line.endswith(("...", "…")):
        bare = clause.rstrip(".…")
        author = line.endswith(("……", "...."))  # six dots, in ASCII as well, are an author's; a site cuts with three
        broken = not author and bare[-1:].isalnum() and not bare[-1:].isascii() and "。" in text[:-1]
    else:
        closed = [paragraph[-1] in _CLOSED for paragraph in text[:start].split("\n")[-40:] if len(paragraph) >= 25]
        sentences = line.count("。") + line.count("!") + line.count("?")
        broken = (
            sentences >= 1
            and (sum(closed) >= 0.9 * len(closed) if len(closed) >= 2 else sentences >= 2 or line[-1] == ",")
            and _HALF.fullmatch(clause) is not None
        )
    if not broken:
        return None
    return Changes((), {}, (Omission("cut_off", text=text[-min(len(clause), 40) :], at=end),))


def _notices(text: str, hits: Iterable[int]) -> Iterator[tuple[int, int, OmissionReason, Notice]]:
    """Span, reason and reading of each notice, in the order of the text; `hits` are the places of signs."""
    done, last_prose = 0, -1
    line, stop = 0, -1
    tried = (-1, -1)
    for hit in hits:
        if hit < done:
            continue
        if hit > stop:
            line = text.rfind("\n", max(0, stop), hit) + 1 or line
            stop = text.find("\n", hit)
            stop = stop if stop >= 0 else len(text)
        start = max(line, done)
        whole, ends = stop - start <= LONGEST, stop - hit <= _TAIL
        opened = _OPENS.search(text, max(start, hit - _FRAME), hit)
        if not (whole or ends or opened):
            continue  # in the middle of a paragraph, and in no frame
        if last_prose < 0:
            last_prose = _last_prose(text)
        fresh = tried != (start, stop)
        found = _line(text, start, stop, last_prose) if whole and fresh else None
        if not found and opened:
            found = _framed(text, max(start, hit - LONGEST), min(stop, hit + LONGEST), hit, last_prose)
        if not found and ends and fresh:
            found = _tail(text, start, stop, last_prose, hit)
        if ends:
            tried = start, stop
        if found and found[1] > done:
            yield max(found[0], done), *found[1:]
            done = found[1]


_Found = tuple[int, int, OmissionReason, Notice]


def _line(text: str, start: int, stop: int, last_prose: int) -> _Found | None:
    """The line as a notice; or two lines, of which one gives the whole and one the part."""
    line = view_of(text).folded[start:stop]
    core = line.strip(FRAMES)
    # A whole sentence has to say how much is missing, or to stand at the end of the text or behind half a sentence.
    said = line.rstrip()[-1:] in _SENTENCE_END and line.lstrip()[:1] not in FRAMES
    if said and stop < last_prose and not any(sign in line for sign in _COUNTED) and not _cut_before(text, start):
        return None
    reading = read(core) or _loosely(core, said or not start or (stop < last_prose and not _cut_before(text, start)))
    if reading is None:
        return None
    after = min(len(text), stop + 1)
    if (
        not (reading.counts or reading.demands or reading.ends_trial)
        and reading.roles & {"total", "shown"}
        and COUNT.search(core)
    ):
        end = text.find("\n", after, after + LONGEST)
        end = end if end >= 0 else min(len(text), after + LONGEST)
        both = read(f"{core},{fold(text[after:end]).strip(FRAMES)}")
        if both and both.counts:
            return _whole_line(text, start, end), min(len(text), end + 1), both.reason, both
    bare = line.strip()
    framed = len(bare) - len(bare.lstrip("-—=*~#【[(<{「…+_")) > 0 and bare[-1:] in "-—=*~#】])>}」…+_"
    sentence = bare[-1:] in _SENTENCE_END
    cut, at_end = _cut_before(text, start), stop >= last_prose
    if reading.counts:
        good = framed or cut or not sentence or (reading.asks and not reading.part)
    elif reading.demands or reading.ends_trial:
        own, spoken = (
            "own" in reading.groups,
            bool(reading.groups & {"you", "here"}) or bool(reading.roles & {"rest", "hidden", "ended"}),
        )
        # A manual has whole sentences of these words, so a sentence must say more.
        good = framed or cut or ((at_end or own or spoken) and not sentence) or (at_end and own and spoken)
    elif reading.offers or (reading.asks and "whole" in reading.roles):
        good = (cut or framed or (at_end and reading.offers)) and not sentence
    else:  # a button
        good = cut and {"see", "whole"} <= reading.roles and not line.lstrip()[:1].isdigit()  # 5.1.5 了解更多 is a heading
        if good:
            return _whole_line(text, start, stop), after, "trial", reading
    return (_whole_line(text, start, stop), after, reading.reason, reading) if good else None


def _loosely(core: str, unlikely: bool) -> Notice | None:
    """A line read with some other words in it, where it stands at the end of the text and speaks plainly."""
    if unlikely or len(core) > _LOOSE_LINE or "。" in core or _OF_SERVICE.search(core):
        return None
    reading = read(core, strict=LOOSE)
    return reading if reading and reading.plain else None


def _whole_line(text: str, start: int, stop: int) -> int:
    """The start of the line for its removal: with the break before it where none stands behind it."""
    return start - 1 if stop >= len(text) and start else start


def _framed(text: str, start: int, stop: int, at: int, last_prose: int) -> _Found | None:
    """A notice in brackets or between dashes, inside a line."""
    piece = view_of(text).folded[start:stop]
    for match in _FRAMED.finditer(piece):
        if not match.start() <= at - start < match.end():
            continue
        reading = read((match[1] or match[3]).strip(FRAMES))
        if reading is None:
            return None
        begin, end = start + match.start(), start + match.end()
        ends_line = not text[end : end + 3].split("\n")[0].strip()
        cut = begin > 0 and (text[begin - 1] in "….，,、" or (ends_line and text[begin - 1] not in _CLOSED))
        own = "own" in reading.groups and (reading.demands or reading.ends_trial)
        if reading.counts and (reading.asks or match[2] or ends_line or reading.exact):
            return begin, end, reading.reason, reading
        hidden = ("hidden" in reading.roles or "隐藏" in match[0]) and text[begin - 1 : begin] in _CLOSED
        if own and (ends_line or cut or match[2] or hidden):
            return begin, end, reading.reason, reading
        if ends_line and reading.demands and _ATTACHMENT.search(piece[max(0, match.start() - 40) : match.start()]):
            return begin, end, reading.reason, reading
        if (cut or text[begin - 1 : begin] in _CLOSED) and ends_line and end >= last_prose - 1:
            if reading.demands or reading.ends_trial:
                return begin, end, reading.reason, reading
            if {"see", "whole"} <= reading.roles:
                return begin, end, "trial", reading
    return None


def _tail(text: str, start: int, stop: int, last_prose: int, hit: int) -> _Found | None:
    """A notice at the end of a line of text; `hit` is the first sign in it."""
    begin = max(start, stop - _TAIL)
    bare = view_of(text).folded[begin:stop].rstrip()
    sentence = bare[-1:] in _SENTENCE_END
    if sentence and not any(sign in bare for sign in _COUNTED):
        return None  # a whole sentence has to say how much is missing, or to stand behind dots
    boundaries = [match for match in _BOUNDARY.finditer(bare) if match.end() <= hit - begin]
    # What follows the sign belongs to every candidate: if that is no notice, none is.
    if boundaries and read(bare[boundaries[-1].end() :].strip(FRAMES), _TAIL) is None:
        boundaries = []
    for match in boundaries:
        at = match.end()
        core = bare[at:].strip(FRAMES)
        reading = read(core) if len(core) >= 4 else None
        if reading is None:
            continue
        mark = match[0].strip()[:1]
        trails = "…" in match[0] or ".." in match[0]
        cut = trails or (mark not in _SENTENCE_END and mark not in ')）】]」”"')
        if reading.counts and (not sentence or (reading.asks and not reading.part)):
            return begin + at, stop, reading.reason, reading
        if (reading.demands or reading.ends_trial) and (
            trails or (not sentence and ("own" in reading.groups or stop >= last_prose))
        ):
            if mark in ",，;；" and not sentence and not stop >= last_prose:
                continue
            return begin + at, stop, reading.reason, reading
        button = {"see", "whole"} <= reading.roles and not sentence and not reading.roles & {"login", "payment", "download"}
        if button and (trails or (_BUTTON.search(bare[at:]) and stop - start >= 30 and (not cut or not mark))):
            return begin + at, stop, "trial", reading if trails or stop >= last_prose else _BUTTON_ONLY
    glue = _BUTTON.search(bare)
    if glue and stop - start >= 30 and glue.start() > 0:
        before, arrow = bare[glue.start() - 1], glue["arrow"].strip()
        glued = before in _SENTENCE_END or before == "…" or bare[: glue.start()].endswith("..")
        if (
            glued
            or (arrow and stop >= last_prose)
            or (glue["strong"] and stop >= last_prose and before not in "请可以能即并后先")
        ):
            dots = before == "…" or bare[: glue.start()].endswith("..")
            return begin + glue.start(), stop, "trial", _NO_MORE if dots or stop >= last_prose else _BUTTON_ONLY
    return None


_NO_MORE = Notice(frozenset(), frozenset())
# Between two whole paragraphs a button to unfold the text hides nothing: the text is there.
_BUTTON_ONLY = Notice(frozenset(), frozenset(), pages_left=0)


def _cut_before(text: str, start: int) -> bool:
    """Whether the line before stops in mid-sentence: an ellipsis, or a long line without an end mark."""
    end = start
    while end and text[end - 1].isspace():
        end -= 1
    if not end:
        return False
    if text[end - 1] in "…" or text[end - 3 : end] in ("...", "。。。"):
        return True
    line = text[max(text.rfind("\n", 0, end) + 1, end - 60) : end]
    # What stands alone behind the last sentence is a label or a signature as often as half a sentence.
    clause = _CLAUSE.split(line)[-1]
    return len(line) >= 25 and len(clause) >= 8 and clause[-1] not in _CLOSED


def _last_prose(text: str) -> int:
    """Where the last line of prose ends, sought in the last lines of the text."""
    end = len(text)
    for _ in range(400):
        start = text.rfind("\n", 0, end) + 1
        line = text[max(start, end - 300) : end]
        if (
            len(line) >= 40
            and ("。" in line[:-1] or "，" in line or ", " in line or "," in line)
            and read(fold(line[-LONGEST:]).strip(FRAMES)) is None
        ):
            return end
        if not start:
            return 0
        end = start - 1
    return end

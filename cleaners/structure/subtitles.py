"""Subtitles and lyrics as whole files: SubRip (SRT), WebVTT, SubStation (ASS, SSA), LRC.

A mark `markup` stands on all that is none of the words: numbers, times, places, styles, lines shown twice. Its attributes say
under which rule a step takes it out (`rule`) and what stands for it (`to`). Lines of words are `timed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cleaners.document import Mark, Scalar

TIME, STYLE, REPEAT = "subtitle.time", "subtitle.style", "subtitle.repeat"

Spans = list[tuple[int, int, str]]
Times = tuple[float, float]

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_TIME = r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?"
_CUE = re.compile(rf"\s{{0,8}}({_TIME})[ \t]{{0,8}}-->[ \t]{{0,8}}({_TIME})(?=\s|\Z)")
_SRT = re.compile(rf"\ufeff?\s{{0,64}}(?:\d{{1,6}}[ \t]*\r?[\n\r]\s?)?{_TIME}[ \t]*-->[ \t]*{_TIME}")
_ASS = re.compile(r"\ufeff?\s{0,64}(?:;[^\r\n]{0,500}\s+)?\[(?:Script Info|V4\+? Styles|Events)\]", re.IGNORECASE)
_VTT = re.compile(r"\ufeff?WEBVTT(?=[ \t\r\n]|\Z)")
_STAMP = r"\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]"
_STAMPS = re.compile(rf"[ \t\ufeff]{{0,8}}(?:{_STAMP}[ \t]?)+")
_FINE_STAMP = re.compile(r"[ \t\ufeff]{0,8}\[\d{1,3}:\d{1,2}\.\d{1,3}\]")
_ID = re.compile(r"[ \t\ufeff]{0,8}\[(ti|ar|al|by|offset|length|re|ve|au|kana|total|id|hash|sign|qq):([^\]\r\n]*)\]\s*\Z", re.I)
# Of the lines of lyrics so many begin with a time; credits and blank lines do not.
_LRC_SHARE, _LRC_FEWEST = 0.6, 3

_TAG = re.compile(
    r"</?(?:[ibus]|v|c|font|lang|ruby|rt)(?:[.\s][^<>\r\n]{0,300})?>|<(?:\d{1,3}:)?\d{1,3}:\d\d(?:[.:]\d{1,3})?>"
    r"|\{\\[^{}\r\n]{0,1000}\}",
    re.IGNORECASE,
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,60})?\s+([^<>\r\n]{1,80})>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|lrm|rlm);")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}
_ASS_SIGN = re.compile(r"\{[^{}\r\n]{0,2000}\}|\\[Nnh]")
_DRAWING = re.compile(r"\\p[1-9]\d?(?=[\\}])")
# What programs write where a speaker could stand.
_NO_NAMES = frozenset({"", "ntp", "default", "main", "nobody", "unknown", "actor", "op", "ed", "comment", "note"})
NEAR = 0.06
"""Seconds between two cues that show the same line without a break."""


def subtitle_kind(head: str, name: str = "") -> str:
    """ "srt", "vtt", "ass", "lrc", or "" for a text that is none of them. `head` may be the first part of a text; `name` tells
    lyrics, whose times are whole seconds, from records of a chat.

    >>> subtitle_kind("1\\n00:00:01,000 --> 00:00:02,000\\n早。\\n")
    'srt'
    """
    if _VTT.match(head):
        return "vtt"
    if _SRT.match(head):
        return "srt"
    if _ASS.match(head):
        return "ass" if re.search(r"^(?:Dialogue|Format|ScriptType|Style):", head, re.IGNORECASE | re.MULTILINE) else ""
    return "lrc" if head.lstrip("\ufeff \t\r\n")[:1] == "[" and _is_lrc(head, name) else ""


def _is_lrc(head: str, name: str) -> bool:
    lines = [line for line in head.split("\n", 200)[:200] if line.strip()]
    named = name.lower().endswith(".lrc") or any(_ID.match(line) for line in lines)
    stamp = _STAMPS if named else _FINE_STAMP
    told = sum(bool(stamp.match(line)) for line in lines)
    ids = sum(bool(_ID.match(line)) for line in lines)
    return told >= (1 if named else _LRC_FEWEST) and told + ids >= _LRC_SHARE * len(lines)


@dataclass(slots=True)
class _Script:
    """The marks of a text, from the front to the back."""

    text: str
    marks: list[Mark] = field(default_factory=list)
    done: int = 0
    shown: dict[str, Times] = field(default_factory=dict)

    def take(self, start: int, end: int, rule: str = STYLE, to: str = "") -> None:
        """What is none of the words."""
        if start < end:
            attributes: dict[str, Scalar] = {"rule": rule, "to": to} if to else {"rule": rule}
            self.marks.append(Mark("markup", start, end, attributes))

    def words(self, start: int, end: int, spans: Spans, times: Times, who: str = "") -> None:
        """A line of words; `spans` are the parts of it that are signs, and what stands for them."""
        bare = _without(self.text, start, end, spans)
        if not bare.strip():
            return
        line_end = _behind_line_end(self.text, end)
        if self._is_repeat(bare.strip(), times):
            self.take(self.done, start, TIME)
            self.take(start, line_end, REPEAT)
            self.done = line_end
            return
        self.take(self.done, start, TIME, who)
        for first, last, to in spans:
            self.take(first, last, STYLE, to)
        self.marks.append(Mark("timed", start, end))
        self.done = line_end

    def _is_repeat(self, bare: str, times: Times) -> bool:
        start, end = times
        before = self.shown.get(bare)
        repeats = before is not None and start <= before[1] + NEAR and end >= before[0] - NEAR
        self.shown[bare] = (min(before[0], start), max(before[1], end)) if repeats and before is not None else times
        return repeats

    def finish(self) -> list[Mark]:
        self.take(self.done, len(self.text), TIME)
        self.marks.sort(key=lambda mark: (mark.start, -mark.end))
        return self.marks


def _behind_line_end(text: str, end: int) -> int:
    return end + 2 if text.startswith("\r\n", end) else min(end + 1, len(text))


def _without(text: str, start: int, end: int, spans: Spans) -> str:
    pieces, at = list[str](), start
    for first, last, to in spans:
        pieces += (text[at:first], to)
        at = last
    return "".join((*pieces, text[at:end]))


def _lines(text: str) -> list[tuple[int, int]]:
    found = [(match.start(1), match.end(1)) for match in _LINE.finditer(text)]
    return found[:-1] if len(found) > 1 and found[-1][0] == found[-1][1] == len(text) else found


def _seconds(time: str) -> float:
    seconds = 0.0
    for part in time.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def subtitle_marks(text: str, kind: str) -> tuple[list[Mark], dict[str, str]]:
    """The marks of a text of that kind (see `subtitle_kind`), and the title and author that it names."""
    script = _Script(text)
    metadata: dict[str, str] = {}
    if kind == "ass":
        _ass(script, metadata)
    elif kind == "lrc":
        _lrc(script, metadata)
    else:
        _cues(script, vtt=kind == "vtt")
    return script.finish(), metadata


def _cues(script: _Script, *, vtt: bool) -> None:
    """SRT and VTT: what stands below a time, up to the next one and the number or name above that."""
    text, lines = script.text, _lines(script.text)
    heads = [number for number, (start, end) in enumerate(lines) if "-->" in text[start : min(end, start + 60)]]
    heads = [number for number in heads if _CUE.match(text, *lines[number])]
    for place, head in enumerate(heads):
        found = _CUE.match(text, *lines[head])
        assert found
        times = _seconds(found[1]), _seconds(found[2])
        last = heads[place + 1] if place + 1 < len(heads) else len(lines)
        if place + 1 < len(heads) and last - 1 > head and _is_name(text, lines, last - 1, vtt=vtt):
            last -= 1
        for number in range(head + 1, last):
            start, end = lines[number]
            if not text[start:end].strip():
                if vtt:  # what follows a blank line is a note or the name of a cue
                    break
                continue
            script.words(start, end, _signs(text, start, end, vtt=vtt), times)


def _is_name(text: str, lines: list[tuple[int, int]], number: int, *, vtt: bool) -> bool:
    """Whether a line right above a time is the number or the name of its cue."""
    start, end = lines[number]
    before = text[slice(*lines[number - 1])].strip()
    return text[start:end].strip().isdecimal() or (vtt and not before)


def _signs(text: str, start: int, end: int, *, vtt: bool) -> Spans:
    spans = Spans()
    for tag in _TAG.finditer(text, start, end):
        voice = _VOICE.fullmatch(tag[0]) if vtt else None
        if voice:
            spans += ((tag.start(), tag.start() + voice.start(1), ""), (tag.end() - 1, tag.end(), "："))
        else:
            spans.append((tag.start(), tag.end(), ""))
    if vtt and "&" in text[start:end]:
        spans += ((found.start(), found.end(), _ENTITIES[found[0]]) for found in _ENTITY.finditer(text, start, end))
        spans.sort()
    return spans


def _lrc(script: _Script, metadata: dict[str, str]) -> None:
    text = script.text
    for start, end in _lines(text):
        if found := _ID.match(text[start:end]):
            name = {"ti": "title", "ar": "author"}.get(found[1].lower())
            if name and found[2].strip():
                metadata.setdefault(name, found[2].strip())
            continue
        stamps = _STAMPS.match(text, start, end)
        first = stamps.end() if stamps else start
        time = _first_time(text[start:first]) if stamps else -1.0
        spans = [(tag.start(), tag.end(), "") for tag in re.finditer(rf"{_STAMP}|<{_STAMP[2:-2]}>", text[first:end])]
        script.words(first, end, [(first + a, first + b, to) for a, b, to in spans], (time, time))


def _first_time(stamps: str) -> float:
    minutes, seconds, *rest = re.split("[:.]", stamps.partition("[")[2].partition("]")[0])
    return int(minutes) * 60 + int(seconds) + (float(f"0.{rest[0]}") if rest else 0)


def _ass(script: _Script, metadata: dict[str, str]) -> None:
    text, lines = script.text, _lines(script.text)
    fields = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"]
    events = list(_events(text, lines, fields, metadata))
    # Effects drawn sign by sign stand for lines that are kept as comments.
    made = any(comment and effect == "karaoke" for comment, _, effect, *_ in events)
    for comment, name, effect, times, start, end in events:
        if comment != (made and effect == "karaoke") or (made and effect == "fx"):
            continue
        _dialogue(script, start, end, times, name)


def _events(
    text: str, lines: list[tuple[int, int]], fields: list[str], metadata: dict[str, str]
) -> Iterator[tuple[bool, str, str, Times, int, int]]:
    """Whether it is a comment, speaker, effect, times, and where the text stands, for each event."""
    for start, end in lines:
        kind, colon, _ = text[start : min(end, start + 20)].partition(":")
        kind = kind.strip("\ufeff \t").lower()
        if not colon:
            continue
        if kind == "title" and (title := text[start:end].partition(":")[2].strip()) and "aegisub" not in title.lower():
            metadata.setdefault("title", title)
        if kind == "format" and text[start:end].lower().rstrip().endswith("text"):
            fields[:] = [name.strip().lower() for name in text[start:end].partition(":")[2].split(",")]
        if kind not in ("dialogue", "comment"):
            continue
        values = text[start:end].split(",", len(fields) - 1)
        if len(values) < len(fields):
            continue
        found = dict(zip(fields, values, strict=True))
        try:
            times = _seconds(found.get("start", "").strip()), _seconds(found.get("end", "").strip())
        except ValueError:
            times = (-1.0, -1.0)
        name = found.get("name", found.get("actor", "")).strip()
        effect = found.get("effect", "").strip().lower().partition(" ")[0]
        who = "" if name.lower() in _NO_NAMES or name == found.get("style", "").strip() else name
        yield kind == "comment", who, effect, times, end - len(values[-1]), end


def _dialogue(script: _Script, start: int, end: int, times: Times, name: str) -> None:
    """The text of one event; signs in it may end lines."""
    spans, drawn, at = Spans(), False, start
    for sign in _ASS_SIGN.finditer(script.text, start, end):
        if drawn:  # lines and curves
            spans.append((at, sign.start(), ""))
        if sign[0][0] == "{" and "\\p" in sign[0]:
            drawn = bool(_DRAWING.search(sign[0]))
        spans.append((sign.start(), sign.end(), {"\\N": "\n", "\\n": "\n", "\\h": " "}.get(sign[0], "")))
        at = sign.end()
    if drawn:
        spans.append((at, end, ""))
    script.words(start, end, spans, times, f"{name}：" if name else "")

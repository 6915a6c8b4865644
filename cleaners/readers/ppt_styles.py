"""How PowerPoint's binary files style a text ([MS-PPT] 2.9): which characters stand raised, and which paragraphs are numbered.

A number is said in a second list (of PowerPoint 2000), which the runs of characters count through by four bits.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from cleaners.readers.markup.scripts import Script, script
from cleaners.readers.numbering import parted, written

# What a bit of the masks brings along, in the order of the file: bits, bytes. Tab stops (None) say how many they are.
_PARAGRAPH = (
    (0xF, 2), (1 << 7, 2), (1 << 4, 2), (1 << 6, 2), (1 << 5, 4), (1 << 11, 2), (1 << 12, 2), (1 << 13, 2), (1 << 14, 2),
    (1 << 8, 2), (1 << 10, 2), (1 << 15, 2), (1 << 20, None), (1 << 16, 2), (0xE0000, 2), (1 << 21, 2),
)  # fmt: skip
_CHARACTER = ((1 << 16, 2), (1 << 21, 2), (1 << 22, 2), (1 << 23, 2), (1 << 17, 2), (1 << 18, 4))
_STYLE, _POSITION, _GROUP_SHIFT, _GROUPS = 0x3EB7, 1 << 19, 10, 16
_PICTURE, _SCHEME, _HAS_NUMBER = 1 << 23, 1 << 24, 1 << 25
# Schemes of numbers: style, and what stands round the number.
_PERIOD, _RIGHT, _BOTH, _PLAIN = "{}.", "{})", "({})", "{}"
_SCHEMES: dict[int, tuple[str, str]] = {
    0: ("lowerLetter", _PERIOD), 1: ("upperLetter", _PERIOD), 2: ("decimal", _RIGHT), 3: ("decimal", _PERIOD),
    4: ("lowerRoman", _BOTH), 5: ("lowerRoman", _RIGHT), 6: ("lowerRoman", _PERIOD), 7: ("upperRoman", _PERIOD),
    8: ("lowerLetter", _BOTH), 9: ("lowerLetter", _RIGHT), 10: ("upperLetter", _BOTH), 11: ("upperLetter", _RIGHT),
    12: ("decimal", _BOTH), 13: ("decimal", _PLAIN), 14: ("upperRoman", _BOTH), 15: ("upperRoman", _RIGHT),
    16: ("chineseCounting", _PLAIN), 17: ("chineseCounting", _PERIOD), 18: ("decimalEnclosedCircle", _PLAIN),
    19: ("decimalEnclosedCircle", _PLAIN), 20: ("decimalEnclosedCircle", _PLAIN), 21: ("taiwaneseCounting", _PLAIN),
    22: ("taiwaneseCounting", _PERIOD), 26: ("japaneseCounting", _PLAIN), 27: ("japaneseCounting", _PERIOD),
    28: ("decimal", _PLAIN), 29: ("decimal", "{}．"), 38: ("chineseCounting", "{}、"),
}  # fmt: skip
MAX_RUNS = 20_000


class Run(NamedTuple):
    """Characters of one style: how many, in which group of the second list, and how many percent they stand raised."""

    length: int
    group: int
    raised: int


class Number(NamedTuple):
    style: str
    pattern: str
    start: int


def styled(text: str, styles: bytes, more: bytes) -> list[str]:
    """The paragraphs of a text as its slide shows them. `styles`: of its paragraphs and characters; `more`: the second list."""
    runs, numbers = list(_runs(styles, len(text) + 1)), _numbers(more)
    shown, levels = list[str](), dict[int, tuple[Number, int]]()
    depths = _depths(styles, len(text) + 1)
    group = at = place = 0  # of the entry in the second list, of the run, of the run in the text
    for start, paragraph in _paragraphs(text):
        while at < len(runs) and place + runs[at].length <= start:
            place, at = place + runs[at].length, at + 1
        if at < len(runs):
            group += (runs[at].group - group) % _GROUPS
        number, depth = numbers.get(group), depths[min(start, len(depths) - 1)] if depths else 0
        levels = {level: known for level, known in levels.items() if level <= depth}
        label = ""
        if number is None:
            levels.pop(depth, None)
        elif paragraph.strip():
            before, count = levels.get(depth, (number, number.start - 1))
            levels[depth] = (number, count + 1 if before == number else number.start)
            label = parted(number.pattern.format(written(levels[depth][1], number.style)))
        shown.append(label + _scripted(paragraph, start, runs[at:], place))
    return shown


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for paragraph in text.split("\r"):
        yield start, paragraph
        start += len(paragraph) + 1


def _scripted(paragraph: str, start: int, runs: list[Run], place: int) -> str:
    """The paragraph with what stands raised or lowered in it as plain text. `place`: where the first of `runs` begins."""
    out, done = "", start
    for run in runs:
        stop = min(place + run.length, start + len(paragraph))
        place += run.length
        piece = paragraph[done - start : stop - start]
        how: Script = "sup" if run.raised > 0 else "sub"
        out += script(piece, how, out, paragraph[stop - start :]) if run.raised and piece else piece
        done = max(done, stop)
        if place >= start + len(paragraph):
            break
    return out + paragraph[done - start :]


def _depths(styles: bytes, length: int) -> list[int]:
    """The level of each character."""
    found = list[int]()
    for count, depth, _ in _paragraph_runs(styles, length):
        found += [depth] * min(count, length - len(found))
    return found


def _paragraph_runs(styles: bytes, length: int) -> Iterator[tuple[int, int, int]]:
    """Characters, level, and where the run ends in the record."""
    at = covered = 0
    for _ in range(MAX_RUNS):
        if covered >= length or at + 10 > len(styles):
            return
        count, depth, masks = struct.unpack_from("<IHI", styles, at)
        at = _after(styles, at + 10, masks, _PARAGRAPH)
        covered += count
        yield count, depth, at


def _runs(styles: bytes, length: int) -> Iterator[Run]:
    at = max((end for _, _, end in _paragraph_runs(styles, length)), default=len(styles))
    covered = 0
    for _ in range(MAX_RUNS):
        if covered >= length or at + 8 > len(styles):
            return
        count, masks = struct.unpack_from("<II", styles, at)
        at, group, raised = at + 8, 0, 0
        if masks & _STYLE:
            group = int.from_bytes(styles[at : at + 2], "little") >> _GROUP_SHIFT & (_GROUPS - 1)
            at += 2
        at = _after(styles, at, masks, _CHARACTER)
        if masks & _POSITION:
            raised = int.from_bytes(styles[at : at + 2], "little", signed=True)
            at += 2
        covered += count
        yield Run(min(count, length), group, raised)


def _after(data: bytes, at: int, masks: int, fields: tuple[tuple[int, int | None], ...]) -> int:
    for bits, size in fields:
        if masks & bits:
            at += 2 + 4 * int.from_bytes(data[at : at + 2], "little") if size is None else size
    return at


def _numbers(more: bytes) -> dict[int, Number]:
    """Entry of the second list -> the numbers of its paragraphs."""
    found, at = dict[int, Number](), 0
    for entry in range(MAX_RUNS):
        if at + 12 > len(more):
            break
        masks = int.from_bytes(more[at : at + 4], "little")
        at += 4 + (2 if masks & _PICTURE else 0)
        has = not masks & _HAS_NUMBER or more[at : at + 2] != b"\0\0"
        at += 2 if masks & _HAS_NUMBER else 0
        scheme, start = 3, 1
        if masks & _SCHEME and at + 4 <= len(more):
            scheme, start = struct.unpack_from("<HH", more, at)
            at += 4
        if has and masks & (_HAS_NUMBER | _SCHEME):
            found[entry] = Number(*_SCHEMES.get(scheme, ("decimal", _PERIOD)), start)
        characters = int.from_bytes(more[at : at + 4], "little")
        at += 4 + (4 if characters & 0x100000 else 0)
        special = int.from_bytes(more[at : at + 4], "little")
        at += 4 + sum(2 for bit in (0, 1, 2) if special >> bit & 1) + (4 if special & 0x20 else 0) + (2 if special & 0x40 else 0)
    return found

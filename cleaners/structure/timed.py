"""Lines with a time: subtitles, lyrics, transcripts."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.lines import NUMBER, Lines

_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d\d(?:[.,:]\d{1,3})?"
_CUE = lazy_pattern(rf"{_CLOCK}[ \t]*-->[ \t]*{_CLOCK}")
_STAMP = lazy_pattern(rf"(?:\[{_CLOCK}\]|[(（]{_CLOCK}[)）]|{_CLOCK}(?=[ \t\u3000]+\S))")
_TAG = lazy_pattern(r"\[(?:ti|ar|al|by|offset|length|re|ve|au):[^\]\n]*\]$")
_FEWEST = 3


def timed(lines: Lines) -> Iterator[Mark]:
    """A mark `timed` for each line of a cue, and for each of three lines or more that begin with a time."""
    if ":" not in lines.text or lines.count(NUMBER) < _FEWEST - 1:
        return
    if "-->" in lines.text:
        yield from _cues(lines)
    stamped = [number for number in lines.of(NUMBER) if lines.free(number) and _STAMP.match(lines.bare(number))]
    if len(stamped) < _FEWEST or (stamped[-1] - stamped[0]) > 6 * len(stamped):
        return
    for number in range(max(0, stamped[0] - 8), stamped[-1] + 1):
        if lines.free(number) and (_STAMP.match(lines.bare(number)) or _TAG.match(lines.bare(number))):
            lines.set_kind(number, number, "timed")
            yield Mark("timed", *lines.body(number))


def _cues(lines: Lines) -> Iterator[Mark]:
    """The time, the number above it, and the text below up to a blank line."""
    for number in lines.of(NUMBER):
        if not lines.free(number) or not _CUE.match(lines.bare(number)):
            continue
        first = number - 1 if number and lines.bare(number - 1).isdigit() and lines.free(number - 1) else number
        last = number
        while last + 1 < len(lines) and lines.raw(last + 1) and lines.free(last + 1) and last - number < 8:
            if _CUE.match(lines.bare(last + 1)) or (last + 2 < len(lines) and _CUE.match(lines.bare(last + 2))):
                break
            last += 1
        for line in range(first, last + 1):
            lines.set_kind(line, line, "timed")
            yield Mark("timed", *lines.body(line))

"""Replace the corner quotes 「」『』 by “”‘’ in text that is converted to simplified characters."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.spans import Spans

_CORNERS = lazy_pattern("[「」『』]")


def corner_quotes(text: str, spans: Spans) -> tuple[list[int], str]:
    """Places in `spans`, and the mark for each. Outer quotes are double, inner ones single, whichever corners the text uses."""
    places: list[int] = []
    marks: list[str] = []
    if not any(corner in text for corner in "「」『』"):
        return places, ""
    for start, end in _paragraphs(text, spans):
        open_marks: list[str] = []
        for match in _CORNERS.finditer(text, start, end):
            mark = match[0]
            if mark in "「『":
                put = "‘" if open_marks and open_marks[-1] == "“" else "“"
                open_marks.append(put)
            else:
                single = open_marks.pop() == "‘" if open_marks else mark == "』"
                put = "’" if single else "”"
            places.append(match.start())
            marks.append(put)
    return places, "".join(marks)


def _paragraphs(text: str, spans: Spans) -> Iterator[tuple[int, int]]:
    """Split spans at paragraph ends, so that a quotation that is never closed affects only its own paragraph."""
    for start, end in spans:
        while start < end and (mark := _CORNERS.search(text, start, end)):
            stop = text.find("\n", mark.start(), end)
            stop = end if stop < 0 else stop
            yield start, stop
            start = stop + 1

"""What leaves a page, as edits: runs of lines under the reason why, and what is hidden within lines that stay."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from cleaners.boilerplate.page.view import Bools, PageView
from cleaners.document import Document, Edit


def without(text: str, edits: list[Edit]) -> str:
    pieces, done = [], 0
    for edit in sorted(edits):
        pieces.append(text[done : edit.start])
        done = max(done, edit.end)
    return "".join((*pieces, text[done:]))


def left_out(page: PageView, reasons: list[str], length: int) -> Iterator[Edit]:
    """Edits that take out runs of lines, with the line end behind each; after the last line that stays, with the one before."""
    last = max((number for number, reason in enumerate(reasons) if not reason), default=-1)
    begin = 0
    for number in range(1, len(reasons) + 1):
        if number < len(reasons) and reasons[number] == reasons[begin]:
            continue
        if reasons[begin]:
            tail = begin > last >= 0
            start = page.lines[begin - 1].end if tail else page.lines[begin].start
            end = length if number == len(reasons) else page.lines[number - 1].end if tail else page.lines[number].start
            yield Edit(start, end, "", reasons[begin])
        begin = number


def hidden_spans(document: Document, page: PageView, kept: Bools) -> Iterator[Edit]:
    """Hidden words and readings of ruby inside lines that stay."""
    if document.marks.kinds.isdisjoint(("hidden", "ruby")):
        return
    stays = [(line.start, line.end) for line, keep in zip(page.lines, kept.tolist(), strict=True) if keep and not line.hidden]
    starts = [start for start, _ in stays]
    done = 0
    for mark in sorted(document.marks_now("hidden", "ruby"), key=lambda mark: mark.start):
        at = bisect_right(starts, mark.start) - 1
        if at >= 0 and mark.end <= stays[at][1] and mark.start >= done:
            yield Edit(mark.start, mark.end, "", f"page.{mark.kind}")
            done = mark.end

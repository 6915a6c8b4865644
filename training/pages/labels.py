"""Which lines of a page, as our reader gives them, are its own: by lines that people labelled, or by a text that they wrote."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.page_score import plain

OWN, FRAME, UNKNOWN = 1, 0, -1
Labels = NDArray[np.int8]

_SPACE = re.compile(r"\s+")
# How far behind the last line that was found the next is looked for, in characters: skipped scripts, alternative texts.
REACH = 4000


def from_lines(lines: Sequence[str], labelled: Sequence[Sequence[str]]) -> Labels:
    """Labels of `lines` by lines of another reader of the same page, as (text, `c` content | `f` frame | `x` mixed, ...).

    Both have the same characters in nearly the same order, but break them differently: each line is looked for in the other's
    characters, behind the one before it, and has the label that most of its characters have.
    """
    stream = "".join(_SPACE.sub("", entry[0]) for entry in labelled)
    sizes = [len(_SPACE.sub("", entry[0])) for entry in labelled]
    codes = [{"c": OWN, "f": FRAME}.get(entry[1], UNKNOWN) for entry in labelled]
    each = np.repeat(np.array(codes, np.int8), sizes)
    by_text = {_SPACE.sub("", entry[0]): code for entry, code in zip(labelled, codes, strict=True)}
    labels = np.full(len(lines), UNKNOWN, np.int8)
    at = 0
    for number, line in enumerate(lines):
        text = _SPACE.sub("", line)
        if not text:
            continue
        found = stream.find(text, at, at + REACH + len(text))
        if found < 0:
            labels[number] = by_text.get(text, UNKNOWN)
            continue
        inside = each[found : found + len(text)]
        own, frame = int((inside == OWN).sum()), int((inside == FRAME).sum())
        labels[number] = OWN if own > 0.7 * len(text) else FRAME if frame > 0.7 * len(text) else UNKNOWN
        at = found + len(text)
    return labels


def from_text(lines: Sequence[str], truth: str) -> Labels:
    """Which lines stand in the truth: the heaviest chain of lines that occur in it one after the other (a short line occurs in
    many places, and only one of them is between its neighbours), and long lines of which most stands there."""
    whole = plain(truth)
    grams = {whole[at : at + 4] for at in range(len(whole) - 3)}
    keep = np.zeros(len(lines), np.int8)
    ends: list[int] = []  # best chains by where they end in the truth, with rising weight
    links: list[tuple[int, int]] = []  # (line, index of the link before)
    tops: list[tuple[float, int]] = []
    for number, line in enumerate(lines):
        text = plain(line)
        if not text:
            keep[number] = UNKNOWN
            continue
        found = [match.start() for match in re.finditer(re.escape(text), whole)][:30]
        if not found and len(text) >= 8:
            own = {text[at : at + 4] for at in range(len(text) - 3)}
            share = len(own & grams) / len(own)
            keep[number] = OWN if share >= 0.7 else UNKNOWN if share >= 0.4 else FRAME
            continue
        fresh = []
        for at in found:
            place = bisect_right(ends, at) - 1
            weight, before = tops[place] if place >= 0 else (0.0, -1)
            links.append((number, before))
            fresh.append((at + len(text), weight + len(text), len(links) - 1))
        for end, weight, link in fresh:
            place = bisect_right(ends, end)
            if place and tops[place - 1][0] >= weight:
                continue
            while place < len(ends) and tops[place][0] <= weight:
                del ends[place], tops[place]
            ends.insert(place, end)
            tops.insert(place, (weight, link))
    at = tops[-1][1] if tops else -1
    while at >= 0:
        number, at = links[at]
        keep[number] = OWN
    return keep

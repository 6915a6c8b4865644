"""Verse: lines of few characters in equal or short clauses, as poems have and lists of links have not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from cleaners.characters.han import HAN_ALL
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.lines import Ints, Lines

_SHORTEST, _LONGEST = 3, 34  # characters of a line
_MEAN = 20  # characters of the lines of a stretch that is looked at, at most
_FIRST = 0x3400  # characters of Chinese begin here
_CLAUSES = lazy_pattern(f"[{HAN_ALL}]+")
_LINE = lazy_pattern(
    rf"[{HAN_ALL}]{{2,12}}(?:[，。！？、；：—…,\u3000 ]{{1,2}}[{HAN_ALL}]{{2,12}}){{0,4}}[，。！？；、…—]{{0,2}}$"
)
_WORDS = lazy_pattern("[的了着是在我你他她们不也就都还又这那像把被吗呢啊吧之其兮矣而於]")
_MODERN = 6  # lines of free verse; fewer prove nothing
_CLASSICAL = 4


def verse(lines: Lines) -> Iterator[Mark]:
    """A mark `verse` for each line of a run that is set as verse; blank lines part its stanzas."""
    for run in _runs(lines):
        if _is_verse([lines.bare(number) for number in run]):
            for number in run:
                lines.set_kind(number, number, "verse")
                yield Mark("verse", *lines.body(number))


def _runs(lines: Lines) -> Iterator[list[int]]:
    """Lines of the length of verse that begin with a character of Chinese, at most one blank line apart."""
    sizes = lines.line_ends - lines.line_firsts
    fits = (sizes >= _SHORTEST) & (sizes <= _LONGEST)
    if np.count_nonzero(fits) < _CLASSICAL:
        return
    fits &= lines.codes.take(lines.line_firsts) >= _FIRST
    if np.count_nonzero(fits) < _CLASSICAL:
        return
    for near in _near(lines, fits.nonzero()[0]):
        run: list[int] = []
        for number in near:
            bare = lines.bare(number)
            if lines.free(number) and len(bare) >= _SHORTEST and _LINE.match(bare):
                run.append(number)
                continue
            if len(run) >= _CLASSICAL:
                yield run
            run = []
        if len(run) >= _CLASSICAL:
            yield run


def _near(lines: Lines, numbers: Ints) -> Iterator[list[int]]:
    """Stretches of at least four lines with at most a blank one between two; long lines on the whole are none of verse."""
    filled = np.cumsum(lines.line_firsts < lines.line_ends)[numbers]
    apart = (filled[1:] - filled[:-1] > 1) | (numbers[1:] - numbers[:-1] > 2)
    first = 0
    for end in (*(apart.nonzero()[0] + 1).tolist(), len(numbers)):
        if end - first >= _CLASSICAL:
            near = numbers[first:end]
            if int((lines.line_ends[near] - lines.line_firsts[near]).sum()) <= _MEAN * len(near):
                yield near.tolist()
        first = end


def _is_verse(bodies: list[str]) -> bool:
    return _is_regular(bodies) or _is_free(bodies)


def _is_regular(bodies: list[str]) -> bool:
    """Clauses of 4 to 7 characters, three in four of one length; with marks, or of a length that no menu keeps."""
    clauses = [len(clause) for body in bodies for clause in _CLAUSES.findall(body)]
    size, count = Counter(clauses).most_common(1)[0]
    ended = sum(body[-1] in "，。！？；" for body in bodies) * 4 >= 3 * len(bodies)
    if ended:
        return max(clauses) <= 10 and ((count * 4 >= 3 * len(clauses) and 3 <= size <= 8) or sum(clauses) <= 6.5 * len(clauses))
    return size in (5, 7) and count * 10 >= 9 * len(clauses)


def _is_free(bodies: list[str]) -> bool:
    """Short lines of sentences that mostly end without a mark."""
    if len(bodies) < _MODERN:
        return False
    words = sum(_WORDS.search(body) is not None for body in bodies)
    mean = sum(map(len, bodies)) / len(bodies)
    return words * 2 >= len(bodies) and 4 <= mean <= 16

"""Where text reads badly under the encoding of its file: windows of characters first, then the pieces around those.

A piece is what stands between characters that no multi-byte encoding uses as a part of another (line ends, blanks, quotes, angle
brackets), so that pieces of the bytes and of the text correspond one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaners.characters.model import LIMIT, Codes, Floats, character_model, codepoints
from cleaners.decoding.scoring import LANGUAGE_OF
from cleaners.decoding.tolerant import Reading

_SEPARATORS = b'\n\r\t "<>'

# A window of so many characters is suspicious when enough of them are rare, and when together they cost too much, first as
# single characters, then as pairs. Another encoding's text costs 13 a character and fills ten places of one of its windows
# from 20 characters on; of right text, only names and words in rare characters reach 9 (measured on the benchmark's text).
_WINDOW, _LEAST_RARE, WINDOW_COST = 16, 4, 8.8
_RARE = -10.5

# In UTF-8 text only damage is suspicious, so many places of it in a window: other characters are there because they were written.
_LEAST_DAMAGED = 3

# Mean cost of a piece (single characters) above which it is tried under other encodings.
_BAD_COST = 9.0
_MIN_CHARACTERS = 4

# Beyond the BMP the model knows little: such characters count as neither good nor bad.
_ASTRAL_COST = -6.0

_CHUNK = 1 << 20


class Span(NamedTuple):
    """A part of the text, in code points, and the bytes that it was decoded from."""

    start: int
    end: int
    first_byte: int
    last_byte: int


def suspects(encoding: str, reading: Reading) -> Suspects:
    """What reads badly in the text of a file."""
    text, damage = reading
    windows = _clusters([item.at for item in damage]) if encoding == "utf-8" else _bad_windows(text, encoding)
    lines = _lines_around(text, windows)
    if not lines:
        return Suspects([], "", None, [])
    on_lines = "".join([text[start:end] for start, end in lines])
    pieces = _pieces(codepoints(on_lines), encoding)
    borders = np.cumsum([0, *(end - start for start, end in lines)])
    return Suspects(lines, on_lines, pieces, _runs(pieces, np.searchsorted(borders, pieces.starts, "right")))


@dataclass(frozen=True, slots=True)
class Suspects:
    """Parts that read badly, whole pieces each."""

    lines: list[tuple[int, int]]
    on_lines: str
    pieces: _Pieces | None
    runs: list[tuple[int, int]]
    """Numbers of the first and the last piece of each part."""

    def texts(self) -> list[str]:
        if self.pieces is None:
            return []
        return [self.on_lines[self.pieces.starts[first] : self.pieces.ends[last]] for first, last in self.runs]

    def spans(self, data: bytes, text: str) -> list[Span]:
        """Where they stand in the text and in the bytes that it was decoded from."""
        return _spans(data, text, self.lines, self.pieces, self.runs) if self.pieces and self.runs else []


@cache
def _costs(encoding: str) -> Floats:
    """Costs of single characters by code point; ASCII is free."""
    costs = character_model(LANGUAGE_OF.get(encoding, "zh")).unigrams.copy()
    costs[:0x80] = 0
    costs[0x10000:] = _ASTRAL_COST
    return costs


@cache
def _rare(encoding: str) -> npt.NDArray[np.uint8]:
    return (_costs(encoding) < _RARE).astype(np.uint8)


def _pair_costs(codes: Codes, encoding: str) -> Floats:
    costs: Floats = character_model(LANGUAGE_OF.get(encoding, "zh")).costs(codes.ravel())
    costs[codes.ravel() <= 0x7F] = 0
    costs[codes.ravel() > 0xFFFF] = _ASTRAL_COST
    return costs.reshape(codes.shape)


def _single_costs(codes: Codes, encoding: str) -> Floats:
    return _costs(encoding)[np.minimum(codes, LIMIT - 1)]


def _clusters(places: list[int]) -> list[int]:
    """Where much damage stands close together."""
    return [first for first, last in zip(places, places[_LEAST_DAMAGED - 1 :], strict=False) if last - first < _WINDOW]


def _bad_windows(text: str, encoding: str) -> list[int]:
    """Where the suspicious windows start: three tests, each dearer than the one before and on what that one leaves."""
    rare = _rare(encoding)
    found: list[int] = []
    for start in range(0, len(text), _CHUNK):
        # Every second character is enough to see that something is there. `clip`: three times as fast as the check.
        flags = rare.take(codepoints(text[start : start + _CHUNK : 2]), mode="clip")
        words = (np.pad(flags, (0, -len(flags) % 8)) if len(flags) % 8 else flags).view(np.uint64)
        numbers = words * np.uint64(0x0101010101010101) >> np.uint64(56)  # the sum of the eight bytes
        places = np.flatnonzero(numbers >= _LEAST_RARE // 2) * _WINDOW + start
        windows = [text[place : place + _WINDOW].ljust(_WINDOW, "\n") for place in places.tolist()]
        codes = codepoints("".join(windows)).reshape(-1, _WINDOW)
        left = rare.take(codes, mode="clip").sum(axis=1) >= _LEAST_RARE
        places, codes = places[left], codes[left]
        for cost in (_single_costs, _pair_costs):
            left = -cost(codes, encoding).sum(axis=1) > WINDOW_COST * (codes > 0x7F).sum(axis=1)
            places, codes = places[left], codes[left]
        found += places.tolist()
    return found


def _lines_around(text: str, places: list[int]) -> list[tuple[int, int]]:
    """The lines that windows at these places touch; neighbouring lines are one."""
    lines: list[tuple[int, int]] = []
    end = 0
    for place in places:
        if place + _WINDOW > end:
            start = max(text.rfind("\n", 0, max(0, place - _WINDOW)) + 1, end)
            end = text.find("\n", place + 2 * _WINDOW) + 1 or len(text)
            if lines and lines[-1][1] == start:
                start = lines.pop()[0]
            lines.append((start, end))
    return lines


class _Pieces(NamedTuple):
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    bad: npt.NDArray[np.bool_]
    telling: npt.NDArray[np.bool_]
    """Long enough to be told."""
    ends_line: npt.NDArray[np.bool_]


def _pieces(codes: Codes, encoding: str) -> _Pieces:
    ends = np.flatnonzero(_IS_SEPARATOR[np.minimum(codes, 0xFF)]) + 1
    if not len(ends) or ends[-1] != len(codes):
        ends = np.append(ends, len(codes))
    starts = np.concatenate(([0], ends[:-1]))
    sums = np.add.reduceat(_single_costs(codes, encoding), starts)
    numbers = np.add.reduceat(codes > 0x7F, starts, dtype=np.int64)
    telling = numbers >= _MIN_CHARACTERS
    bad = telling & (-sums > _BAD_COST * numbers)
    if encoding != "utf-8" and bad.any():
        lengths = ends - starts
        inside = codes[np.repeat(bad, lengths)]
        firsts = np.cumsum(lengths[bad]) - lengths[bad]
        bad[bad] = -np.add.reduceat(_pair_costs(inside, encoding), firsts) > WINDOW_COST * numbers[bad]
    return _Pieces(starts, ends, bad, telling, codes[ends - 1] == ord("\n"))


def _spans(data: bytes, text: str, lines: list[tuple[int, int]], pieces: _Pieces, runs: list[tuple[int, int]]) -> list[Span]:
    in_data = _byte_spans(data, text, lines)
    sections = [data[start:end] for start, end in in_data]
    byte_ends = np.flatnonzero(_IS_SEPARATOR[np.frombuffer(b"".join(sections), np.uint8)]) + 1
    if len(byte_ends) < len(pieces.ends):
        byte_ends = np.append(byte_ends, sum(map(len, sections)))
    if len(byte_ends) != len(pieces.ends):
        return []
    borders = np.cumsum([0, *(end - start for start, end in lines)])
    byte_borders = np.cumsum([0, *map(len, sections)])
    section = np.searchsorted(borders, pieces.starts, "right") - 1
    shift = np.array([start for start, _ in lines])[section] - borders[section]
    byte_shift = np.array([start for start, _ in in_data])[section] - byte_borders[section]
    firsts, lasts = np.array(runs).T
    spans = (
        pieces.starts[firsts] + shift[firsts],
        pieces.ends[lasts] + shift[lasts],
        np.append(0, byte_ends[:-1])[firsts] + byte_shift[firsts],
        byte_ends[lasts] + byte_shift[lasts],
    )
    return [Span(*span) for span in zip(*(numbers.tolist() for numbers in spans), strict=True)]


def _runs(pieces: _Pieces, section: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Numbers of the first and the last piece of each group; none reaches into another section."""
    bad, telling = pieces.bad.tolist(), pieces.telling.tolist()
    opens = np.append(np.diff(section, prepend=-1) > 0, True).tolist()  # the first of a section, and the end of all
    opens_line = np.append(True, pieces.ends_line).tolist()
    groups: list[tuple[int, int]] = []
    done = 0
    for piece in np.flatnonzero(pieces.bad).tolist():
        if piece < done:
            continue
        start, end = piece, piece + 1
        while start > done and not opens_line[start] and not telling[start - 1]:
            start -= 1
        while not opens[end] and (bad[end] or (not telling[end] and not opens_line[end])):
            end += 1
        groups.append((start, end - 1))
        done = end
    return groups


def _byte_spans(data: bytes, text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The bytes of lines: the line ends of the bytes are those of the text, in every encoding that is read here."""
    borders = np.append(0, np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")) + 1)
    spans: list[tuple[int, int]] = []
    number = counted = 0
    for start, end in lines:
        number += text.count("\n", counted, start)
        last = number + text.count("\n", start, end)
        spans.append((int(borders[number]), int(borders[last]) if text[end - 1] == "\n" else len(data)))
        number, counted = last, end
    return spans


_IS_SEPARATOR = np.isin(np.arange(256), list(_SEPARATORS))

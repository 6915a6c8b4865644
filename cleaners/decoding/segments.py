"""Two encodings in one file: pieces that read badly under the file's encoding and well under another are read under that.

A page is put together from a body and a footer, a log from many writers. A piece is what stands between characters that no
multi-byte encoding uses as a part of another (line ends, blanks, quotes, angle brackets), so that pieces of the bytes
and of the text correspond one by one.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from cleaners.characters.model import character_model, utf16_units
from cleaners.decoding.readings import read
from cleaners.decoding.scoring import LANGUAGE_OF, rank
from cleaners.decoding.tolerant import Reading, join

_SEPARATORS = b'\n\r\t "<>'

# A window of so many characters is suspicious when enough of them are rare, and when together they cost too much, first as
# single characters, then as pairs. Another encoding's text costs 13 a character and fills ten places of one of its windows
# from 20 characters on; of right text, only names and words in rare characters reach 9 (measured on the benchmark's text).
_WINDOW, _LEAST_RARE, _WINDOW_COST = 16, 4, 8.8
_RARE = -10.5

# In UTF-8 text only damage is suspicious: other characters are there because they were written.
_LEAST_DAMAGED = 3

# Mean cost of a piece (single characters) above which it is tried under other encodings, and what the better reading must show.
_BAD_COST = 9.0
_MIN_GAIN, _MAX_COST = 12.0, 9.5
_MIN_CHARACTERS = 3
_MAX_GROUPS = 1000

_CHUNK = 1 << 20


def reread_segments(data: bytes, encoding: str, reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """The reading with pieces of other encodings in their own, and the names of those encodings."""
    text, damage = reading
    if encoding == "utf-8" and not damage:
        return reading, ()
    windows = _bad_windows(text, encoding)
    if not len(windows):
        return reading, ()
    groups = _bad_groups(data, text, encoding, windows)
    parts: list[Reading] = []
    others: dict[str, None] = {}
    done = 0
    for start, end in groups:
        if (better := _better_encoding(data[start:end], encoding)) is not None:
            name, part = read(data[start:end], better)
            parts += (read(data[done:start], encoding)[1], part)
            others[name] = None
            done = end
    if not others:
        return reading, ()
    parts.append(read(data[done:], encoding)[1])
    return join(parts), tuple(others)


def _better_encoding(part: bytes, encoding: str) -> str | None:
    ranked = [candidate for candidate in rank(part, thorough=True) if candidate.encoding != "cp1252"]
    best = ranked[0]
    if best.encoding == encoding or best.cost > _MAX_COST:
        return None
    own = next((candidate.score for candidate in ranked if candidate.encoding == encoding), -np.inf)
    return best.encoding if best.score - own > _MIN_GAIN else None


@cache
def _costs(encoding: str) -> npt.NDArray[np.float32]:
    """Costs of single characters by UTF-16 unit; ASCII is free."""
    costs = character_model(LANGUAGE_OF.get(encoding, "zh")).unigrams[:0x10000].copy()
    costs[:0x80] = 0
    costs[0xD800:0xE000] = -6.0  # half a character beyond the BMP
    return costs


@cache
def _rare(encoding: str) -> npt.NDArray[np.uint8]:
    rare = (_costs(encoding) < _RARE).astype(np.uint8)
    if encoding == "utf-8":
        rare[:] = 0
    rare[0xFFFD] = 1
    return rare


def _bad_windows(text: str, encoding: str) -> npt.NDArray[np.int64]:
    """Where the suspicious windows start."""
    found: list[npt.NDArray[np.int64]] = []
    rare, costs = _rare(encoding), _costs(encoding)
    for start in range(0, len(text), _CHUNK):
        units = utf16_units(text[start : start + _CHUNK])
        units = np.pad(units, (0, -len(units) % _WINDOW))
        numbers = rare[units].view(np.uint64).reshape(-1, _WINDOW // 8)
        windows = np.flatnonzero(numbers.any(axis=1))
        windows = windows[rare[units.reshape(-1, _WINDOW)[windows]].sum(axis=1) >= _LEAST_RARE]
        if encoding != "utf-8":
            for model_costs in (costs.__getitem__, lambda units: _pair_costs(units, encoding)):
                inside = units.reshape(-1, _WINDOW)[windows]
                windows = windows[-model_costs(inside).sum(axis=1) > _WINDOW_COST * (inside > 0x7F).sum(axis=1)]
        found.append(windows * _WINDOW + start)
    return np.concatenate(found)


def _pair_costs(windows: npt.NDArray[np.uint16], encoding: str) -> npt.NDArray[np.float32]:
    model = character_model(LANGUAGE_OF.get(encoding, "zh"))
    codes = windows.ravel().astype(np.uint32)
    costs = np.where(codes > 0x7F, model.costs(codes), 0)
    return np.minimum(costs, 0).reshape(windows.shape).astype(np.float32)


def _bad_groups(data: bytes, text: str, encoding: str, windows: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Byte spans of neighbouring pieces that read badly, near the suspicious windows."""
    units = utf16_units(text)
    in_text = np.concatenate(([0], np.flatnonzero(_IS_SEPARATOR[np.minimum(units, 0xFF)]) + 1))
    in_bytes = np.concatenate(([0], np.flatnonzero(_IS_SEPARATOR[np.frombuffer(data, np.uint8)]) + 1, [len(data)]))
    if len(in_text) != len(in_bytes) - 1:
        return []
    pieces = len(in_text) - (in_text[-1] == len(units))
    near = np.zeros(pieces + 1, np.int64)
    np.add.at(near, np.searchsorted(in_text[:pieces], windows - _WINDOW, "right").clip(1) - 1, 1)
    np.add.at(near, np.searchsorted(in_text[:pieces], windows + 2 * _WINDOW, "left"), -1)
    in_text = in_text[:pieces]
    sums = np.add.reduceat(_costs(encoding)[units], in_text)
    numbers = np.add.reduceat(units > 0x7F, in_text, dtype=np.int64)
    bad = (np.cumsum(near)[:pieces] > 0) & (numbers >= _MIN_CHARACTERS) & (-sums > _BAD_COST * numbers)
    good = (numbers >= _MIN_CHARACTERS) & ~bad
    line_end = np.frombuffer(data, np.uint8)[in_bytes[1 : pieces + 1] - 1] == ord("\n")
    groups: list[tuple[int, int]] = []
    done = 0
    for piece in np.flatnonzero(bad).tolist():
        if piece < done:
            continue
        start, end = piece, piece + 1
        while start > done and not good[start - 1] and not line_end[start - 1]:
            start -= 1
        while end < pieces and (bad[end] or not good[end] and not line_end[end - 1]):
            end += 1
        groups.append((int(in_bytes[start]), int(in_bytes[end])))
        done = end
    return sorted(sorted(groups, key=lambda group: group[0] - group[1])[:_MAX_GROUPS])


_IS_SEPARATOR = np.isin(np.arange(256), list(_SEPARATORS))

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

# A window of so many characters makes the file suspicious by its rare characters: their number, their share of what is not
# ASCII, and what that costs on average. Right text with a rare word has a third and costs under 9.5, another encoding's text
# has four fifths and costs 13 (measured over the texts of the benchmark); a footer of 20 characters fills half a window.
_WINDOW, _LEAST_RARE, _RARE_SHARE, _BAD_WINDOW_COST = 32, 4, 0.3, 8.8
_RARE = -10.5

# In UTF-8 text only damage is suspicious: other characters are there because they were written.
_DAMAGED_SHARE = 0.1

# Mean cost of a piece (single characters) above which it is tried under other encodings, and what the better reading must show.
_BAD_COST = 9.5
_MIN_GAIN, _MAX_COST = 12.0, 9.5
_MIN_CHARACTERS = 3
_MAX_GROUPS = 1000

_CHUNK = 1 << 20


def reread_segments(data: bytes, encoding: str, reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """The reading with pieces of other encodings in their own, and the names of those encodings."""
    text, damage = reading
    if (encoding == "utf-8" and not damage) or not _is_suspicious(text, encoding):
        return reading, ()
    groups = _bad_groups(data, text, encoding)
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


def _is_suspicious(text: str, encoding: str) -> bool:
    rare, costs = _rare(encoding), _costs(encoding)
    for start in range(0, len(text), _CHUNK):
        units = utf16_units(text[start : start + _CHUNK])
        units = np.pad(units, (0, -len(units) % _WINDOW))
        windows = np.flatnonzero(rare[units].reshape(-1, _WINDOW).sum(axis=1, dtype=np.uint8) >= _LEAST_RARE)
        if not len(windows):
            continue
        units = units.reshape(-1, _WINDOW)[windows]
        high = (units > 0x7F).sum(axis=1)
        rare_share = rare[units].sum(axis=1) / high
        if encoding == "utf-8":
            found = rare_share > _DAMAGED_SHARE
        else:
            found = (rare_share > _RARE_SHARE) & (-costs[units].sum(axis=1) > _BAD_WINDOW_COST * high)
        if found.any():
            return True
    return False


def _bad_groups(data: bytes, text: str, encoding: str) -> list[tuple[int, int]]:
    """Byte spans of neighbouring pieces that read badly."""
    units = utf16_units(text)
    in_text = np.concatenate(([0], np.flatnonzero(_separators(units)) + 1))
    in_bytes = np.concatenate(([0], np.flatnonzero(_separators(np.frombuffer(data, np.uint8))) + 1))
    if len(in_text) != len(in_bytes):
        return []
    ends = np.append(in_bytes[1:], len(data))
    in_text, in_bytes, ends = (array[: len(in_text) - (in_text[-1] == len(units))] for array in (in_text, in_bytes, ends))
    sums = np.add.reduceat(_costs(encoding)[units], in_text)
    numbers = np.add.reduceat(units > 0x7F, in_text, dtype=np.int64)
    bad = (numbers >= _MIN_CHARACTERS) & (-sums > _BAD_COST * numbers)
    groups: list[tuple[int, int]] = []
    last = -2
    for piece in np.flatnonzero(numbers > 0).tolist():
        if not bad[piece]:
            if numbers[piece] >= _MIN_CHARACTERS:
                last = -2
            continue
        start, end = int(in_bytes[piece]), int(ends[piece])
        if last >= 0:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
        last = piece
    return sorted(sorted(groups, key=lambda group: group[0] - group[1])[:_MAX_GROUPS])


def _separators(units: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    return _IS_SEPARATOR[np.minimum(units, 0x80)] if units.dtype.itemsize > 1 else _IS_SEPARATOR[units]


_IS_SEPARATOR = np.isin(np.arange(256), list(_SEPARATORS))

"""Two encodings in one file: pieces that read badly under the file's encoding and well under another are read under that.

A page is put together from a body and a footer, a log from many writers. A piece is what stands between characters that no
multi-byte encoding uses as a part of another (line ends, blanks, quotes, angle brackets), so that pieces of the bytes
and of the text correspond one by one.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import numpy.typing as npt

from cleaners.characters.model import character_model, codepoints, utf16_units
from cleaners.decoding.readings import read
from cleaners.decoding.sample import SAMPLE, high_byte_runs
from cleaners.decoding.scoring import CANDIDATES, LANGUAGE_OF, VALID_UTF8_BONUS, high_bytes, is_valid_utf8
from cleaners.decoding.tolerant import Reading, glance, join

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
_MIN_CHARACTERS = 4
_SURE_UTF8 = 9  # high bytes: three characters that are valid UTF-8 and cost too much as anything else

_CHUNK = 1 << 20


def reread_segments(data: bytes, encoding: str, reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """The reading with pieces of other encodings in their own, and the names of those encodings."""
    text, damage = reading
    if encoding == "cp1252" or (encoding == "utf-8" and not damage):
        return reading, ()
    windows = _bad_windows(text, encoding)
    if not windows:
        return reading, ()
    groups = _bad_groups(data, text, encoding, windows)
    parts: list[Reading] = []
    others: dict[str, None] = {}
    done = 0
    better = _better_encodings([data[start:end] for start, end in groups], encoding)
    for (start, end), other in zip(groups, better, strict=True):
        if other:
            name, part = read(data[start:end], other)
            parts += (read(data[done:start], encoding)[1], part)
            others[name] = None
            done = end
    if not others:
        return reading, ()
    parts.append(read(data[done:], encoding)[1])
    return join(parts), tuple(others)


def _better_encodings(parts: list[bytes], encoding: str) -> list[str]:
    """For each part the encoding that it is far better read in, or nothing. All parts are scored at once: a file may change
    between encodings on every line."""
    if not parts:
        return []
    samples = [part if len(part) <= 2 * SAMPLE else high_byte_runs(part) for part in parts]
    names = [name for name, _, _ in CANDIDATES if name != "cp1252"]
    scores, costs = map(np.array, zip(*(_scores(samples, name) for name in names), strict=True))
    own = scores[names.index(encoding)].copy()
    utf8 = names.index("utf-8")
    valid = [is_valid_utf8(sample) and high_bytes(sample) >= _SURE_UTF8 for sample in samples]
    scores[utf8, valid] += VALID_UTF8_BONUS
    costs[utf8, valid] = 0  # in whatever language
    best = scores.argmax(axis=0)
    columns = np.arange(len(parts))
    better = (costs[best, columns] < _MAX_COST) & (scores[best, columns] - own > _MIN_GAIN)
    if encoding != "utf-8":
        better &= costs[names.index(encoding)] > _WINDOW_COST
    return [names[row] if is_better and names[row] != encoding else "" for row, is_better in zip(best, better, strict=True)]


def _scores(samples: list[bytes], encoding: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Score of each sample and its cost a character, under one encoding."""
    texts = [glance(sample, encoding) + "\n" for sample in samples]
    codes = codepoints("".join(texts))
    above = codes > 0x7F
    starts = np.cumsum([0, *(len(text) for text in texts[:-1])])
    costs = np.where(above, character_model(LANGUAGE_OF[encoding]).costs(codes), 0).astype(np.float64)
    sums: npt.NDArray[np.float64] = np.add.reduceat(costs, starts)
    return sums, -sums / np.maximum(1, np.add.reduceat(above, starts, dtype=np.int64))


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


def _bad_windows(text: str, encoding: str) -> list[int]:
    """Where the suspicious windows start."""
    found: list[int] = []
    for start in range(0, len(text), _CHUNK):
        units = utf16_units(text[start : start + _CHUNK])
        whole = len(units) & -_WINDOW
        rest = np.pad(units[whole:], (0, whole + _WINDOW - len(units)))
        found += (_bad_of(units[:whole].reshape(-1, _WINDOW), encoding) * _WINDOW + start).tolist()
        found += (_bad_of(rest.reshape(1, _WINDOW), encoding) + start + whole).tolist()
    return [window for window in found if window < len(text)]


def _bad_of(windows: npt.NDArray[np.uint16], encoding: str) -> npt.NDArray[np.int64]:
    """Numbers of the windows that are suspicious: three tests, each dearer than the one before and on what that one leaves."""
    rare = _rare(encoding)
    # Every second character is enough to see that something is there. `clip`: three times as fast, and nothing is to clip.
    flags = rare.take(windows[:, ::2], mode="clip").view(np.uint64).ravel()
    numbers = flags * np.uint64(0x0101010101010101) >> np.uint64(56)  # the sum of the eight bytes
    found: npt.NDArray[np.int64] = np.flatnonzero(numbers >= _LEAST_RARE // 2)
    found = found[rare[windows[found]].sum(axis=1) >= _LEAST_RARE]
    if encoding != "utf-8":
        for cost in (_costs(encoding).__getitem__, partial(_pair_costs, encoding=encoding)):
            inside = windows[found]
            found = found[-cost(inside).sum(axis=1) > _WINDOW_COST * (inside > 0x7F).sum(axis=1)]
    return found


def _pair_costs(units: npt.NDArray[np.uint16], encoding: str) -> npt.NDArray[np.float32]:
    codes = units.ravel().astype(np.uint32)
    costs: npt.NDArray[np.float32] = character_model(LANGUAGE_OF.get(encoding, "zh")).costs(codes)
    costs[(codes <= 0x7F) | (codes >= 0xD800) & (codes < 0xE000)] = 0
    return costs.reshape(units.shape)


def _bad_groups(data: bytes, text: str, encoding: str, windows: list[int]) -> list[tuple[int, int]]:
    """Byte spans of pieces that read badly, on the lines of the suspicious windows."""
    spans: list[tuple[int, int]] = []
    end = 0
    for window in windows:
        if window + _WINDOW > end:
            start = max(text.rfind("\n", 0, max(0, window - _WINDOW)) + 1, end)
            end = text.find("\n", window + 2 * _WINDOW) + 1 or len(text)
            if start < end:
                spans.append((start, end))
    borders = np.cumsum([0, *(end - start for start, end in spans)])
    starts, bad, _ = _bad_pieces(utf16_units("".join(text[start:end] for start, end in spans)), encoding)
    telling = np.unique(np.searchsorted(borders, starts[: len(bad)][bad], "right") - 1)
    if not len(telling):
        return []
    line_ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    if len(line_ends) != text.count("\n"):
        return []
    groups: list[tuple[int, int]] = []
    number = counted = 0
    for start, end in (spans[index] for index in telling):
        number += text.count("\n", counted, start)
        counted = start
        last = number + text.count("\n", start, end)
        in_data = int(line_ends[number - 1]) + 1 if number else 0
        end_in_data = int(line_ends[last - 1]) + 1 if text[end - 1] == "\n" else len(data)
        for group in _bad_groups_of_lines(data[in_data:end_in_data], text[start:end], encoding):
            group = (group[0] + in_data, group[1] + in_data)
            if groups and groups[-1][1] == group[0]:
                group = (groups.pop()[0], group[1])
            groups.append(group)
    return groups


def _bad_pieces(
    units: npt.NDArray[np.uint16], encoding: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Where pieces start (the last one may be empty), which of those read badly, and which are long enough to tell."""
    starts = np.concatenate(([0], np.flatnonzero(_IS_SEPARATOR[np.minimum(units, 0xFF)]) + 1))
    filled = starts[: len(starts) - (starts[-1] == len(units))]
    sums = np.add.reduceat(_costs(encoding)[units], filled)
    numbers = np.add.reduceat(units > 0x7F, filled, dtype=np.int64)
    telling = numbers >= _MIN_CHARACTERS
    bad = telling & (-sums > _BAD_COST * numbers)
    if encoding != "utf-8" and bad.any():
        bad &= -np.add.reduceat(_pair_costs(units, encoding), filled) > _WINDOW_COST * numbers
    return starts, bad, telling


def _bad_groups_of_lines(data: bytes, text: str, encoding: str) -> list[tuple[int, int]]:
    """Byte spans of pieces that read badly; a bad piece takes pieces with it that are too short to tell, on its line."""
    units = utf16_units(text)
    in_text, bad, telling = _bad_pieces(units, encoding)
    in_bytes = np.concatenate(([0], np.flatnonzero(_IS_SEPARATOR[np.frombuffer(data, np.uint8)]) + 1, [len(data)]))
    if len(in_text) != len(in_bytes) - 1:
        return []
    pieces = len(bad)
    line_end = units[np.append(in_text[1:pieces], len(units)) - 1] == ord("\n")
    groups: list[tuple[int, int]] = []
    done = 0
    for piece in np.flatnonzero(bad).tolist():
        if piece < done:
            continue
        start, end = piece, piece + 1
        while start > done and not telling[start - 1] and not line_end[start - 1]:
            start -= 1
        while end < pieces and (bad[end] or (not telling[end] and not line_end[end - 1])):
            end += 1
        groups.append((int(in_bytes[start]), int(in_bytes[end])))
        done = end
    return groups


_IS_SEPARATOR = np.isin(np.arange(256), list(_SEPARATORS))

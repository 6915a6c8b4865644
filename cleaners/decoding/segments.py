"""Two encodings in one file: parts that read badly under the file's encoding and well under another are read under that.

A page is put together from a body and a footer, a log from many writers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from cleaners.characters.model import character_model, codepoints
from cleaners.decoding.readings import read
from cleaners.decoding.result import REPLACEMENT, Damage
from cleaners.decoding.sample import SAMPLE, high_byte_runs
from cleaners.decoding.scoring import LANGUAGE_OF, high_bytes, is_valid_utf8
from cleaners.decoding.suspects import WINDOW_COST, Span, suspects
from cleaners.decoding.tolerant import Reading, glance

# The other encodings, asked in this order, each round about the parts that those before left: UTF-8 tells itself, a part that
# reads as Chinese is Chinese, and EUC-TW, which is dear to read, is rarest.
_ROUNDS = (("gb18030", "big5hkscs", "utf-8"), ("cp932", "euc_jp", "cp949"), ("euc-tw",))

# What the better reading must show: nats more than the file's encoding, and nats a character.
_MIN_GAIN, _MAX_COST = 12.0, 9.5
_CHINESE = ("gb18030", "big5hkscs")
_FEW = 64
_SURE_UTF8 = 9  # high bytes: three characters that are valid UTF-8 and cost too much as anything else


def reread_segments(data: bytes, encoding: str, reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """The reading with parts of other encodings in their own, and the names of those encodings."""
    if encoding == "cp1252" or (encoding == "utf-8" and not reading[1]):
        return reading, ()
    found = suspects(encoding, reading)
    if not _worth_looking(found.texts(), encoding):
        return reading, ()
    parts = found.spans(data, reading[0])
    sources = [data[part.first_byte : part.last_byte] for part in parts]
    unique = list(dict.fromkeys(sources))
    better = dict(zip(unique, _better_encodings(unique, encoding), strict=True))
    reread: list[tuple[Span, Reading]] = []
    others: dict[str, None] = {}
    for part, source in zip(parts, sources, strict=True):
        if better[source]:
            name, rereading = read(source, better[source])
            reread.append((part, rereading))
            others[name] = None
    return (_with_parts(reading, reread), tuple(others)) if reread else (reading, ())


def _worth_looking(texts: list[str], encoding: str) -> bool:
    """Whether it pays to look for the bytes of these parts, which takes as long as all before: right text has a few that read
    badly, and no encoding reads them better. Undamaged ones give their bytes by themselves."""
    unique = set(texts)
    if encoding == "euc-tw" or len(unique) > _FEW or any(REPLACEMENT in text for text in unique):
        return True
    return any(_better_encodings([text.encode(encoding, "ignore") for text in unique], encoding))


def _with_parts(reading: Reading, parts: Iterable[tuple[Span, Reading]]) -> Reading:
    text, damage = reading
    places = [item.at for item in damage]
    texts: list[str] = []
    kept: list[Damage] = []
    length = done = 0

    def add(string: str, bad: Iterable[Damage], shift: int) -> None:
        nonlocal length
        texts.append(string)
        kept.extend(Damage(item.at + shift, item.data) if shift else item for item in bad)
        length += len(string)

    def keep(end: int) -> None:
        add(text[done:end], damage[bisect_left(places, done) : bisect_left(places, end)], length - done)

    for span, (part, bad) in parts:
        keep(span.start)
        add(part, bad, length)
        done = span.end
    keep(len(text))
    return "".join(texts), tuple(kept)


def _better_encodings(parts: list[bytes], encoding: str) -> list[str]:
    """For each part the encoding that it is far better read in, or nothing. All parts are scored at once: a file may change
    between encodings on every line."""
    answers = [""] * len(parts)
    left: list[tuple[int, bytes]] = []
    for number, part in enumerate(parts):
        sample = part if len(part) <= 2 * SAMPLE else high_byte_runs(part)
        if encoding != "utf-8" and high_bytes(sample) >= _SURE_UTF8 and is_valid_utf8(sample):
            answers[number] = "utf-8"
        else:
            left.append((number, sample))
    if left and encoding != "utf-8":
        bad = _scores([sample for _, sample in left], encoding)[1] > WINDOW_COST
        left = [item for item, is_bad in zip(left, bad, strict=True) if is_bad]
    for names in _ROUNDS:
        others = [name for name in names if name != encoding]
        if not left or not others:
            continue
        samples = [sample for _, sample in left]
        own, _ = _scores(samples, encoding)
        scores, costs = map(np.array, zip(*(_scores(samples, name) for name in others), strict=True))
        best, columns = scores.argmax(axis=0), np.arange(len(left))
        better = (costs[best, columns] < _MAX_COST) & (scores[best, columns] - own > _MIN_GAIN)
        for column in np.flatnonzero(better).tolist():
            name = others[best[column]]
            better[column] = name not in _CHINESE or _is_chinese(glance(samples[column], name))
            if better[column]:
                answers[left[column][0]] = name
        left = [item for item, is_better in zip(left, better, strict=True) if not is_better]
    return answers


def _is_chinese(text: str) -> bool:
    """Whether half of what is not ASCII is Han: rows of circled numbers read as letters of full width in the other encoding."""
    codes = codepoints(text)
    han = (codes >= 0x3400) & (codes < 0xA000)
    return 2 * int(han.sum()) >= int((codes > 0x7F).sum())


def _scores(samples: list[bytes], encoding: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Score of each sample and its cost a character, under one encoding."""
    texts = [glance(sample, encoding) + "\n" for sample in samples]
    codes = codepoints("".join(texts))
    above = codes > 0x7F
    starts = np.cumsum([0, *(len(text) for text in texts[:-1])])
    costs = np.where(above, character_model(LANGUAGE_OF[encoding]).costs(codes), 0).astype(np.float64)
    sums: npt.NDArray[np.float64] = np.add.reduceat(costs, starts)
    return sums, -sums / np.maximum(1, np.add.reduceat(above, starts, dtype=np.int64))

"""How probable characters and pairs of characters are: a bigram model of written language.

    model = character_model()               # Chinese, simplified and traditional in one; loaded once, some 20 ms
    model.log_probability("的")              # log P(的), in nats
    model.log_pair("中", "国")               # log P(国 | 中)
    model.score("中国人民")                   # sum of log P(c | left neighbour) over the text
    model.costs(codepoints("中国人民"))       # the same a character, as an array
    model.fit("中", "国囯固", "人")           # log P(c | 中) + log P(人 | c) for each candidate c

All figures are natural logarithms. A common character costs 4 to 8 nats, in the context of a common word 0.5 to 3; text of
another language or encoding costs more than 11 a character. Pairs that were not seen back off to the single character
(absolute discounting, Katz's back-off weights). ASCII counts by classes: letters share one context (`a`), digits one (`0`),
blanks and controls one (`\n`), since what stands next to `年` is any digit. Characters that the model does not know have a
cost by block (`BLOCK_COSTS`), so that any code point has a finite one.

The data file `model.zst` is built by `training/characters_model.py`, which tells where the text came from; its header repeats it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "BLOCK_COSTS",
    "LIMIT",
    "CharacterModel",
    "Codes",
    "Floats",
    "Language",
    "character_model",
    "codepoints",
    "provenance",
    "utf16_units",
]

Language = Literal["zh", "ja", "ko", "latin"]
Codes: TypeAlias = npt.NDArray[np.uint32]
Floats: TypeAlias = npt.NDArray[np.float32]

LIMIT = 0x30000
"""Code points from here on are counted as one (the tables end here)."""

# Log-probability of a character that the training text does not have, by block; the last entry that covers a code point wins.
# Set by the size of the block and by how often text that is right has it; U+FFFD and private use are what wrong readings
# give. The languages other than Chinese take theirs from `_FOREIGN`.
BLOCK_COSTS: tuple[tuple[int, int, float], ...] = (
    (0x0000, 0x30000, -17.0),
    (0x0080, 0x00A0, -18.0),  # C1 controls: only wrong readings have them
    (0x00A0, 0x0250, -15.0),
    (0x0370, 0x0530, -15.0),  # Greek and Cyrillic: in GBK, Big5 and JIS, and rare in Chinese
    (0x2000, 0x2C00, -13.0),
    (0x3000, 0x3040, -13.0),
    (0x3040, 0x3100, -13.0),
    (0x31C0, 0x3400, -14.0),
    (0x3400, 0x4DC0, -16.0),
    (0x4E00, 0xA000, -15.0),
    (0xAC00, 0xD7A4, -17.0),
    (0xE000, 0xF900, -18.0),
    (0xFF00, 0xFFEF, -13.0),
    (0xFFFD, 0xFFFE, -16.0),
    (0x1F000, 0x1FB00, -13.0),
    (0x20000, 0x30000, -16.0),
)
_FOREIGN: dict[Language, tuple[tuple[int, int, float], ...]] = {
    "zh": (),
    "ja": ((0x3040, 0x3100, -11.0), (0x4E00, 0xA000, -13.5), (0xFF61, 0xFFA0, -13.0)),
    "ko": ((0xAC00, 0xD7A4, -11.5), (0x4E00, 0xA000, -14.0), (0x3130, 0x3190, -12.0)),
    "latin": ((0x00A0, 0x0250, -10.0), (0x4E00, 0xA000, -20.0)),
}


def codepoints(text: str) -> Codes:
    """The code points of a text, as an array for the vectorised methods."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32, copy=False)


def utf16_units(text: str) -> npt.NDArray[np.uint16]:
    """The UTF-16 units of a text: half the memory, for tables over the BMP."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")


@dataclass(frozen=True, eq=False, slots=True)
class CharacterModel:
    """Tables of one language. Lookups take code points (`codepoints`); the methods without arrays are for single questions."""

    unigrams: Floats
    """log P(c) by code point; length `LIMIT`, every entry finite."""
    ids: npt.NDArray[np.uint16]
    """Number of a character in the pairs, by code point; 0: it stands in no pair."""
    keys: npt.NDArray[np.uint32]
    """`left id << 16 | right id` of every pair, ascending."""
    pairs: Floats
    """log P(right | left), beside `keys`."""
    backoff: Floats
    """Back-off weight (log) of a left neighbour, by id: log P(r | l) = backoff[l] + log P(r) for a pair that was not seen."""

    def log_probability(self, character: str) -> float:
        """log P(c) without context."""
        return float(self.unigrams[min(ord(character), LIMIT - 1)])

    def log_pair(self, left: str, right: str) -> float:
        """log P(right | left)."""
        return float(self.conditional(codepoints(left), codepoints(right))[0])

    def score(self, text: str) -> float:
        """Sum of log P(c | left neighbour) over the text; the first character counts without context."""
        return float(self.costs(codepoints(text)).sum())

    def fit(self, left: str, candidates: str, right: str) -> Floats:
        """log P(c | left) + log P(right | c) for each candidate c; an empty neighbour does not count."""
        codes = codepoints(candidates)
        result = self.unigrams[np.minimum(codes, LIMIT - 1)]
        if left:
            result = self.conditional(codepoints(left[-1]).repeat(len(codes)), codes)
        if right:
            result = result + self.conditional(codes, codepoints(right[0]).repeat(len(codes)))
        return result

    def costs(self, codes: Codes) -> Floats:
        """log P(c | left neighbour) of every character of a text."""
        if not len(codes):
            return np.zeros(0, np.float32)
        codes = np.minimum(codes, LIMIT - 1)
        return np.concatenate((self.unigrams[codes[:1]], self.conditional(codes[:-1], codes[1:])))

    def conditional(self, left: Codes, right: Codes) -> Floats:
        """log P(right | left), element by element, of two arrays of equal shape."""
        left, right = np.minimum(left, LIMIT - 1), np.minimum(right, LIMIT - 1)
        before = self.ids[left].astype(np.uint32)
        wanted = before << 16 | self.ids[right]
        flat = wanted.ravel()
        order = np.argsort(flat)  # neighbours in the table are looked up together: four times as fast as in the text's order
        place = np.empty(len(flat), np.intp)
        place[order] = np.searchsorted(self.keys, flat[order])
        place[place == len(self.keys)] = 0
        pair = place.reshape(wanted.shape)
        return np.where(self.keys[pair] == wanted, self.pairs[pair], self.backoff[before] + self.unigrams[right])


@cache
def character_model(language: Language = "zh") -> CharacterModel:
    """The model of a language; `zh` is by far the best one, the others serve to tell them from Chinese."""
    arrays = _file()[1][language]
    unigrams = _block_costs(language)
    vocabulary = arrays["characters"]
    unigrams[vocabulary] = arrays["unigrams"].astype(np.float32) / -_STEPS
    ids = np.zeros(LIMIT, np.uint16)
    ids[vocabulary] = np.arange(1, len(vocabulary) + 1)
    for code in range(0x80):  # ASCII counts by class
        kind = ord(ascii_class(chr(code)))
        ids[code], unigrams[code] = ids[kind], unigrams[kind]
    counts, low, high = arrays["row_lengths"], arrays["deltas_low"], arrays["deltas_high"]
    lefts = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    deltas = low.astype(np.int64) + (high.astype(np.int64) << 8)
    running = np.cumsum(deltas)
    firsts = np.cumsum(counts) - counts
    before = np.concatenate(([0], running))[firsts]
    rights = running - np.repeat(before, counts)
    return CharacterModel(
        unigrams,
        ids,
        lefts << 16 | rights.astype(np.uint32),
        arrays["pairs"].astype(np.float32) / -_STEPS,
        arrays["backoff"].astype(np.float32) / -_STEPS,
    )


def provenance() -> dict[str, Any]:
    """Where the model's text came from, with versions and licences."""
    return dict(_file()[0])


def ascii_class(character: str) -> str:
    """The character that stands for a class of ASCII characters in the pairs."""
    if character.isalpha():
        return "a"
    if character.isdigit():
        return "0"
    return "\n" if character <= " " or character == "\x7f" else character


_STEPS = 10.0
"""The file holds costs as one byte, in tenths of a nat: 0 to 25.5, and finer than the estimates are."""

MAGIC = b"qingwen characters 1\n"


def _block_costs(language: Language) -> Floats:
    costs = np.empty(LIMIT, np.float32)
    for start, end, cost in (*BLOCK_COSTS, *_FOREIGN[language]):
        costs[start:end] = cost
    return costs


@cache
def _file() -> tuple[dict[str, Any], dict[str, dict[str, npt.NDArray[Any]]]]:
    """The header and the arrays by language. After a magic line: one line of JSON, then the arrays that it names, in order."""
    import zstandard

    packed = files("cleaners.characters").joinpath("model.zst").read_bytes()
    header_line, _, body = zstandard.decompress(packed).removeprefix(MAGIC).partition(b"\n")
    header = json.loads(header_line)
    arrays: dict[str, dict[str, npt.NDArray[Any]]] = {}
    offset = 0
    for language, name, kind, length in header.pop("arrays"):
        array = np.frombuffer(body, kind, length, offset)
        offset += array.nbytes
        arrays.setdefault(language, {})[name] = array
    return header, arrays

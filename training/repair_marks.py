"""Build `cleaners/repairs/marks.z`: for each character of the basic plane, what it may be a sign of, and what it costs.

    python -m training.repair_marks

Source: `cleaners/characters/model.zst` and the tables of GBK; run it again when either changes
(`tests/repairs/test_gate.py` tells).
"""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cleaners.characters.gbk import gbk
from cleaners.characters.model import character_model
from cleaners.repairs.gate import Sign
from cleaners.repairs.misread_bytes import SINGLE
from cleaners.repairs.prior import scored_as

TARGET = Path(__file__).parent.parent / "cleaners" / "repairs" / "marks.z"

# A character is odd when it costs more than this without context (nats): 7 in 1,000 characters of good web text do.
ODD = -11.5
LAST = 0xFFFF  # stands for everything beyond the plane


def costs() -> npt.NDArray[np.uint8]:
    """What a character costs without context, in tenths of a nat, by code point."""
    return np.rint(character_model().unigrams[scored_as(np.arange(0x10000, dtype=np.uint32))] * -10).astype(np.uint8)


def marks() -> npt.NDArray[np.uint8]:
    """Marks by code point."""
    codes = np.arange(0x10000, dtype=np.uint32)
    rare = costs() > ODD * -10
    pairs = gbk().pairs
    odd = rare & (codes >= 0x3400) & (codes < 0xA000)
    # Letters and signs that wrong readings give, and those of GBK that are no marks.
    for start, end in (
        (0x80, 0x250), (0x2C6, 0x2DD), (0x370, 0x530), (0xE00, 0xE80), (0x2500, 0x25A0), (0x3100, 0x3190), (0xA000, 0xD800),
        (0xFF61, 0xFFA0),
    ):  # fmt: skip
        odd[start:end] = True
    odd[0xE000:0xF900] = True
    odd |= rare & (pairs >= 0xA2A1) & (pairs < 0xB0A1) & (codes < 0x3000)
    odd[[ord(sign) for sign in "€‚ƒ„†‡ˆ‰Š‹Œ™š›œžŸ\ufffd"]] = True
    odd[[ord(sign) for sign in "·×°±§©®àáèéìíòóùúüāēīōū"]] = False
    table = np.zeros(0x10000, np.uint8)
    table[odd] |= Sign.ODD
    alphabets = (codes < 0x250) | (codes >= 0x370) & (codes < 0x530)  # they come in words of their own
    table[rare & ~alphabets & (pairs > 0)] |= Sign.PAIR
    table[[ord(sign) for sign in "\ufffd锟烫屯葺"]] |= Sign.LOST
    # The second of the three bytes of U+FFFD, as the pages of one byte show it.
    table[sorted({ord(sign) for page in ("latin-1", *SINGLE) for sign in b"\xbf".decode(page, "ignore")})] |= Sign.LOST
    table[0x3041:0x3100] |= Sign.KANA
    for start, end in (
        (0x2E80, 0x2FD6), (0xAD, 0xAE), (0x180E, 0x180F), (0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0x61C, 0x61D),
        (0xFEFF, 0xFF00), (0xFE00, 0xFE10), (0x80, 0xA0), (0xFF61, 0xFFA0), (0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B),
        (0xE000, 0xFB00), (0xFB00, 0xFB07),
    ):  # fmt: skip
        table[start:end] |= Sign.FIXABLE
    table[LAST] = 0
    return table


def main() -> None:
    table = np.concatenate((marks(), costs()))
    TARGET.write_bytes(zlib.compress(table.tobytes(), 9))
    print(f"{TARGET.name}: {np.count_nonzero(table[:0x10000])} characters with marks, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()

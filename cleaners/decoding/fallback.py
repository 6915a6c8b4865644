"""Stage 6: chardet, for everything that is neither Chinese, Japanese, Korean, Western European nor Unicode."""

from __future__ import annotations

import math
import re

from cleaners.decoding.confidence import FALLBACK_CAP
from cleaners.decoding.declared import canonical
from cleaners.decoding.result import Decoded
from cleaners.decoding.sample import BLOCK, active_blocks
from cleaners.decoding.tolerant import UNICODE_WIDE, decode_tolerant

# chardet reads the first 200 kB; from a bigger file it gets blocks that hold something.
_WINDOW = 150_000

# Encodings that the scoring has judged already; chardet's word adds nothing there.
_JUDGED = UNICODE_WIDE | {"gb18030", "big5hkscs", "utf-8", "euc-tw", "cp932", "euc_jp", "cp949", "ascii"}


# chardet takes a few accents for a code page of DOS or old Macs; where Windows' for Western Europe fits, that is likelier.
_OBSOLETE = re.compile(r"cp[478]\d\d|mac")
_CERTAIN = 0.5
_DOUBTFUL = 0.15
_LEAST = 0.1
_FAIR, _POSSIBLE = 8.0, 11.0  # nats a character as Western European

# What a declaration is worth that chardet does not contradict with certainty, on chardet's scale.
_DECLARED = 0.25

# chardet's certainty is modest: of its answers at .1 to .2, 92 % are right, from .3 on 99 % (benchmark's alphabets); for garbage
# it says .02 to .1.
_SCALE = 3.0


def detect_other(data: bytes, *, declared: str = "", latin_cost: float = math.inf) -> Decoded | None:
    """The answer of chardet, where it has one that the scoring did not judge. `latin_cost`: what a character
    costs as Western European, where the scoring would say that."""
    import chardet  # some 100 ms, and most runs never need it

    found = chardet.detect(_telling_part(data), compat_names=False)
    encoding = canonical(found["encoding"])
    certainty = float(found["confidence"] or 0.0)
    evidence = f"chardet: {encoding or 'nothing'} at {certainty:.2f}"
    if declared and declared not in _JUDGED and declared != encoding and certainty < _CERTAIN:
        encoding, certainty, evidence = declared, max(certainty, _DECLARED), f"declared as {declared}; {evidence}"
    if not encoding or certainty < _LEAST or encoding in _JUDGED or (encoding == "cp1252" and latin_cost < _POSSIBLE):
        return None
    if latin_cost < _POSSIBLE and _OBSOLETE.match(encoding) and certainty < _CERTAIN:
        return None
    if latin_cost < _FAIR and certainty < _DOUBTFUL:
        return None
    text, damage = decode_tolerant(data, encoding)
    return Decoded(text, encoding, round(min(FALLBACK_CAP, _SCALE * certainty), 3), damage, evidence)


def _telling_part(data: bytes) -> bytes:
    if len(data) <= _WINDOW:
        return data
    blocks = active_blocks(data)
    chosen = blocks[:: max(1, len(blocks) * BLOCK // _WINDOW)]
    return data[:BLOCK] + b"".join(data[block * BLOCK : (block + 1) * BLOCK] for block in chosen)

"""Stage 6: chardet, for everything that is neither Chinese, Japanese, Korean, Western European nor Unicode."""

from __future__ import annotations

import math
import re

from cleaners.decoding.confidence import FALLBACK_CAP
from cleaners.decoding.declared import canonical, without_declaration
from cleaners.decoding.result import Decoded
from cleaners.decoding.sample import BLOCK, active_blocks, high_byte_runs
from cleaners.decoding.scoring import ASCII, high_bytes, language_score
from cleaners.decoding.tolerant import UNICODE_WIDE, decode_tolerant, glance

# chardet reads the first 200 kB; from a bigger file it gets blocks that hold something.
_WINDOW = 150_000

# Encodings that the scoring has judged already, where chardet's word adds nothing, and EBCDIC, which a few bytes are often
# taken for and no document on the Web is in.
_EBCDIC = frozenset(("cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"))
_JUDGED = _EBCDIC | UNICODE_WIDE | {"gb18030", "big5hkscs", "utf-8", "euc-tw", "cp932", "euc_jp", "cp949", "ascii"}


# chardet takes a few accents for a code page of DOS or old Macs; where Windows' for Western Europe fits, that is likelier.
_OBSOLETE = re.compile(r"cp[478]\d\d|cp1006|mac")

# Nats a character by which text with three different accents of DOS is likelier than as text of Windows: 4 to 5 where it is.
_DOS, _DOS_GAIN, _MIN_ACCENTS, _DOS_CONFIDENCE = ("cp437", "cp850"), 3.0, 3, 0.8
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
    if (dos := _detect_dos(data)) is not None:
        return dos
    import chardet  # some 100 ms, and most runs never need it

    found = chardet.detect(without_declaration(_telling_part(data)), compat_names=False)
    encoding = canonical(found["encoding"])
    certainty = float(found["confidence"] or 0.0)
    evidence = f"chardet: {encoding or 'nothing'} at {certainty:.2f}"
    if declared and declared not in (*_JUDGED, "cp1252", encoding) and certainty < _CERTAIN:
        encoding, certainty, evidence = declared, max(certainty, _DECLARED), f"declared as {declared}; {evidence}"
    if not encoding or certainty < _LEAST or encoding in _JUDGED or (encoding == "cp1252" and latin_cost < _POSSIBLE):
        return None
    if latin_cost < _POSSIBLE and _OBSOLETE.match(encoding) and certainty < _CERTAIN:
        return None
    if latin_cost < _FAIR and certainty < _DOUBTFUL:
        return None
    text, damage = decode_tolerant(data, encoding)
    return Decoded(text, encoding, round(min(FALLBACK_CAP, _SCALE * certainty), 3), damage, evidence)


def _detect_dos(data: bytes) -> Decoded | None:
    """Western European text of DOS: its accents are where Windows has marks, and the other way round."""
    sample = high_byte_runs(data)
    scores = {encoding: language_score(glance(sample, encoding), ("latin",)) for encoding in ("cp1252", *_DOS)}
    best = max(_DOS, key=lambda encoding: scores[encoding])
    characters = high_bytes(sample)
    if len(set(sample.translate(None, ASCII))) < _MIN_ACCENTS or -scores[best] > _FAIR * characters:
        return None
    gain = (scores[best] - scores["cp1252"]) / characters
    if gain < _DOS_GAIN:
        return None
    text, damage = decode_tolerant(data, best)
    return Decoded(
        text, best, _DOS_CONFIDENCE, damage, f"accents of {best}, {gain:.1f} nats a character better than those of cp1252"
    )


def _telling_part(data: bytes) -> bytes:
    if len(data) <= _WINDOW:
        return data
    blocks = active_blocks(data)
    chosen = blocks[:: max(1, len(blocks) * BLOCK // _WINDOW)]
    return data[:BLOCK] + b"".join(data[block * BLOCK : (block + 1) * BLOCK] for block in chosen)

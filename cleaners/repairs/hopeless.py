"""What no repair brings back: counted, reported, and rejected where little else is left.

U+FFFD are bytes that are gone; 锟斤拷 is what two of them become when they are written in GBK; 烫 and 屯 in rows are memory that
was never written. A layer of text whose fonts lie (some PDF files) has characters, but no two that belong together.
"""

from __future__ import annotations

import numpy as np

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import character_model, codepoints
from cleaners.document import Changes, Document
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.repairs.gate import Mark, places_with, suspicions
from cleaners.repairs.prior import scored_as
from cleaners.step import NOT_ASCII, step

_LOST = lazy_pattern("\ufffd+|(?:锟斤拷)+锟?斤?|锟斤(?=\ufffd)|烫{4,}|屯{4,}|葺{4,}")

# A document of which more is unreadable is rejected: every fifth character gone leaves no sentence whole. Below, `residue` tells
# the share, for a filter to decide.
GARBLED = 0.2
MIN_CHARACTERS = 40
# Nonsense: of its Chinese characters so many are odd, and side by side they cost so much each (nats). Good text has 1 % and 4 to
# 6.5, a list of rare characters has the one and not the other.
MIN_ODD = 0.15
NONSENSE = -11.0
MIN_HAN = 40
# Of all characters; no language written in Latin letters has a third of this with accents.
MIN_STRANGE = 0.5
SAMPLE = 20_000


@step(switch=("repair",), gate=NOT_ASCII)
def count_losses(document: Document, _context: Context) -> Changes | None:
    """Set `lossy_chars` and `residue`; raise Rejected (`garbled`) where too much is unreadable."""
    text = document.text
    found = suspicions(text)
    lossy = sum(len(match[0]) for match in _LOST.finditer(text)) if found.lost else 0
    nonsense = bool(found.lines) and not found.kana and _is_nonsense(text)
    if not lossy and not nonsense:
        return None
    characters = len("".join(text.split()))
    residue = 1.0 if nonsense else lossy / characters
    if characters >= MIN_CHARACTERS and residue > GARBLED:
        detail = "its characters do not belong together" if nonsense else f"{lossy} of {characters} characters are lost"
        raise Rejected("garbled", detail, document.origin)
    return Changes(metadata={"lossy_chars": lossy, "residue": round(residue, 4)}, override=True)


def _is_nonsense(text: str) -> bool:
    codes = codepoints(text[:SAMPLE])
    han = codes[(codes >= 0x3400) & (codes < 0xA000)]
    letters = np.count_nonzero(codes > 0x7F)
    strange = np.count_nonzero((codes >= 0x80) & (codes < 0x250))
    if strange >= max(MIN_HAN, MIN_STRANGE * np.count_nonzero(codes > 0x20)):
        return True
    if len(han) < MIN_HAN or len(han) < 0.6 * letters:
        return False
    odd = len(places_with(han, Mark.PAIR))
    return bool(odd > MIN_ODD * len(han) and character_model().costs(scored_as(han)).mean() < NONSENSE)

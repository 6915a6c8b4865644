"""Count what no repair can bring back, and reject documents that are mostly unreadable.

U+FFFD are bytes that are gone; 锟斤拷 is what two of them become when they are written in GBK; 烫 and 屯 in rows are memory that
was never written. A layer of text whose fonts lie (some PDF files) has characters, but no two that belong together.
"""

from __future__ import annotations

import numpy as np

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import Codes, character_model, codepoints
from cleaners.document import Changes, Document
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.repairs.gate import Sign, places_with, suspicions
from cleaners.repairs.losses import all_private, lost_characters
from cleaners.repairs.prior import scored_as
from cleaners.step import NOT_ASCII, step

# One or two characters between blanks, breaks and commas.
_ALONE = lazy_pattern(r"(?<![^\s、，,;；|/])[\u3400-\u9fff]{1,2}(?![^\s、，,;；|/])")

# A document of which more is unreadable is rejected: every fifth character gone leaves no sentence whole. Below, `residue` tells
# the share, for a filter to decide.
GARBLED = 0.2
MIN_CHARACTERS = 40
# Nonsense: of its Chinese characters so many are odd, and side by side they cost so much each (nats). Text of wrong readings and
# of fonts that lie has 54 to 90 % and 12.7 to 14.5; good text 1 % and 4 to 6.5; the oldest classics up to 34 % and 11.7.
MIN_ODD = 0.42
NONSENSE = -12.2
MIN_HAN = 40
# A text with the marks of Chinese is read by somebody: only a font can lie so, and then nothing fits (77 to 90 %, 13.9 to 14.3).
MARKED, MIN_ODD_MARKED, NONSENSE_MARKED = 0.05, 0.6, -13.2
# A list of rare characters: hardly one comes twice, or they stand in the order of their codes, or alone. Wrong readings of 100
# characters have 85 % different ones, of 300 70 %, and 3 % neighbours.
LIST_DISTINCT, LIST_SIZE = 0.93, 300
LIST_NEIGHBOURS, NEAR = 0.2, 16
LIST_ALONE = 0.5
# Of all characters; no language written in Latin letters has a third of this with accents.
MIN_STRANGE = 0.5
# Of the letters with accents: vowels with the tones of pinyin that no Latin-1 has, from which it is a list of readings.
MIN_TONES = 0.2
SAMPLE = 20_000


@step(switch=("repair",), gate=NOT_ASCII)
def count_losses(document: Document, _context: Context) -> Changes | None:
    """Set `lossy_chars` and `residue`; raise Rejected (`garbled`) where too much is unreadable."""
    text = document.text
    found = suspicions(text)
    lossy = lost_characters(text, found)
    nonsense = bool(found.lines) and not found.kana and _is_nonsense(text)
    private = all_private(text) if found.fixable else 0
    if not lossy and not nonsense and not private:
        return None
    characters = len("".join(text.split()))
    if private > GARBLED * characters:  # it has hardly a character beside which these could be told
        lossy = max(lossy, private)
    if not lossy and not nonsense:
        return None
    residue = 1.0 if nonsense else lossy / characters
    if characters >= MIN_CHARACTERS and residue > GARBLED:
        detail = "its characters do not belong together" if nonsense else f"{lossy} of {characters} characters are lost"
        if private * 2 > max(lossy, characters * GARBLED):
            detail = f"a font of the site's own stands for {private} of {characters} characters (option font_map)"
        raise Rejected("garbled", detail, document.origin)
    return Changes(metadata={"lossy_chars": lossy, "residue": round(residue, 4)}, override=True)


def _is_nonsense(text: str) -> bool:
    """Whether the characters of a text do not belong together. Classics, dictionaries and lists of rare ones are no nonsense."""
    sample = text[:SAMPLE]
    codes = codepoints(sample)
    han = codes[(codes >= 0x3400) & (codes < 0xA000)]
    letters = np.count_nonzero(codes > 0x7F)
    strange = np.count_nonzero((codes >= 0x80) & (codes < 0x250))
    if strange >= max(MIN_HAN, MIN_STRANGE * np.count_nonzero(codes > 0x20)):
        return bool(sum(map(sample.count, "āēīōūǎěǐǒǔǚǘǜǖ")) < MIN_TONES * strange)
    if len(han) < MIN_HAN or len(han) < 0.6 * letters:
        return False
    marked = sum(map(sample.count, "，。、；：！？")) >= MARKED * len(han)
    odd = len(places_with(han, Sign.PAIR))
    if odd < (MIN_ODD_MARKED if marked else MIN_ODD) * len(han) or _is_list(sample, han):
        return False
    return bool(character_model().costs(scored_as(han)).mean() < (NONSENSE_MARKED if marked else NONSENSE))


def _is_list(text: str, han: Codes) -> bool:
    """Whether the characters are a list: each comes once, or in the order of codes, or stands alone."""
    head = han[:LIST_SIZE]
    if len(np.unique(head)) > LIST_DISTINCT * len(head):
        return True
    if np.count_nonzero(np.abs(np.diff(han.astype(np.int64))) <= NEAR) > LIST_NEIGHBOURS * len(han):
        return True
    return sum(map(len, _ALONE.findall(text))) > LIST_ALONE * len(han)

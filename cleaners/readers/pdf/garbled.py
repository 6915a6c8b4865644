"""Layers of text whose fonts lie: the characters that PDFium finds are not those that the page shows."""

from __future__ import annotations

import re

from cleaners.characters.common import common_share

# Share of common characters below which Chinese text is nonsense. News, novels and classics have .93 and more, so do single
# pages of them; a layer whose codes are glyph numbers has .2 to .35, one that is wrong in part of its fonts lies between.
MIN_COMMON = 0.62
MIN_HAN = 30
# Share of characters that no font may mean: private use, controls, replacement characters.
MAX_MEANINGLESS = 0.25
MIN_CHARACTERS = 40

_MEANINGLESS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")


def is_garbled(text: str) -> str:
    """What is wrong with the text of a page or a document; "" where nothing is."""
    text = "".join(text.split())
    meaningless = len(_MEANINGLESS.findall(text))
    if len(text) >= MIN_CHARACTERS and meaningless > MAX_MEANINGLESS * len(text):
        return f"{meaningless:,} of {len(text):,} characters have no meaning"
    han, share = common_share(text)
    if han >= MIN_HAN and share < MIN_COMMON:
        return f"only {share:.0%} of its Chinese characters are common ones"
    return ""

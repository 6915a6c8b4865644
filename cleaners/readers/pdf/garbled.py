"""Layers of text whose fonts lie: the characters that PDFium finds are not those that the page shows."""

from __future__ import annotations

import re

from cleaners.characters.common import common_share

# Share of common characters below which Chinese text is nonsense. 300 characters of news or of a classical novel have .92 and
# more, written in traditional characters .86, a list of the elements .46; a layer whose codes are glyph numbers has .2 to .45.
MIN_COMMON = 0.6
MIN_HAN = 40
# Share of characters that no font may mean: private use, controls, replacement characters.
MAX_MEANINGLESS = 0.25
# Share of signs that text has few of, and of letters of Western Europe: what glyph numbers become when read as characters.
# Tables of program code have .15, French has .05; such layers have .4 and more.
MAX_ODD = 0.3
# The same where the font itself gives no meaning for this share of its codes.
MAX_ODD_UNMAPPED, MAX_UNMAPPED = 0.15, 0.1
MIN_CHARACTERS = 40
# Bytes of GBK read as Latin-1 are odd, too, but repair reads them again.
MIN_REREAD = 0.85

_MEANINGLESS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_ODD = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f#$&*+<=>@\\[\\\\\\]^_`{|}~\u00a1-\u00b6\u00b8-\u024f\u02b0-\u02ff\u2030-\u203a\u20a0-\u20cf\u2122]"
)


def is_garbled(text: str, unmapped: float = 0.0) -> str:
    """What is wrong with the text of a page or a document; "" where nothing is. `unmapped`: the share of its characters for which
    the font names no meaning."""
    text = "".join(text.split())
    if len(text) >= MIN_CHARACTERS:
        meaningless = len(_MEANINGLESS.findall(text))
        if meaningless > MAX_MEANINGLESS * len(text):
            return f"{meaningless:,} of {len(text):,} characters have no meaning"
        odd = len(_ODD.findall(text))
        if odd > (MAX_ODD_UNMAPPED if unmapped > MAX_UNMAPPED else MAX_ODD) * len(text) and not _is_shifted_gbk(text):
            return f"{odd:,} of {len(text):,} characters are signs that text has few of"
    han, share = common_share(text)
    if han >= MIN_HAN and share < MIN_COMMON:
        return f"only {share:.0%} of its Chinese characters are common ones"
    return ""


def _is_shifted_gbk(text: str) -> bool:
    again = text.encode("latin-1", "ignore").decode("gbk", "ignore")
    han, share = common_share(again)
    return han * 4 > len(text) and share > MIN_REREAD

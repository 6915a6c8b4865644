"""Which paragraphs are headings and list items: by type size, by a face of their own, by how they are numbered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cleaners.readers.pdf.blocks import LABEL, Block

# A heading is larger than the text by this factor, or the numbered line of a few words that ends without a mark.
LARGER, SAME = 1.05, 0.97
MAX_LENGTH, MAX_LINES = 90, 4
MAX_NUMBERED = 40
MAX_LEVEL = 6

_NUMBER = "[一二三四五六七八九十百零〇\\d]{1,5}"
# In the order of their rank in official and legal documents.
_RANKS = (
    re.compile(rf"第{_NUMBER}[编編卷部]"),
    re.compile(rf"第{_NUMBER}[章回篇]|附[录錄]"),
    re.compile(rf"第{_NUMBER}[节節]|[一二三四五六七八九十]{{1,3}}、"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}(?![\d%])"),
)
_ENDS = re.compile(r"[。；！，,;：:]$")


def mark_headings(blocks: Sequence[Block], body: float, face: str) -> None:
    """Set kind and level. `body` and `face` are size and font of the text."""
    sizes: Counter[float] = Counter()
    for block in blocks:
        if block.kind == "paragraph":
            if _is_large(block, body):
                block.kind = "heading"
                sizes[_step(block.size)] += 1
            elif _is_numbered(block, body, face):
                block.kind = "heading"
            elif (label := LABEL.match(block.text)) and len(block.text) > label.end():
                block.kind = "list_item"
    larger = sorted(sizes, reverse=True)
    ranks = sorted({_rank(block.text) for block in blocks if block.kind == "heading" and not _is_large(block, body)})
    for block in blocks:
        if block.kind == "heading":
            level = (
                larger.index(_step(block.size)) + 1
                if _is_large(block, body)
                else len(larger) + ranks.index(_rank(block.text)) + 1
            )
            block.level = min(MAX_LEVEL, level)


def _step(size: float) -> float:
    return round(size * 2) / 2


def _is_large(block: Block, body: float) -> bool:
    return (
        block.size > LARGER * body
        and len(block.text) <= MAX_LENGTH
        and block.lines <= MAX_LINES
        and not (_ENDS.search(block.text) and len(block.text) > MAX_NUMBERED)
        and any(map(str.isalpha, block.text))
    )


def _rank(text: str) -> int:
    return next((rank for rank, pattern in enumerate(_RANKS) if pattern.match(text)), len(_RANKS))


def _is_numbered(block: Block, body: float, face: str) -> bool:
    """第一章 总则, 一、基本情况; （一） and 1.1 only in another face than the text's or on a line in its middle."""
    if block.lines > 2 or len(block.text) > MAX_NUMBERED or _ENDS.search(block.text) or block.size < SAME * body:
        return False
    rank = _rank(block.text)
    if rank < 3 or (rank == len(_RANKS) and block.centred and block.font != face and block.lines == 1):
        return "……" not in block.text and "...." not in block.text
    return rank < len(_RANKS) and block.font != face

"""Character 4-gram precision, recall and F1 of a text against the truth, as the field's benchmarks of extractors have it:
characters count after NFKC, letters and digits alone."""

from __future__ import annotations

import unicodedata
from collections import Counter


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] in "LN")


def grams(text: str, size: int = 4) -> Counter[str]:
    return Counter(text[at : at + size] for at in range(max(1, len(text) - size + 1))) if text else Counter()


def score(got: str, truth: str) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    a, b = grams(plain(got)), grams(plain(truth))
    hit = (a & b).total()
    precision, recall = hit / max(1, a.total()), hit / max(1, b.total())
    return precision, recall, 2 * precision * recall / (precision + recall) if hit else 0.0

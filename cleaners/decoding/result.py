"""The answer of the decoder: text, encoding, how sure it is, and every byte that did not decode."""

from __future__ import annotations

from dataclasses import dataclass, replace

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that did not decode. `at` is the code-point offset, in `Decoded.text`, of the one U+FFFD that stands for them."""

    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of some bytes. It never holds a lone surrogate nor the byte order mark.

    `encoding` is a name in lower case: Python's name of the codec where Python has one, else `euc-tw` or `iso-2022-cn`.
    Where parts of the file are in another encoding, it is that of the larger part, and `evidence` names the others.

    `confidence` runs from 0 to 1 and estimates the probability that the encoding is right (`cleaners.decoding.confidence`
    tells how it is calibrated). It does not count damage: that is in `damage`.

    `evidence` says in words what decided.
    """

    text: str
    encoding: str
    confidence: float
    damage: tuple[Damage, ...]
    evidence: str


def doubt(found: Decoded) -> Decoded:
    """The answer for bytes with control characters: they may be no text at all."""
    evidence = f"{found.evidence}, with control characters"
    return replace(found, confidence=round(0.5 * found.confidence, 3), evidence=evidence)

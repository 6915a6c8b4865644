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


# Damage of one byte in a hundred makes one control character in a thousand; programs, images and the like have one in ten bytes.
_MAX_CONTROLS = 0.01


def doubt(found: Decoded, controls: float) -> Decoded:
    """The answer for bytes of which a share are control characters: they may be no text at all."""
    if not controls:
        return found
    confidence = found.confidence if controls <= _MAX_CONTROLS else round(0.5 * found.confidence, 3)
    return replace(found, confidence=confidence, evidence=f"{found.evidence}, with control characters")

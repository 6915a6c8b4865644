"""Stage 5: the answer from the ranking of candidates, brought into step, with parts in other encodings read as such."""

from __future__ import annotations

from collections.abc import Iterable

from cleaners.decoding.confidence import confidence_of
from cleaners.decoding.inside import reread_inside
from cleaners.decoding.readings import CUT_COST, LETTER_COST, read_in_step
from cleaners.decoding.result import Decoded
from cleaners.decoding.scoring import Candidate, rank
from cleaners.decoding.segments import reread_segments

# Mean cost of a character above which the best candidate is no language that the model knows. Right readings cost 5 to 7, old
# poems and lists of names up to 9, other alphabets read as Chinese 12 and more. Latin text has few characters to tell by, so
# that chardet is asked early (5 and 5.5 were best of 0 to 7 on the Western and Central European text of the benchmark).
MAX_COST, MAX_COST_LATIN = 10.0, 5.5

# Passages inside UTF-8 were read rightly when no more of the damage is left than this; else parts of lines are looked at.
MAX_LEFT = 0.05

# A reading worse than this is tried without its first byte: the head may be cut inside a character.
_OUT_OF_STEP_COST = 8.0


def rank_in_step(data: bytes, *, declared: Iterable[str] = (), prior: str = "") -> list[Candidate]:
    """The candidates, best first, also where the first byte is the end of a character."""
    declared = tuple(declared)
    ranked = rank(data, declared=declared, prior=prior)
    if ranked[0].cost > _OUT_OF_STEP_COST and data[0] >= 0x80 and len(data) > 4:
        shifted = rank(data[1:], declared=declared, prior=prior)
        # A shift may only look better because it turns second bytes into letters, which cost nothing.
        letters = _visible_ascii(shifted[0].text) - _visible_ascii(ranked[0].text)
        if shifted[0].characters and shifted[0].score - CUT_COST - LETTER_COST * max(0, letters) > ranked[0].score:
            return shifted
    return ranked


def _visible_ascii(text: str) -> int:
    return sum("!" <= sign <= "~" for sign in text)


def fits(best: Candidate) -> bool:
    """Whether the best candidate reads as a language that it is written in."""
    return best.cost < (MAX_COST_LATIN if best.encoding == "cp1252" else MAX_COST)


def decode_ranked(data: bytes, ranked: list[Candidate], declared: tuple[str, ...] = ()) -> Decoded:
    """The text under the best candidate."""
    best, second = ranked[:2]
    margin = best.score - second.score
    name, reading = read_in_step(data, best.encoding)
    (text, damage), others = reread_inside(data, reading) if best.encoding == "utf-8" else (reading, ())
    # Parts are judged in the language of the encoding: a text in another one is one part.
    if best.language is None and (not others or len(damage) > MAX_LEFT * len(reading[1])):
        (text, damage), others = reread_segments(data, best.encoding, reading)
    confidence = confidence_of(margin, best.cost, latin=best.encoding == "cp1252")
    words = [f"{name} reads best, {margin:.0f} nats before {second.encoding}"]
    words += (f"declared as {label}" for label in dict.fromkeys(declared) if label != best.encoding)
    words += (f"parts in {other}" for other in others)
    return Decoded(text, name, confidence, damage, "; ".join(words))

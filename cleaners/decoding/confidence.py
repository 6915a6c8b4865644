"""What `Decoded.confidence` means.

The scoring gives log P(bytes | encoding) for each candidate. The margin is the score of the best less that of the best
candidate that reads another text, in nats. Were the model the truth, the probability of the best would be 1 / (1 + exp(-margin)); as
it is a rough picture of text, the margin is worth less. Slope and offset below are a logistic fit of "the text is right" on the margin over the
generated set of `benchmarks/decoding.py` (`--calibrate` prints the fit and a table of confidence against share of right
answers; rerun it when the model or a cost in the scoring changes).

Stages that decide by structure (a mark, valid UTF-8, escapes) state fixed values. Answers that the fallback gives are capped at
`FALLBACK_CAP`, since what it calls certain is right in fewer cases.
"""

from __future__ import annotations

import math

OFFSET, SLOPE, COST_SLOPE = 1.0, 0.25, -0.2
FALLBACK_CAP = 0.95


def confidence_of(margin: float, cost: float = 6.0) -> float:
    """The probability that the best reading is right, from its margin over the second and its cost a character, in nats."""
    logit = OFFSET + SLOPE * margin + COST_SLOPE * cost
    return round(1 / (1 + math.exp(-max(-40.0, min(40.0, logit)))), 3)

"""What `Decoded.confidence` means.

The scoring gives log P(bytes | encoding) for each candidate. The margin is the score of the best less that of the second, in
nats. Were the model the truth, the best would be right with probability 1 / (1 + exp(-margin)); as it is a rough picture of
text, a margin is worth less, and less again in text whose characters cost much. So the logit is taken as log(1 + margin) *
(SLOPE + COST_SLOPE * cost): a tie is even chances. The two weights are the logistic fit of "the text is right" that `python -m
benchmarks.decoding --calibrate` prints, with a table of confidence against the share of right answers. Errors are
few, so the fit moves with the draw (SLOPE 1.1 to 2.4); these values gave a table that holds. Run it again when the model or a
cost in the scoring changes.

A best reading that fits no language of the model (cost above `HOPELESS_COST`) is the least bad of wrong ones, whatever its
margin; its confidence is capped. Stages that decide by structure (a mark, valid UTF-8, escapes) state fixed values. Answers
of the fallback are capped by `FALLBACK_CAP`.
"""

from __future__ import annotations

import math

SLOPE, COST_SLOPE = 1.82, -0.029
FALLBACK_CAP = 0.95
HOPELESS_COST, HOPELESS_COST_LATIN, HOPELESS_CAP = 11.0, 8.0, 0.1


def confidence_of(margin: float, cost: float, *, latin: bool = False) -> float:
    """The probability that the best reading is right, from its margin over the second and its cost a character, in nats."""
    logit = math.log1p(max(0.0, margin)) * (SLOPE + COST_SLOPE * cost)
    probability = 1 / (1 + math.exp(-max(-40.0, logit)))
    return round(probability if cost < (HOPELESS_COST_LATIN if latin else HOPELESS_COST) else min(probability, HOPELESS_CAP), 3)

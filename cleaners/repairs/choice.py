"""Choose characters that the bytes do not determine: each open place has candidates; the model and the document decide.

Most open places have known characters on both sides; all of these in a text are decided in one go. Open places next to each other
are decided together, by summing over all paths through them (forward-backward).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from cleaners.characters.model import character_model
from cleaners.repairs.local import Local, transitions
from cleaners.repairs.prior import guess_bonus, is_traditional, scored_as

Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]

# A guessed character is written from this posterior on, else U+FFFD.
CERTAIN = 0.9
# Candidates that neighbouring places keep before their pairs are weighed; twice as many changed no repair of the benchmark.
WIDTH = 16
RARER = 7.0  # a candidate may be so many nats rarer than the most common candidate for its place
FEW = 24  # an open place with no more candidates than this may be a punctuation mark


class Open(NamedTuple):
    """An unknown character of the repaired text: its candidates, and for each a log-probability apart from its neighbours."""

    codes: Codes
    bonus: Floats


Slot: TypeAlias = str | Open
"""Known text, or one open place."""

OPEN = Open(np.zeros(0, np.uint32), np.zeros(0))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The text with its open places filled. `lost` places became U+FFFD, `guessed` ones a character; `least` is the lowest
    posterior of a guess."""

    text: str
    lost: int
    guessed: int
    least: float


def left_open(slots: Sequence[Slot]) -> str:
    return "".join(slot if isinstance(slot, str) else "\ufffd" for slot in slots)


def choose(slots: Sequence[Slot]) -> Chosen:
    """Fill every open place whose best candidate has a posterior of at least CERTAIN; the others become U+FFFD."""
    known = left_open(slots)
    if len(known) == sum(len(slot) for slot in slots if isinstance(slot, str)):
        return Chosen(known, 0, 0, 1.0)
    prior = guess_bonus(is_traditional(known))
    places, openings = _places(slots)
    codes = scored_as(np.frombuffer(("\n" + known + "\n").encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32))
    local = Local.of(codes)  # pairs that the document has elsewhere are more probable
    text = list(known)
    guessed, least = 0, 1.0
    likely = [_bracketed(one, known, place) for place, one in zip(places, _likely(openings, prior), strict=True)]
    for place, code, posterior in _weighed(places, likely, codes, local):
        if posterior >= CERTAIN:
            text[place] = chr(code)
            guessed += 1
            least = min(least, posterior)
    return Chosen("".join(text), len(places) - guessed, guessed, least)


def _places(slots: Sequence[Slot]) -> tuple[list[int], list[Open]]:
    places, openings, at = [], [], 0
    for slot in slots:
        if isinstance(slot, str):
            at += len(slot)
        else:
            places.append(at)
            openings.append(slot)
            at += 1
    return places, openings


def _likely(openings: list[Open], prior: Floats) -> Iterator[Open]:
    """Each opening with the prior added, without characters that are never guessed."""
    codes = np.concatenate([one.codes for one in openings])
    bonus = np.concatenate([one.bonus for one in openings]) + prior[codes]
    sizes = np.array([len(one.codes) for one in openings])
    ends = np.cumsum(sizes)
    alone = bonus + character_model().unigrams[scored_as(codes)]
    some = sizes.nonzero()[0]
    tops = np.maximum.reduceat(alone, (ends - sizes)[some]).repeat(sizes[some]) if len(some) else alone
    kept = (bonus > -np.inf) & (alone >= tops - RARER)
    last = np.concatenate(([0], np.cumsum(kept)))[ends].tolist()
    codes, bonus = codes[kept], bonus[kept]
    start = 0
    for end in last:
        yield Open(codes[start:end], bonus[start:end])
        start = end


_CLOSERS = {ord(closer): opener for opener, closer in ("《》", "「」", "『』", "【】", "（）", "“”", "‘’", "〈〉")}
UNMATCHED = -6.0
MATCHED = 4.0
"""Log-probability added for a closing mark whose line has, or has not, an opening one: pairs of characters do not show
that. Set by hand: a closing mark that matches is about as likely as a full stop, one that does not is a slip."""


def _bracketed(opening: Open, known: str, place: int) -> Open:
    closers = [at for at, code in enumerate(opening.codes.tolist()) if code in _CLOSERS] if len(opening.codes) < FEW else []
    if not closers:
        return opening
    before = known[known.rfind("\n", 0, place) + 1 : place]
    bonus = opening.bonus.copy()
    for at in closers:
        closer = int(opening.codes[at])
        bonus[at] += MATCHED if before.rfind(_CLOSERS[closer]) > before.rfind(chr(closer)) else UNMATCHED
    return opening._replace(bonus=bonus)


def _weighed(places: list[int], openings: list[Open], codes: Codes, local: Local) -> list[tuple[int, int, float]]:
    """For each open place: (place, most probable character, its posterior). `codes`: the text as the model scores it, with a line
    end before and behind."""
    found: list[tuple[int, int, float]] = []
    alone, start = [], 0
    while start < len(places):
        end = start + 1
        while end < len(places) and places[end] == places[end - 1] + 1:
            end += 1
        if end - start == 1:
            if len(openings[start].codes):
                alone.append(start)
        else:
            found += _together(places[start], openings[start:end], codes, local)
        start = end
    if alone:
        found += _alone([places[one] for one in alone], [openings[one] for one in alone], codes, local)
    return found


def _alone(places: list[int], openings: list[Open], codes: Codes, local: Local) -> list[tuple[int, int, float]]:
    """Decide open places that have known neighbours, all at once."""
    sizes = np.array([len(one.codes) for one in openings])
    at = np.array(places).repeat(sizes)
    candidates = np.concatenate([one.codes for one in openings])
    keys = scored_as(candidates)
    left, right = codes[at], codes[at + 2]  # `codes` begins with a line end, so it is one place ahead
    fit = np.concatenate([one.bonus for one in openings])
    fit = fit + transitions(left, keys, local) + transitions(keys, right, local)
    firsts = np.cumsum(sizes) - sizes
    tops = np.maximum.reduceat(fit, firsts).repeat(sizes)
    weights = np.exp(fit - tops)
    posteriors = 1 / np.add.reduceat(weights, firsts)
    best = (fit == tops).nonzero()[0]
    best = best[np.searchsorted(best, firsts)]
    return list(zip(places, candidates[best].tolist(), posteriors.tolist(), strict=True))


def _together(place: int, openings: list[Open], codes: Codes, local: Local) -> list[tuple[int, int, float]]:
    """Decide open places next to each other. A place without any candidates separates the others."""
    nothing = np.array([0xFFFD], np.uint32), np.zeros(1)
    left = codes[place : place + 1]
    forward = np.zeros(1)
    rows: list[tuple[Codes, Codes, Floats, Floats]] = []
    for opening in openings:
        candidates, bonus = opening if len(opening.codes) else nothing
        keys = scored_as(candidates)
        if len(keys) > WIDTH:
            quick = bonus + character_model().unigrams[keys]
            if len(left) == 1:
                quick = bonus + transitions(left.repeat(len(keys)), keys, local)
            kept = np.argpartition(quick, -WIDTH)[-WIDTH:]
            candidates, keys, bonus = candidates[kept], keys[kept], bonus[kept]
        steps = transitions(left[:, None], keys[None, :], local) + bonus
        forward = _log_sum(forward[:, None] + steps, 0)
        rows.append((candidates, keys, steps, forward))
        left = keys
    behind = codes[place + len(openings) + 1 : place + len(openings) + 2]
    backward = transitions(left, behind.repeat(len(left)), local)
    found: list[tuple[int, int, float]] = []
    for offset in range(len(rows) - 1, -1, -1):
        candidates, _, steps, forward = rows[offset]
        inside = forward + backward
        best = int(inside.argmax())
        if len(openings[offset].codes):
            found.append((place + offset, int(candidates[best]), float(np.exp(inside[best] - _log_sum(inside, 0)))))
        backward = _log_sum(steps + backward, 1)
    return found


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    total: Floats = np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis)
    return total

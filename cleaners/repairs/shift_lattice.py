"""The originals that would give a stretch of text as it is seen, when bytes were split, lost or put in between.

Two states run along the text: in step, where a character is itself; and out of step, where the first byte of the next original is
pending and each visible pair `p q` closes an original with p and leaves q pending. `repairs/byte_shift.py` tells the causes.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from cleaners.characters.fold import t2s
from cleaners.characters.gbk import gbk
from cleaners.characters.model import character_model
from cleaners.characters.readings import by_reading
from cleaners.repairs.candidates import (
    DROPPED_PAIRS,
    Candidates,
    Dropped,
    between,
    closing,
    completions,
    ending,
    first_halves,
    read_as,
    second_halves,
    single,
)
from cleaners.repairs.lattice import Group, Lattice, Path
from cleaners.repairs.lattice import Step as Piece
from cleaners.repairs.local import Local
from cleaners.repairs.prior import scored_as
from cleaners.repairs.shift_tokens import Token, gloss_of, is_stray, tokens

__all__ = ["Piece", "Reader", "Reading"]

Codes = npt.NDArray[np.uint32]
Sources = list[tuple[Group, float]]

# Logarithms of priors. On a page with a converter's annotations a mark in ten thousand or so is a split character, and a stray
# piece of an annotation has no other explanation.
SPLIT = -6.0
SPLIT_ALONE = -11.0
LOST = -13.0
EATEN = -2.0
STRAY_KEPT = -25.0
BEAM = 35.0  # candidates that lag this far behind the text as it stands are left out

# An ASCII character that is not known; the model takes it for a digit, which it mostly is.
_ANY_ASCII = Candidates(np.array([0xFFFD], np.uint32), np.array([0x30], np.uint32))


@dataclass(frozen=True, slots=True)
class Pending:
    """Out of step: the first byte of the next original, one of `leads`; `since` is where text to be replaced begins that no group
    accounts for."""

    leads: tuple[int, ...]
    sources: Sources
    since: int = -1


class _Builder:
    """Grows the lattice token by token."""

    def __init__(self, reader: Reader, before: int, losses: Container[int]) -> None:
        self.table = reader.table
        self.split = SPLIT if reader.proven else SPLIT_ALONE
        # The other parts of the user areas meet only the first bytes of traditional characters.
        self.dropped = () if reader.keeps_private else DROPPED_PAIRS if reader.traditional else DROPPED_PAIRS[:1]
        self.traditional = reader.traditional
        self.lattice = Lattice(reader.local, before)
        self.in_step: Sources = [(self.lattice.first, 0.0)]
        self.pending: list[Pending] = []
        self.before: Token | None = None
        self.last: Token | None = None
        self.kept = 0.0
        """The last of the tokens behind the group in step that are themselves for certain, and the log-probability of all."""
        self.floor = -np.inf
        self.losses = losses
        self.halves: dict[int, list[Sources]] = {}

    def group(self, candidates: Candidates, start: int, end: int, sources: Sources, guess: bool = False) -> Sources:
        """A group of repaired characters as the source of what follows; nothing where there is no candidate."""
        return self.groups(((candidates, start, end, guess),), sources)[0]

    def groups(self, parts: Sequence[tuple[Candidates, int, int, bool]], sources: Sources) -> list[Sources]:
        """As `group`, for several groups behind the same sources; each part says whether it is guessed."""
        wanted = [
            (candidates.guessed(self.traditional) if guess else candidates, start, end) for candidates, start, end, guess in parts
        ]
        return [[(made, 0.0)] if made else [] for made in self.lattice.add_each(wanted, True, sources, self.floor)]

    def add(self, token: Token, following: Token | None, kept: float) -> None:
        """One more token; `kept`: its log-probability as it stands, behind the one before as that stands."""
        if token.kind == "gloss":
            return  # ASCII between whole pairs: it changes neither state
        if self._certain(token):
            self.kept += kept
            self.last = self.before = token
            return
        glossed = gloss_of(following)
        self._arrive()
        self.floor = max(float(group.forward.max()) for group, _ in self.in_step) - BEAM
        self.halves.clear()
        ended = self._close(token)
        absorbed = self._absorb(token, glossed)
        onward = self._shifted(token)
        starts = self._starts(token, onward)
        eaten = [source for source in ended if source[0].end > token.start]
        ended = [source for source in ended if source[0].end <= token.start]
        self.in_step = [*self._itself(token, [*self.in_step, *ended], kept, glossed), *absorbed, *eaten]
        self.pending = [Pending((token.trail,), onward)] if onward else []
        self.pending += starts
        self.before = token

    def finish(self, behind: int, position: int, kept: float) -> None:
        """The character behind the window."""
        self._arrive()
        self.halves.clear()
        token = Token("other", position, position, behind)
        self._itself(token, [*self.in_step, *self._close(token)], kept)

    def _certain(self, token: Token) -> bool:
        """Whether all is in step and the token cannot change that."""
        return (
            not self.pending
            and len(self.in_step) == 1
            and not self.in_step[0][0].repaired
            and token.kind not in ("mark", "stray")
            and token.start not in self.losses
        )

    def _arrive(self) -> None:
        """Make a group of the tokens that were kept."""
        if self.last:
            group = self.in_step[0][0]
            made = self.lattice.follow(group, self.last.code, group.end, self.last.end, self.kept)
            self.in_step, self.last, self.kept = [(made, 0.0)], None, 0.0

    def _itself(self, token: Token, sources: Sources, kept: float, glossed: str = "") -> Sources:
        if len(sources) == 1 and not sources[0][0].repaired:
            return [(self.lattice.follow(sources[0][0], token.code, token.start, token.end, kept), 0.0)]
        cost = STRAY_KEPT if self.table and is_stray(token, glossed) else 0.0
        sources = [(group, prior + cost) for group, prior in sources]
        made = self.lattice.add(single(token.code), token.start, token.end, False, sources)
        return [(made, 0.0)] if made else []

    def _close(self, token: Token) -> Sources:
        """A pending byte that is followed by no second byte is dropped: its character is guessed from its first byte."""
        found: Sources = []
        for pending in self.pending:
            if token.kind == "pair":  # 80 alone opens no pair either
                found += self.group(
                    closing(pending.leads, 0x80), self._since(pending, token), token.start, pending.sources, guess=True
                )
            else:
                found += self._originals(pending, token, token.start, completions(pending.leads), second_halves, guess=True)
        if token.code == ord("?") and token.kind == "mark":
            found += self._eaten_ascii(token, found)
        return found

    def _eaten_ascii(self, token: Token, sources: Sources) -> Sources:
        """The byte that was left over went down together with an ASCII character behind it, and `?` stands for both."""
        sources = [(group, prior + EATEN) for group, prior in sources]
        made = self.lattice.add(_ANY_ASCII, token.start, token.end, True, sources, self.floor)
        return [(made, 0.0)] if made else []

    def _absorb(self, token: Token, glossed: str) -> Sources:
        """A second byte that is an ASCII letter, or was eaten together with the bracket of an annotation, closes an original."""
        if token.code == 0xFFFD:  # our own decoder's sign for the byte that was left over
            return [
                source
                for pending in self.pending
                for source in self._originals(pending, token, token.end, completions(pending.leads), second_halves, guess=True)
            ]
        if token.kind not in ("letter", "stray"):
            return []
        reading = glossed or token.reading
        letter = token.kind == "letter"

        def last(dropped: Dropped) -> Candidates:
            return read_as(second_halves(dropped, token.code if letter else 0, every=not letter), reading)

        found: Sources = []
        for pending in self.pending:
            whole = closing(pending.leads, token.code) if letter else completions(pending.leads, every=True)
            found += self._originals(pending, token, token.end, read_as(whole, reading), last)
        return found

    def _shifted(self, token: Token) -> Sources:
        """A visible pair that closes one original and opens the next."""
        if token.kind not in ("pair", "mark", "digit", "letter"):
            return []

        def last(dropped: Dropped) -> Candidates:
            return second_halves(dropped, token.lead)

        found: Sources = []
        for pending in self.pending:
            found += self._originals(pending, token, token.end, closing(pending.leads, token.lead), last, twice=True)
        return found

    def _originals(
        self,
        pending: Pending,
        token: Token,
        end: int,
        whole: Candidates,
        last: Callable[[Dropped], Candidates],
        guess: bool = False,
        twice: bool = False,
    ) -> Sources:
        """The originals of a pending byte and what `token` shows behind it: one character, `whole`, or more where pairs between
        them were dropped, the last of them one of `last`."""
        since = self._since(pending, token)
        known = self.halves.get(id(pending))  # the first halves: several readings of a token ask for them
        halves = () if known else tuple((first_halves(pending.leads, d), since, token.start, True) for d in self.dropped)
        found, *firsts = self.groups(((whole, since, end, guess), *halves), pending.sources)
        if known:
            firsts = [[(self.lattice.again(group), 0.0) for group, _ in half] for half in known]
        self.halves[id(pending)] = firsts
        for dropped, first in zip(self.dropped, firsts, strict=True):
            lasts = last(dropped), token.start, end, True
            if twice and dropped is DROPPED_PAIRS[0]:
                behind, middle = self.groups((lasts, (between(dropped), token.start, token.start, True)), first)
                found += [*behind, *self.groups((lasts,), middle)[0]]
            else:
                found += self.groups((lasts,), first)[0]
        return found

    @staticmethod
    def _since(pending: Pending, token: Token) -> int:
        return pending.since if pending.since >= 0 else token.start

    def _starts(self, token: Token, onward: Sources) -> list[Pending]:
        """Where reading may have left its step: inside a character, at what looks like a mark; at an annotation across two
        characters; at a byte that was lost."""
        if token.kind == "mark":
            sources = [(group, prior + self.split) for group, prior in self.in_step]
            lost = self.group(ending(token.lead), token.start, token.end, sources, guess=True)
            return [Pending((token.trail,), lost)] if lost else []
        if token.kind == "stray" and self.before is not None and self.before.kind in ("pair", "mark"):
            leads = self._eaten(self.before.trail, token.reading)
            sources = [(group, prior + EATEN) for group, prior in self.in_step]
            return [Pending(leads, sources, token.start)] if leads else []
        if token.kind == "pair" and token.start in self.losses:
            sources = [(group, prior + LOST) for group, prior in self.in_step]
            onward += self.group(ending(token.lead), token.start, token.end, sources, guess=True)
            onward += self.group(completions((token.lead,)), token.start, token.end, sources, guess=True)
        return []

    def _eaten(self, trail: int, reading: str) -> tuple[int, ...]:
        """Second bytes of the characters read so whose first byte is `trail`: those of the converter's table, else any
        that the converters list."""
        pairs = gbk().pairs
        known = [character for character, read in self.table.items() if read == reading]
        for characters in (known, [character for character in by_reading().get(reading, "") if character in t2s()]):
            found = {int(pairs[ord(character)]) & 0xFF for character in characters if int(pairs[ord(character)]) >> 8 == trail}
            if found:
                return tuple(sorted(found))
        return ()


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """The most probable original of a window."""

    gain: float
    """Over the text as it stands, in nats."""
    spans: list[tuple[int, int]]
    """The stretches of the text that are repaired."""
    path: Path
    lattice: Lattice

    def pieces(self) -> list[Piece]:
        """Its characters, with the posteriors of those that are repaired; text that stays comes in one piece."""
        return self.lattice.steps(self.path)


def _repaired_spans(path: Path) -> list[tuple[int, int]]:
    spans = []
    for repaired, run in groupby((group for group, _ in path), attrgetter("repaired")):
        if repaired:
            groups = list(run)
            spans.append((groups[0].start, groups[-1].end))
    return spans


@dataclass(frozen=True, slots=True)
class Reader:
    """What a document gives for reading its damaged stretches."""

    table: Mapping[str, str]
    """The converter's annotations, character -> reading; empty where the document has none."""
    proven: bool
    """Whether the document shows that its bytes were split: by annotations, or by repairs found before."""
    traditional: bool
    keeps_private: bool
    """Whether the text still has characters of GBK's user areas, which the damaging functions drop."""
    local: Local

    def read(self, text: str, start: int, end: int, losses: Container[int]) -> Reading | None:
        """The most probable original of `text[start:end]`; None where that is the text as it stands. `losses`: where single bytes
        may be lost."""
        before = ord(text[start - 1]) if start else 0x0A
        behind = ord(text[end]) if end < len(text) else 0x0A
        row = list(tokens(text, start, end, bool(self.table)))
        kept = self._kept(row, before, behind)
        builder = _Builder(self, before, losses)
        for token, following, cost in zip(row, [*row[1:], None], kept, strict=False):
            builder.add(token, following, cost)
        builder.finish(behind, end, kept[-1])
        path, score = builder.lattice.best_path()
        spans = _repaired_spans(path)
        return Reading(score - sum(kept), spans, path, builder.lattice) if spans else None

    def _kept(self, row: Sequence[Token], before: int, behind: int) -> list[float]:
        """Log-probability of each token as it stands, and of what is behind them."""
        shown = [token.code for token in row if token.kind != "gloss"]
        keys = scored_as(np.array([before, *shown, behind], np.uint32))
        model = character_model().conditional(keys[:-1], keys[1:]).astype(np.float64)
        costs = iter(self.local.mix(model, keys[:-1], keys[1:]).tolist())
        kept = []
        for token, following in zip(row, [*row[1:], None], strict=True):
            cost = STRAY_KEPT if self.table and is_stray(token, gloss_of(following)) else 0.0
            kept.append(0.0 if token.kind == "gloss" else next(costs) + cost)
        return [*kept, next(costs)]


# ---- candidates by bytes

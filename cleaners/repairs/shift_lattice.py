"""Find the most probable original of a stretch of GBK text whose bytes were split, lost or had others inserted between them.

The text is read token by token, in one of two states. In step: a character is what it seems. Out of step: the first byte of an
original character is pending. A visible character with the bytes `p q` then gives the second byte p of that original, and q is
the first byte of the next one. `repairs/byte_shift.py` says how text gets out of step.
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
from cleaners.repairs.lattice import Chosen as Piece
from cleaners.repairs.lattice import Group, Lattice, Path
from cleaners.repairs.local import Local
from cleaners.repairs.prior import scored_as
from cleaners.repairs.shift_tokens import Token, gloss_of, is_stray, tokens

__all__ = ["Piece", "Reader", "ShiftReading"]

Codes = npt.NDArray[np.uint32]
Sources = list[tuple[Group, float]]

# What each kind of damage costs: the logarithm of its prior probability, in nats. Nearer to 0 means more repairs, and
# more of them wrong. Rerun `benchmarks/repair.py` when one changes.
SPLIT = -6.0  # a mark is half of a split character, in a document that shows other damage of the kind
SPLIT_ALONE = -11.0  # the same in a document that shows none
LOST = -13.0  # a single byte was lost
EATEN = -2.0  # the byte left over took the ASCII character behind it along
STRAY_KEPT = -25.0  # a piece of an annotation stands in the text for no reason: it nearly always comes from damage
BEAM = 35.0  # nats: candidates that are so much less probable than the text as it stands are dropped

# An unknown ASCII character. The model scores it as a digit, which it usually is.
_ANY_ASCII = Candidates(np.array([0xFFFD], np.uint32), np.array([0x30], np.uint32))


@dataclass(frozen=True, slots=True)
class Pending:
    """A reading that is out of step: the first byte of the next original character is one of `leads`.

    `sources` are the groups that may come before that character. `since`: a repair has to replace the text from this place on,
    because no group covers it. -1: every group is covered, and the repair begins at the token that is read next.
    """

    leads: tuple[int, ...]
    sources: Sources
    since: int = -1


class _Builder:
    """Grows the lattice token by token."""

    def __init__(self, reader: Reader, before: int, losses: Container[int]) -> None:
        self.table = reader.table
        self.split = SPLIT if reader.proven else SPLIT_ALONE
        # Only traditional characters have first bytes that can meet the second and third part of the user areas.
        self.dropped = () if reader.keeps_private else DROPPED_PAIRS if reader.traditional else DROPPED_PAIRS[:1]
        self.traditional = reader.traditional
        self.lattice = Lattice(reader.local, before)
        self.in_step: Sources = [(self.lattice.first, 0.0)]
        self.pending: list[Pending] = []
        self.before: Token | None = None
        self.last: Token | None = None
        self.kept = 0.0
        """`last` is the last of the tokens that are certainly unchanged since the group in step; `kept` their log-probability."""
        self.floor = -np.inf
        self.losses = losses
        self.halves: dict[int, list[Sources]] = {}

    def group(self, candidates: Candidates, start: int, end: int, sources: Sources, guess: bool = False) -> Sources:
        """Add one group of repaired characters and return it as the source of what follows. Empty if no candidate remains."""
        return self.groups(((candidates, start, end, guess),), sources)[0]

    def groups(self, parts: Sequence[tuple[Candidates, int, int, bool]], sources: Sources) -> list[Sources]:
        """Like `group`, for several groups behind the same sources. A part is (candidates, start, end, whether it is a guess)."""
        wanted = [
            (candidates.guessed(self.traditional) if guess else candidates, start, end) for candidates, start, end, guess in parts
        ]
        return [[(made, 0.0)] if made else [] for made in self.lattice.add_each(wanted, True, sources, self.floor)]

    def add(self, token: Token, following: Token | None, kept: float) -> None:
        """Add one more token. `kept`: the log-probability of the token if nothing is repaired, given the token before it."""
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
        """Add the character that follows the window; the best path has to end there, in step."""
        self._arrive()
        self.halves.clear()
        token = Token("other", position, position, behind)
        self._itself(token, [*self.in_step, *self._close(token)], kept)

    def _certain(self, token: Token) -> bool:
        """Whether the only reading is in step and this token cannot change that."""
        return (
            not self.pending
            and len(self.in_step) == 1
            and not self.in_step[0][0].repaired
            and token.kind not in ("mark", "stray")
            and token.start not in self.losses
        )

    def _arrive(self) -> None:
        """Add the tokens that `add` only counted so far, as one group."""
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
        """A pending first byte finds no second byte and was dropped: guess its character from the first byte alone."""
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
        """One `?` stands for two lost bytes: the first byte that was left over, and the ASCII character behind it."""
        sources = [(group, prior + EATEN) for group, prior in sources]
        made = self.lattice.add(_ANY_ASCII, token.start, token.end, True, sources, self.floor)
        return [(made, 0.0)] if made else []

    def _absorb(self, token: Token, glossed: str) -> Sources:
        """The second byte of an original is an ASCII letter, or was lost together with the bracket of an annotation."""
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
        """A visible character whose first byte ends one original and whose second byte begins the next."""
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
        """The originals that begin with a pending byte and end at `token`.

        Either one character, of `whole`. Or two or more, because the bytes between them formed pairs that decoders drop; the last
        of these is one of `last(dropped)`. `guess`: `whole` is a guess. `twice`: two dropped pairs in a row are tried too.
        """
        since = self._since(pending, token)
        known = self.halves.get(id(pending))  # several readings of a token need the same first halves
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
        """Ways in which the text may get out of step at this token: a mark that is half of a split character, an annotation that
        was inserted across two characters, or a lost byte."""
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
        """Second bytes of the characters with the reading `reading` whose first byte is `trail`. Characters of the document's own
        table come first; if it has none, any that such converters list."""
        pairs = gbk().pairs
        known = [character for character, read in self.table.items() if read == reading]
        for characters in (known, [character for character in by_reading().get(reading, "") if character in t2s()]):
            found = {int(pairs[ord(character)]) & 0xFF for character in characters if int(pairs[ord(character)]) >> 8 == trail}
            if found:
                return tuple(sorted(found))
        return ()


@dataclass(frozen=True, eq=False, slots=True)
class ShiftReading:
    """The most probable original of a window."""

    gain: float
    """Nats by which it is more probable than the unrepaired text."""
    spans: list[tuple[int, int]]
    """The stretches of the text that are repaired."""
    path: Path
    lattice: Lattice

    def pieces(self) -> list[Piece]:
        """Its characters, the repaired ones with their posteriors. A stretch of unchanged text is one piece."""
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
    """What is known of a document before its damaged stretches are read."""

    table: Mapping[str, str]
    """The converter's annotations, character -> reading; empty where the document has none."""
    proven: bool
    """Whether the document shows that its bytes were split: by annotations, or by repairs found before."""
    traditional: bool
    keeps_private: bool
    """Whether the text still has characters of GBK's user areas, which the damaging functions drop."""
    local: Local

    def read(self, text: str, start: int, end: int, losses: Container[int]) -> ShiftReading | None:
        """The most probable original of `text[start:end]`, or None if that is the text itself. `losses`: places in the text where
        a single byte may be missing."""
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
        return ShiftReading(score - sum(kept), spans, path, builder.lattice) if spans else None

    def _kept(self, row: Sequence[Token], before: int, behind: int) -> list[float]:
        """Log-probability of each token if nothing is repaired, and last that of the character behind them."""
        shown = [token.code for token in row if token.kind != "gloss"]
        keys = scored_as(np.array([before, *shown, behind], np.uint32))
        model = character_model().conditional(keys[:-1], keys[1:]).astype(np.float64)
        costs = iter(self.local.mix(model, keys[:-1], keys[1:]).tolist())
        kept = []
        for token, following in zip(row, [*row[1:], None], strict=True):
            cost = STRAY_KEPT if self.table and is_stray(token, gloss_of(following)) else 0.0
            kept.append(0.0 if token.kind == "gloss" else next(costs) + cost)
        return [*kept, next(costs)]

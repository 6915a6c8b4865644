"""The nouns: where a document comes from, what was found in it, what was withheld, and the text with its patch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from cleaners.edits import Edit, Edits, Ints, close_edit
from cleaners.marks import Mark, Marks, Scalar
from cleaners.options import CleanOptions
from cleaners.origin import OmissionReason, Origin
from cleaners.patch import Entry, Patch, restore

__all__ = [
    "Changes",
    "Document",
    "Edit",
    "Edits",
    "Entry",
    "Mark",
    "Omission",
    "Origin",
    "Patch",
    "Scalar",
    "close_edit",
]

_DEFAULTS = CleanOptions()


@dataclass(frozen=True, slots=True)
class Omission:
    """Text that the site withheld. `chars` is 0 where the site gives no number; `at` is a position in the source text."""

    reason: OmissionReason
    chars: int = 0
    pages_seen: int = 0
    pages_total: int = 0
    text: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What a step found: edits in the coordinates of the current text, fields of metadata (they do not replace fields that
    are set, unless `override`), omissions (whose `at` is in the current text, too)."""

    edits: Edits | Iterable[Edit] = ()
    metadata: Mapping[str, Scalar] = field(default_factory=dict)
    omissions: tuple[Omission, ...] = ()
    override: bool = False


@dataclass(frozen=True, eq=False)
class Document:
    """A source text, the current text, and the patch between them. Immutable; `apply` gives the next one."""

    source_text: str
    text: str
    patch: Patch
    marks: Marks = field(default_factory=Marks)  # in the coordinates of the source text
    metadata: Mapping[str, Scalar] = field(default_factory=dict)
    omissions: tuple[Omission, ...] = ()  # `at` in the coordinates of the source text
    origin: Origin = field(default_factory=Origin)
    options: CleanOptions = _DEFAULTS  # that it was cleaned with

    def __post_init__(self) -> None:
        if not isinstance(self.marks, Marks):  # a tuple will do
            object.__setattr__(self, "marks", Marks(self.marks))

    @classmethod
    def of(
        cls,
        source_text: str,
        *,
        marks: Iterable[Mark] = (),
        metadata: Mapping[str, Scalar] | None = None,
        omissions: tuple[Omission, ...] = (),
        origin: Origin | None = None,
    ) -> Document:
        """A document that nothing has been done to yet."""
        patch = Patch.identity(len(source_text))
        marks = marks if isinstance(marks, Marks) else Marks(marks)
        return cls(source_text, source_text, patch, marks, metadata or {}, omissions, origin or Origin())

    def apply(self, changes: Changes) -> Document:
        """The document after `changes`; the same object when there are none."""
        edits = changes.edits if isinstance(changes.edits, Edits) else Edits.of(changes.edits)
        metadata = self.metadata
        if changes.metadata:
            found = changes.metadata if changes.override else {**changes.metadata, **_set(metadata)}
            metadata = {**metadata, **found}
        if not len(edits) and not changes.omissions and metadata == self.metadata:
            return self
        omissions: tuple[Omission, ...] = ()
        if changes.omissions:  # else there is nothing to map, and the map of a new patch is not made for nothing
            places = [omission.at for omission in changes.omissions]
            sources = self.patch.to_source(places, places)[0].tolist()
            omissions = tuple(replace(o, at=at) for o, at in zip(changes.omissions, sources, strict=True))
        return Document(
            self.source_text,
            edits.apply(self.text),
            self.patch.then(edits),
            self.marks,
            metadata,
            self.omissions + omissions,
            self.origin,
            self.options,
        )

    def marks_now(self, *kinds: str) -> list[Mark]:
        """The marks (of these kinds, or all) in the coordinates of the current text; those that lost all their text left out."""
        picked = self.marks.of(frozenset(kinds))
        if not len(picked):
            return []
        starts, ends = self.patch.to_current(picked.starts, picked.ends)
        left = (starts < ends).nonzero()[0]  # on a page hardly any are
        spans = zip(picked.places[left].tolist(), starts[left].tolist(), ends[left].tolist(), strict=True)
        return [self.marks[place]._replace(start=start, end=end) for place, start, end in spans]

    def spans_now(self, kinds: frozenset[str]) -> tuple[Ints, Ints]:
        """Where the marks of these kinds start and end in the current text; those that lost all their text left out."""
        picked = self.marks.of(kinds)
        starts, ends = self.patch.to_current(picked.starts, picked.ends)
        left = starts < ends
        return starts[left], ends[left]

    def ledger(self) -> list[Entry]:
        """Every change, in the order of the source: with the text, all that is needed to put everything back."""
        return list(self.patch.ledger(self.source_text, self.text))

    @property
    def removed(self) -> list[Entry]:
        """What was taken out and not replaced, blanks left aside."""
        entries = zip(self.ledger(), self.patch.removals().tolist(), strict=True)
        return [entry for entry, removal in entries if removal and not entry.taken.isspace()]

    def restore(self) -> str:
        """The source text, put together again from the current text and the ledger."""
        return restore(self.text, self.ledger())

    def record(self, options: CleanOptions | None = None) -> dict[str, Any]:
        """The line of JSONL that this document becomes, under the options that it was cleaned with, or others. See
        `cleaners.records.schema`."""
        # The record knows the document, not the other way round: asked for by name, when somebody calls this.
        record_of = import_module("cleaners.records.schema").record_of
        found: dict[str, Any] = record_of(self, options or self.options)
        return found


def _set(metadata: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """The fields that say something."""
    return {key: value for key, value in metadata.items() if value != ""}

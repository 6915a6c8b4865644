"""What a run may be told. Every field has one documented meaning; the defaults are what most people want."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """How documents are cleaned. Two runs with equal options, code and input give equal output."""

    script: Literal["simplified", "keep"] = "simplified"
    """`simplified`: convert traditional text with OpenCC; `keep`: leave the script as it is."""

    taiwan_vocabulary: bool = False
    """Also turn Taiwan's words into the mainland's (軟體 -> 软件). Off: words are content."""

    quotes: Literal["convert", "keep"] = "convert"
    """Turn 「」『』 into “”‘’ in text that is converted to simplified."""

    punctuation: bool = True
    """Restore the full-width marks that Chinese text lost (, -> ，)."""

    repair: bool = True
    """Mend damaged text: annotations of converters, shifted bytes, look-alike characters."""

    boilerplate: bool = True
    """Take out what the site put round and into the document."""

    profile: Literal["careful", "balanced", "greedy"] = "balanced"
    """How much risk a rule may carry: careful runs rules of low risk only, greedy those of high risk too."""

    rules_off: tuple[str, ...] = ()
    """Rules by id, or whole families by prefix (`doc.`), that do not run."""

    rule_packs: tuple[str, ...] = ()
    """Paths of further rule packs (TOML files or folders of them)."""

    keep_sites: tuple[str, ...] = ()
    """Hosts whose pages keep their boilerplate."""

    spacing: bool = True
    """Normalise blanks, indents, blank lines and hard-wrapped lines."""

    removed: Literal["record", "none"] = "record"
    """`record`: the removed text stands in the record; `none`: it is left out (the counts stay)."""

    max_bytes: int = 256 * 1024 * 1024
    """A longer document is rejected as `too_large`."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a run knows beyond one document, frozen for the run."""

    options: CleanOptions = field(default_factory=CleanOptions)
    encoding_prior: Mapping[str, str] = field(default_factory=dict)
    """The usual encoding of a source, by the name of the source."""

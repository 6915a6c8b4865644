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

    japanese: Literal["keep", "convert"] = "keep"
    """Paragraphs and documents in Japanese: `keep` leaves them; `convert` treats them as Chinese."""

    about_characters: Literal["keep", "convert"] = "keep"
    """Characters that a text speaks about (繁体「發」, 后（後）): `keep` leaves them as they stand."""

    cantonese: Literal["standard", "keep"] = "standard"
    """Written Cantonese: `standard` converts what has a simplified form (係 -> 系); `keep` leaves its paragraphs as they are.
    Its own characters (嘅 喺 哋 嚟) stay either way."""

    names: Literal["standard", "simplify"] = "standard"
    """Forms that only names have: `standard` follows the Table of General Standard Characters, which keeps them (钱锺书, 毕昇,
    魏徵, 李昇); `simplify` writes the everyday form (钱钟书, 毕升)."""

    conversion_overlay: str = ""
    """Path of a TSV file with entries of your own (traditional, tab, simplified); they go before everything else."""

    quotes: Literal["convert", "keep"] = "convert"
    """Turn 「」『』 into “”‘’ in text that is converted to simplified."""

    punctuation: bool = True
    """Restore the full-width marks that Chinese text lost (, -> ，)."""

    repair: bool = True
    """Mend damaged text: annotations of converters, shifted bytes, look-alike characters."""

    font_map: str = ""
    """Path of a TSV file for texts of a site's own font: the character or code point in the file, a tab, what the font shows.
    Without one, such texts are counted in `lossy_chars`, and rejected where little else is left."""

    boilerplate: bool = True
    """Take out what the site put round and into the document."""

    profile: Literal["careful", "balanced", "greedy"] = "balanced"
    """How much risk a rule may carry: careful runs rules of low risk only, greedy those of high risk too."""

    rules_off: tuple[str, ...] = ()
    """Rules by id, or whole families by prefix (`doc.`), that do not run."""

    rule_packs: tuple[str, ...] = ()
    """Paths of further rule packs (TOML files or folders of them)."""

    templates: str = ""
    """Path of a file of templates (`qingwen rules learn`): lines that a site repeats on its documents go."""

    keep_sites: tuple[str, ...] = ()
    """Hosts whose pages keep their boilerplate."""

    spacing: bool = True
    """Normalise blanks, indents, blank lines and hard-wrapped lines."""

    removed: Literal["record", "none"] = "record"
    """`record`: the removed text stands in the record; `none`: it is left out (the counts stay)."""

    text_field: str = ""
    """The field of JSON records that holds the text; dots lead into nested records (`data.content`). Empty: one of the names
    in use (`text`, `content`, `raw_content`, `html` ...)."""

    ledger: bool = False
    """Also write `ledger/`: every change of every document, from which `qingwen restore` gives the source text back exactly."""

    compress: Literal["none", "gz", "zst"] = "none"
    """How the files of records are packed: not, with gzip or with Zstandard. Changing it writes the collection again."""

    max_bytes: int = 256 * 1024 * 1024
    """A longer document is rejected as `too_large`."""

    shards: int = 16
    """Into how many files the output of a run is divided, by a digest of each raw file's path. One new raw file costs its shard,
    and a shard is what a worker does at a time: choose about one for 20,000 documents. Fixed, since output must not depend on
    how many files there were before; changing it cleans everything again."""

    def is_off(self, rule: str) -> bool:
        """Whether `rules_off` names the rule, or a prefix of it that ends in a dot (`doc.`)."""
        return any(rule == off or (off.endswith(".") and rule.startswith(off)) for off in self.rules_off)


@dataclass(frozen=True, slots=True)
class Context:
    """What a run knows beyond one document, frozen for the run."""

    options: CleanOptions = field(default_factory=CleanOptions)
    encoding_prior: Mapping[str, str] = field(default_factory=dict)
    """The usual encoding of a source, by the name of the source."""

"""What a run may be told. Every field has one documented meaning; the defaults are what most people want."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from cleaners.errors import OptionsError, RuleError

MASKS = ("phone", "id_card", "email", "bank_card")
"""What `mask` may name."""

AT_LEAST = {"max_bytes": 1, "shards": 1, "least_chars": 0, "least_han": 0, "most_repeated": 0, "most_residue": 0}
"""The least that an option of a number may be."""

LANGUAGES = ("zh", "ja", "other")


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

    mask: tuple[str, ...] = ()
    """Personal data that becomes a word for its kind in `text` and `removed`: `phone`, `id_card`, `email`, `bank_card`. The
    ledger keeps what stood there, so that it can be put back: do not publish it."""

    removed: Literal["record", "none"] = "record"
    """`record`: the removed text stands in the record; `none`: it is left out (the counts stay)."""

    text_field: str = ""
    """The field of JSON records, or the column of tables, that holds the text; dots lead into nested records (`data.content`).
    Empty: one of the names in use (`text`, `content`, `raw_content`, `html` ...), of tables also the column of long text."""

    conversations: Literal["text", "fields"] = "text"
    """Conversations in JSON (`messages`, `instruction` and `output`, comments on a post). `text`: a turn begins a line of the
    text, `role: words`; `fields`: the text holds the words alone, and who said what stays in `extra` as it came."""

    posts: bool = False
    """Also tell author and time of each post of a thread, as a page shows them: `posts` in `extra`, each with how it begins."""

    languages: tuple[str, ...] = ()
    """Filter: only documents in these languages are delivered (`zh`, `ja`, `other`); none: all. What a filter takes is
    rejected as `filtered`, with the reason."""

    least_chars: int = 0
    """Filter: documents of fewer characters are not delivered."""

    least_han: float = 0.0
    """Filter: documents with a smaller `han_ratio` are not delivered; 0.3 leaves out what is mostly code, tables or Latin."""

    most_repeated: float = 1.0
    """Filter: documents with a larger `repeat_ratio` are not delivered."""

    most_residue: float = 1.0
    """Filter: documents with a larger `residue` are not delivered."""

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

    def __post_init__(self) -> None:
        """Raise OptionsError for a value that does not fit, and for a rule in `rules_off` that there is not."""
        hints = option_types()
        for option in fields(self):
            value = getattr(self, option.name)
            if problem := misfit(hints[option.name], value):
                raise OptionsError(f"{option.name} = {value!r}: {problem}")
            if option.name in AT_LEAST and value < AT_LEAST[option.name]:
                raise OptionsError(f"{option.name} = {value!r}: at least {AT_LEAST[option.name]} is needed")
        if strange := [kind for kind in self.mask if kind not in MASKS]:
            raise OptionsError(f"mask = {self.mask!r}: there is no {strange[0]!r}; choose of {', '.join(MASKS)}")
        if unknown := [name for name in self.languages if name not in LANGUAGES]:
            raise OptionsError(f"languages = {self.languages!r}: {unknown[0]!r} is none of {', '.join(LANGUAGES)}")
        if self.rules_off:
            from cleaners.rules.catalogue import check_names  # reads the packs: only where somebody names rules

            with suppress(RuleError):  # a pack that cannot be read is told of where it is loaded
                check_names(self.rules_off, self.rule_packs)

    def is_off(self, rule: str) -> bool:
        """Whether `rules_off` names the rule, or a prefix of it that ends in a dot (`doc.`)."""
        return any(rule == off or (off.endswith(".") and rule.startswith(off)) for off in self.rules_off)


@dataclass(frozen=True, slots=True)
class Context:
    """What a run knows beyond one document, frozen for the run."""

    options: CleanOptions = field(default_factory=CleanOptions)
    encoding_prior: Mapping[str, str] = field(default_factory=dict)
    """The usual encoding of a source, by the name of the source."""


@cache
def option_types() -> dict[str, Any]:
    """The type of each option."""
    return get_type_hints(CleanOptions)


def misfit(hint: Any, value: object) -> str:
    """Why `value` does not fit an option of type `hint`, in words; "" where it does."""
    if get_origin(hint) is Literal:
        return "" if value in get_args(hint) else f"choose one of {', '.join(map(repr, get_args(hint)))}"
    if get_origin(hint) is tuple:
        fits = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
        return "" if fits else "a list of strings is needed"
    if hint in (str, int, float, bool):
        # `1` is no truth value and `true` no number; a whole number is a number.
        wanted = (int, float) if hint is float else hint
        fits = isinstance(value, wanted) and (hint is bool or not isinstance(value, bool))
        return "" if fits else f"a value of type {hint.__name__} is needed"
    return "this option cannot be set in a file"

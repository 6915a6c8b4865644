"""The dataset card of a collection: `datasets.load_dataset("clean")` reads the types of all fields from it.

Without it a reader guesses types from the first lines of each file, and a part in which every document has a date would have
dates where another has text (pyarrow takes `2019-03-12` for a time stamp).
"""

from __future__ import annotations

from collections.abc import Iterable

from cleaners.records.schema import FIELDS, METADATA, NESTED, Field
from cleaners.records.versions import PIPELINE

_TYPES = {str: "string", bool: "bool", int: "int64", float: "float64"}


def dataset_card() -> str:
    """The card as Markdown with its YAML head; the same for every collection."""
    end = "\n"
    return (
        "---\n"
        "configs:\n- config_name: default\n  data_files: documents/*.jsonl*\n"
        "dataset_info:\n  features:\n"
        f"{_features(FIELDS, 2)}"
        f"  - name: metadata\n    struct:\n{_features(METADATA, 4)}"
        f"{''.join(f'  - name: {name}{end}    dtype: string{end}' for name in NESTED)}"
        "---\n\n"
        "Clean Chinese documents, made by Qingwen. `manifest.json` has the counts, `rejected/` the documents without text.\n"
        "`omissions` (what the site withheld) and `removed` (what was taken out, by which rule) are JSON strings of lists.\n"
    )


_FILES = {
    "dolma": "documents/*.jsonl.gz",
    "fineweb": "*.jsonl.gz",
    "mnbvc": "*.jsonl",
    "parquet": "*.parquet",
    "text": "*.txt",
}


def export_card(name: str, layout: str, documents: int) -> str:
    """The card of an export: where its files are, what they hold, where they come from."""
    head = f"---\nlanguage:\n- zh\nconfigs:\n- config_name: default\n  data_files: '{_FILES[layout]}'\n---\n\n"
    shown = name.replace("`", "")
    return (
        f"{head}{documents:,} documents of the collection `{shown}` in the layout `{layout}`, made by Qingwen "
        f"(pipeline {PIPELINE}). What was taken out of each stands in the collection, with the rule that took it.\n"
    )


def _features(fields: Iterable[Field], indent: int) -> str:
    blank = " " * indent
    return "".join(f"{blank}- name: {field.name}\n{blank}  dtype: {_TYPES[type(field.unknown)]}\n" for field in fields)

"""What shapes the output besides the raw files: a run with an equal fingerprint over equal files gives equal bytes."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cleaners.options import CleanOptions, Context
from cleaners.rules.packs import rules_version as digest_of_packs

PIPELINE = "0.4.0"
"""Changes when, and only when, the code gives other output for some document: raising it cleans every collection again."""

LIBRARIES = (
    "beautifulsoup4", "chardet", "firecrawl-anydoc", "lxml", "olefile", "opencc", "pypdfium2", "python-calamine", "selectolax",
)  # fmt: skip
"""Libraries that decide what text comes out."""

EXTRAS = ("fastwarc", "py7zr", "pylibmspack", "rarfile")
"""Those that may be missing: with them, files are read that are rejected without."""


def rules_version(options: CleanOptions) -> str:
    """The digest of the rule packs; "" where no rule runs."""
    return digest_of_packs(options.rule_packs) if options.boilerplate else ""


@cache
def libraries() -> dict[str, str]:
    """Version by library, Unicode's included; "" for one that is not there."""
    return {name: _version(name) for name in (*LIBRARIES, *EXTRAS)} | {"unicode": unicodedata.unidata_version}


def fingerprint(context: Context) -> str:
    """A digest of everything but the raw files that a record depends on."""
    parts = {
        "pipeline": PIPELINE,
        "rules": rules_version(context.options),
        "libraries": libraries(),
        "context": asdict(context),
        "overlay": _content(context.options.conversion_overlay),
        "font_map": _content(context.options.font_map),
        "templates": _content(context.options.templates),
    }
    return sha256(json.dumps(parts, sort_keys=True, default=repr).encode()).hexdigest()[:32]


def _content(path: str) -> str:
    """The digest of a file that an option names: its content counts, not only its name."""
    if not path:
        return ""
    try:
        return sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return "unreadable"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""

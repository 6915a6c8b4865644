"""Development material that lies beside the project; benchmarks and tests that use it say so where it is missing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

SHARED = Path(__file__).parent.parent.parent / "shared"


def available() -> bool:
    return (SHARED / "seeds").is_dir()


def seeds() -> dict[str, bytes]:
    """File name -> raw bytes of the five seed documents."""
    return {path.name: path.read_bytes() for path in sorted((SHARED / "seeds").glob("*.txt"))}


def expected(name: str) -> str:
    """What an ideal cleaner delivers for a seed, by a careful reading."""
    return (SHARED / "data" / "seeds_expected" / name).read_text(encoding="utf-8").rstrip("\n")


@cache
def expected_metadata() -> dict[str, dict[str, Any]]:
    return json.loads((SHARED / "data" / "seeds_expected" / "metadata.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@cache
def snippets() -> dict[str, tuple[list[str], list[str]]]:
    """First digits of a seed's name -> (snippets that must go, snippets that must stay)."""
    module = ModuleType("extraction_bench")
    exec((SHARED / "prototypes" / "extraction_bench.py").read_text(encoding="utf-8"), module.__dict__)
    return module.SEED_GOLD  # type: ignore[no-any-return]

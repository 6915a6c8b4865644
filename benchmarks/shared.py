"""Development material that lies beside the project; benchmarks and tests that use it say so where it is missing."""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path
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
    tree = ast.parse((SHARED / "prototypes" / "extraction_bench.py").read_text(encoding="utf-8"))
    for node in tree.body:  # the table is read, the script is not run
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SEED_GOLD":
            return ast.literal_eval(node.value)  # type: ignore[no-any-return]
    raise LookupError("extraction_bench.py has no SEED_GOLD")


def own_paths() -> list[Path]:
    """Committed texts of our own writing, for a clone that has nothing beside it."""
    return sorted((Path(__file__).parent.parent / "tests" / "samples" / "expected").rglob("*.txt"))

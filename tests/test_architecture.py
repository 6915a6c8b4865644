"""The folders of `cleaners` stand in the order of the data; a package imports only what stands before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOUNS = ["progress", "options", "origin", "edits", "patch", "document"]
ORDER = [
    "characters",
    "rules",
    "decoding",
    "storage",
    "sources",
    "readers",
    "repair",
    "boilerplate",
    "chinese",
    "quality",
    "records",
]
RANK = {name: rank for rank, name in enumerate(NOUNS + ORDER)}
# The nouns come first but for one convenience: Document.record() asks the schema for the record, when it is called.
ALLOWED = {("cleaners/document.py", "cleaners.records.schema")}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: import by full name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", modules("cleaners"), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_imports_only_what_stands_before_it(path: Path) -> None:
    own = path.relative_to(ROOT / "cleaners").parts[0].removesuffix(".py")
    for name in imports(path):
        parts = name.split(".")
        assert parts[0] != "prefect", "the library imports no Prefect"
        if parts[0] == "qingwen_flows":
            assert own in ("cli", "commands"), "only commands reach for flows, when they are called"
        if parts[0] != "cleaners" or len(parts) < 2 or own not in RANK:
            continue
        if any((str(path.relative_to(ROOT)), ".".join(parts[:n])) in ALLOWED for n in (2, 3)):
            continue
        assert parts[1] in RANK, f"{own} imports {name}"
        assert RANK[parts[1]] <= RANK[own], f"{own} imports {name}, which stands behind it"


def test_every_folder_has_its_place() -> None:
    folders = {path.name for path in (ROOT / "cleaners").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= {*ORDER, "workers", "commands"}

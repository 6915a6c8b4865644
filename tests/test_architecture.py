"""Packages import only what stands before them, and nothing imports in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# In the order of the data: a package imports only what stands before it.
_ORDER = "extras progress origin errors characters rules options edits marks patch document step "
_ORDER += "structure decoding storage sources readers repairs boilerplate chinese privacy quality records duplicates view"
ORDER = _ORDER.split()
RANK = {name: rank for rank, name in enumerate(ORDER)}
# Where modules of each top-level package lie.
SOURCES = {"cleaners": ".", "qingwen_flows": "flows", "training": ".", "benchmarks": ".", "tests": "."}


def imports(path: Path) -> Iterator[str]:
    """The full names of what a module imports, wherever it does so; not what only type checkers see."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: import by full name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules() -> dict[str, Path]:
    """All modules of the project, by name."""
    found = {}
    for package, place in SOURCES.items():
        base = ROOT / place
        for path in sorted((base / package).rglob("*.py")):
            name = ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__")
            found[name] = path
    return found


MODULES = modules()


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("cleaners.")])
def test_a_package_imports_only_what_stands_before_it(name: str) -> None:
    own = name.split(".")[1]
    for imported in imports(MODULES[name]):
        parts = imported.split(".")
        assert parts[0] != "prefect", "the library imports no Prefect"
        if parts[0] == "qingwen_flows":
            assert own in ("cli", "commands"), "only commands reach for flows, when they are called"
        if parts[0] != "cleaners" or len(parts) < 2 or own not in RANK:
            continue
        assert parts[1] in RANK, f"{own} imports {imported}"
        assert RANK[parts[1]] <= RANK[own], f"{own} imports {imported}, which stands behind it"


def test_nothing_imports_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        targets = set(imports(path))
        # `from package import thing` names a module, or something in one.
        graph[name] = {
            target if target in MODULES else target.rpartition(".")[0]
            for target in targets
            if target in MODULES or target.rpartition(".")[0] in MODULES
        } - {name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def test_every_folder_has_its_place() -> None:
    folders = {path.name for path in (ROOT / "cleaners").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= {*ORDER, "workers", "commands"}


def test_a_room_holds_at_most_a_dozen_modules() -> None:
    for folder in {path.parent for name, path in MODULES.items() if name.startswith("cleaners.boilerplate")}:
        assert len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) <= 12, folder


def test_modules_are_short() -> None:
    for name, path in MODULES.items():
        if not name.startswith("tests"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, f"{name}: split it"

"""Is everything there? Versions, the right OpenCC, each format with what reads it, what is missing and how to get it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from cleaners.chinese.converter import opencc_version
from cleaners.errors import WrongOpenCCError
from cleaners.extras import install_line
from cleaners.readers.registry import FALLBACKS, NO_DOCUMENTS, READERS, UNSUPPORTED
from cleaners.sources.containers import COMPRESSED, CONTAINERS
from cleaners.workers.network import isolation

PACKAGES = ("prefect", "chardet", "beautifulsoup4", "lxml", "selectolax", "numpy", "orjson", "zstandard")
EXTRAS = {
    "parquet": ("pyarrow", "export to parquet"),
    "ray": ("ray", "shards on a Ray cluster"),
    "s3": ("s3fs", "folders at s3://"),
}
COMPRESSORS = {"bz2": "bz2", "gz": "gzip", "xz": "lzma", "zst": "zstandard"}


class Check(NamedTuple):
    """One line of `qingwen doctor`; `detail` says what to do where `good` is false. What is not `needed` is an extra."""

    name: str
    good: bool
    detail: str
    needed: bool = True


def checks() -> Iterator[Check]:
    """All checks, in the order in which they are read."""
    enough = sys.version_info >= (3, 11)
    yield Check("python", enough, sys.version.split()[0] if enough else f"{sys.version.split()[0]}: install Python 3.11 or newer")
    for package in PACKAGES:
        try:
            yield Check(package, True, version(package))
        except PackageNotFoundError:
            yield Check(package, False, f"missing: {install_line(package)}")
    try:
        yield Check("opencc", True, opencc_version())
    except (ImportError, WrongOpenCCError) as error:
        yield Check("opencc", False, str(error))
    yield _network()
    yield from _documents()
    yield from _containers()
    for extra, (package, use) in EXTRAS.items():
        there = find_spec(package) is not None
        detail = f"{package} {version(package)}" if there else f"missing: {install_line(extra=extra)}"
        yield Check(f"extra {extra}", there, f"{detail} ({use})", needed=False)
    others = sorted(name for kind, name in UNSUPPORTED.items() if kind not in READERS and kind not in NO_DOCUMENTS)
    yield Check("no reader", True, f"{', '.join(others)}: rejected with that reason", needed=False)


def _network() -> Check:
    how = {"namespace": "closed to workers by a network namespace", "seccomp": "closed to workers by a filter of system calls"}
    found = isolation()
    said = how.get(
        found, "open to workers: neither namespaces nor seccomp are to be had here; keep strangers' files off this machine"
    )
    return Check("network", bool(found), said, needed=False)


def _documents() -> Iterator[Check]:
    for kind, module in sorted(READERS.items()):
        libraries = imported(f"cleaners.readers.{module}")
        missing = [name for name in libraries if not find_spec(name)]
        detail = f"missing: {install_line(*map(_package, missing))}" if missing else _described(module, libraries)
        if other := FALLBACKS.get(kind):
            detail += f"; then {other}"
        yield Check(f"format {kind}", not missing, detail)


def _containers() -> Iterator[Check]:
    for kind, found in sorted(CONTAINERS.items()):
        if not found.is_there:
            yield Check(f"container {kind}", False, f"missing: {install_line(extra=found.extra)}", needed=False)
            continue
        detail = _described(found.module, (found.imports,) if found.imports else ())
        if kind == "rar":
            from cleaners.sources.containers.rar import unpacker

            if not (program := unpacker()):
                yield Check(
                    f"container {kind}", False, f"{detail}; packed members need a program: apt-get install unar", needed=False
                )
                continue
            detail += f", {program}"
        yield Check(f"container {kind}", True, detail, needed=False)
    for kind, module in COMPRESSORS.items():
        good = find_spec(module) is not None
        detail = f"{COMPRESSED[kind]}: {_described(module, ())}" if good else f"this Python was built without {module}"
        yield Check(f"compressed {kind}", good, detail, needed=False)


def _described(module: str, libraries: tuple[str, ...]) -> str:
    return ", ".join([module, *(f"{_package(name)} {version(_package(name))}" for name in libraries)])


def _package(name: str) -> str:
    return _distributions().get(name, [name])[0]


@cache
def _distributions() -> Mapping[str, list[str]]:
    return packages_distributions()


def imported(module: str, seen: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The libraries of others that a module of the readers uses, by its source: nothing is imported, and nothing forgotten."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return ()
    found = set[str]()
    for node in ast.walk(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names if node.module == "cleaners.readers")]
        for name in names:
            if name.startswith("cleaners.readers."):
                if name not in seen:
                    seen |= {module, name}
                    found |= set(imported(name, seen))
            elif name.partition(".")[0] not in (*sys.stdlib_module_names, "cleaners", "__future__"):
                found.add(name.partition(".")[0])
    return tuple(sorted(found))

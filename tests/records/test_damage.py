"""A collection that somebody else changed: told in one line, and mended by a run that verifies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cleaners.cli import app
from cleaners.corpus import run_folder
from cleaners.options import CleanOptions, Context
from cleaners.records.folder import CleanFolder
from cleaners.records.receipts import read_receipt
from cleaners.workers.shards import clean_shards_here

OPTIONS = CleanOptions(shards=2, ledger=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("built")
    (top / "raw").mkdir()
    for number in range(6):
        (top / f"raw/{number}.txt").write_text(f"第{number}篇。春天来了，桥头的柳树绿了。\n", encoding="utf-8")
    (top / "raw/empty.txt").write_bytes(b"")
    again(top / "clean")
    return top


@pytest.fixture
def collection(built: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "copy"
    shutil.copytree(built, copy)
    return copy / "clean"


def again(clean: Path, *, verify: bool = False) -> None:
    run_folder(clean.parent / "raw", clean, context=Context(options=OPTIONS), verify=verify, clean_with=clean_shards_here)


def contents(clean: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(clean)): path.read_bytes()
        for path in sorted(clean.rglob("*"))
        if path.is_file() and "runs" not in path.parts and "receipts" not in path.parts
    }


def flipped(data: bytes) -> bytes:
    return data[:-20] + bytes((data[-20] ^ 1,)) + data[-19:]


@pytest.mark.parametrize("kind", ["documents", "rejected", "ledger"])
def test_a_flipped_byte_is_found_and_mended(collection: Path, kind: str) -> None:
    before = contents(collection)
    part = next((collection / kind).iterdir())
    part.write_bytes(flipped(part.read_bytes()))
    again(collection, verify=True)
    assert contents(collection) == before


def test_a_part_in_another_packing_goes(collection: Path) -> None:
    before = contents(collection)
    part = next((collection / "documents").iterdir())
    part.with_name(part.name + ".gz").write_bytes(b"stray")
    again(collection)
    assert contents(collection) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b'"delivered":', b'"delivered":1', 1),
        lambda _: b"[" * 100_000,
        lambda text: text[: len(text) // 2],
        lambda _: b"[]",
    ],
)
def test_a_receipt_that_was_changed_is_none(collection: Path, change: object) -> None:
    before = contents(collection)
    part = next((collection / "receipts").iterdir())
    assert callable(change)
    part.write_bytes(change(part.read_bytes()))
    assert read_receipt(CleanFolder(collection), int(part.stem.removeprefix("part-"))) is None
    again(collection)
    assert contents(collection) == before


@pytest.mark.parametrize("kind", ["documents", "rejected", "ledger", "manifest.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"[1]\n", b"\xff\xfe\n", b'{"id":"0"}\n', b"[" * 50_000 + b"\n"])
@pytest.mark.parametrize("command", ["report", "restore", "export"])
def test_commands_name_what_is_damaged(collection: Path, kind: str, content: bytes, command: str) -> None:
    identity = next(CleanFolder(collection).records(next(iter(CleanFolder(collection).parts("documents").values()))))["id"]
    for part in [collection / kind] if "." in kind else list((collection / kind).iterdir()):
        part.write_bytes(content)
    arguments = {
        "report": ["report", str(collection)],
        "restore": ["restore", identity, "--clean", str(collection)],
        "export": ["export", str(collection), "--to", "dolma"],
    }[command]
    result = CliRunner().invoke(app, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1)
    if result.exit_code:
        assert len(result.stderr.strip().splitlines()) == 1


def test_a_file_of_somebody_else_among_the_parts_is_told(collection: Path) -> None:
    from cleaners.corpus import dry_run
    from cleaners.settings import RunSettings, Settings, SourceSettings

    (collection / "documents/notes.jsonl").write_text("{}\n", encoding="utf-8")
    settings = Settings(SourceSettings(raw=str(collection.parent / "raw")), RunSettings(clean=str(collection)), clean=OPTIONS)
    assert any("documents/notes.jsonl" in line for line in dry_run(settings))

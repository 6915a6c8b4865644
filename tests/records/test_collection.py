"""What can be done with a collection: give sources back, export it, pack it, report on it."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
import zstandard

from cleaners.corpus import RunSummary, run_folder
from cleaners.errors import ExportError, NotRestoredError, RunError
from cleaners.options import CleanOptions, Context
from cleaners.origin import Origin
from cleaners.readers.registry import read
from cleaners.records.export import WRITERS, export
from cleaners.records.folder import CleanFolder
from cleaners.records.ledger import records, source_text
from cleaners.records.packing import Packing
from cleaners.records.report import to_html
from cleaners.records.samples import look_at
from cleaners.sources import RawItem
from cleaners.workers.shards import clean_shards_here

SAMPLES = Path(__file__).parents[2] / "raw"


def collect(clean: Path, raw: Path = SAMPLES, **options: Any) -> RunSummary:
    context = Context(options=CleanOptions(**{"shards": 4, **options}))
    return run_folder(raw, clean, context=context, source="test", clean_with=clean_shards_here)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("collection") / "clean"
    collect(folder, ledger=True)
    return folder


def test_every_source_text_comes_back(clean: Path) -> None:
    folder = CleanFolder(clean)
    found = list(records(folder))
    assert len(found) == 10
    for record in found:
        path = record["metadata"]["file_path"]
        item = RawItem(Origin("test", path.encode()), (SAMPLES / path).read_bytes(), path.rpartition("/")[2])
        assert source_text(folder, record["id"]) == read(item, Context()).source_text


def test_lone_surrogates_come_back(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    page = "<html><body><p>这一段里有一个孤立的代理项&#xD800;，后面还有文字，足够成为一段正文。</p></body></html>"
    (raw / "a.html").write_text(page, encoding="utf-8")
    (raw / "b.txt").write_bytes("前面的字。\r\n\r\n　　后面的字。\x85\u2028还有。".encode())
    collect(tmp_path / "clean", raw, ledger=True)
    folder = CleanFolder(tmp_path / "clean")
    texts = [source_text(folder, record["id"]) for record in records(folder)]
    assert "前面的字。\r\n\r\n　　后面的字。\x85\u2028还有。" in texts


@pytest.mark.parametrize(
    ("identity", "options", "message"),
    [("0" * 32, {"ledger": True}, "no document of this id"), (None, {}, "holds no ledger; set ledger = true")],
)
def test_what_cannot_come_back_is_one_line(tmp_path: Path, identity: str | None, options: dict[str, Any], message: str) -> None:
    collect(tmp_path / "clean", **options)
    folder = CleanFolder(tmp_path / "clean")
    with pytest.raises(NotRestoredError, match=message):
        source_text(folder, identity or next(records(folder))["id"])
    rejected = next(records(folder, "rejected"))["id"]
    with pytest.raises(NotRestoredError, match="was rejected"):
        source_text(folder, rejected)


def test_a_ledger_of_another_run_is_told(tmp_path: Path) -> None:
    collect(tmp_path / "clean", ledger=True)
    (part, *_) = (tmp_path / "clean/documents").iterdir()
    record = json.loads(part.read_bytes().splitlines()[0])
    part.write_text(json.dumps({**record, "text": record["text"] + "，"}, separators=(",", ":")) + "\n", encoding="utf-8")
    with pytest.raises(NotRestoredError, match="do not fit each other"):
        source_text(CleanFolder(tmp_path / "clean"), record["id"])


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_packed_parts_hold_the_same_lines(clean: Path, tmp_path: Path, packing: Packing) -> None:
    unpack = gzip.decompress if packing == "gz" else lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data)
    for _ in range(2):
        collect(tmp_path / "clean", compress=packing)
        parts = {path.name: path.read_bytes() for path in (tmp_path / "clean/documents").iterdir()}
        assert {name.removesuffix(f".{packing}"): unpack(data) for name, data in parts.items()} == {
            path.name: path.read_bytes() for path in (clean / "documents").iterdir()
        }
        manifest = json.loads((tmp_path / "clean/manifest.json").read_bytes())
        named = {part["name"]: part["bytes"] for part in manifest["parts"] if part["name"].startswith("documents/")}
        assert named == {f"documents/{name}": len(data) for name, data in parts.items()}
    assert collect(tmp_path / "clean", compress=packing).state == "NothingNew"


def test_another_packing_takes_the_place_of_the_first(tmp_path: Path) -> None:
    collect(tmp_path / "clean", compress="zst", ledger=True)
    collect(tmp_path / "clean")
    assert {path.suffix for path in (tmp_path / "clean").glob("*/part-*")} == {".jsonl", ".json"}
    assert not list((tmp_path / "clean/ledger").iterdir())


@pytest.mark.parametrize("layout", WRITERS)
def test_every_layout_holds_every_document(clean: Path, tmp_path: Path, layout: Any) -> None:
    done = export(CleanFolder(clean), tmp_path / "out", layout)
    assert done.documents == 10
    assert len([path for path in (tmp_path / "out").rglob("part-*") if path.is_file()]) == done.files
    assert (tmp_path / "out/README.md").read_text(encoding="utf-8").startswith("---\n")
    wanted = sorted(record["text"] for record in records(CleanFolder(clean)))
    assert sorted(texts(tmp_path / "out", layout)) == wanted


def texts(out: Path, layout: str) -> list[str]:
    match layout:
        case "text":
            return [
                text for path in out.glob("part-*") for text in path.read_text(encoding="utf-8").removesuffix("\n").split("\n\n")
            ]
        case "parquet":
            parquet = pytest.importorskip("pyarrow.parquet")
            return [row["text"] for path in out.glob("part-*") for row in parquet.read_table(path).to_pylist()]
        case "mnbvc":
            rows = [json.loads(line) for path in out.glob("part-*") for line in path.read_bytes().splitlines()]
            return ["\n".join(paragraph["内容"] for paragraph in row["段落"]) for row in rows]
    paths = sorted((out / "documents" if layout == "dolma" else out).glob("part-*"))
    return [json.loads(line)["text"] for path in paths for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_layouts_have_the_keys_that_their_readers_want(clean: Path, tmp_path: Path) -> None:
    export(CleanFolder(clean), tmp_path / "dolma", "dolma")
    (part, *_) = (tmp_path / "dolma/documents").iterdir()
    record = json.loads(gzip.decompress(part.read_bytes()).splitlines()[0])
    assert list(record) == ["id", "text", "source", "added", "created", "metadata"]
    assert all(not isinstance(value, dict | list) and value is not None for value in record["metadata"].values())
    export(CleanFolder(clean), tmp_path / "mnbvc", "mnbvc")
    (part, *_) = (tmp_path / "mnbvc").glob("part-*")
    row = json.loads(part.read_bytes().splitlines()[0])
    assert row["段落数"] == len(row["段落"]) >= row["去重段落数"]
    assert isinstance(json.loads(row["扩展字段"]), dict)
    assert len(row["时间"]) == 8
    assert row["时间"].isdigit()


def test_an_export_of_nothing_or_into_itself_is_one_line(clean: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no documents are there"):
        export(CleanFolder(tmp_path), tmp_path / "out", "text")
    with pytest.raises(ExportError, match="choose another folder"):
        export(CleanFolder(clean), clean / "documents", "text")


# Of a text of one line the fuse lets nobody take half.
STORY = "山上的雪还没有化，村里的人已经把犁和耙搬到院子里，等着开春的第一场雨。" * 3


def test_a_report_escapes_what_comes_from_documents(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "<b>&.txt").write_text(f"上传者:<script>书虫</script> 文档ID:70013526\n{STORY}\n", encoding="utf-8")
    (raw / "empty.txt").touch()
    collect(tmp_path / "clean", raw)
    page = to_html(CleanFolder(tmp_path / "clean"))
    assert "<script" not in page
    assert "&lt;script&gt;书虫&lt;/script&gt;" in page
    assert "<b>&.txt" not in page
    assert "http" not in page.replace("http-equiv", "")  # it holds all it needs
    assert "<rect" in page


def test_a_report_of_nothing_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="holds no finished collection"):
        to_html(CleanFolder(tmp_path))


def test_a_look_gives_few_and_different_samples(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(9):
        (raw / f"{number}.txt").write_text(f"上传者:书虫{number // 2} 文档ID:7001352{number // 2}\n{STORY}\n", "utf-8")
        os.utime(raw / f"{number}.txt", (1, 1))
    collect(tmp_path / "clean", raw)
    look = look_at(CleanFolder(tmp_path / "clean"), samples=3)
    assert look.by_category
    for samples in look.by_category.values():
        assert len({sample.text for sample in samples}) == len(samples) <= 3

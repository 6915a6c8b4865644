"""Readers of JSON lines load a collection without arguments, whatever its first records are like. Those that are not installed
(extra `loaders`) are passed over; pyarrow is always there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaners.corpus import run_folder
from cleaners.options import CleanOptions, Context
from cleaners.workers.shards import clean_shards_here

PLAIN = "第{}篇短文。春天来了，桥头的柳树绿了，村里的人把犁搬到院子里。\n"
WITHHELD = "第一段写在这里，后面还有很多话要说。村里的人等着第一场雨。\n剩余80%未读，登录后继续阅读\n"
COUNT = 40


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Most documents have nothing removed or withheld; the last of a part may."""
    top = tmp_path_factory.mktemp("loaders")
    (top / "raw").mkdir()
    for number in range(COUNT - 4):
        (top / f"raw/{number}.txt").write_text(PLAIN.format(number), encoding="utf-8")
    for number in range(4):
        (top / f"raw/withheld{number}.txt").write_text(f"{WITHHELD}{number}", encoding="utf-8")
    options = CleanOptions(shards=3)
    run_folder(top / "raw", top / "clean", context=Context(options=options), clean_with=clean_shards_here)
    return top / "clean"


def parts(clean: Path) -> list[str]:
    return [str(path) for path in sorted((clean / "documents").iterdir())]


def with_pyarrow_dataset(clean: Path) -> int:
    dataset = pytest.importorskip("pyarrow.dataset")
    return int(dataset.dataset(parts(clean), format="json").to_table().num_rows)


def with_datasets_folder(clean: Path) -> int:
    datasets = pytest.importorskip("datasets")
    return len(datasets.load_dataset(str(clean), cache_dir=str(clean / "../cache"))["train"])


def with_datasets_json(clean: Path) -> int:
    datasets = pytest.importorskip("datasets")
    return len(datasets.load_dataset("json", data_files=parts(clean), cache_dir=str(clean / "../cache"))["train"])


def with_pandas(clean: Path) -> int:
    pandas = pytest.importorskip("pandas")
    return sum(len(pandas.read_json(part, lines=True)) for part in parts(clean))


def with_polars(clean: Path) -> int:
    polars = pytest.importorskip("polars")
    return sum(polars.read_ndjson(part).height for part in parts(clean))


def with_lazy_polars(clean: Path) -> int:
    polars = pytest.importorskip("polars")
    return int(polars.scan_ndjson(parts(clean)).collect().height)


def with_duckdb(clean: Path) -> int:
    duckdb = pytest.importorskip("duckdb")
    return int(duckdb.sql(f"select count(*) from read_json('{clean}/documents/*.jsonl')").fetchall()[0][0])


def with_datatrove(clean: Path) -> int:
    readers = pytest.importorskip("datatrove.pipeline.readers")
    return sum(1 for _ in readers.JsonlReader(str(clean / "documents"))())


LOADERS: tuple[Callable[[Path], int], ...] = (
    with_pyarrow_dataset, with_datasets_folder, with_datasets_json, with_pandas, with_polars, with_lazy_polars, with_duckdb,
    with_datatrove,
)  # fmt: skip


@pytest.mark.parametrize("loaded", LOADERS, ids=lambda loader: loader.__name__.removeprefix("with_"))
def test_a_reader_loads_every_document(clean: Path, loaded: Callable[[Path], int]) -> None:
    assert loaded(clean) == COUNT


def test_some_documents_have_rows_and_some_have_none(clean: Path) -> None:
    """Else the test above would show nothing."""
    records: list[dict[str, Any]] = [json.loads(line) for part in parts(clean) for line in Path(part).read_bytes().splitlines()]
    rows = [json.loads(record["omissions"]) for record in records]
    assert any(rows)
    assert not all(rows)

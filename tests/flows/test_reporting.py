"""The pages that the operator reads, without a server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleaners.corpus import RunSummary, clean_shards_here, run_folder
from cleaners.records.folder import CleanFolder

pytestmark = pytest.mark.flow  # Prefect is imported


@pytest.fixture
def summary(tmp_path: Path) -> RunSummary:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, content in {"春|天.txt": "春天来了。", "empty.txt": "", "b.txt": "雨停了,天晴了。"}.items():
        (raw / name).write_text(content, encoding="utf-8")
        os.utime(raw / name, (1, 1))
    return run_folder(raw, tmp_path / "clean", clean_with=clean_shards_here)


def test_the_summary_names_every_figure(summary: RunSummary) -> None:
    from flows.reporting import markdown

    page = markdown(summary)
    assert page.startswith("# WithRejects\n\n2 delivered, 1 rejected, 0 incomplete; 3 of 3 files cleaned in ")
    for row in ("| files found | 3 |", "| delivered | 2 |", "| empty | 1 |", "| utf-8 | 2 |", "| 春\\|天.txt | "):
        assert row in page
    tables = [line for line in page.splitlines() if line.startswith("|")]
    assert all(line.replace("\\|", "").count("|") == 3 for line in tables)


def test_the_table_names_file_and_reason(summary: RunSummary) -> None:
    from flows.reporting import rejected_rows

    (row,) = rejected_rows(CleanFolder(summary.clean))
    assert (row["file"], row["reason"]) == ("empty.txt", "empty")
    assert row["detail"]

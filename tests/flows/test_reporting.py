"""The pages that the operator reads, without a server."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cleaners.corpus import RunSummary, run_folder
from cleaners.records.folder import CleanFolder
from cleaners.records.samples import Look, Sample, look_at, rejected_rows
from cleaners.workers.shards import clean_shards_here

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
    from qingwen_flows.reporting import markdown

    page = markdown(summary, look_at(CleanFolder(summary.clean)))
    assert page.startswith("# WithRejects\n\n2 delivered, 1 rejected, 0 incomplete; 3 of 3 files cleaned in ")
    for row in ("| files found | 3 |  |  |", "| delivered | 2 |  |  |", "| empty | 1 |", "| utf-8 | 2 |", "| 春\\|天.txt | "):
        assert row in page
    widths = [line.replace("\\|", "").count("|") for line in page.splitlines() if line.startswith("|")]
    assert all(width in (3, 5, 6) for width in widths)


def test_the_summary_compares_with_the_run_before(summary: RunSummary) -> None:
    from qingwen_flows.reporting import markdown

    previous = {"found": 3, "delivered": 5, "rejected": 0, "removed_by_category": {}}
    page = markdown(replace(summary, previous=previous), look_at(CleanFolder(summary.clean)))
    assert "| files found | 3 | 3 |  |" in page
    assert "| delivered | 2 | 5 | -3 |" in page
    assert "| rejected | 1 | 0 | +1 |" in page


def test_the_table_names_file_and_reason(summary: RunSummary) -> None:
    (row,) = rejected_rows(CleanFolder(summary.clean), 10)
    assert (row["file"], row["reason"]) == ("empty.txt", "empty")
    assert row["detail"]


def test_what_comes_from_documents_is_not_rendered(summary: RunSummary) -> None:
    from qingwen_flows.reporting import markdown

    look = Look(
        by_category={"space": [Sample("r", "f", "a`b|c<d")]},
        incomplete=[{"file": "<b>.txt", "reason": "login", "omitted_chars": 0, "pages": "", "notice": "[x](http://a.org) | y"}],
    )
    page = markdown(summary, look)
    assert "| &lt;b>.txt | login | 0 |  | \\[x](http://a.org) \\| y |" in page

"""Two collections side by side."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.corpus import run_folder
from cleaners.errors import RunError
from cleaners.options import CleanOptions, Context
from cleaners.records.compare import Totals, compare, differences
from cleaners.records.folder import CleanFolder
from cleaners.view.differences import to_html
from cleaners.workers.shards import clean_shards_here

PROSE = "第{}篇写的是河边的旧仓库，后来改成了图书馆。\n周末常有孩子来听故事，最受欢迎的是一本讲星星的书。\n"
FRAME = "上传者:书虫小**  文档ID:70013526  时间:2020-11-02  类型:DOCX  共6页\n"


def collect(raw: Path, clean: Path, **options: Any) -> CleanFolder:
    context = Context(options=CleanOptions(**{"shards": 3, **options}))
    run_folder(raw, clean, context=context, source="test", clean_with=clean_shards_here)
    return CleanFolder(clean)


@pytest.fixture
def two(tmp_path: Path) -> tuple[CleanFolder, CleanFolder]:
    """The second with other rules, another number of parts, and raw files changed, added, gone and emptied."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(8):
        (raw / f"{number}.txt").write_text(FRAME * (number == 1) + PROSE.format(number), encoding="utf-8")
    (raw / "late.txt").write_bytes(b"")
    before = collect(raw, tmp_path / "before")
    (raw / "0.txt").unlink()
    (raw / "2.txt").write_text(PROSE.format(2).replace("星星", "<script>月亮"), encoding="utf-8")
    (raw / "3.txt").write_bytes(b"")
    (raw / "late.txt").write_text(PROSE.format("晚"), encoding="utf-8")
    (raw / "new.txt").write_text(PROSE.format("新"), encoding="utf-8")
    return before, collect(raw, tmp_path / "after", shards=5, rules_off=("doc.",))


def test_each_kind_of_difference_is_found(two: tuple[CleanFolder, CleanFolder]) -> None:
    totals = Totals()
    found = {each.file: each for each in differences(*two, totals)}
    told = {file: each.what for file, each in found.items() if each.what != "metadata"}
    expected = {"0.txt": "gone", "1.txt": "changed", "2.txt": "changed", "3.txt": "rejected"}
    assert told == {**expected, "late.txt": "delivered", "new.txt": "added"}
    assert found["2.txt"].gone == (PROSE.split("\n")[1],)
    assert found["2.txt"].new == (PROSE.split("\n")[1].replace("星星", "<script>月亮"),)
    assert found["1.txt"].rules["doc.uploader"] < 0
    assert found["1.txt"].new[0].startswith("上传者")
    assert sum(totals.counts.values()) == 10
    assert totals.counts["same"] == 4
    assert list(differences(two[0], two[0], Totals())) == []


def test_the_other_way_round_is_the_reverse(two: tuple[CleanFolder, CleanFolder]) -> None:
    there, back = Totals(), Totals()
    forth = {each.id: each for each in differences(*two, there)}
    for each in differences(two[1], two[0], back):
        assert (each.gone, each.new) == (forth[each.id].new, forth[each.id].gone)
        assert each.rules == {rule: -count for rule, count in forth[each.id].rules.items()}
    assert back.counts["added"] == there.counts["gone"]
    assert back.counts["rejected"] == there.counts["delivered"]


def record(text: str, **metadata: Any) -> dict[str, Any]:
    return {"id": "0", "text": text, "removed": [], "omissions": [], "metadata": {"file_path": "f", "member": "", **metadata}}


LINES = st.lists(st.sampled_from("甲乙丙"), max_size=8)


@given(LINES, LINES)
def test_lines_are_counted(old: list[str], new: list[str]) -> None:
    found = compare(record("\n".join(old)), record("\n".join(new)))
    if found is None:
        assert old == new
        return
    before, after = (Counter("\n".join(lines).split("\n")) for lines in (old, new))
    assert Counter(found.gone) == before - after
    assert Counter(found.new) == after - before


def test_versions_alone_are_no_difference() -> None:
    assert compare(record("字", pipeline="1", rules="a"), record("字", pipeline="2", rules="b")) is None
    found = compare(record("字", title="a"), record("字", title="b"))
    assert found is not None
    assert (found.what, found.fields) == ("metadata", ("title",))


def test_a_page_escapes_what_documents_say(two: tuple[CleanFolder, CleanFolder]) -> None:
    totals = Totals()
    page = to_html("<i>a", "b", list(differences(*two, totals)), totals)
    assert "&lt;script&gt;月亮" in page
    assert "<script" not in page
    assert "<i>a" not in page


def test_the_command(two: tuple[CleanFolder, CleanFolder], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cleaners", "diff", two[0].place, two[1].place]

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *more], capture_output=True, text=True, timeout=60, check=False)

    done = run("--html", str(tmp_path / "page.html"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "changed 2.txt" in done.stdout
    assert (tmp_path / "page.html").stat().st_size > 5000
    rows = [json.loads(line) for line in run("--json").stdout.splitlines()]
    assert rows[-1]["what"] == "totals"
    assert len(rows) - 1 == sum(count for what, count in rows[-1].items() if what not in ("what", "rules", "same"))
    command[-1] = str(tmp_path / "nowhere")
    assert run().returncode == 1
    assert run().stderr.count("\n") == 1


def test_a_damaged_collection_is_named(two: tuple[CleanFolder, CleanFolder]) -> None:
    part = Path(two[1].place) / next(iter(two[1].parts("documents").values()))
    lines = part.read_bytes().splitlines(keepends=True)
    part.write_bytes(b"".join(lines) + b"no json\n")
    with pytest.raises(RunError, match="is damaged"):
        list(differences(*two, Totals()))
    part.write_bytes(b"".join([*lines, lines[0].replace(b'{"id":"', b'{"id":"0', 1)]))
    with pytest.raises(RunError, match="not sorted by id"):
        list(differences(*two, Totals()))

"""Review: what readers say of removals is kept, counted, and heard by the next run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from shown import collect

from cleaners.errors import RunError
from cleaners.records.folder import CleanFolder
from cleaners.records.ledger import records
from cleaners.view.index import index_of
from cleaners.view.labels import Label, add_label, kept_pack, precision, read_labels, wilson
from cleaners.view.serving import serving

FRAMES = ("上传者:书虫小**  文档ID:70013526  时间:2020-11-02  类型:DOCX  共6页", "下载 收藏 分享 举报")
BODY = "第{}篇写的是河边的旧仓库，后来改成了图书馆。\n周末常有孩子来听故事，最受欢迎的是一本讲星星的书。\n"


def corpus(raw: Path) -> None:
    raw.mkdir()
    for number in range(6):
        frame = FRAMES[number % 2]
        (raw / f"{number}.txt").write_text(f"{frame}\n{BODY.format(number)}", encoding="utf-8")


def asked(page: str) -> tuple[str, str]:
    """Number and text of the removal that a page asks about."""
    number = re.search(r'name="text_id" value="(\d+)"', page)
    text = re.search(r'class="asked">([^<]*)<', page)
    return (number[1], unescape(text[1])) if number and text else ("", "")


def say(address: str, text_id: str, label: str, **more: str) -> str:
    data = urlencode({"text_id": text_id, "label": label, **more}).encode()
    with urlopen(f"{address}en/review", data) as answer:
        return str(answer.read().decode())


def test_what_was_wrong_stays_in_the_next_run(tmp_path: Path) -> None:
    raw, labels = tmp_path / "raw", tmp_path / "labels.jsonl"
    corpus(raw)
    folder = collect(tmp_path / "clean", raw)
    before = {record["metadata"]["file_path"]: record["text"] for record in records(folder)}
    assert not any("书虫" in text or "收藏" in text for text in before.values())
    with serving(folder, index_of(folder, tmp_path / "index.sqlite"), labels) as address:
        with urlopen(f"{address}en/review") as answer:
            page = answer.read().decode()
        for _ in range(20):
            text_id, text = asked(page)
            if not text_id:
                break
            page = say(address, text_id, "wrong" if "书虫" in text else "right")
        assert "Nothing is left" in page
        assert "%" in page
    told = read_labels(labels)
    assert {label.label for label in told} == {"right", "wrong"}
    assert len({label.about for label in told}) == len(told)
    out = tmp_path / "kept.toml"
    command = [sys.executable, "-m", "cleaners", "rules", "judge", str(labels), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert told[0].rule in done.stdout
    after = {
        record["metadata"]["file_path"]: record["text"]
        for record in records(collect(tmp_path / "after", raw, rule_packs=(str(out),)))
    }
    kept = [name for name, text in after.items() if "书虫" in text]
    assert sorted(kept) == ["0.txt", "2.txt", "4.txt"]
    assert all(after[name] == before[name] for name in after if name not in kept)
    assert not any("收藏" in text for text in after.values())


def test_labels_go_on_where_they_were(samples: CleanFolder, tmp_path: Path) -> None:
    file, labels = index_of(samples, tmp_path / "index.sqlite"), tmp_path / "labels.jsonl"
    seen = []
    for _ in range(2):
        with serving(samples, file, labels) as address:
            with urlopen(f"{address}en/review?order=doubt") as answer:
                page = answer.read().decode()
            for _ in range(3):
                text_id, _ = asked(page)
                seen.append(text_id)
                page = say(address, text_id, "unsure", order="doubt")
            for bad in ({"text_id": "0", "label": "right"}, {"text_id": seen[0], "label": "maybe"}, {}):
                with pytest.raises(HTTPError):
                    urlopen(f"{address}en/review", urlencode(bad).encode())
    assert len(set(seen)) == len(read_labels(labels)) == 6


def test_each_rule_has_its_turn(samples: CleanFolder, tmp_path: Path) -> None:
    with serving(samples, index_of(samples, tmp_path / "index.sqlite"), tmp_path / "labels.jsonl") as address:
        with urlopen(f"{address}en/review") as answer:
            page = answer.read().decode()
        for _ in range(8):
            page = say(address, asked(page)[0], "right")
    rules = [label.rule for label in read_labels(tmp_path / "labels.jsonl")]
    assert len(set(rules)) == 8


def test_the_last_word_counts_and_a_stranger_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    for said in ("right", "wrong"):
        add_label(file, Label("a.b", "host", "1", "字\ud800", ("字",), said))  # type: ignore[arg-type]
    assert [label.label for label in read_labels(file)] == ["wrong"]
    for line in (b"{}", b"no json", b'{"rule":"a","place":"b","id":"c","text":"d","lines":[],"label":"good"}', b"[1]", b"\xff"):
        (tmp_path / "bad.jsonl").write_bytes(file.read_bytes() + line + b"\n")
        with pytest.raises(RunError, match="line 3 is no label"):
            read_labels(tmp_path / "bad.jsonl")


@pytest.mark.parametrize(
    ("right", "total", "low", "high"), [(0, 0, 0.0, 1.0), (10, 10, 0.722, 1.0), (0, 10, 0.0, 0.278), (50, 100, 0.404, 0.596)]
)
def test_intervals_are_wilsons(right: int, total: int, low: float, high: float) -> None:
    assert wilson(right, total) == pytest.approx((low, high), abs=0.001)


def test_rules_that_may_be_worst_come_first() -> None:
    labels = [Label("good.rule", "h", str(n), f"{n}", (), "right") for n in range(9)]
    labels += [Label("bad.rule", "h", str(n), f"{n}", (f'第{n}行\x7f"',), "wrong") for n in range(2)]
    assert [row.rule for row in precision(labels)] == ["bad.rule", "good.rule"]
    import tomllib

    assert tomllib.loads(kept_pack(labels))["keep"] == ['第0行\x7f"', '第1行\x7f"']
    assert kept_pack(labels[:9]) == ""
    assert json.dumps(labels)

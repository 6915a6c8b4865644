"""Copies are found however they differ, others are not, and the one that stays is chosen by the rule."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from benchmarks.generated import sentences
from cleaners.cli import app
from cleaners.document import Document, Origin
from cleaners.duplicates.clusters import Sheet, clusters
from cleaners.duplicates.find import DUPLICATES, PARAGRAPHS, Found, find_duplicates, needless
from cleaners.duplicates.signatures import SLOTS, compared
from cleaners.records.folder import CleanFolder
from cleaners.records.schema import record_of
from cleaners.records.writer import json_line


def text(seed: int, count: int = 12) -> str:
    lot = random.Random(seed)
    return "".join(f"{lot.choice(sentences())}第{lot.randrange(10_000)}号。" for _ in range(count))


def changed(whole: str, share: float, seed: int = 1) -> str:
    """With so many of its sentences put in the place of others."""
    lot = random.Random(seed)
    parts = whole.split("。")
    for place in lot.sample(range(len(parts)), round(share * len(parts))):
        parts[place] = f"{lot.randrange(10**12)}的雨下了一夜"
    return "。".join(parts)


def jaccard(one: str, other: str) -> float:
    first, second = ({said[at : at + 5] for at in range(len(said) - 4)} for said in map(plain, (one, other)))
    return len(first & second) / len(first | second)


def plain(whole: str) -> str:
    return "".join(sign for sign in whole if sign.isalnum())


def alike(one: str, other: str) -> float:
    first, second = compared(one).signature, compared(other).signature
    assert first is not None
    assert second is not None
    return float((first == second).mean())


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.3, 0.6, 1.0])
def test_signatures_estimate_the_similarity(share: float) -> None:
    pairs = [(whole, changed(whole, share, seed)) for seed in range(20) for whole in (text(seed, 30),)]
    errors = [alike(*pair) - jaccard(*pair) for pair in pairs]
    assert abs(float(np.mean(errors))) < 0.03
    assert max(map(abs, errors)) < 0.16


def test_a_text_says_the_same_in_other_marks_script_and_width() -> None:
    assert compared("雪停了，鐘響了ABC！").digest == compared("  雪停了。钟响了ａｂｃ").digest
    assert compared("雪停了。").digest != compared("雪停下。").digest
    assert compared("短文。").signature is None


def collection(place: Path, texts: list[str]) -> CleanFolder:
    folder = CleanFolder(place)
    for part in range(2):
        lines = []
        for number, whole in enumerate(texts):
            if number % 2 == part:
                document = Document.of(whole, origin=Origin(path=f"{number:03}.txt".encode()))
                lines.append((number, json_line(record_of(document))))
        with folder.locked(), folder.writing(folder.part("documents", part)) as stream:
            stream.writelines(line for _, line in lines)
    return folder


def found_in(folder: CleanFolder) -> Found:
    with folder.locked():
        return find_duplicates(folder)


def rows(folder: CleanFolder, name: str = DUPLICATES) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in folder.read(name).splitlines()]


def test_a_collection(tmp_path: Path) -> None:
    first, second, short = text(1), text(2), "短短的一句话。"
    shared = "这是网站放在每一页上的一段话，写得很长，谁也不会自己再写一遍的。"
    texts = [
        first,
        second,
        first.replace("，", ","),
        f"{changed(first, 0.05)}尾声。",
        short,
        short,
        text(3),
        *(f"{text(n)}\n{shared}" for n in (4, 5, 6)),
    ]
    folder = collection(tmp_path, texts)
    found = found_in(folder)
    assert (found.documents, found.exact, found.near, found.clusters) == (10, 1, 2, 2)
    assert [(row["text"], row["documents"]) for row in rows(folder, PARAGRAPHS)] == [(shared, 3)]
    assert needless(folder) == {row["id"] for row in rows(folder)}
    assert all(row["canonical"] not in needless(folder) for row in rows(folder))
    out = CliRunner().invoke(
        app, ["export", str(tmp_path), "--to", "fineweb", "--out", str(tmp_path / "out"), "--drop-duplicates"]
    )
    assert out.exit_code == 0, out.output
    assert "7 documents" in out.output


def test_only_changed_parts_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text(number) for number in range(6)]
    folder = collection(tmp_path, texts)
    before = found_in(folder)
    read: list[str] = []
    records = CleanFolder.records
    monkeypatch.setattr(CleanFolder, "records", lambda self, name: read.append(name) or records(self, name))
    assert found_in(folder) == before
    assert read == []
    collection(tmp_path, [*texts[:5], texts[0]])
    assert found_in(folder).exact == 1
    assert read == ["documents/part-00001.jsonl"]
    (tmp_path / "duplicates" / "part-00000.npz").write_bytes(b"no sheet")
    assert found_in(folder).exact == 1


def test_without_a_collection_or_a_list_it_says_what_to_do(tmp_path: Path) -> None:
    out = CliRunner().invoke(app, ["duplicates", str(tmp_path)])
    assert out.exit_code == 1
    assert "qingwen run" in out.output
    collection(tmp_path, [text(1)])
    out = CliRunner().invoke(app, ["export", str(tmp_path), "--to", "text", "--drop-duplicates", "--out", str(tmp_path / "out")])
    assert out.exit_code == 1
    assert "qingwen duplicates" in out.output


@given(
    st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 3), st.sampled_from(["", "2020", "2021"])), max_size=12)
)
def test_complete_stays_before_long_before_early(documents: list[tuple[int, bool, int, str]]) -> None:
    count = len(documents)
    sheet = Sheet(
        np.array([(kind, kind) for kind, *_ in documents], np.uint64).reshape(-1, 2),
        np.zeros((count, SLOTS), np.uint16),
        np.zeros(count, bool),
        np.array([complete for _, complete, _, _ in documents], bool),
        np.array([size for _, _, size, _ in documents], np.int64),
        np.array([time for *_, time in documents], "S24"),
    )
    kept = clusters(sheet).tolist()
    for number, (kind, *_) in enumerate(documents):
        same = [other for other in range(count) if documents[other][0] == kind]
        best = min(same, key=lambda o: (not documents[o][1], -documents[o][2], documents[o][3] or "9", o))
        assert kept[number] == best

"""The index of a collection: it holds what the collection holds, follows it, and names what is wrong with it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shown import collect

from cleaners.errors import RunError
from cleaners.records.folder import MANIFEST, CleanFolder
from cleaners.records.ledger import records
from cleaners.records.schema import unpacked
from cleaners.view import rows, summary
from cleaners.view.index import index_of
from cleaners.view.tables import TABLES, Ask, answer, ask_of


def contents(file: Path) -> dict[str, list[Any]]:
    """All rows of an index that do not hang on the way to it."""
    tables = ("documents", "changes", "removals", "omissions", "problems", "parts", "figures", "rules", "rule_documents", "texts")
    with closing(sqlite3.connect(file)) as db:
        return {table: sorted(db.execute(f"SELECT * FROM {table}").fetchall()) for table in tables}


def found(file: Path, text: str) -> set[str]:
    with closing(sqlite3.connect(file)) as db:
        return {row["file_path"] for row in answer(db, Ask(TABLES["documents"], text, sort="title")).rows}


@pytest.fixture
def own(samples: CleanFolder, tmp_path: Path) -> CleanFolder:
    """The samples, to be changed."""
    shutil.copytree(samples.place, tmp_path / "clean")
    return CleanFolder(tmp_path / "clean")


def part_of(folder: CleanFolder) -> Path:
    return Path(folder.place) / next(iter(folder.parts("documents").values()))


def test_it_holds_every_record(samples: CleanFolder, tmp_path: Path) -> None:
    file = index_of(samples, tmp_path / "index.sqlite")
    with closing(sqlite3.connect(file)) as db:
        for rejected, kind in enumerate(("documents", "rejected")):
            select = "SELECT packed FROM records JOIN documents USING (doc) WHERE rejected = ?"
            held = [unpacked(rows.unpack(packed)) for (packed,) in db.execute(select, (rejected,))]
            expected = list(records(samples, kind))  # type: ignore[arg-type]
            assert sorted(held, key=lambda record: record["id"]) == sorted(expected, key=lambda record: record["id"])
        removed = [piece for record in records(samples) for piece in record["removed"]]
        assert db.execute("SELECT sum(times), sum(chars) FROM texts").fetchone() == (
            len(removed),
            sum(len(piece["text"]) for piece in removed),
        )
        assert sum(bar.documents for bar in summary.bars(db, "lengths")) == 10
        assert db.execute("SELECT count(*) FROM problems").fetchone() == (0,)


def test_it_follows_the_collection(tmp_path: Path) -> None:
    """Files changed, added and gone: the index is the one that is built anew. Unchanged, it is not touched."""
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    raw.mkdir()
    texts = [
        f"第{number}篇写的是院子里的石榴树，秋天结了很多果子。\n上传者:松果 时间:2020-01-0{number}\n" for number in range(1, 8)
    ]
    for number, text in enumerate(texts):
        (raw / f"{number}.txt").write_text(text, encoding="utf-8")
    file = index_of(collect(clean, raw), tmp_path / "index.sqlite")
    assert found(file, "石榴树") == {f"{number}.txt" for number in range(7)}
    (raw / "0.txt").unlink()
    (raw / "1.txt").write_text("换成了写葡萄架的文章，夏天大家都在架下乘凉。\n", encoding="utf-8")
    (raw / "new.txt").write_text("新来的一篇讲屋后的竹林，风一吹就沙沙响。\n", encoding="utf-8")
    folder = collect(clean, raw)
    index_of(folder, file)
    assert contents(file) == contents(index_of(folder, tmp_path / "anew.sqlite"))
    assert found(file, "石榴树") == {f"{number}.txt" for number in range(2, 7)}
    assert found(file, "葡萄架") == {"1.txt"}
    assert found(file, "竹林") == {"new.txt"}
    before = file.stat().st_mtime_ns, file.read_bytes()
    assert (index_of(folder, file).stat().st_mtime_ns, file.read_bytes()) == before


def test_an_index_of_another_format_is_built_anew(samples: CleanFolder, tmp_path: Path) -> None:
    file = tmp_path / "index.sqlite"
    with closing(sqlite3.connect(file)) as db:
        db.executescript("CREATE TABLE documents (other); PRAGMA user_version = 999")
    assert found(index_of(samples, file), "图书角")


def test_an_edited_record_is_named(own: CleanFolder, tmp_path: Path) -> None:
    part = part_of(own)
    part.write_bytes(part.read_bytes().replace("。".encode(), "！".encode(), 1))
    problems = contents(index_of(own, tmp_path / "index.sqlite"))["problems"]
    assert [(name, line) for name, line, _ in problems] == [(f"documents/{part.name}", 0)]
    assert "changed since" in problems[0][2]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"not json\n", "invalid literal"),
        (b"[]\n", "is no record"),
        (b'{"id": "x", "metadata": {}}\n', "another version: it has no added"),
        (b'{"id":"\xff"}\n', "utf-8"),
    ],
)
def test_a_line_that_is_no_record_is_named(own: CleanFolder, tmp_path: Path, line: bytes, why: str) -> None:
    part = part_of(own)
    lines = part.read_bytes().count(b"\n")
    part.write_bytes(part.read_bytes() + line)
    told = contents(index_of(own, tmp_path / "index.sqlite"))
    assert any(row[1] == lines + 1 and why in row[2].lower() for row in told["problems"]), told["problems"]
    assert len(told["documents"]) == 13


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", 5),
        ("id", None),
        ("removed", "[1]"),
        ("removed", '[{"rule": "a.b", "category": "c", "at": "0", "text": "t"}]'),
        ("removed", "no json"),
        ("omissions", "{}"),
        ("metadata.title", ["a"]),
        ("metadata.url", 7),
        ("metadata.chars_in", 1 << 63),
        ("metadata.complete", 1),
        ("metadata.residue", "high"),
    ],
)
def test_a_record_with_a_value_that_cannot_be_is_named(own: CleanFolder, tmp_path: Path, name: str, value: Any) -> None:
    part = part_of(own)
    lines = part.read_bytes().splitlines(keepends=True)
    record = json.loads(lines[0])
    inside, _, field = name.rpartition(".")
    (record[inside] if inside else record)[field] = value
    part.write_bytes(b"".join([json.dumps(record).encode() + b"\n", *lines[1:]]))
    told = contents(index_of(own, tmp_path / "index.sqlite"))
    assert any(line == 1 for _, line, _ in told["problems"]), told["problems"]
    assert len(told["documents"]) == 12


@pytest.mark.parametrize("compress", ["gz", "zst"])
def test_a_packed_part_that_ends_early_is_named(tmp_path: Path, compress: str) -> None:
    folder = collect(tmp_path / "clean", compress=compress, shards=1)
    whole = contents(index_of(folder, tmp_path / "whole.sqlite"))
    assert len(whole["documents"]) == 13
    assert whole["problems"] == []
    part = part_of(folder)
    part.write_bytes(part.read_bytes()[: part.stat().st_size // 2])
    told = contents(index_of(folder, tmp_path / "index.sqlite"))["problems"]
    assert any("changed since" in what for _, _, what in told)


def test_a_part_that_is_missing_is_named_until_it_is_back(own: CleanFolder, tmp_path: Path) -> None:
    part = part_of(own)
    kept = part.read_bytes()
    part.unlink()
    file = index_of(own, tmp_path / "index.sqlite")
    assert contents(file)["problems"] == [(f"documents/{part.name}", -1, "the manifest names it, but it is not there")]
    part.write_bytes(kept)
    assert contents(index_of(own, file))["problems"] == []


@pytest.mark.parametrize("manifest", [None, b"{}", b"no json", b"[]"])
def test_no_collection_is_one_line(own: CleanFolder, tmp_path: Path, manifest: bytes | None) -> None:
    path = Path(own.place) / MANIFEST
    path.unlink() if manifest is None else path.write_bytes(manifest)
    with pytest.raises(RunError, match=r"holds no finished collection|is damaged"):
        index_of(own, tmp_path / "index.sqlite")


def test_a_place_that_cannot_be_written_is_one_line(samples: CleanFolder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError):
        index_of(samples, tmp_path / "file" / "index.sqlite")
    (tmp_path / "not.sqlite").write_bytes(b"something else entirely" * 100)
    with pytest.raises(RunError, match="name another place with --index"):
        index_of(samples, tmp_path / "not.sqlite")


@given(st.text(min_size=1, max_size=40), st.data())
def test_any_part_of_a_text_is_found(text: str, data: st.DataObject) -> None:
    """What is looked for is letters and digits; blanks and marks between them do not count."""
    start = data.draw(st.integers(0, len(text) - 1))
    wanted = text[start : data.draw(st.integers(start + 1, len(text)))]
    query = rows.query_of(wanted)
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("""CREATE VIRTUAL TABLE search USING fts5(words, content='', tokenize="unicode61 remove_diacritics 0")""")
        db.execute("INSERT INTO search (rowid, words) VALUES (1, ?)", (rows.bigrams(text),))
        hits = db.execute("SELECT count(*) FROM search WHERE search MATCH ?", (query,)).fetchone()[0] if query else 1
    assert hits == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "id; DROP TABLE documents", "page": "-1"},
        {"sort": "text", "down": "x", "page": "9" * 30},
        {"q": '"', "place": "' OR 1=1 --"},
        {"q": "NEAR(a b) OR *", "page": "０"},
        {"q": "-" * 5000, "complete": "0"},
        {"q": "\x00", "format": "\x00"},
    ],
)
@pytest.mark.parametrize("table", TABLES)
def test_what_cannot_be_asked_is_left_aside(samples: CleanFolder, tmp_path: Path, table: str, asked: dict[str, str]) -> None:
    file = index_of(samples, tmp_path / "index.sqlite")
    with closing(sqlite3.connect(file)) as db:
        found = answer(db, ask_of(TABLES[table], asked))
        assert len(found.rows) <= found.total
        if "q" not in asked:
            assert found.rows
        assert db.execute("SELECT count(*) FROM documents").fetchone() == (13,)


def test_rows_are_sorted_filtered_and_paged(samples: CleanFolder, tmp_path: Path) -> None:
    file = index_of(samples, tmp_path / "index.sqlite")
    expected = sorted(record["metadata"]["chars_out"] for record in records(samples))
    documents = TABLES["documents"]
    with closing(sqlite3.connect(file)) as db:
        up = answer(db, ask_of(documents, {"sort": "chars_out", "down": "0"}))
        assert [row["chars_out"] for row in up.rows] == expected
        down = answer(db, ask_of(documents, {"sort": "chars_out"}))
        assert [row["chars_out"] for row in down.rows] == expected[::-1]
        some = answer(db, ask_of(documents, {"chars_from": "200", "chars_to": "300"}))
        assert sorted(row["chars_out"] for row in some.rows) == [chars for chars in expected if 200 <= chars < 300]
        by_rule = answer(db, ask_of(documents, {"rule": "doc.uploader"}))
        having = [r["id"] for r in records(samples) if any(piece["rule"] == "doc.uploader" for piece in r["removed"])]
        assert sorted(row["id"] for row in by_rule.rows) == sorted(having) != []
        pages = [answer(db, ask_of(TABLES["removed"], {"sort": "text", "page": str(page)})) for page in (1, 2, 3, 99)]
        assert len(pages[0].rows) == 50
        texts = [(row["text"], row["rule"], row["place"]) for page in pages[: pages[0].pages] for row in page.rows]
        assert len(texts) == len(set(texts)) == pages[0].total
        assert pages[3].rows == answer(db, ask_of(TABLES["removed"], {"sort": "text", "page": str(pages[0].pages)})).rows


def test_words_are_told_in_both_languages() -> None:
    from cleaners.view.words import words

    assert words("en").keys() == words("zh").keys()
    assert all(word for language in ("en", "zh") for word in words(language).values())
    assert json.dumps(dict(words("zh")))

"""Which files a run takes, and what a side table says of them."""

from __future__ import annotations

import doctest
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleaners.errors import SideTableError
from cleaners.sources import Listing, Selection, patterns, walk
from cleaners.sources.patterns import matcher
from cleaners.sources.selection import listed, read_side_table, select

CASES = tomllib.loads((Path(__file__).parent / "pattern_cases.toml").read_text(encoding="utf-8"))["case"]


def test_doctests() -> None:
    assert doctest.testmod(patterns).failed == 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["pattern"])
def test_patterns(case: dict[str, Any]) -> None:
    matches = matcher([case["pattern"]])
    assert [path for path in case["yes"] if not matches(path.encode())] == []
    assert [path for path in case["no"] if matches(path.encode())] == []


def test_patterns_match_names_that_are_no_text() -> None:
    assert matcher(["*.txt"])(b"\xb4\xba/\xcc\xec.txt")
    assert matcher(["?.txt"])(b"\xb4.txt")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for name in ("a.txt", "b.pdf", "news/1.txt", "news/2.txt", "news/drafts/3.txt", "old/gbk.txt"):
        (tmp_path / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "raw" / name).write_text("正文。", encoding="utf-8")
    return tmp_path / "raw"


def chosen(raw: Path, **selection: Any) -> tuple[list[str], dict[str, int]]:
    listing = Listing.of(select(walk(raw), Selection(**selection)))
    assert listing.found == 6
    return [file.path.decode() for file in listing.files], dict(listing.ignored)


def test_what_is_left_aside_is_counted(raw: Path) -> None:
    assert chosen(raw) == (["a.txt", "b.pdf", "news/1.txt", "news/2.txt", "news/drafts/3.txt", "old/gbk.txt"], {})
    included = chosen(raw, include=("news", "*.pdf"), exclude=("drafts/",))
    assert included == (["b.pdf", "news/1.txt", "news/2.txt"], {"not included": 2, "excluded": 1})
    assert chosen(raw, exclude=("nothing-of-the-kind",))[1] == {}


def test_a_sample_is_the_same_each_time_and_grows(raw: Path) -> None:
    two, three = chosen(raw, sample=2)[0], chosen(raw, sample=3)[0]
    assert two == chosen(raw, sample=2)[0]
    assert len(two) == 2
    assert set(two) < set(three)
    assert chosen(raw, sample=100)[1] == {}


TOML = """
[[files]]
path = "old/"
encoding = "gbk"
[[files]]
path = "**"
url = "https://example.org/{path}"
[[files]]
path = "news/1.txt"
url = "https://example.org/first"
"""
TSV = "path\tencoding\turl\n# a remark\nold/\tgbk\n**\t\thttps://example.org/{path}\nnews/1.txt\t\thttps://example.org/first\n"


@pytest.mark.parametrize(("name", "text"), [("table.toml", TOML), ("table.tsv", TSV)])
def test_a_side_table_gives_encodings_and_addresses(raw: Path, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    files = {file.path.decode(): file for file in listed(raw, side_table=str(tmp_path / name)).files}
    assert (files["old/gbk.txt"].encoding, files["old/gbk.txt"].url) == ("gb18030", "https://example.org/old/gbk.txt")
    assert (files["news/1.txt"].encoding, files["news/1.txt"].url) == ("", "https://example.org/first")


def test_the_table_in_the_folder_is_read_and_no_document(raw: Path) -> None:
    (raw / "_qingwen.toml").write_text(TOML, encoding="utf-8")
    listing = listed(raw)
    assert listing.ignored == {"side table": 1}
    assert {file.path for file in listing.files if file.encoding} == {b"old/gbk.txt"}
    assert all(file.path != b"_qingwen.toml" for file in listing.files)
    # Of this name elsewhere in the tree it is a file like others.
    (raw / "_qingwen.toml").rename(raw / "news" / "_qingwen.toml")
    assert listed(raw).ignored == {}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("t.toml", "[[files]]\nencoding = 'gbk'\n", r"\[\[files\]\] number 1: the path is missing"),
        ("t.toml", "[[files]]\npath = '*'\nencodng = 'gbk'\n", "'encodng' does not fit"),
        ("t.toml", "[[files]]\npath = '*'\nencoding = 936\n", "a value' does not fit"),
        ("t.toml", "[file]\n", r"only tables \[\[files\]\]"),
        ("t.toml", "[[files]\n", "t.toml: "),
        ("t.tsv", "a.txt\tgbx\n", "line 1: 'gbx' is no encoding"),
        ("t.tsv", "a.txt\tgbk\thttps://a.org\tmore\n", "line 1: 4 fields"),
        ("t.tsv", None, "No such file"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_line(tmp_path: Path, name: str, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SideTableError, match=message) as error:
        read_side_table(str(tmp_path / name))
    assert "\n" not in str(error.value)

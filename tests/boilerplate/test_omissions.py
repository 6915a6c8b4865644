"""Notices of withheld text: each case by itself, and what the figures of the step are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleaners.boilerplate.withheld.omissions import cut_off, omissions
from cleaners.document import Changes, Document
from cleaners.options import Context
from cleaners.step import run_steps

CASES = Path(__file__).parent / "cases"
SHARED = Path(__file__).parents[2] / "../shared"
WHOLE = "今年雨水来得早，镇里把沟渠先清了一遍，几个老把式带着年轻人下田，看苗情、看墒情，心里都有了底。"
CUT = "合作社的账本摆在桌上，一笔一笔都对得起来，大家边看边议，觉得明年可以再添两台机器，把靠山的那片地也"


def cases(name: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"])


def fill(text: str) -> str:
    return text.replace("%P", WHOLE).replace("%C", CUT)


@pytest.mark.parametrize("case", cases("omissions.toml"), ids=lambda case: case["label"])
def test_notice(case: dict[str, Any]) -> None:
    before, after = fill(case.get("before", "%P")), fill(case.get("after", ""))
    head = f"{WHOLE}\n{before}"
    text = head + ("" if case.get("glued") else "\n") + case["notice"] + (f"\n{after}" if after else "")
    document = run_steps(Document.of(text), [omissions], Context())
    assert document.text == head + (f"\n{after}" if after else "")
    (omission,) = document.omissions
    seen, total = case.get("pages", [0, 0])
    assert (omission.reason, omission.chars) == (case["reason"], case.get("chars", 0))
    assert (omission.pages_seen, omission.pages_total) == (seen, total)
    assert document.restore() == text


@pytest.mark.parametrize(
    "text", [text for case in cases("omissions_none.toml") for text in case["texts"]], ids=lambda text: text[:12]
)
@pytest.mark.parametrize("place", ["alone", "middle", "end", "glued"])
def test_no_notice(text: str, place: str) -> None:
    whole = {
        "alone": text,
        "middle": f"{WHOLE}\n{text}\n{WHOLE}",
        "end": f"{WHOLE}\n{text}",
        "glued": f"{WHOLE}{text}\n{WHOLE}",
    }[place]
    assert omissions(Document.of(whole), Context()) is None


MORE = tomllib.loads((CASES / "omissions_more.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("notice", "chars"), MORE["notices"])
def test_more_notices(notice: str, chars: int) -> None:
    document = run_steps(Document.of(f"{WHOLE}\n{WHOLE}\n{notice}"), [omissions], Context())
    assert document.text == f"{WHOLE}\n{WHOLE}"
    assert sum(omission.chars for omission in document.omissions) == chars
    assert document.omissions


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("notice", "reason", "chars", "seen", "total"), rows("omissions_wordings.tsv"))
def test_wording(notice: str, reason: str, chars: str, seen: str, total: str) -> None:
    document = run_steps(Document.of(f"{WHOLE}\n{WHOLE}\n{notice}"), [omissions], Context())
    assert document.text == f"{WHOLE}\n{WHOLE}"
    assert {omission.reason for omission in document.omissions} == {reason}
    assert sum(omission.chars for omission in document.omissions) == int(chars)
    assert (document.omissions[0].pages_seen, document.omissions[0].pages_total) == (int(seen), int(total))


@pytest.mark.parametrize("text", [row[0] for row in rows("omissions_stories.txt")])
def test_story_of_reading_and_paying_is_no_notice(text: str) -> None:
    for whole in (text, f"{WHOLE}\n{text}\n{WHOLE}", f"{WHOLE}\n{WHOLE}\n{text}", f"{WHOLE}{text}\n{WHOLE}"):
        assert run_steps(Document.of(whole), [omissions], Context()).text == whole


def test_blind_wordings() -> None:
    """Of wordings that were written before the words: nearly all are found, and what they count is exact."""
    found, exact = [], []
    for _, words, *counts in rows("omissions_blind.tsv"):
        notice, around = words.replace("⟦", "").replace("⟧", ""), re.sub("⟦[^⟧]*⟧", "", words) if "⟦" in words else ""
        glued = WHOLE[:-1] if around and not re.search("[\u4e00-\u9fff]", around) else ""
        behind = f"\n{WHOLE}" if around and not glued else ""
        document = run_steps(Document.of(f"{WHOLE}\n{WHOLE}\n{glued}{notice}{behind}"), [omissions], Context())
        rest = f"\n{glued}{around}{behind}" if around or glued else ""
        found.append(bool(document.omissions) and document.text == f"{WHOLE}\n{WHOLE}{rest}")
        if set(counts) != {"0"} and document.omissions:
            first = document.omissions[0]
            said = (sum(omission.chars for omission in document.omissions), first.pages_seen, first.pages_total)
            exact.append(said == tuple(map(int, counts)))
    assert sum(found) >= 0.97 * len(found)
    assert sum(exact) >= 0.97 * len(exact)


@pytest.mark.xfail(strict=True, reason="no word of theirs says that text is withheld")
@pytest.mark.parametrize("notice", MORE["missed"])
def test_missed_notices(notice: str) -> None:
    assert omissions(Document.of(f"{WHOLE}\n{notice}"), Context()) is not None


@pytest.mark.parametrize("text", MORE["none"])
def test_more_that_is_none(text: str) -> None:
    for whole in (text, f"{WHOLE}\n{text}\n{WHOLE}", f"{WHOLE}\n{WHOLE}\n{text}"):
        assert omissions(Document.of(whole), Context()) is None
    glued = run_steps(Document.of(f"{WHOLE}{text}\n{WHOLE}"), [omissions], Context())
    assert glued.omissions == ()


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        (f"{WHOLE}\n{WHOLE}\n{WHOLE}{CUT}", True),
        (f"{WHOLE}{CUT}...", True),
        (f"{WHOLE}{CUT}，", True),
        (f"{WHOLE}\n{WHOLE}", False),
        (f"{WHOLE}\n{WHOLE}……", False),
        (f"{WHOLE}\n{WHOLE}他望着那条路，路还很长，走着走着......", False),
        (f"{WHOLE}\n他望着那条路，路还很长……", False),
        (f"{WHOLE}\n{WHOLE}何素云", False),
        (f"{WHOLE}\n南州县农业技术推广站", False),
        (f"{WHOLE}\n（作者单位：南州县农业技术推广站）", False),
        ("风从上游来\n柳树还在\n船不在了", False),
        ("茶青\t3217\n稻谷\t980", False),
        (f"{WHOLE}来源：南州日报社驻东岭村的一位老通讯员供稿", False),
    ],
)
def test_cut_off(text: str, flagged: bool) -> None:
    found = cut_off(Document.of(text), Context())
    assert [omission.reason for omission in (found.omissions if found else ())] == (["cut_off"] if flagged else [])


def test_several_notices_add_up() -> None:
    text = f"{WHOLE}\n---此处隐藏1200字,下载后查看---\n{WHOLE}\n---此处隐藏345字,下载后查看---"
    document = run_steps(Document.of(text), [omissions], Context())
    assert sum(omission.chars for omission in document.omissions) == 1545
    assert document.text == f"{WHOLE}\n{WHOLE}"


def test_nothing_left_to_read_is_no_omission() -> None:
    document = run_steps(Document.of(f"{WHOLE}\n已阅读9页，还剩0页未读"), [omissions], Context())
    assert (document.text, document.omissions) == (WHOLE, ())
    assert (document.metadata["pages_seen"], document.metadata["pages_total"]) == (9, 9)


def test_no_false_alarm_on_careful_readings() -> None:
    folder = SHARED / "data/seeds_expected"
    if not folder.exists():
        pytest.skip("the shared folder is not here")
    for path in sorted(folder.glob("*.txt")):
        assert omissions(Document.of(path.read_text(encoding="utf-8")), Context()) is None


def test_a_long_line_costs_linear_time() -> None:
    text = "他登录后查看了剩余的部分，" * 200_000
    assert isinstance(omissions(Document.of(text), Context()), Changes | None)


@pytest.mark.parametrize(
    ("middle", "end", "chars"),
    [
        ("---此处隐藏100字,下载后查看---", "---此处隐藏230字,下载后查看---", [100, 230]),
        ("......（此处省略3,280字，登录后查看完整内容）", "全文共5120字，当前已显示1840字，开通会员阅读全文", [3280, 0]),
        ("---此处隐藏100字,下载后查看---", "全文共5120字，当前已显示1840字，开通会员阅读全文", [100, 3180]),
    ],
)
def test_what_the_whole_lacks_is_not_counted_twice(middle: str, end: str, chars: list[int]) -> None:
    text = f"绿地浇水应当避开中午高温时段，一般安排在清晨。\n{middle}\n冬季来临之前要完成树干涂白和防寒包扎。\n{end}"
    changes = omissions(Document.of(text), Context())
    assert changes is not None
    assert [omission.chars for omission in changes.omissions] == chars

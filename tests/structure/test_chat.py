"""Chats keep every message under its speaker; what only looks like a chat gets no mark."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

import cleaners
from cleaners.structure.chat import chat_marks

CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "chat_cases.toml").read_text(encoding="utf-8"))
SIZES = (3, 30, 300)
NAMES = ("小林", "小陈", "王 师傅", "Lin")
SAID = (
    "你到了吗", "还在路上，前面修路", "那我先点菜", "[图片]", "好", "今天的云好看#随手拍# @小陈 快来看[哈哈]",
    "地址发你了 https://example.com/a?b=1", "一共 36 块, 先转你 20", "😄😄😄", "明天 10:30 见", "真的吗？！", "行...",
)  # fmt: skip


def export(form: dict[str, str], turns: int) -> tuple[str, list[tuple[str, str]]]:
    """The text of an export, and who said what in it."""
    said = [(NAMES[number * 7 % 5 % len(NAMES)], SAID[number % len(SAID)]) for number in range(turns)]
    lines = [form["before"].format(**clock(0))] if "before" in form else []
    lines += [form["turn"].format(name=name, text=text, **clock(number)) for number, (name, text) in enumerate(said)]
    return "\n".join(lines), said


def clock(number: int) -> dict[str, Any]:
    minutes = 601 + number * 2
    hour, minute = min(minutes // 60, 23), minutes % 60
    return {
        "y": 2024, "m": 3, "d": 2, "date": "2024-03-02",
        "hm": f"{hour}:{minute:02}", "time": f"{hour}:{minute:02}:{number % 60:02}",
    }  # fmt: skip


@pytest.mark.parametrize("turns", SIZES)
@pytest.mark.parametrize("form", CASES["form"], ids=lambda form: form["name"])
def test_every_turn_is_marked(form: dict[str, str], turns: int) -> None:
    text, said = export(form, turns)
    marks = chat_marks(text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    assert [text[mark.start : mark.end] for mark in marks if mark.kind == "message"] == lines
    assert [mark.attributes["speaker"] for mark in marks if "speaker" in mark.attributes] == [name for name, _ in said]
    heads = [text[mark.start : mark.end] for mark in marks if mark.kind == "speaker"]
    heads = [head for head in heads if any(name in head for name in NAMES)]
    assert len(heads) == (len(said) if "m}" in form["turn"] or "time}" in form["turn"] else 0)
    assert all(name in head for head, (name, _) in zip(heads, said, strict=False))


@pytest.mark.parametrize("turns", SIZES)
@pytest.mark.parametrize("form", CASES["form"], ids=lambda form: form["name"])
def test_the_same_without_blank_lines(form: dict[str, str], turns: int) -> None:
    """As a cleaned chat comes back."""
    text, said = export(form, turns)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    text = "\n".join(lines)
    marks = chat_marks(text)
    assert [text[mark.start : mark.end] for mark in marks if mark.kind == "message"] == lines
    assert sum("speaker" in mark.attributes for mark in marks) == len(said)


@pytest.mark.parametrize("turns", SIZES)
@pytest.mark.parametrize("form", CASES["form"], ids=lambda form: form["name"])
def test_every_line_is_delivered_in_order(form: dict[str, str], turns: int) -> None:
    """Nothing is removed, heads stay as they are, and a second cleaning changes nothing."""
    text, _ = export(form, turns)
    document = cleaners.clean(text.encode(), name="chat.txt")
    assert document.removed == []
    lines = [squeezed(line) for line in text.split("\n") if line.strip()]
    assert [squeezed(line) for line in document.text.split("\n")] == lines
    assert cleaners.clean(document.text.encode(), name="chat.txt").text == document.text


def squeezed(line: str) -> str:
    return "".join(sign for sign in line if sign.isalnum())


@pytest.mark.parametrize("case", CASES["none"], ids=lambda case: case["name"])
def test_what_is_no_chat(case: dict[str, str]) -> None:
    assert chat_marks(case["text"]) == []


def test_a_chat_of_one_line() -> None:
    [message, speaker] = chat_marks("[2024/3/2 10:11:09] 小林: 你到了吗")
    assert (message.kind, speaker.kind, speaker.end) == ("message", "speaker", 24)


def test_roles_keep_what_they_say_whole() -> None:
    text = "user: 写一段程序\nassistant: 好的：\n```\nfor n in range(3):\n    print(n)\n```\n\n这样就行。\nuser: 谢谢"
    marks = [mark for mark in chat_marks(text) if mark.kind == "message"]
    assert [text[mark.start : mark.end] for mark in marks] == [line.strip() for line in text.split("\n") if line]


def test_a_dialogue_within_prose() -> None:
    prose = "茶馆开了三十年。" * 8
    text = "\n".join([prose, prose, "问：每天几点开门？", "答：五点。", "问：谁先来？", "答：挑水的人。", prose, prose])
    marks = [mark for mark in chat_marks(text) if mark.kind == "message"]
    assert [mark.attributes["speaker"] for mark in marks] == ["问", "答", "问", "答"]


HOSTILE = {
    "colons": ":" * 3_000_000,
    "times on one line": "10:11 " * 500_000,
    "names without end": "小" * 3_000_000 + ":",
    "brackets": "[2024/3/2 10:11:09] " * 150_000,
    "open brackets": "<" * 3_000_000,
    "short lines": "小:\n" * 300_000,
    "blanks": " " * 3_000_000 + "小林: 好",
    "lines of blanks": (" " * 200 + "\n") * 15_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_time_follows_the_length(text: str) -> None:
    begun = time.process_time()
    chat_marks(text)
    assert time.process_time() - begun < 8

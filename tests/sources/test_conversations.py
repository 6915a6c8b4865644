"""Conversations in JSON become text with roles, or words with fields beside them; odd JSON is told, or costs nothing."""

from __future__ import annotations

import json
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

import cleaners
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.origin import Origin
from cleaners.sources import RawItem, open_items

CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "conversations.toml").read_text(encoding="utf-8"))


def opened(data: str | bytes, name: str = "a.jsonl", **options: Any) -> list[RawItem | Rejected]:
    raw = data if isinstance(data, bytes) else data.encode()
    items = open_items(RawItem(Origin("集", b"raw"), raw, name), CleanOptions(**options))
    return [item for item in items if isinstance(item, RawItem | Rejected)]


def texts(items: list[RawItem | Rejected]) -> list[str | None]:
    assert all(isinstance(item, RawItem) for item in items), items
    return [item.text for item in items if isinstance(item, RawItem)]


@pytest.mark.parametrize("case", CASES["record"], ids=lambda case: case["name"])
def test_shapes(case: dict[str, str]) -> None:
    [item] = opened(case["json"])
    assert isinstance(item, RawItem)
    assert item.text == case["text"]
    if "extra" in case:
        assert item.metadata.get("extra", "") == case["extra"]
    [item] = opened(case["json"], conversations="fields")
    assert isinstance(item, RawItem)
    assert item.text == case["words"]


@pytest.mark.parametrize("case", CASES["none"], ids=lambda case: case["json"])
def test_records_without_a_text_are_told(case: dict[str, str]) -> None:
    for options in ({}, {"conversations": "fields"}):
        [item] = opened(case["json"], **options)
        assert isinstance(item, Rejected)
        assert (item.reason, "--text-field" in item.detail) == ("unsupported", True)


@pytest.mark.parametrize("turns", [3, 30, 300])
@pytest.mark.parametrize("case", CASES["record"][:2], ids=lambda case: case["name"])
def test_every_turn_is_delivered_in_order(case: dict[str, str], turns: int) -> None:
    record = json.loads(case["json"])
    name = "messages" if "messages" in record else "conversations"
    role, said = ("role", "content") if name == "messages" else ("from", "value")
    record[name] = [{role: ("user", "assistant")[n % 2], said: f"第{n}句话，雨停了。"} for n in range(turns)]
    [item] = opened(json.dumps(record, ensure_ascii=False))
    assert isinstance(item, RawItem)
    document = cleaners.clean(item.text or "", name="a.txt")
    wanted = [f"{('user', 'assistant')[n % 2]}: 第{n}句话，雨停了。" for n in range(turns)]
    assert document.text.split("\n")[-turns:] == wanted


def test_what_is_not_in_the_text_stays_in_extra() -> None:
    record = json.loads(next(case["json"] for case in CASES["record"] if case["name"].startswith("the export")))
    [item] = opened(json.dumps(record))
    assert isinstance(item, RawItem)
    assert json.loads(item.metadata["extra"])["messages"] == record["messages"]


def test_arrays_and_wrapped_lists() -> None:
    turns = [{"role": "user", "content": "雨停了吗？"}, {"role": "assistant", "content": "停了。"}]
    assert texts(opened(json.dumps(turns), "a.json")) == ["user: 雨停了吗？\nassistant: 停了。"]
    assert texts(opened(json.dumps(turns, indent=2), "a.json")) == ["user: 雨停了吗？\nassistant: 停了。"]
    records = [{"id": "1", "content": "雨停了。"}, {"id": "2", "content": "河水退了。"}]
    for wrapped in (
        {"code": 0, "data": {"list": records}},
        {"hits": {"hits": [{"_id": r["id"], "_source": r} for r in records]}},
    ):
        items = opened(json.dumps(wrapped), "a.json")
        assert texts(items) == ["雨停了。", "河水退了。"]
        assert [item.origin.member for item in items] == ["1", "2"]


def test_a_named_field_is_all_that_counts() -> None:
    [item] = opened('{"note": "雨停了。", "messages": [{"role": "user", "content": "你好"}]}', text_field="note")
    assert isinstance(item, RawItem)
    assert item.text == "雨停了。"


def test_odd_values_cost_nothing() -> None:
    [item] = opened('{"text": "雨停了。", "n": ' + "9" * 6000 + ', "x": NaN, "y": -Infinity, "z": "\\ud800", "e": 1e999}')
    assert isinstance(item, RawItem)
    assert json.loads(item.metadata["extra"]) == {"n": "9" * 6000, "x": None, "y": None, "z": "?", "e": None}


def nested(depth: int) -> str:
    return '{"text": "雨停了。", "n": ' + "[" * depth + "]" * depth + "}"


def thread(depth: int) -> str:
    return '{"content": "雨停了。", "comments": [' + '{"content": "是", "replies": [' * depth + "]}" * depth + "]}"


HOSTILE = {
    "deep": nested(100_000),
    "nearly too deep": nested(900),
    "deep objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "replies to replies": thread(300),
    "replies without end": thread(50_000),
    "one long line": '{"text": "' + "雨" * 2_000_000 + '"}',
    "never closed": '{"text": "' + "雨" * 2_000_000,
    "many turns": '{"messages": [' + ",".join(['{"role": "user", "content": "雨"}'] * 100_000) + "]}",
    "many fields": "{" + ",".join(f'"k{n}": {n}' for n in range(100_000)) + "}",
    "mixed": '{"messages": [{"role": 5, "content": {"a": [1]}}, null, [], "x"]}',
    "numbers": "[" + ",".join(map(str, range(200_000))) + "]",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_hostile_json_is_a_result_or_is_told(data: str, name: str) -> None:
    begun = time.process_time()
    try:
        items = opened(data, name)
    except Rejected as rejected:
        items = [rejected]
    assert items
    assert all(isinstance(item, RawItem) or item.reason in ("broken", "unsupported") for item in items)
    assert time.process_time() - begun < 15

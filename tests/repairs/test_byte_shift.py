"""Text out of step by a byte is put back; what the bytes leave open is U+FFFD; sound text stays."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.damage import byte_shift
from cleaners.document import Document
from cleaners.options import Context
from cleaners.repairs import STEPS
from cleaners.step import run_steps

SEEDS = Path(__file__).parents[2] / "../shared/seeds"
TABLE = {
    "學": "xué", "館": "guǎn", "書": "shū", "習": "xí", "開": "kāi", "讀": "dú", "圖": "tú", "執": "zhí", "數": "shù",
    "礎": "chǔ",
    "業": "yè", "發": "fā", "報": "bào", "設": "shè", "實": "shí",
}  # fmt: skip
PAGE = (
    "我市圖書館去年開放以后，讀者人數逐年增加。館內設有閱覽室和自習室，學生可以來讀書，也可以借書回家。"
    "圖書館還開辦了讀書會，請老師介紹好書；學生發言踴躍，業余時間也來學習。年底的報告說，讀書的實際人數比上年多了一倍。"
    "館里的設備也都換了新的，數字圖書開始借閱，學校和企業都發來了感謝信。"
)


def repaired(text: str) -> Document:
    document = run_steps(Document.of(text), STEPS, Context())
    assert document.restore() == text
    return document


def page(sentence: str, *, split: bool = True) -> str:
    """A page that went through a converter, with a sentence of its own at the end."""
    return byte_shift(f"{PAGE}\n{sentence}", TABLE, random.Random(0), split=split, fold=False)


@pytest.mark.parametrize(
    "sentence",
    [
        "館員申請提供更多的書架，方便讀者。",  # 請提: its inner bytes are 執
        "請提出意見，我們會認真聽取。",
        "附近沿海基礎較好，發展很快。",  # 海基: `；`, and a pair that is dropped
        "保護環境是大家的責任。",  # 保護 is damaged nowhere: no false alarm
    ],
)
def test_sentences_come_back(sentence: str) -> None:
    damaged = page(sentence)
    last = repaired(damaged).text.rpartition("\n")[2]
    wrong = [one for one in last if one != "\ufffd" and one not in sentence]
    assert not wrong
    assert last.count("\ufffd") <= 1
    assert len(last) >= len(sentence) - 1


def test_annotation_across_two_characters_is_exact() -> None:
    """The eaten byte is known from the table: nothing is guessed up to the mark."""
    sentence = "他請提交材料的人稍等。"
    damaged = page(sentence, split=False)
    assert "?zhí)" in damaged
    document = repaired(damaged)
    assert document.text.rpartition("\n")[2].startswith("他請提交材料的人")
    shift = [entry for entry in document.ledger() if entry.rule == "shift.bytes"]
    assert len(shift) == 1
    assert "nats" in shift[0].evidence


@pytest.mark.parametrize(
    "text",
    [
        "老子曰：“窅然喪其天下焉。”罔兩問景，瞿鵲子問乎長梧子。",
        "今日挂牌的有埇桥、亳州、歙县、黟县；参加的有禤某、逄某、亓某。",
        "他说？不，他没有说！咦，怎么回事；嗨，算了。",
        "选项A、选项B；T恤、K线、X光？B超。",
        "化学名：吡啶、嘧啶、噻吩、呋喃；药名：瑞舒伐他汀、阿哌沙班。",
        "ベルリンの壁は、1989年に崩壊した。ソフトウェアの説明。",
        "Пожалуйста, прочитайте это. Ελληνικά; далее.",
        "┌──┬──┐\n│甲│乙│\n└──┴──┘",
        "魑魅魍魉，饕餮梼杌；谲诡幽阻，龃龉踯躅。",
        "查无此人（?），请核对；或致电！",
    ],
)
def test_sound_text_stays(text: str) -> None:
    assert repaired(text).text == text


def test_random_bytes_are_bounded() -> None:
    """Nonsense of any kind ends, and can be undone."""
    rng = random.Random(1)
    for size in (1, 2, 50, 3000):
        text = rng.randbytes(size).decode("gb18030", "replace")
        run = run_steps(Document.of(text), STEPS[:-1], Context())
        assert run.restore() == text


@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs the shared folder beside the project")
def test_seed() -> None:
    """Three spans of one seed; nothing in the others."""
    texts = {path.name[:3]: path.read_text(encoding="utf-8") for path in SEEDS.glob("*.txt")}
    ledger = {name: [entry for entry in repaired(text).ledger() if entry.rule == "shift.bytes"] for name, text in texts.items()}
    assert [entry.put for entry in ledger.pop("002")] == ["提供了有力\ufffd", "海科一名工作人員", "海基礎"]
    assert not any(ledger.values())

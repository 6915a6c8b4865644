"""Damage is counted, what only looks like it is not; a site's own font is told, and can be read by a table."""

from __future__ import annotations

from pathlib import Path

import pytest

import cleaners
from cleaners.document import Document
from cleaners.errors import Rejected
from cleaners.options import CleanOptions, Context
from cleaners.repairs import STEPS
from cleaners.step import run_steps

GOOD = "院子里的石榴熟了，外婆摘下最大的一个，分给邻居家的孩子。孩子们围着树跑来跑去，谁也不肯回屋。\n"


def lossy(text: str) -> int:
    document = run_steps(Document.of(GOOD + text), STEPS, Context())
    return int(document.metadata.get("lossy_chars", 0))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("ï¿½ï¿½今天的风很大。", 6),
        ("今天пїЅ的风很大。", 3),
        ("碑文残缺，□□元年立，其余□不可辨。", 3),
        ("他住在??村，每天走到镇上的??学读书。", 4),
        ("这里的\ue123子很好，\U000f0123天也去。", 2),
        ("半个字符\ud83d在这里。", 1),
        ("锟斤拷锟斤拷，来了。", 6),
    ],
)
def test_damage_is_counted(text: str, count: int) -> None:
    assert lossy(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "真的吗??你说的是真的吗??我不信。",
        "什么??你再说一遍。",
        "性别：□男 □女  婚否：□是 □否",
        "男□女□ 已婚□未婚□",
        "在□里填上合适的数。",
        "3□5=8，□-2=6",
        "\uf06c 第一条\n\uf06c 第二条",
        "¿Cómo está usted? Bien, gracias, ¿y tú?",
        "Сегодня хорошая погода, и мы идём гулять в парк.",
        "오늘은 날씨가 좋아서 공원에 갑니다. 아이들은 풀밭에서 뛰어놀고 있습니다.",
        "Tôi rất thích đọc sách và nghe nhạc vào những buổi tối yên tĩnh.",
        "ā, á, ǎ, à, ō, ó, ǒ, ò, ē, é, ě, è, ī, í, ǐ, ì",
        "┌──┬──┐\n│甲│乙│\n└──┴──┘",
        "วันนี้อากาศดีมาก เราไปเดินเล่นในสวนสาธารณะ",
    ],
)
def test_ordinary_text_is_not(text: str) -> None:
    assert lossy(text) == 0


def test_a_text_of_a_site_font_is_told_and_can_be_read(tmp_path: Path) -> None:
    table = tmp_path / "font.tsv"
    table.write_text("E001\t的\n\ue002\t一\nU+E003\t是\n", encoding="utf-8")
    text = "他说\ue001话\ue003真\ue001，\ue002个字也没有错。" * 5
    with pytest.raises(Rejected, match="font of the site's own"):
        cleaners.clean(text)
    document = cleaners.clean(text, options=CleanOptions(font_map=str(table)))
    assert document.text == "他说的话是真的，一个字也没有错。" * 5
    assert document.restore() == text


def test_a_wrong_table_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "font.tsv"
    table.write_text("的 一\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        cleaners.clean("他说的话。", options=CleanOptions(font_map=str(table)))


@pytest.mark.parametrize("first", [0xE3E8, 0xF1000])
def test_a_font_of_the_site(first: int) -> None:
    """A whole text in it is rejected with that reason; some characters are counted in the record; a table shows them."""
    text = "今年雨水来得早，镇里把沟渠先清了一遍，几个老把式带着年轻人下田，看苗情、看墒情，心里都有了底。" * 2
    font = {sign: chr(first + place) for place, sign in enumerate(sorted(set(text)))}
    with pytest.raises(cleaners.Rejected, match="font_map"):
        cleaners.clean("".join(map(font.__getitem__, text)), name="a.txt")
    some = "".join(font[sign] if sign in "的了一来把年人" else sign for sign in text)
    figures = cleaners.clean(some, name="a.txt").record()["metadata"]
    assert figures["lossy_chars"] == sum(sign in font.values() for sign in some)
    assert figures["residue"] > 0.1

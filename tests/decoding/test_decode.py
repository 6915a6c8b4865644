"""The answer of `decode` on whole inputs: encodings, declarations, damage, two encodings in one file, fields."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from cleaners.decoding import Damage, decode
from cleaners.decoding.tolerant import decode_tolerant

CASES = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))

SIMPLIFIED = (
    "村口有一条小河，夏天孩子们都在那里游泳。河边的老槐树已经一百多岁了，树下总坐着几位下棋的老人。"
    "到了秋天，家家户户忙着收玉米，院子里堆得满满的，谁也顾不上说话。"
)
TRADITIONAL = (
    "村口有一條小河，夏天孩子們都在那裡游泳。河邊的老槐樹已經一百多歲了，樹下總坐著幾位下棋的老人。"
    "到了秋天，家家戶戶忙著收玉米，院子裡堆得滿滿的，誰也顧不上說話。"
)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    decoded = decode(case["text"].encode(case["written"]))
    assert decoded.text == case.get("expected", case["text"])
    assert decoded.encoding == case["encoding"]
    assert decoded.damage == ()


# Written by iconv: Python has neither.
@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (bytes.fromhex("c4e3c5c6cae6ded1c7dde2ebc6ede3e3a1a3"), "euc-tw"),
        (b"\x1b$)A\x0eGe3?5D</JPIO\x0f market\n", "iso-2022-cn"),
    ],
    ids=["euc-tw", "iso-2022-cn"],
)
def test_encodings_that_python_does_not_have(data: bytes, encoding: str) -> None:
    decoded = decode(data, prior=encoding)
    assert decoded.encoding == encoding
    assert not decoded.damage


def test_iso_2022_cn_switches_sets_inside_a_line() -> None:
    decoded = decode(b"\x1b$)A\x0eVP\x1b$)GGs\x0f\nend")
    assert decoded.encoding == "iso-2022-cn"
    assert decoded.text[0] == "中"
    assert decoded.text.endswith("\nend")
    assert not decoded.damage


@pytest.mark.parametrize("declared", ["utf-8", "big5", "iso-8859-1", "shift_jis", "nonsense", "text/html; charset=big5", "\0"])
def test_a_wrong_declaration_does_not_decide(declared: str) -> None:
    data = f'<meta charset="{declared}"><p>{SIMPLIFIED}</p>'.encode("gbk", "ignore")
    assert SIMPLIFIED in decode(data).text
    assert SIMPLIFIED in decode(data, declared=declared).text


def test_little_chinese_late_in_much_markup() -> None:
    data = b"<script>var a = 1;</script>\n" * 40_000 + "<p>村口的小河</p>".encode("gbk") + b"\n<br>" * 100_000
    assert "村口的小河" in decode(data).text


@pytest.mark.parametrize(("text", "codec"), [(SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5"), (SIMPLIFIED, "utf-8")])
def test_cut_tail_is_damage(text: str, codec: str) -> None:
    data = text.encode(codec)
    decoded = decode(data[:-1])
    assert decoded.text == text[:-1] + "\ufffd"
    assert decoded.damage == (Damage(len(text) - 1, text[-1].encode(codec)[:-1]),)


@pytest.mark.parametrize(("text", "codec"), [(SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5"), (SIMPLIFIED, "utf-8")])
def test_cut_head_is_brought_into_step(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec)[1:])
    assert decoded.text.endswith(text[2:])  # the second byte of a character in Big5 may be ASCII, which is in step by itself
    assert decoded.encoding == codec


def test_a_rare_character_at_the_head_is_not_cut() -> None:
    for text in ("犇先生到村口的小河边去", "淼淼，快来看", "囧。" + SIMPLIFIED):
        assert decode(text.encode("gbk")).text == text


@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "big5"])
def test_damaged_bytes_do_not_change_the_encoding(codec: str) -> None:
    rng = random.Random(3)
    text = (TRADITIONAL if codec == "big5" else SIMPLIFIED) * 5
    data = bytearray(text.encode(codec))
    for _ in range(len(data) // 100):
        data[rng.randrange(len(data))] = 0xFF
    decoded = decode(bytes(data))
    assert decoded.encoding == codec
    assert decoded.damage
    assert all(decoded.text[item.at] == "\ufffd" for item in decoded.damage)


@pytest.mark.parametrize(
    ("body", "first", "foot", "second"),
    [
        (SIMPLIFIED, "utf-8", "版权归村委会所有，未经许可不得转载", "gbk"),
        (SIMPLIFIED, "gbk", "版权归村委会所有，未经许可不得转载", "utf-8"),
        (SIMPLIFIED, "gbk", "版權歸村委會所有，未經許可不得轉載", "big5"),
        (TRADITIONAL, "big5", "版权归村委会所有，未经许可不得转载", "gbk"),
        (TRADITIONAL, "big5", "版權歸村委會所有，未經許可不得轉載", "utf-8"),
    ],
)
def test_two_encodings_in_one_file(body: str, first: str, foot: str, second: str) -> None:
    decoded = decode((body * 4 + "\n").encode(first) + f"<p>{foot}</p>".encode(second) + ("\n" + body).encode(first))
    assert decoded.text == f"{body * 4}\n<p>{foot}</p>\n{body}"
    assert "parts in" in decoded.evidence


@pytest.mark.parametrize("second", ["utf-8", "big5", "euc_jp", "cp949"])
def test_lines_in_two_encodings_in_turn(second: str) -> None:
    other = {
        "utf-8": "河边的老槐树已经一百多岁了，树下坐着几位老人 😀。",
        "big5": "河邊的老槐樹已經一百多歲了，樹下坐著幾位老人。",
        "euc_jp": "川のほとりの木の下で、おじいさんたちが休んでいます。",
        "cp949": "강가의 나무 아래에 노인 몇 명이 앉아 있습니다.",
    }[second]
    first = "夏天孩子们都在那里游泳，𠮷先生也来了。"
    lines = [(first, "gb18030"), (other, second)] * 20 + [(first, "gb18030")] * 5
    decoded = decode(b"".join(line.encode(codec) + b"\n" for line, codec in lines))
    assert decoded.text == "".join(f"{line}\n" for line, _ in lines)
    assert decoded.damage == ()


def test_damage_keeps_its_place_beside_parts_in_other_encodings() -> None:
    line = (SIMPLIFIED + "\n").encode("gbk")
    data = line + b"\xff" + line + SIMPLIFIED.encode() + b"\n" + line + b"\xff" + line
    decoded = decode(data)
    assert decoded.text.replace("\ufffd", "") == (SIMPLIFIED + "\n") * 5
    assert [decoded.text[item.at] for item in decoded.damage] == ["\ufffd"] * 2
    assert [item.data for item in decoded.damage] == [b"\xff"] * 2


def test_right_text_with_rare_words_is_one_segment() -> None:
    text = "词表：\n饕餮\n魑魅魍魉\n彳亍\n耄耋\n龃龉\n旮旯\n氤氲\n踯躅\n" + SIMPLIFIED
    assert decode(text.encode("gbk")).text == text


@pytest.mark.parametrize(
    ("text", "prior"),
    [("中", "gbk"), ("中", "big5"), ("女", "gb2312"), ("上海", "GBK"), ("臺北", "big5"), ("男", "utf-8"), ("楊冪", "big5")],
)
def test_the_prior_decides_for_short_fields(text: str, prior: str) -> None:
    assert decode(text.encode(prior), prior=prior).text == text


@pytest.mark.parametrize("text", ["晴转多云", "（图）", "《红楼梦》", "作者：佚名", "共12条"])
@pytest.mark.parametrize("declared", ["UTF-8", "ISO-8859-1", "Big5", "KOI8-R"])
def test_a_feed_that_declares_another_encoding(text: str, declared: str) -> None:
    feed = f'<?xml version="1.0" encoding="{declared}"?><rss><item><title>{text}</title></item></rss>'
    assert decode(feed.encode("gbk")).text == feed


def test_few_control_characters_are_damage_and_many_are_no_text() -> None:
    data = (SIMPLIFIED * 20).encode("gbk")
    assert decode(data[:500] + b"\x01" + data[500:]).confidence > 0.9
    assert decode(b"\x01\x02\x00\x03".join(data[at : at + 40] for at in range(0, len(data), 40))).confidence <= 0.5


def test_a_wrong_prior_does_not_decide_for_text() -> None:
    assert decode(SIMPLIFIED.encode("gbk"), prior="big5").text == SIMPLIFIED
    assert decode(SIMPLIFIED.encode(), prior="gbk").text == SIMPLIFIED


def test_confidence_falls_with_evidence() -> None:
    sure = decode(SIMPLIFIED.encode("gbk")).confidence
    field = decode("中".encode("big5")).confidence
    assert field < 0.96 < sure
    assert decode(b"").confidence == 0.0
    assert decode(random.Random(1).randbytes(5000)).confidence <= 0.1


def test_characters_beyond_the_bmp_as_surrogates() -> None:
    data = "前😀后".encode("utf-16-le").decode("utf-16-le", "surrogatepass")
    pair = b"\xed\xa0\xbd\xed\xb8\x80"
    decoded = decode(data.replace("😀", "|").encode().replace(b"|", pair) + SIMPLIFIED.encode())
    assert decoded.text.startswith("前😀后")
    assert decode(b"a\xed\xa0\xbdb" + SIMPLIFIED.encode()).damage == (Damage(1, b"\xed\xa0\xbd"),)


def test_a_mark_before_other_text_is_a_mistake() -> None:
    assert decode(b"\xef\xbb\xbf" + SIMPLIFIED.encode("gbk")).text == SIMPLIFIED


def test_damage_of_utf8_is_one_character_each() -> None:
    text, damage = decode_tolerant(b"a\xe4\xbd\xe4\xbd\xa0\xffb", "utf-8")
    assert text == "a\ufffd你\ufffdb"
    assert damage == (Damage(1, b"\xe4\xbd"), Damage(3, b"\xff"))


@pytest.mark.parametrize("encoding", ["gbk", "cp950"])
@pytest.mark.parametrize("at", [7, 26, 41, 66])
@pytest.mark.parametrize("size", [3, 7, 15])
def test_a_passage_in_another_encoding_inside_a_line(encoding: str, at: int, size: int) -> None:
    """No separator stands at either end of it."""
    passage = (TRADITIONAL if encoding == "cp950" else SIMPLIFIED)[at : at + size]
    text = SIMPLIFIED * 2
    decoded = decode(text[:at].encode() + passage.encode(encoding) + text[at:].encode())
    assert decoded.text == text[:at] + passage + text[at:]
    assert not decoded.damage


def test_damage_inside_utf8_stays_damage() -> None:
    data = SIMPLIFIED.encode()
    for at in (11, 50, 101):
        decoded = decode(data[:at] + b"\xff\xfe" + data[at + 1 :])
        assert decoded.encoding == "utf-8"
        assert decoded.damage


def test_the_euro_of_windows_in_gbk() -> None:
    data = "这本书卖".encode("gbk") + b"\x80 12.50" + "，合每页 ".encode("gbk") + b"0.1\x80" + "，不算贵。".encode("gbk")
    decoded = decode(data)
    assert decoded.text == "这本书卖€ 12.50，合每页 0.1€，不算贵。"
    assert not decoded.damage


def test_the_euro_beside_words() -> None:
    data = "这本书的价格为".encode("gbk") + b"\x80" + "十二，一共付".encode("gbk") + b"\x80"
    assert decode(data).text == "这本书的价格为€十二，一共付€"
    assert decode(data + "，不".encode("gbk") + b"\xff" + "贵。".encode("gbk")).damage  # the byte of a cut character


CLEAN_IN_BYTES = {
    "title that reads one byte later": ("茅城驛\n舊題\n\n汴河無景思，秋日又淒淒。", "gbk"),
    "title of Big5 that does so": ("洛城東花下作\n舊題\n\n記得舊詩章，花多數洛陽。", "cp950"),
    "orders of sentences": ("水的历史非常悠久。\nA．⑥②③⑤④①  B．⑥①④②③⑤\nC．②⑥③⑤④①  D．①⑥④②③⑤\n人们很早就会用它。", "gbk"),
    "code with deep indents": (
        "// 入口在这里\n" + "".join(f"{' ' * (8 + 4 * (i % 4))}bed[{i}].water();\n" for i in range(60)),
        "gbk",
    ),
}


@pytest.mark.parametrize("case", CLEAN_IN_BYTES.values(), ids=CLEAN_IN_BYTES.keys())
def test_clean_text_is_read_as_written(case: tuple[str, str]) -> None:
    text, encoding = case
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert not decoded.damage

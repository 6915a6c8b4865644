"""Wrong readings are undone, wholly where no byte is lost; other languages stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.damage import lossless, lossy
from cleaners.document import Document
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.repairs import STEPS
from cleaners.step import run_steps

TEXT = (
    "春天到了，公园里的花都开了。孩子们在草地上放风筝，老人们坐在树下聊天。\n"
    "昨天下午，我和几个朋友一起去河边散步，看见很多人在钓鱼。\n"
    "晚上回家以后，我写了一封信，告诉父母这里的生活很好，请他们放心。"
)
TRADITIONAL = (
    "春天到了，公園裡的花都開了。孩子們在草地上放風箏，老人們坐在樹下聊天。\n"
    "昨天下午，我和幾個朋友一起去河邊散步，看見很多人在釣魚。"
)
LOSSLESS = [name for name in lossless() if not name.startswith(("UTF-8 as GB18030", "UTF-8 as Big5", "GBK as Big5"))]
LOSSY = [name for name in lossy() if "as Big5" not in name and not name.startswith("Big5")]


def repaired(text: str) -> Document:
    document = run_steps(Document.of(text), STEPS, Context())
    assert document.restore() == text
    return document


@pytest.mark.parametrize("name", LOSSLESS)
def test_lossless_chains_come_back(name: str) -> None:
    text = TRADITIONAL if name.startswith("Big5") else TEXT
    document = repaired(lossless()[name](text))
    assert document.text == text
    assert set(document.patch.taken()) == {"misread.chain"}


@pytest.mark.parametrize("name", LOSSLESS)
def test_one_line_of_a_good_document(name: str) -> None:
    lines = (TRADITIONAL if name.startswith("Big5") else TEXT).split("\n")
    damaged = [lines[0], lossless()[name](lines[1]), *lines[2:]]
    assert repaired("\n".join(damaged)).text == "\n".join(lines)


@pytest.mark.parametrize("name", LOSSY)
def test_lost_bytes_are_chosen_or_left_open(name: str) -> None:
    document = repaired(lossy()[name](TEXT))
    wrong = [character for character in document.text if character != "\ufffd" and character not in TEXT]
    assert len(wrong) <= 1
    assert document.text.count("\ufffd") <= 0.08 * len(TEXT)
    assert document.metadata.get("lossy_chars", 0) == document.text.count("\ufffd")


def kept() -> list[Any]:
    rows = json.loads((Path(__file__).parent / "misread_kept.json").read_text(encoding="utf-8"))
    return [pytest.param(row["input"], id=row["label"]) for row in rows]


@pytest.mark.parametrize("text", kept())
def test_other_text_stays(text: str) -> None:
    """Other languages and rare characters, by themselves and many times over; look-alikes are another step's."""
    for document in (text, "\n".join([text] * 5), f"{TEXT}\n{text}"):
        assert run_steps(Document.of(document), STEPS[:4], Context()).text == document


def test_losses_are_counted() -> None:
    text = TEXT + "锟斤拷锟斤拷，\ufffd。"
    metadata = repaired(text).metadata
    assert metadata["lossy_chars"] == 7
    assert 0 < float(metadata["residue"]) < 0.2
    assert "lossy_chars" not in repaired(TEXT + "陈锟说：水太烫，烫烫烫！屯里屯外。").metadata


def test_lines_without_evidence_go_along() -> None:
    """A sign, a price and a name alone in their lines were read as the rest was."""
    text = f"{TEXT}\n—\n￥36\n佟\n{TEXT}"
    for name in ("UTF-8 as Latin-1", "UTF-8 as cp1252", "GBK as Latin-1", "GBK as cp1252", "UTF-8 as Mac Roman"):
        assert repaired(lossless()[name](text)).text == text


STRIPPED = "".join(sign for sign in (TEXT * 2).encode().decode("latin-1") if not "\x80" <= sign < "\xa0")


@pytest.mark.parametrize("text", ["锟斤拷" * 30 + "的。", "烫" * 60, "好\ufffd\ufffd" * 30, STRIPPED])
def test_hopeless_text_is_rejected(text: str) -> None:
    with pytest.raises(Rejected, match="garbled"):
        repaired(text)


ODES = (
    "采采芣苡，薄言采之。采采芣苡，薄言有之。\n采采芣苡，薄言掇之。采采芣苡，薄言捋之。\n采采芣苡，薄言袺之。采采芣苡，薄言襭之。\n"
    * 2
)
RARE = "".join(chr(code) for code in range(0x9F80, 0x9FA0)) + "".join(chr(0x3400 + 7 * n) for n in range(60))


@pytest.mark.parametrize(
    "text",
    [
        ODES,
        "\n".join(RARE),
        " ".join(RARE),
        "、".join(RARE),
        "".join(sorted(RARE)),
        "虺虺其雷，寤言不寐，愿言则嚏。\n曀曀其阴，虺虺其靁，寤言不寐，愿言则怀。\n终风且曀，不日有曀，寤言不寐，愿言则嚏。\n"
        * 2,
        "ā á ǎ à ō ó ǒ ò ē é ě è ī í ǐ ì ū ú ǔ ù ǖ ǘ ǚ ǜ\n" * 4,
    ],
    ids=["ode", "a column", "a row", "a list", "in the order of codes", "rare verse", "readings"],
)
def test_classics_and_lists_are_not_garbled(text: str) -> None:
    assert repaired(text).text


@pytest.mark.parametrize("shift", [7919, 104729])
def test_a_font_that_lies_is_garbled(shift: int) -> None:
    """Every character stands for another one, the marks for themselves."""
    text = "".join(chr(0x4E00 + ord(sign) * shift % 20000) if "\u4e00" <= sign <= "\u9fff" else sign for sign in TEXT * 4)
    with pytest.raises(Rejected, match="garbled"):
        repaired(text)

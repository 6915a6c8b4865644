"""Wrong readings are undone, wholly where no byte is lost; other languages stay."""

from __future__ import annotations

import pytest

from benchmarks.damage import lossless, lossy
from cleaners.document import Document, Rejected, run_steps
from cleaners.options import Context
from cleaners.repair import STEPS

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


@pytest.mark.parametrize(
    "text",
    [
        "Les élèves français étaient très fatigués après l'été à Genève.",
        "Über die Größe der Flüsse läßt sich nur schätzen; schöne Grüße.",
        "Привет, как дела? Это русский текст.",
        "Αυτό είναι ένα ελληνικό κείμενο.",
        "これは日本語の文章です。カタカナも漢字も入っています。",
        "한국어 문장입니다. 서울은 큰 도시입니다.",
        "In Tools – Options – Settings – General – More – Advanced – View",
        "α、β、γ三种射线；Ⅰ、Ⅱ、Ⅲ类；①②③",
        "┌─┬─┐│甲│乙│└─┴─┘",
        "饕餮、貔貅、狻猊、狴犴、睚眦、螭吻、赑屃、椒图",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert repaired(text).text == text


def test_losses_are_counted() -> None:
    text = TEXT + "锟斤拷锟斤拷，\ufffd。"
    metadata = repaired(text).metadata
    assert metadata["lossy_chars"] == 7
    assert 0 < float(metadata["residue"]) < 0.2
    assert "lossy_chars" not in repaired(TEXT + "陈锟说：水太烫，烫烫烫！屯里屯外。").metadata


@pytest.mark.parametrize("text", ["锟斤拷" * 30 + "的。", "烫" * 60, "好\ufffd\ufffd" * 30])
def test_hopeless_text_is_rejected(text: str) -> None:
    with pytest.raises(Rejected, match="garbled"):
        repaired(text)

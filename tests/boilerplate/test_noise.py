"""Noise goes where it is dense, and the same signs stay where they stand now and then."""

from __future__ import annotations

import random

import pytest

from cleaners.boilerplate.noise import noise
from cleaners.document import Document
from cleaners.options import Context
from cleaners.step import run_steps

WHOLE = (
    "今年雨水来得早，镇里把沟渠先清了一遍，几个老把式带着年轻人下田，看苗情、看墒情，心里都有了底。"
    "合作社的账本摆在桌上，一笔一笔都对得起来，大家边看边议，觉得明年可以再添两台机器。"
)
TITLES = ("第一章 总则", "第二章 沟渠", "第三章 附则")
CONTENTS = "\n".join(f"{title}……………{page}" for page, title in enumerate(TITLES, 1))
BODY = "\n".join(f"{title}\n{WHOLE}" for title in TITLES)
MARKS = "，。、"


def left(text: str) -> str:
    document = run_steps(Document.of(text), [noise], Context())
    assert document.restore() == text
    return document.text


def put_in(signs: str, every: int) -> str:
    """The text with a sign between two characters of every few."""
    found = []
    for at, char in enumerate(WHOLE):
        inside = at + 1 < len(WHOLE) and char not in MARKS and WHOLE[at + 1] not in MARKS
        found.append(char + (signs[at % len(signs)] if inside and at % every == 3 else ""))
    return "".join(found)


def jammer(draw: random.Random) -> str:
    return "a9!" + "".join(draw.choices("abcXYZ019!@#$%^&*()_+={}|;:<>?~", k=draw.randint(12, 40))) + "Z#1"


def scattered(draw: random.Random) -> str:
    """As the commonest forum software makes them."""
    return "".join(f"{chr(draw.randint(33, 59))} {chr(draw.randint(63, 126))}" for _ in range(draw.randint(6, 15)))


DRAW = random.Random(4)
GONE = {
    "jammers at the ends": ("\n".join(WHOLE + jammer(DRAW) for _ in range(5)), "\n".join([WHOLE] * 5)),
    "jammers as lines": ("\n".join(f"{WHOLE}\n{jammer(DRAW)}" for _ in range(5)), "\n".join([WHOLE] * 5)),
    "jammers of pairs": ("\n".join(WHOLE + scattered(DRAW) for _ in range(6)), "\n".join([WHOLE] * 6)),
    "two jammers before words": (f"{scattered(DRAW)}{WHOLE}\n{WHOLE}\n{scattered(DRAW)} {WHOLE}", "\n".join([WHOLE] * 3)),
    "jammers before numbers and behind marks": (
        "; f4 M# Z7 Y$ f; Y0 c- {1、总则\n" + f"说明:9 ]1 T# F. J0 ~) B( l\n{WHOLE}\n" + "  G7 l/ V# i0 b7 @5 n“水渠”三处。",
        f"1、总则\n说明:\n{WHOLE}\n“水渠”三处。",
    ),
    "one alien mark": (put_in("^", 9), WHOLE),
    "pictures": (put_in("😀🎉🐶🍎🚀🌟", 8), WHOLE),
    "slides": (
        "".join(2 * char for char in "沟渠管理办法总则") + f"\n{WHOLE}\n" + "".join(2 * char for char in "奖惩办法细则说明"),
        f"沟渠管理办法总则\n{WHOLE}\n奖惩办法细则说明",
    ),
    "marks": (WHOLE.replace("，", "，，"), WHOLE),
    "tags": (f"<p>{WHOLE}</p><p>{WHOLE}</p><font color=red>{WHOLE}</font>", "\n".join([WHOLE] * 3)),
    "tags of a table": (
        f"<table><tr><td>甲地的产量</td><td>三千斤</td></tr></table><b>说明</b><br/>{WHOLE}",
        f"甲地的产量\t三千斤\n说明\n{WHOLE}",
    ),
    "contents": (f"{CONTENTS}\n{BODY}", BODY),
}
KEPT = {
    "one formula": f"{WHOLE}\nE=mc^2+a_1*x{{2}}!\n{WHOLE}",
    "answers one behind the other": f"{WHOLE}\n1 C2 B3 A4 D5 A6 B7 C8 D\n答案：1 a2 c3 b4 d5 a6 b\n{WHOLE}!!!!",
    "sums with blanks": f"{WHOLE}\n# 3 + 4 = 7 ; 5 * 6 = 30 ; ~ 8 - 2 = 6\n& x @ y # z ! w\n{WHOLE}",
    "keys and notes": f"{WHOLE}\n指法：1 G3 D5 A7 E\n# C# D# F# G# A#\n{WHOLE}$$ ## @@",
    "masks": f"{WHOLE}\n王*明和李*华得了奖，张*也去了。\n{WHOLE}",
    "formulas": "\n".join(
        f"{WHOLE}${{x_{n}}}^2+{{y_{n}}}^2=z^{{2}}$\nA. $x_{{1}}>{n}$\nB. $\\frac{{{n}}}{{2}}$" for n in range(5)
    ),
    "rows of Markdown": "\n".join(f"{WHOLE}\n| `-{n}` | `Z{n}1` |" for n in range(5)),
    "heads of boxes and fences": "\n".join(f"{WHOLE}\n> [!Note]\n```js {{{n},1{n}}}\n```" for n in range(5)),
    "pictures of Markdown": "\n".join(f"![预览图-{n}](./{n}a.jpeg)\n{WHOLE}" for n in range(5)),
    "instructions": "\n".join(f"{WHOLE}\ndiv.w $r3, $r2, $r1 add.w $r5, $r4, $r{n}" for n in range(5)),
    "moves of chess": "\n".join(f"{WHOLE}\n{n}. e4 e5 {n + 1}. Nf3 Nc{n}" for n in range(1, 6)),
    "a plus between names": "，".join(["电商+直播", "文旅+农业", "党建+治理", "线上+线下", "公司+农户"]) + "，" + WHOLE,
    "titles in angle brackets": "\n".join(f"<篇名>水渠养护{n}\n{WHOLE}" for n in range(6)),
    "paths of a catalogue": "\n".join(f"卷之{n}\\总论\n{WHOLE}" for n in "一二三四五六"),
    "anchors of Markdown": "\n".join(f'## <a name="part{n}"></a>第{n}部分\n{WHOLE}' for n in range(5)),
    "components": "\n".join(f"<Foo a={{b{n}}}>\n  <div>{WHOLE}</div>\n</Foo>;" for n in range(5)),
    "account numbers": "\n".join(f"{WHOLE}\n11223344" for _ in range(4)),
    "commands": "\n".join(f"{WHOLE}\ngit commit -m 'fix #{n}' && make test" for n in range(5)),
    "addresses": "\n".join(f"{WHOLE}http://www.example.com/a{n}?b=1&c=2#d" for n in range(5)),
    "one picture": f"{WHOLE}今天真高兴😀大家都来了。",
    "about HTML": f"HTML 里用 <p> 和 </p> 表示段落，<br> 表示换行，<b> 和 </b> 表示粗体。\n{WHOLE}",
    "reduplication": "高高兴兴上班来，平平安安回家去。\n" + WHOLE,
    "dots": f"{WHOLE}。。。{WHOLE}。。。",
    "contents of another volume": f"{CONTENTS}\n{WHOLE}",
}


@pytest.mark.parametrize("name", GONE)
def test_dense_noise_goes(name: str) -> None:
    text, wanted = GONE[name]
    assert left(text) == wanted


@pytest.mark.parametrize("name", KEPT)
def test_signs_of_the_text_stay(name: str) -> None:
    assert left(KEPT[name]) == KEPT[name]

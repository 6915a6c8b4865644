"""Documents as sharing engines print them: prose of our own, cut into numbered pieces, with real lists inside."""

from __future__ import annotations

import random
from dataclasses import dataclass

WHO = [
    "镇上的木匠",
    "几个放假的学生",
    "合作社的会计",
    "村口的小卖部",
    "新来的技术员",
    "老茶农一家",
    "县里的测量队",
    "河边的摆渡人",
    "食堂的师傅",
    "夜校的老师",
]
WHEN = ["入秋以后", "每逢赶集的日子", "雨停的那天傍晚", "去年冬天", "天还没亮的时候", "收完稻子", "过了清明", "机器修好之前"]
WHAT = [
    "把晒干的竹篾一根根码齐", "商量怎样把坡上的水引下来", "在账本上记下{n}斤茶青的去处", "沿着旧铁路走了{n}里",
    "给仓库换了{n}扇窗",
    "教大家辨认土里的虫卵",
    "从旧书里翻出一张{y}年的地图", "把漏雨的屋顶重新铺过一遍", "为一台水泵争论了半个下午",
    "数出{n}只刚孵出来的鸭子", "用TDS笔测了{n}口井的水",
    "写信请城里的朋友寄些种子",
]  # fmt: skip
THEN = [
    "谁也没有想到后来会有这么多人学", "这件事让大家明白了急不得的道理", "账面上看起来不多，心里却踏实",
    "剩下的活计就留到了第二天", "连平时不爱说话的人也笑了起来",
    "“慢一点不要紧，”他说，“走稳了就好。”", "结果比预想的好得多",
    "这样一来，路就通了", "至于值不值得，各人有各人的看法",
]  # fmt: skip
ITEMS = ["清理水渠", "更换滤网", "核对账目", "培训新手", "修补围栏", "登记农具", "检查线路", "晾晒谷物", "采购种苗"]


@dataclass(frozen=True)
class Dump:
    text: str
    expected: str
    items: tuple[str, ...]


def sentence(chance: random.Random) -> str:
    what = chance.choice(WHAT).format(n=chance.randint(11, 980), y=chance.randint(1931, 2019))
    words = f"{chance.choice(WHEN)}，{chance.choice(WHO)}{what}，{chance.choice(THEN)}"
    return words if words.endswith("”") else words + chance.choice("。。。。！；")


def prose(chance: random.Random, characters: int) -> str:
    out = ""
    while len(out) < characters:
        out += sentence(chance)
    return out.rstrip("；") + ("。" if out.endswith("；") else "")


def document(chance: random.Random, paragraphs: bool) -> tuple[str, tuple[str, ...]]:
    """A text of 900 to 5,000 characters, in paragraphs or in one, with a numbered list in most."""
    parts = [prose(chance, chance.randint(80, 400)) for _ in range(chance.randint(6, 12))]
    items: list[str] = []
    if chance.random() < 0.7:
        names = chance.sample(ITEMS, chance.randint(2, 6))
        # Written on one line an item needs its mark; on lines of its own it often has none.
        mark = chance.choice("。；") if not paragraphs else chance.choice(["。", "；", ""])
        items = [f"{number}、{name}{mark}" for number, name in enumerate(names, 1)]
        place = chance.randrange(1, len(parts))
        parts[place:place] = items
    return ("\n" if paragraphs else "").join(parts), tuple(items)


def dump(chance: random.Random, shape: str, paragraphs: bool) -> Dump:
    """The document cut at places that are no ends of sentences (what stands there, nobody could tell from the dump)."""
    text, items = document(chance, paragraphs)
    even, size = chance.random() < 0.5, chance.choice((200, 300, 300, 400))
    cuts, at = [], 0
    while True:
        at += size if even else chance.randint(size // 2, size * 3 // 2)
        while (
            at < len(text) and (text[at - 1] in "。！；”\n" or text[at] == "\n" or "、" in text[at - 3 : at + 3]) and paragraphs
        ):
            at += 1
        if at >= len(text) - 20:
            break
        cuts.append(at)
    pieces = [text[left:right] for left, right in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    skip = chance.randrange(1, len(pieces)) if len(pieces) > 3 and chance.random() < 0.2 else len(pieces)
    numbers = [number + (number > skip) for number in range(1, len(pieces) + 1)]
    head = "山谷农技站工作手记" if chance.random() < 0.25 and len(pieces) > 3 else ""
    breaks = chance.choice(("\n\n", "\n\n", "\n"))
    total = numbers[-1]
    out = ""
    for place, (number, piece) in enumerate(zip(numbers, pieces, strict=True)):
        mark = {
            "item": f"{number}、", "page": f"第{number}页", "of": f"{number} / {total} ",
             "dash": f"- {number} -", "page line": f"第{number}页\n",
            "of line": f"{number}/{total}\n",
            "footer": f"第{number - 1}页共{total}页",
            "running": f"\n{head or '工作手记'} 第{number - 1}页\n",
        }[shape]  # fmt: skip
        if place == 0:
            out += piece if shape in ("footer", "running") or chance.random() < 0.25 else mark + piece
        elif shape in ("footer", "running"):
            out += mark + piece
        else:
            out += ("\n" + head if head else "") + breaks + mark + piece
    return Dump(out, text, items)

"""Templates learned from sites of our own make: frame lines gone, content lost, by rules alone and with templates.

python -m benchmarks.templates [SITES] [DOCUMENTS]

Each site has a frame in words of its own: a head with a menu, lines of its sections, a tail; and its documents have lines in
common that are theirs: salutations, headings, signatures, closing phrases.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import cleaners
from benchmarks.generated import sentences
from cleaners.boilerplate.site.templates import to_toml
from cleaners.characters.fold import fold
from cleaners.learning import learn_folder
from cleaners.options import CleanOptions

GOAL_GONE, GOAL_LOST = 0.9, 0.005
_NAMES = "晴川 北山 青禾 临江 南屿 云台 松间 白石 远帆 听雨 竹外 沙洲".split()  # noqa: SIM905 -- a list of words to read
_KINDS = "文汇 之窗 读书 学堂 茶座 驿站 长廊 笔谈".split()  # noqa: SIM905
_MENU = "街谈 图说 夜话 深读 书评 乡野 老照片 访谈录 光影 理论园地 一线声音 周刊 连载 读者来信 地方志 食单".split()  # noqa: SIM905
_HEADS = ("{name} 让阅读成为习惯", "今日第{n}期", "人气:{n}", "欢迎来到{name}", "〔夜间模式〕 〔大字模式〕")
_TAILS = (
    "{name}值班室 邮件投递",
    "以上文字由读者提供给{name},与{name}的立场无关,若有权益方面的疑问,请寄来材料,值班室在三个工作日之内答复。",
    "{name} 二〇一二至今",
    "已有{n}位读者读到这里",
    "纸质版逢双月出刊",
)
_OWN_HEADS = ("各村民小组:", "尊敬的各位读者:", "摘要", "一、基本情况", "时间:三月五日上午", "")
_OWN_TAILS = ("特此通知。", "此致", "清溪县水务局\n2019年4月2日", "参考文献", "附件:", "")


def sites(count: int, documents: int, folder: Path, seed: int = 5) -> dict[str, tuple[list[str], list[str]]]:
    """Write the documents of the sites; relative path -> (lines of the frame, lines of the document)."""
    draw = random.Random(seed)
    truth = {}
    for number in range(count):
        name = f"{_NAMES[number % len(_NAMES)]}{draw.choice(_KINDS)}"
        menu = draw.sample(_MENU, 8)
        menu = [" ".join(menu)] if draw.random() < 0.5 else menu
        heads, tails = draw.sample(_HEADS, 3), draw.sample(_TAILS, 3)
        sections = [[f"{word}排名", f"{word}作者群", f"{word}约稿"] for word in draw.sample(_MENU, 3)]
        own_head, own_tail = draw.choice(_OWN_HEADS), draw.choice(_OWN_TAILS)
        for document in range(documents):
            head = [*(line.format(name=name, n=draw.randint(2, 9999)) for line in heads), *menu, *draw.choice(sections)]
            tail = [line.format(name=name, n=draw.randint(2, 9999)) for line in tails]
            text = ["".join(draw.choices(sentences(), k=draw.randint(1, 4))) for _ in range(draw.randint(3, 8))]
            own = [line for line in (*own_head.split("\n"), *text, *own_tail.split("\n")) if line]
            path = Path(f"site{number:02}", f"{document:03}.txt")
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text("\n".join([*head, *own, *tail]), encoding="utf-8")
            truth[str(path)] = (head + tail, own)
    return truth


def score(folder: Path, truth: dict[str, tuple[list[str], list[str]]], options: CleanOptions) -> tuple[float, float]:
    """Share of the frame lines that are gone, and of the documents' own characters that are lost."""
    gone = frame = lost = own = 0
    for path, (head_and_tail, lines) in truth.items():
        text = cleaners.clean((folder / path).read_bytes(), options=options).text
        left = {"".join(fold(line).split()) for line in text.split("\n")}
        frame += len(head_and_tail)
        gone += sum("".join(fold(line).split()) not in left for line in head_and_tail)
        own += sum(map(len, lines))
        lost += sum(len(line) for line in lines if "".join(fold(line).split()) not in left)
    return gone / frame, lost / own


def main(count: int = 8, documents: int = 12) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        raw, out = Path(temporary, "raw"), Path(temporary, "templates.toml")
        raw.mkdir()
        truth = sites(count, documents, raw)
        learned = learn_folder(raw)
        out.write_text(to_toml(learned, "benchmark"), encoding="utf-8")
        print(f"{count} sites with {documents} documents each, hosts unknown; {len(learned)} templates learned")
        for title, options in (("rules alone", CleanOptions()), ("with templates", CleanOptions(templates=str(out)))):
            gone, lost = score(raw, truth, options)
            print(
                f"{title:16} frame lines gone {gone:6.1%} (goal {GOAL_GONE:.0%})   content lost {lost:.2%} (goal {GOAL_LOST:.1%})"
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

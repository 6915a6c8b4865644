"""The grammar that lines of frames and of content are drawn from: templates with alternatives and slots, and what varies them.

Templates lie in `line_frames/`: `{a|b|}` is one of its alternatives, nested at will, `$slot` a word drawn from `words.toml`
or made here. One template gives thousands of lines, but only one sentence; the number of templates is what carries a model to
sites that nobody has seen (`../shared/study/line_model.md`), so add templates rather than words.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "line_frames"
_CHOICE = re.compile(r"\{([^{}]*)\}")
_COLON = re.compile("[：:]")


@dataclass(frozen=True, slots=True)
class Template:
    """One line of a grammar file."""

    text: str
    kind: str  # name of the file
    place: str  # head, tail, inside or content


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text to draw from: paragraphs, sentences without their end mark's neighbours, clauses, nouns."""

    paragraphs: Sequence[str]
    sentences: Sequence[str]
    clauses: Sequence[str]
    nouns: Sequence[str]


@cache
def templates(folder: str) -> tuple[Template, ...]:
    """The templates of `frame` or `content`."""
    found = []
    for path in sorted((FOLDER / folder).glob("*.txt")):
        place = "content" if folder == "content" else "head"
        for line in path.read_text(encoding="utf-8").splitlines():
            if line in ("[head]", "[tail]", "[inside]"):
                place = line[1:-1]
            elif line.strip() and not line.startswith("# "):
                found.append(Template(line.replace("\\t", "\t"), path.stem, place))
    return tuple(found)


@cache
def words() -> dict[str, list[str]]:
    data = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
    tables = {**data["words"], **{f"title.{name}": text for name, text in data["titles"].items()}}
    return {name: text.strip("|").split("|") if "|" in text else text.split() for name, text in tables.items()}


class Grammar:
    """Draws lines; what belongs to one document (its title, its site) is drawn once, by `open_document`."""

    def __init__(self, draw: random.Random, prose: Prose) -> None:
        self.draw = draw
        self.prose = prose
        self.made: dict[str, Callable[[], str]] = {
            name.removeprefix("_make_"): getattr(self, name) for name in dir(self) if name.startswith("_make_")
        }
        names = sorted((*self.made, *(name for name in words() if "." not in name)), key=len, reverse=True)
        self.slots = re.compile(rf"\$({'|'.join(names)})")
        self.open_document()

    def open_document(self) -> None:
        self.title = self.new_title()
        self.own_site = self.new_site()
        self.style = self.draw.choices(("full", "half", "mixed"), (6, 2, 2))[0]
        self.gap = self.draw.choices(("　", " ", "  ", " | ", "|", "\t", "    ", " / "), (3, 5, 2, 1.5, 1, 0.5, 1, 0.3))[0]

    def line(self, template: Template) -> str:
        """One line of the template, varied as sites vary."""
        text = self.expand(template.text)
        if template.place != "content":
            text = self._varied(text)
        if self.style == "half" or (self.style == "mixed" and self.draw.random() < 0.4):
            text = text.translate(str.maketrans("：，！？（）；", ":,!?();"))
        return " ".join(text.split("\n")).strip(" ")

    def expand(self, text: str) -> str:
        while match := _CHOICE.search(text):
            text = text[: match.start()] + self.draw.choice(match[1].split("|")) + text[match.end() :]
        return self.slots.sub(lambda match: self.slot(match[1]), text)

    def slot(self, name: str) -> str:
        if name in self.made:
            return self.made[name]()
        return self.draw.choice(words()[name])

    def _varied(self, text: str) -> str:
        draw = self.draw
        if "　" in text:
            text = text.replace("　", self.gap)
        if draw.random() < 0.15:
            text = _COLON.sub(draw.choice((": ", "： ", " : ", " ", "︰", "：")), text)
        if draw.random() < 0.07:
            text = draw.choice(("· ", "• ", "◆", "▪ ", ">> ", "* ", "■ ", "- ", "» ", "☆", "【", "[", "(")) + text
            text += {"【": "】", "[": "]", "(": ")"}.get(text[0], "")
        if draw.random() < 0.05:
            text += draw.choice((">>", " >", "...", "…", "！", "。", " »", "|", " ↓", "~"))
        if draw.random() < 0.1 and len(text) >= 6:  # a word more, or a character less: the model is not to lean on one word
            at = draw.randrange(1, len(text) - 1)
            text = text[:at] + (draw.choice(self.prose.nouns) if draw.random() < 0.5 else "") + text[at + (draw.random() < 0.6) :]
        if draw.random() < 0.03:
            text = " ".join(text)
        return text

    # -- titles, sites

    def new_title(self) -> str:
        draw, table = self.draw, words()
        subject, verb, kind, front = (draw.choice(table[f"title.{name}"]) for name in ("subject", "verb", "kind", "front"))
        year = f"{draw.randint(1999, 2025)}年" if draw.random() < 0.2 else ""
        noun = draw.choice(self.prose.nouns)
        return draw.choice(
            (
                f"{year}{subject}{verb}{kind}",
                f"{front}{subject}{verb}",
                f"{subject}{noun}{verb}",
                f"{front}{noun}",
                f"{noun}的{subject}",
                f"{year}{noun}{verb}{kind}",
                draw.choice(self.prose.clauses),
                draw.choice(self.prose.clauses) + draw.choice(" ，：") + draw.choice(self.prose.clauses),
                f"{noun}{kind}范文",
                f"{self.slot('place')}{subject}{verb}{draw.choice(('启动', '获奖', '提速', '受好评', '引关注', '再升级'))}",
            )
        )

    def new_site(self) -> str:
        draw, table = self.draw, words()
        front = draw.choice(table["sitefront"])
        if draw.random() < 0.3:
            front += draw.choice((*table["sitefront"], *self.prose.nouns[:200]))
        return front + draw.choice(table["siteback"])

    def _make_title(self) -> str:
        title = self.title
        return title if self.draw.random() < 0.85 else title[: self.draw.randint(4, 14)] + self.draw.choice(("...", "…", "……"))

    def _make_other(self) -> str:
        title = self.new_title()
        return (
            title if self.draw.random() < 0.85 else title[:12] + self.draw.choice(("...", "…", "（图）", "范文", "（精选10篇）"))
        )

    def _make_site(self) -> str:
        return self.own_site if self.draw.random() < 0.7 else self.new_site()

    def _make_noun(self) -> str:
        return self.draw.choice(self.prose.nouns)

    def _make_word(self) -> str:
        return self.draw.choice(self.prose.nouns)

    def _make_clause(self) -> str:
        return self.draw.choice(self.prose.clauses)

    def _make_s(self) -> str:
        return self.draw.choice(self.prose.sentences)

    def _make_prosegap(self) -> str:
        """A sentence or two of prose without marks, as some write: blanks in their place, or nothing."""
        text = "".join(self.draw.choice(self.prose.sentences) for _ in range(self.draw.randint(1, 3)))
        return re.sub("[，。、；：！？“”]+", self.draw.choice((" ", " ", "　", "")), text).strip()

    # -- people, places, numbers

    def _make_name(self) -> str:
        draw, table = self.draw, words()
        name = draw.choice(table["surname"]) + draw.choice(table["given"])
        return name if draw.random() < 0.85 else " ".join(name)

    def _make_gov(self) -> str:
        return (self.slot("place") if self.draw.random() < 0.7 else "") + self.draw.choice(words()["gov"])

    def _make_media(self) -> str:
        return (self.slot("place") if self.draw.random() < 0.4 else "") + self.draw.choice(words()["media"])

    def _make_num(self) -> str:
        value = int(10 ** self.draw.uniform(0, 5.2))
        return f"{value:,}" if self.draw.random() < 0.15 else str(value)

    def _make_big(self) -> str:
        return f"{self.draw.uniform(1, 99):.1f}{self.draw.choice(('万', 'w', 'k', '万+', '千'))}"

    def _make_page(self) -> str:
        return str(self.draw.choice((self.draw.randint(1, 9), self.draw.randint(1, 60))))

    def _make_year(self) -> str:
        return str(self.draw.randint(1995, 2025))

    def _make_price(self) -> str:
        return self.draw.choice(("{:.2f}", "{:.1f}", "{:.0f}")).format(self.draw.uniform(1, 300))

    def _make_size(self) -> str:
        return f"{self.draw.uniform(1, 900):.{self.draw.randint(0, 2)}f}{self.draw.choice(('KB', 'MB', 'K', 'M', 'kb'))}"

    def _make_id(self) -> str:
        return "".join(self.draw.choices("0123456789", k=self.draw.randint(4, 11)))

    def _make_ver(self) -> str:
        return f"{self.draw.randint(1, 9)}.{self.draw.randint(0, 20)}"

    def _make_zip(self) -> str:
        return str(self.draw.randint(100000, 859999))

    def _make_qq(self) -> str:
        return str(self.draw.randint(10**6, 10**10))

    def _make_phone(self) -> str:
        draw = self.draw
        return draw.choice(
            (
                f"0{draw.randint(10, 999)}-{draw.randint(2000000, 89999999)}",
                f"400-{draw.randint(100, 999)}-{draw.randint(1000, 9999)}",
                f"1{draw.randint(3000000000, 8999999999)}",
                f"{draw.randint(10000000, 89999999)}",
            )
        )

    def _make_date(self) -> str:
        draw = self.draw
        year, month, day = draw.randint(1999, 2025), draw.randint(1, 12), draw.randint(1, 28)
        form = draw.choice(("{}-{:02}-{:02}", "{}年{}月{}日", "{}/{}/{}", "{}.{:02}.{:02}", "{}-{}-{}", "{}年{:02}月{:02}日"))
        return form.format(year, month, day)

    def _make_time(self) -> str:
        draw = self.draw
        return f"{draw.randint(0, 23):02}:{draw.randint(0, 59):02}" + (
            f":{draw.randint(0, 59):02}" if draw.random() < 0.3 else ""
        )

    def _make_datetime(self) -> str:
        return f"{self._make_date()}{self.draw.choice((' ', ' ', '  ', 'T', '　', ''))}{self._make_time()}"

    def _make_docno(self) -> str:
        draw = self.draw
        office = draw.choice(("政发", "政办发", "教发", "财字", "水利", "委发"))
        return f"{self.slot('place')[0]}{office}〔{draw.randint(2001, 2025)}〕{draw.randint(1, 99)}号"

    def _latin(self, least: int, most: int) -> str:
        return "".join(self.draw.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=self.draw.randint(least, most)))

    def _make_domain(self) -> str:
        draw = self.draw
        front = draw.choice(("www.", "", "m.", "bbs.", "http://www.", "https://", "wap.", "wenku."))
        return (
            front
            + self._latin(3, 9)
            + draw.choice((".com", ".cn", ".net", ".com.cn", ".org", ".gov.cn", ".cc", ".com.tw", ".edu.cn", ".la"))
        )

    def _make_url(self) -> str:
        draw = self.draw
        domain = self._make_domain().removeprefix("https://").removeprefix("http://")
        path = draw.choice(
            (
                f"/{self._latin(3, 8)}/{self._make_id()}.html",
                f"/thread-{self._make_id()}-1-1.html",
                "/",
                f"/p/{self._make_id()}",
                f"/a/{self._make_id()}.shtml",
            )
        )
        return draw.choice(("http://", "https://")) + domain + path

    def _make_email(self) -> str:
        hosts = ("163.com", "qq.com", "126.com", "sina.com", "example.com", f"{self._latin(3, 6)}.com")
        return f"{self._latin(4, 9)}@{self.draw.choice(hosts)}"

    def _make_icp(self) -> str:
        draw = self.draw
        number = (
            f"{draw.choice('京沪粤苏浙鲁川渝鄂湘皖闽赣豫冀辽吉黑津桂滇黔陕甘')}ICP{draw.choice(('备', '证'))}{self._make_id()}号"
        )
        return number + (f"-{draw.randint(1, 20)}" if draw.random() < 0.4 else "")

    def _make_police(self) -> str:
        blank = self.draw.choice(("", " "))
        return f"{self.draw.choice(('', '京', '沪', '粤', '苏', '浙', '川'))}公网安备{blank}{self._make_id()}{blank}号"

    def _make_license(self) -> str:
        draw = self.draw
        return (
            draw.choice(("B2-", "京B2-", "京网文", "新出发京零字第", "粤B2-"))
            + str(draw.randint(20050001, 20249999))
            + draw.choice(("", "号"))
        )

    def _make_noise(self) -> str:
        signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%^&*()_+-=;:'\"<>,./?\\|~` "
        return "".join(self.draw.choices(signs, k=self.draw.randint(8, 50))).strip()

    # -- verse

    def _verse(self, length: int) -> str:
        text = "".join(clause for clause in self.draw.sample(self.prose.clauses, 3))
        return text[:length]

    def _make_v4(self) -> str:
        return self._verse(4)

    def _make_v5(self) -> str:
        return self._verse(5)

    def _make_v7(self) -> str:
        return self._verse(7)

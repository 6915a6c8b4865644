"""A page as other collections would hold it: cut, without the lines that its site repeats, as Markdown, with lines glued, in the
traditional script; the text alone; another text within the frame."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache

from training.judge.pages import CONTENT, FRAME, UNKNOWN, Page

Lines = list[tuple[str, int]]


def _of(page: Page) -> Lines:
    return list(zip(page.lines, page.labels, strict=True))


def _with(page: Page, lines: Lines, name: str) -> Page:
    return replace(
        page, id=f"{page.id}/{name}", lines=tuple(text for text, _ in lines), labels=tuple(label for _, label in lines)
    )


class Renderer:
    """Draws renderings. It knows which lines each site repeats."""

    def __init__(self, pages: Iterable[Page], seed: int) -> None:
        self.draw = random.Random(seed)
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.others: dict[int, list[Page]] = defaultdict(list)
        for page in pages:
            if page.source in ("site_lines", "truths"):
                counts[page.site].update(set(page.lines))
            if page.source == "plain_texts" and len(page.lines) >= 3:
                self.others[page.fold(5)].append(page)
        self.repeated = {site: {line for line, n in found.items() if n > 1} for site, found in counts.items()}

    def draw_one(self, page: Page) -> Page:
        """One rendering by chance."""
        draw = self.draw
        if page.source == "plain_texts":
            return self.cut(page)
        lines = draw.choices((self.whole, self.cut, self.crawled, self.text_alone, self.exchanged), (3, 3, 3, 1.2, 2))[0](page)
        return self.dressed(lines)

    def whole(self, page: Page) -> Page:
        return page

    def text_alone(self, page: Page) -> Page:
        return _with(page, [line for line in _of(page) if line[1] != FRAME], "text")

    def cut(self, page: Page) -> Page:
        """A part: some lines of frame before the text and behind it, or a piece from anywhere."""
        draw, lines = self.draw, _of(page)
        content = [number for number, (_, label) in enumerate(lines) if label == CONTENT]
        if not content or draw.random() < 0.25:
            size = draw.randint(4, 60)
            begin = draw.randrange(max(1, len(lines) - size + 1))
            return _with(page, lines[begin : begin + size], "piece")
        first, last = content[0], content[-1]
        if draw.random() < 0.4 and len(content) > 3:
            first, last = sorted((draw.choice(content), draw.choice(content)))
        before, behind = draw.choice((0, 1, 2, 4, 8, 20)), draw.choice((0, 1, 2, 4, 8, 20))
        return _with(page, lines[max(0, first - before) : last + 1 + behind], "cut")

    def crawled(self, page: Page) -> Page:
        """Without the lines that stand on other pages of the site, or a share of the frame where the site has one page."""
        draw, known = self.draw, self.repeated.get(page.site, set())
        seen: set[str] = set()
        kept: Lines = []
        rate = draw.choice((0.0, 0.3, 0.6))
        for text, label in _of(page):
            if text in known or text in seen or (label == FRAME and draw.random() < rate):
                continue
            seen.add(text)
            kept.append((text, label))
        return _with(page, kept, "crawled")

    def exchanged(self, page: Page) -> Page:
        """Another text, of any kind, where this page's text stood."""
        others = self.others[page.fold(5)]
        lines = _of(page)
        content = [number for number, (_, label) in enumerate(lines) if label != FRAME]
        if not others or len(content) < 3:
            return page
        other = self.draw.choice(others)
        size = self.draw.randint(3, 60)
        begin = self.draw.randrange(max(1, len(other.lines) - size + 1))
        body = [(text, CONTENT) for text in other.lines[begin : begin + size] if text.strip()]
        head = lines[: content[0]]
        tail = lines[content[-1] + 1 :]
        return _with(
            page, head[-self.draw.choice((2, 5, 10, 40)) :] + body + tail[: self.draw.choice((2, 5, 10, 40))], "exchanged"
        )

    def new_lines(self, page: Page) -> Page:
        """What a crawl keeps that drops each line it has seen on the site before."""
        known = self.repeated.get(page.site, set())
        return _with(page, [line for line in dict.fromkeys(_of(page)) if line[0] not in known], "new")

    def marked_up(self, page: Page) -> Page:
        return _with(page, self._marked_up(_of(page)), "markdown")

    # -- dress

    def dressed(self, page: Page) -> Page:
        draw, lines = self.draw, _of(page)
        if draw.random() < 0.2:
            lines = self._glued(lines)
        if draw.random() < 0.2:
            lines = self._marked_up(lines)
        if draw.random() < 0.15:
            change = traditional()
            lines = [(change(text), label) for text, label in lines]
        return _with(page, lines, "dressed")

    def _glued(self, lines: Lines) -> Lines:
        """Short lines of one label behind each other in one line."""
        draw, found = self.draw, list[tuple[str, int]]()
        sign = draw.choice(("|", " | ", " ", "  ", " · ", " > ", "\t", "/"))
        number = 0
        while number < len(lines):
            stop = number
            while stop < len(lines) and lines[stop][1] == lines[number][1] == FRAME and len(lines[stop][0]) <= 16:
                stop += 1
            size = min(stop - number, draw.randint(1, 12))
            if size < 2:
                found.append(lines[number])
                number += 1
                continue
            found.append((sign.join(text for text, _ in lines[number : number + size]), FRAME))
            number += size
        return found

    def _marked_up(self, lines: Lines) -> Lines:
        """As tools that turn pages into Markdown write them."""
        draw = self.draw
        bullet = draw.choice(("* ", "- ", "  * ", "+ ", "• ", "· "))
        link = draw.random() < 0.35
        indent = draw.choice(("", "", "  ", "    ", "\t"))
        host = draw.choice(("http://www.a.com/", "/", "https://m.b.cn/c/"))
        blank = draw.random() < 0.5
        found: Lines = []
        for number, (text, label) in enumerate(lines):
            short = len(text) <= 40 and text[-1:] not in "。！？；："
            if short and (label != CONTENT or draw.random() < 0.15):
                if link and draw.random() < 0.7:
                    text = f"[{text}]({host}{number * 37 % 911}.html)"
                if draw.random() < 0.8:
                    text = bullet + text
            found.append((indent + text, label))
            if blank:
                found.append(("", UNKNOWN))
        return found


@cache
def traditional() -> Callable[[str], str]:
    import opencc

    converters: Sequence[Callable[[str], str]] = [opencc.OpenCC(name).convert for name in ("s2twp", "s2hk", "s2t")]
    return lambda text: converters[0](text)

"""Pages in the markup of many engines round made-up prose, with the truth for every line.

An engine (`threads.toml`, `articles.toml`, ...) is a template of a page's main part; a frame (`frames.toml`) is what a site puts
round it. In templates `{name}` is replaced by text or by furniture, `{each 2 8}...{end}` repeats, `{maybe 30}...{end}` stays in
that many of a hundred pages. What is the page's own text is written with a mark before each block of it; the labels come from
reading the page with the marks. Half of the pages have their classes and ids drawn by lot: a model is to learn places, not names.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from cleaners.boilerplate.page.view import PageView
from cleaners.document import Origin
from cleaners.readers.html import read_markup
from training.page_engines.content import CONTENT, Writer

HERE = Path(__file__).parent
_BLOCK = re.compile(r"\{(each (\d+) (\d+)|maybe (\d+))\}((?:(?!\{(?:each|maybe) |\{end\}).)*)\{end\}", re.DOTALL)
_SLOT = re.compile(r"\{([a-z_]+)((?: [\w.-]+)*)\}")
_NAMES = re.compile(r'\b(class|id)="([^"]*)"')


KINDS = frozenset({"article", "document", "list", "other", "product", "thread"})


@dataclass(frozen=True, slots=True)
class MadePage:
    name: str
    engine: str
    kind: str
    url: str
    marked: str
    title: str
    published: str
    author: str

    @property
    def html(self) -> str:
        return self.marked.replace(CONTENT, "")

    def labels(self, page: PageView) -> np.ndarray:
        """Which lines of the page as read are its own text."""
        marked = PageView.of(read_markup(self.marked, Origin(url=self.url)))
        assert marked is not None
        lines = [line.text for line in marked.lines]
        assert len(lines) == len(page.lines), self.name
        return np.array([CONTENT in line for line in lines])


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def engines() -> dict[str, dict[str, Any]]:
    return {name: engine for file in ("threads", "articles", "products", "others") for name, engine in _table(file).items()}


def generated_pages(each: int, *, seed: int = 7, kinds: frozenset[str] = KINDS) -> Iterator[MadePage]:
    """So many pages of each engine of these kinds."""
    for name, engine in engines().items():
        if engine["kind"] in kinds:
            for number in range(each):
                yield made_page(name, engine, random.Random(f"{seed} {name} {number}"), f"{name}-{number}")


def made_page(name: str, engine: dict[str, Any], lot: random.Random, label: str) -> MadePage:
    writer = Writer(lot, _table("prose"), engine)
    frame = _table("frames")[lot.choice(engine["frames"])]["page"]
    page = frame.replace("{main}", engine["main"]).replace("{head}", writer.head())
    html = _filled(page, writer, lot)
    if lot.random() < 0.5 and engine.get("rename", True):
        html = _renamed(html, lot)
    return MadePage(label, name, engine["kind"], writer.url, html, writer.title, writer.published, writer.author)


def _filled(page: str, writer: Writer, lot: random.Random) -> str:
    def block(match: re.Match[str]) -> str:
        if match[4]:
            return match[5] if lot.random() < int(match[4]) / 100 else ""
        return "".join(_slots(match[5], writer) for _ in range(lot.randint(int(match[2]), int(match[3]))))

    while _BLOCK.search(page):
        page = _BLOCK.sub(block, page)
    return _slots(page, writer)


def _slots(text: str, writer: Writer) -> str:
    def fill(match: re.Match[str]) -> str:
        slot: Callable[..., str] = getattr(writer, f"slot_{match[1]}")
        return slot(*match[2].split())

    return _SLOT.sub(fill, text)


def _renamed(html: str, lot: random.Random) -> str:
    names: dict[str, str] = {}
    style = lot.choice(("css-{:x}", "_{:x}", "m{}", "box-{:x}", "jsx-{}"))

    def word(name: str) -> str:
        stem = re.sub(r"\d+", "", name)
        if stem not in names:
            names[stem] = stem if lot.random() < 0.3 else style.format(lot.randrange(1 << 20))
        return names[stem] + name[len(stem) :] if name.startswith(stem) else names[stem]

    return _NAMES.sub(lambda match: f'{match[1]}="{" ".join(map(word, match[2].split()))}"', html)

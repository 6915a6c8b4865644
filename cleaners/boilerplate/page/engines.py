"""Document-sharing sites: where the pages of each site engine have the text, as data (`engines.toml`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from cleaners.boilerplate.page.view import Bools, PageView

# With fewer characters than this the place has only a preview, or the site has emptied it.
MIN_TEXT = 80
# Lines at the head of a page in which its engine names itself.
HEAD = 5


@dataclass(frozen=True, slots=True)
class PagePack:
    name: str
    where: re.Pattern[str]
    text: re.Pattern[str]
    drop: re.Pattern[str]


@cache
def page_packs() -> tuple[PagePack, ...]:
    table = tomllib.loads(files("cleaners.boilerplate.page").joinpath("engines.toml").read_text(encoding="utf-8"))
    return tuple(
        PagePack(name, *(re.compile(pack[part], re.IGNORECASE) for part in ("where", "text", "drop")))
        for name, pack in table.items()
    )


def packed_text(page: PageView) -> Bools | None:
    """The lines that the page's engine holds its text in, None where no pack knows."""
    place = "\n".join((page.address, page.title, *(line.text for line in page.lines[:HEAD])))
    for pack in page_packs():
        if not pack.where.search(place):
            continue
        lines = np.zeros(len(page.lines), bool)
        dropped = np.zeros(len(page.lines), bool)
        for element in page.elements:
            if element.words and pack.text.search(element.words):
                lines[element.first : element.last] = True
            elif element.words and pack.drop.search(element.words):
                dropped[element.first : element.last] = True
        lines &= page.shown & ~dropped
        if page.unlinked[lines].sum() >= MIN_TEXT:
            return lines
    return None

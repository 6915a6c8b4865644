"""Inputs for measuring speed and memory, made from the project's own texts: the same bytes on every machine."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from opencc import OpenCC

from benchmarks.generated import frame_lines, sentences
from training.page_engines.generate import generated_pages

PAGE = 250_000
"""Bytes of a page: the size that goals of speed were set for."""

SCRIPTS = 0.45
"""Of a page's bytes: chosen so that a page has some 940 lines, as saved pages of .2 MB have."""


def prose(size: int, count: int, seed: int = 1) -> list[bytes]:
    """Texts of so many bytes of UTF-8 in paragraphs of one to five sentences, with a final newline."""
    return [text.encode() for text in _texts(size, count, seed, _paragraph)]


def traditional_prose(size: int, count: int, seed: int = 2) -> list[bytes]:
    convert = OpenCC("s2t").convert
    return [convert(text).encode() for text in _texts(size, count, seed, _paragraph)]


def page_text(size: int, count: int, seed: int = 3) -> list[bytes]:
    """Pages whose markup is lost: half of the lines are of a frame."""
    return [text.encode() for text in _texts(size, count, seed, _of_page)]


def html_pages(count: int, seed: int = 4) -> list[bytes]:
    """Pages of all engines by turns, each filled up to `PAGE` with scripts and lists of links."""
    lot = random.Random(seed)
    pages = list(generated_pages(1, seed=seed))
    lot.shuffle(pages)
    return [_filled_up(pages[number % len(pages)].html, lot).encode() for number in range(count)]


def _texts(size: int, count: int, seed: int, line: Callable[[random.Random], str]) -> Iterator[str]:
    lot = random.Random(seed)
    for _ in range(count):
        lines, left = list[str](), size
        while left > 0:
            lines.append(line(lot))
            left -= len(lines[-1].encode()) + 1
        yield "\n".join(lines) + "\n"


def _paragraph(lot: random.Random) -> str:
    return "".join(lot.choices(sentences(), k=lot.randint(1, 5)))


def _of_page(lot: random.Random) -> str:
    return lot.choice(frame_lines()) if lot.random() < 0.5 else _paragraph(lot)


def _filled_up(html: str, lot: random.Random) -> str:
    script = "".join(f"var {_name(lot)}={lot.randrange(1 << 30)};f({_name(lot)},{lot.random()});\n" for _ in range(60))
    scripts = f"<script>{script * (int(PAGE * SCRIPTS) // len(script))}</script>"
    lists = list[str]()
    left = PAGE - len(html.encode()) - len(scripts)
    while left > 0:
        items = (
            f'<li class="item"><a href="/a/{lot.randrange(1 << 20)}.html" title="">{lot.choice(sentences())[:24]}</a>'
            f'<span class="date">2024-{lot.randint(1, 12):02}-{lot.randint(1, 28):02}</span></li>\n'
            for _ in range(lot.randint(5, 12))
        )
        lists.append(f'<div class="related {_name(lot)}"><h3>{lot.choice(sentences())[:6]}</h3><ul>{"".join(items)}</ul></div>\n')
        left -= len(lists[-1].encode())
    head, body = "</head>" if "</head>" in html else "<body", "</body>" if "</body>" in html else "</html>"
    html = html.replace(head, scripts + head, 1)
    side = f'<div class="sidebar">{"".join(lists)}</div>'
    return html.replace(body, side + body, 1) if body in html else html + side


def _name(lot: random.Random) -> str:
    return "".join(lot.choices("abcdefghijklmnopqrstuvwxyz", k=8))

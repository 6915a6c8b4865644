"""Pages of further sites whose main text is known, but not the label of each line: a line of the page is content where the text
has it, and of the frame where it stands far from all that the text has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.boilerplate import page_lines
from training.judge.pages import CONTENT, FRAME, UNKNOWN, Page, rows

_LEAST = 6  # signs of a line that is content for standing in the text: shorter ones stand in many places
_ENOUGH = 0.6  # of the text must be found in the page's lines: else the two are of other forms


def pages_with_text(data: Path) -> Iterator[Page]:
    for row in rows(data / "html_truth" / "pages.jsonl.zst"):
        yield from _page(f"truth/{row['id']}", row["html"].encode("latin-1"), row["text"])
    for folder in ("html_pages", "html_agreed"):
        for path in sorted((data / folder).glob("*.html")):
            yield from _page(f"{folder}/{path.stem}", path.read_bytes(), path.with_suffix(".txt").read_text(encoding="utf-8"))


def _site(html: bytes, name: str) -> str:
    """The family of hosts that most addresses of the page name, so that no other page of the site is on the other side of a
    split."""
    hosts = re.findall(rb"https?://([a-z0-9.-]+\.[a-z]{2,})", html.lower())
    families = Counter(_family(host.decode()) for host in hosts if not re.search(rb"w3\.org|baidu|google|weibo|qq\.com", host))
    return families.most_common(1)[0][0] if families else name


def _family(host: str) -> str:
    parts = host.split(".")
    of_country = len(parts) > 2 and parts[-2] in ("com", "net", "org", "gov", "edu")
    return ".".join(parts[-3:] if of_country else parts[-2:])


def _page(name: str, html: bytes, text: str) -> Iterator[Page]:
    try:
        lines = page_lines(html)
    except Exception:
        return
    truth = _squeezed(text)
    keys = [_squeezed(line) for line in lines]
    inside = [len(key) >= _LEAST and key in truth for key in keys]
    if sum(len(key) for key, has in zip(keys, inside, strict=True) if has) < _ENOUGH * len(truth) or not any(inside):
        return
    labels = _labels(keys, inside, truth)
    yield Page(name, _site(html, name), "article", "truths", tuple(lines), tuple(labels))


def _labels(keys: Sequence[str], inside: Sequence[bool], truth: str) -> list[int]:
    """Between the first line of the text, three lines before it (title, by-line) and the last one only what the text has is
    known."""
    places = [number for number, has in enumerate(inside) if has]
    first, last = places[0] - 3, places[-1] + 1
    found = []
    for number, key in enumerate(keys):
        if inside[number]:
            found.append(CONTENT)
        elif not number or first <= number <= last or not key or (len(key) >= _LEAST and key in truth):
            found.append(UNKNOWN)
        else:
            found.append(FRAME)
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)

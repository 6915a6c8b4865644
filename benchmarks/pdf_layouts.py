"""PDF files of many layouts with what should be read from them, set from a folder of plain texts by Chromium and LibreOffice.

    python -m benchmarks.pdf_layouts TEXTS OUT

TEXTS holds *.txt, a paragraph a line. For each OUT/NAME.pdf there is NAME.pdf.gold.json: `order` (paragraphs, headings, items,
and rows with their cells tab-separated, as read), `paras`, `headings`, `items`, `cells`, `notes`, `furniture` (strings of headers
and footers), `number` (how a page number is written, with {n} and {all}).
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from cleaners.characters.fold import t2s

FONT = "WenQuanYi Zen Hei"
NUMERALS = "一二三四五六七八九十"
ENGLISH = (
    "The reader puts paragraphs together again that a page has broken into lines, whatever the measure of the column was.",
    "Hyphenation appears wherever a considerable proportion of comparatively long words meets a comparatively narrow column.",
    "Measurements were repeated under representative conditions, and the differences remained statistically insignificant.",
    "Interoperability between administrative information systems requires standardised documentation of every interface.",
)
CHROMIUM = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
LAYOUTS = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Layout:
    """What a page looks like."""

    name: str
    css: str
    parts: tuple[str, ...]
    page: str = "size: A4; margin: 25mm"
    boxes: tuple[tuple[str, str, str], ...] = ()
    chapters: bool = False  # the title of the chapter stands in the margin
    number: str = ""
    furniture: tuple[str, ...] = ()
    traditional: bool = False


def margin(place: str, content: str, which: str = "") -> str:
    return f"@page {which} {{ @{place} {{ content: {content}; font-size: 9pt; font-family: '{FONT}' }} }}\n"


@dataclass
class Gold:
    order: list[str] = field(default_factory=list)
    paras: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    number: str = ""


class Author:
    """Draws text and writes HTML and gold side by side."""

    def __init__(self, texts: Path, seed: int, traditional: bool) -> None:
        self.draw = random.Random(seed)
        files = sorted(texts.glob("*.txt"))
        lines = [
            line for path in self.draw.sample(files, min(40, len(files))) for line in path.read_text(encoding="utf-8").split("\n")
        ]
        self.table = {ord(new): old for old, new in t2s().items()} if traditional else {}
        self.prose = [line for line in lines if 30 <= len(line) <= 400 and line[-1] in "。！？”" and "  " not in line]
        self.short = [line for line in lines if 5 <= len(line) <= 18 and line[-1] not in "。！？，：；”" and line[0] not in "（("]
        self.gold = Gold()
        self.chapters: list[str] = []

    def text(self, lines: list[str]) -> str:
        return self.draw.choice(lines).translate(self.table)

    def heading(self, level: int, text: str, more: str = "") -> str:
        self.gold.headings.append(text)
        self.gold.order.append(text)
        return f"<h{level}{more}>{escape(text)}</h{level}>"

    def paragraph(self, text: str, more: str = "") -> str:
        self.gold.paras.append(text)
        self.gold.order.append(text)
        return f"<p{more}>{escape(text)}</p>"

    def rows(self, rows: list[list[str]]) -> None:
        self.gold.cells += rows
        self.gold.order += ["\t".join(row) for row in rows]

    def part(self, part: str) -> Iterator[str]:  # noqa: C901 - a table of cases in the order in which they count
        if ":" in part:
            columns, inner = part.split(":")
            yield f'<div class="{columns}">'
            yield from self.part(inner)
            yield "</div>"
            return
        match part:
            case "title":
                yield self.heading(1, "关于" + self.text(self.short) + "的若干意见".translate(self.table))
            case "addressee":
                yield self.paragraph("各县（市、区）人民政府，市政府各部门：", ' style="text-indent:0"')
            case "prose":
                for _ in range(18):
                    yield self.paragraph(self.text(self.prose))
            case "sections":
                for number in NUMERALS[: self.draw.randint(4, 7)]:
                    yield self.heading(2, f"{number}、{self.text(self.short)}")
                    for _ in range(self.draw.randint(2, 6)):
                        yield self.paragraph(self.text(self.prose))
            case "signature":
                for line in ("某某市人民政府办公室", "2021年3月15日"):
                    yield self.paragraph(line, ' style="text-align:right"')
            case "abstract":
                yield self.paragraph("摘要：" + self.text(self.prose) + self.text(self.prose))
                yield self.paragraph("Abstract: " + " ".join(ENGLISH), ' lang="en"')
            case "chapters":
                for number in NUMERALS[:5]:
                    self.chapters.append(f"第{number}章 {self.text(self.short)}")
                    yield f'<div style="page: chapter{len(self.chapters)}">'
                    yield self.heading(1, self.chapters[-1])
                    for _ in range(self.draw.randint(8, 16)):
                        yield self.paragraph(self.text(self.prose))
                    yield "</div>"
            case "articles":
                for number in NUMERALS:
                    yield self.paragraph(f"第{number}条 {self.text(self.prose)}")
                    for item in range(1, self.draw.randint(2, 5)):
                        yield self.paragraph(f"（{NUMERALS[item - 1]}）{self.text(self.prose)}", ' style="text-indent:2em"')
                    yield self.paragraph("甲方：____________ 乙方：____________")
            case "table":
                yield from self.table_of([40, 12, 12, 12], 14, " class=grid")
            case "widetable":
                yield from self.table_of([0, 0, 60, 0, 30], 9, " class=grid")
            case "plaintable":
                yield "<style>.plain td { border: none }</style>"
                yield from self.table_of([0, 0, 0, 0], 8, " class=plain")
            case "slides":
                for _ in range(9):
                    yield self.heading(1, self.text(self.short))
                    yield from self.list_of("ul", 3)
            case "mixed":
                for _ in range(10):
                    yield self.paragraph(self.text(self.prose))
                    english = " ".join(self.draw.sample(ENGLISH, 3))
                    yield self.paragraph(english, ' lang="en"')
                    yield self.paragraph(
                        self.text(self.prose) + "OpenDocument格式的文件在Windows 10和macOS上占92.5%，" + self.text(self.prose)
                    )
            case "list":
                yield from self.list_of("ol", 8)
            case "bullets":
                yield from self.list_of("ul", 8)

    def list_of(self, tag: str, count: int) -> Iterator[str]:
        yield f"<{tag}>"
        for number in range(1, count + 1):
            text = self.text(self.prose)
            self.gold.items.append(text)
            self.gold.order.append((f"{number}." if tag == "ol" else "•") + text)
            yield f"<li>{escape(text)}</li>"
        yield f"</{tag}>"

    def table_of(self, longest: list[int], count: int, more: str) -> Iterator[str]:
        rows = [[self.text(self.short)[:6] for _ in longest]]
        for _ in range(count):
            row = [self.text(self.short)[:8]]
            for size in longest[1:]:
                row.append(self.text(self.prose)[:size] if size >= 20 else str(self.draw.randint(10, 99999)))
            rows.append(row)
        self.rows(rows)
        yield f"<table{more}>"
        for row in rows:
            yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        yield "</table>"


def page_of(layout: Layout, texts: Path, seed: int) -> tuple[str, Gold]:
    author = Author(texts, seed, layout.traditional)
    body = "\n".join(piece for part in layout.parts for piece in author.part(part))
    author.gold.furniture = [*layout.furniture, *author.chapters]
    author.gold.number = layout.number
    boxes = "".join(margin(*box) for box in layout.boxes)
    if layout.chapters:
        boxes += "".join(margin("top-right", f'"{name}"', f"chapter{number}") for number, name in enumerate(author.chapters, 1))
    style = f"@page {{ {layout.page} }}\n{boxes}\nbody {{ font-family: '{FONT}'; margin: 0 }} p {{ margin: 0 }}\n{layout.css}"
    head = f"<!DOCTYPE html><html lang=zh><meta charset=utf-8><title>t</title><style>{style}</style>"
    return f"{head}<body>{body}</body></html>", author.gold


def main() -> None:
    texts, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        layouts = tomllib.loads(LAYOUTS.read_text(encoding="utf-8"))
        for seed, (name, fields) in enumerate(layouts.items()):
            layout = Layout(name, **fields)
            for copy in range(2):
                name = f"{layout.name}{copy}"
                markup, gold = page_of(layout, texts, 100 * copy + seed)
                source = Path(scratch, f"{name}.html")
                source.write_text(markup, encoding="utf-8")
                command = [*CHROMIUM, f"--print-to-pdf={out / name}.pdf", source.as_uri()]
                subprocess.run(command, check=True, capture_output=True, timeout=120)
                (out / f"{name}.pdf.gold.json").write_text(json.dumps(vars(gold), ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()

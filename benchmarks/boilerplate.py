"""Boilerplate in plain text: every row of what was promised, on the development material, with peers in the same run.

    python -m benchmarks.boilerplate [--prose FOLDER] [--each]

Lines and documents of `data/lines_blind.tsv` and `data/documents_blind.toml` were written before the judge and are no
part of its training; pages are those of ../shared, where they are there. `--prose` is a folder of clean .txt files: what
changes there is a false alarm, and its size gives the speed. Peers (trafilatura, jusText) are measured where they are
installed: lines go in as paragraphs of a page, which is how their users feed them text. The figures for templates never seen
on sites never seen come from `benchmarks/frames.py`.
"""

from __future__ import annotations

import argparse
import time
import tomllib
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from benchmarks import seeds, shared
from cleaners import boilerplate
from cleaners.boilerplate.layout import View
from cleaners.boilerplate.lines.model import load_judge
from cleaners.boilerplate.lines.step import judged, lines_of
from cleaners.boilerplate.withheld.omissions import omissions
from cleaners.document import Document
from cleaners.options import CleanOptions, Context
from cleaners.rules.packs import built_in_packs
from cleaners.step import run_steps

DATA = Path(__file__).parent / "data"
CASES = Path(__file__).parent.parent / "tests" / "boilerplate" / "cases"
PROSE = (
    "今年雨水来得早，镇里把沟渠先清了一遍，几个老把式带着年轻人下田，看苗情、看墒情，心里都有了底。",
    "合作社的账本摆在桌上，一笔一笔都对得起来，大家边看边议，觉得明年可以再添两台机器。",
    "傍晚的时候，晒谷场上坐满了人，孩子们在谷堆边追来跑去，谁也不肯先回家。",
    "第二天一早，雾还没有散，村口的喇叭就响了，会计骑着车挨家送通知。",
)

Cleaner = Callable[[str], str]


def ours(options: CleanOptions | None = None) -> Cleaner:
    context = Context(options=options or CleanOptions())
    return lambda text: run_steps(Document.of(text), boilerplate.STEPS, context).text


def peers() -> Iterator[tuple[str, Cleaner]]:
    """The tools that are installed, and the simplest rule of all."""
    yield (
        "lines end in 。！？",
        lambda text: "\n".join(line for line in text.split("\n") if line.rstrip("”’」』）)")[-1:] in "。！？…"),
    )
    try:
        import trafilatura

        yield "trafilatura", lambda text: trafilatura.extract(_page(text), include_comments=False) or ""
    except ImportError:
        print("trafilatura is not installed: no row")
    try:
        import justext

        def just(text: str) -> str:
            found = justext.justext(
                _page(text).encode(),
                frozenset(),
                encoding="utf-8",
                length_low=15,
                length_high=40,
                stopwords_low=0,
                stopwords_high=0,
            )
            return "\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)

        yield "jusText", just
    except ImportError:
        print("jusText is not installed: no row")


def _page(text: str) -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    return f"<html><head><meta charset='utf-8'></head><body><article>{paragraphs}</article></body></html>"


class Shares(NamedTuple):
    """So many of so many."""

    got: int
    of: int

    def __str__(self) -> str:
        return f"{self.got}/{self.of} = {self.got / max(1, self.of):.3f}"


def single_lines(clean: Cleaner, *, each: bool = False) -> tuple[Shares, Shares]:
    """Frame lines dropped, look-alikes kept: each line before, within and behind four paragraphs (frames: before and behind)."""
    counts = {"frame": [0, 0], "content": [0, 0]}
    rows = [
        line.split("\t", 1) for line in (DATA / "lines_blind.tsv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"
    ]
    for kind, line in rows:
        for place in (0, 2, 4) if kind == "content" else (0, 4):
            text = "\n".join((*PROSE[:place], line, *PROSE[place:]))
            gone = seeds.squash(line) not in seeds.squash(clean(text))
            counts[kind][0] += gone == (kind == "frame")
            counts[kind][1] += 1
            if each and gone != (kind == "frame"):
                print(f"    {kind} {'lost' if gone else 'left'}: {line}")
    return Shares(*counts["frame"]), Shares(*counts["content"])


def documents(clean: Cleaner, *, each: bool = False) -> tuple[Shares, Shares, Shares]:
    """Snippets gone, strings kept, documents with both."""
    gone = all_gone = kept = all_kept = perfect = 0
    cases = tomllib.loads((DATA / "documents_blind.toml").read_text(encoding="utf-8"))["document"]
    for case in cases:
        left, lost = seeds.judged(clean(case["text"].strip()), case["go"], case["stay"])
        gone, all_gone = gone + len(case["go"]) - len(left), all_gone + len(case["go"])
        kept, all_kept = kept + len(case["stay"]) - len(lost), all_kept + len(case["stay"])
        perfect += not left and not lost
        if each and (left or lost):
            print(f"    {case['name']}: left {left} lost {lost}")
    return Shares(gone, all_gone), Shares(kept, all_kept), Shares(perfect, len(cases))


def page_lines(data: bytes) -> list[str]:
    """The text of a page, a block a line, as crude dumps have it."""
    import lxml.html

    import cleaners

    root = lxml.html.fromstring(cleaners.decode(data).text)
    for element in list(root.iter("script", "style", "noscript")):
        element.drop_tree()  # type: ignore[attr-defined]
    blocks = {
        "p",
        "div",
        "li",
        "br",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "td",
        "ul",
        "table",
        "section",
        "article",
        "dd",
        "dt",
        "form",
        "pre",
    }
    pieces: list[str] = []
    for action, element in lxml.etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if element.tag in blocks:
            pieces.append("\n")
        text = element.text if action == "start" else element.tail
        pieces.append((text or "").replace("\n", " "))
    return [line.strip() for line in "".join(pieces).split("\n") if line.strip()]


def pages(clean_document: Callable[[str], Document]) -> tuple[Shares, Shares]:
    """Characters of the content lost, and lines of the frame dropped, on pages turned to text."""
    lost = content = gone = frame = 0
    for path in sorted((shared.SHARED / "data" / "html_pages").glob("*.html")):
        truth = seeds.squash(path.with_suffix(".txt").read_text(encoding="utf-8"))
        lines = page_lines(path.read_bytes())
        of_text = [number for number, line in enumerate(lines) if len(seeds.squash(line)) >= 12 and seeds.squash(line) in truth]
        if not of_text:
            continue
        first = max(0, of_text[0] - 30)
        lines = lines[first : of_text[-1] + 30]
        starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
        document = clean_document("\n".join(lines))
        begin, end = document.patch.to_current(starts, [start + len(line) for start, line in zip(starts, lines, strict=True)])
        for number, (line, a, b) in enumerate(zip(lines, begin.tolist(), end.tolist(), strict=True)):
            size, left = len(seeds.squash(line)), len(seeds.squash(document.text[a:b]))
            if of_text[0] - 2 <= number + first <= of_text[-1] + 2 and seeds.squash(line) in truth:
                content, lost = content + size, lost + size - left
            else:
                frame, gone = frame + 1, gone + (left < size / 2)
    return Shares(lost, content), Shares(gone, frame)


def notices() -> tuple[Shares, Shares, Shares]:
    """Notices of withheld text found, their number exact, and stories taken for one."""
    rows = [
        line.split("\t")
        for line in (CASES / "omissions_wordings.tsv").read_text(encoding="utf-8").splitlines()
        if line[:1] != "#"
    ]
    rows += [
        line.split("\t") for line in (DATA / "omissions_blind.tsv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"
    ]
    whole, found, exact = "\n".join(PROSE), 0, 0
    for row in rows:
        document = run_steps(Document.of(f"{whole}\n{row[0]}"), [omissions], Context())
        found += bool(document.omissions) and document.text == whole
        exact += bool(document.omissions) and sum(omission.chars for omission in document.omissions) == int(row[2])
    stories = (CASES / "omissions_stories.txt").read_text(encoding="utf-8").splitlines()
    alarms = sum(bool(run_steps(Document.of(f"{whole}\n{story}"), [omissions], Context()).omissions) for story in stories)
    return Shares(found, len(rows)), Shares(exact, found), Shares(alarms, len(stories))


def prose(folder: Path) -> None:
    """Lines of clean text that change, and the speed on them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.txt"))]
    clean = ours()
    for text in texts[:20]:
        clean(text)
    begin = time.process_time()
    outs = [clean(text) for text in texts]
    spent = time.process_time() - begin
    lines = sum(text.count("\n") + 1 for text in texts)
    changed = sum(len(set(text.split("\n")) - set(out.split("\n"))) for text, out in zip(texts, outs, strict=True) if text != out)
    size = sum(map(len, texts))
    print(f"clean prose: {changed} of {lines} lines changed; {size / spent / 1e6:.2f} M characters a CPU second, all of the step")
    judge, view = load_judge(), View("\n".join(line for text in texts for line in text.split("\n") if line.strip()))
    starts, ends = lines_of(view)
    begin = time.process_time()
    judged(judge, view, starts, ends, None)
    print(f"judge of lines: {len(starts) / (time.process_time() - begin):,.0f} lines a CPU second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prose", type=Path)
    parser.add_argument("--each", action="store_true", help="print what is left and lost")
    options = parser.parse_args()
    tools: list[tuple[str, Cleaner]] = [
        (f"qingwen {profile}", ours(CleanOptions(profile=profile))) for profile in ("careful", "balanced", "greedy")
    ]
    tools += [("qingwen, rules alone", ours(CleanOptions(rules_off=("model.",)))), *peers()]
    for name, clean in tools:
        each = options.each and name == "qingwen balanced"
        dropped, kept = single_lines(clean, each=each)
        print(f"{name:22} lines: dropped {dropped}, look-alikes kept {kept}")
        gone, stay, perfect = documents(clean, each=each)
        print(f"{'':22} documents: gone {gone}, kept {stay}, both {perfect}")
    if shared.available():
        for name, off in (("qingwen balanced", ()), ("qingwen, rules alone", ("model.",))):
            context = Context(options=CleanOptions(rules_off=off))
            lost, frame = pages(lambda text, context=context: run_steps(Document.of(text), boilerplate.STEPS, context))  # type: ignore[misc]
            print(f"{name:22} pages of others: content characters lost {lost}, frame lines dropped {frame}")
    found, exact, alarms = notices()
    print(f"omissions: found {found}, number exact {exact}, false alarms {alarms}")
    rules = built_in_packs()
    full = sum(len(rule.examples) >= 2 and len(rule.counter_examples) >= 2 for rule in rules)
    print(f"rules with two examples and two counter-examples: {Shares(full, len(rules))}")
    if options.prose:
        prose(options.prose)


if __name__ == "__main__":
    main()

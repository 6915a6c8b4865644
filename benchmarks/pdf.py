"""PDF files against the text they were set from, beside other readers.

    python -m benchmarks.pdf FOLDER... [--each] [--peers]

Each folder holds NAME.pdf with NAME.pdf.gold.json, as `benchmarks.pdf_layouts` makes them. Columns: similarity (longest common
subsequence over the longer text, blanks aside), paragraphs whole on a line of their own, headings marked, table rows on one line,
notes kept, headers, footers and page numbers left, blanks put between Chinese characters, documents a second of CPU.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cleaners.document import Document
from cleaners.options import Context
from cleaners.origin import Origin
from cleaners.readers.pdf import read
from cleaners.repairs.lookalikes import fold_lookalikes
from cleaners.sources.item import RawItem
from cleaners.step import run_steps

DROPPED = ("header", "footer", "page_number", "hidden", "reference")
_BLANKS = re.compile(r"[\s\u3000]+")
_HAN_BLANK = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_RADICAL = re.compile("[\u2e80-\u2fd5]")
_SOFT_BREAK = re.compile(r"(?<!\n)\n(?![\n#|]|[-*] |\d+\. )")
_LABEL = re.compile(r"^(?:\d{1,2}[.、]|[•·])\s*")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


def dense(text: str) -> str:
    return _BLANKS.sub("", text)


def similarity(got: str, gold: str) -> float:
    """Length of the longest common subsequence over that of the longer text (bit-parallel, Hyyrö 2004)."""
    if not got or not gold:
        return float(got == gold)
    places: dict[str, int] = defaultdict(int)
    for at, character in enumerate(gold):
        places[character] |= 1 << at
    row = mask = (1 << len(gold)) - 1
    for character in got:
        hit = row & places.get(character, 0)
        row = (row + hit | row - hit) & mask
    return (len(gold) - row.bit_count()) / max(len(got), len(gold))


def ours(data: bytes) -> tuple[str, Document | None]:
    document = read(RawItem(Origin(), data), Context())
    if _RADICAL.search(document.text):
        document = run_steps(document, [fold_lookalikes], Context())  # the repair step's part
    text = document.text
    for mark in sorted(document.marks_now(*DROPPED), key=lambda mark: -mark.start):
        text = text[: mark.start] + text[mark.end + (mark.kind != "reference") :]
    return text, document


def plain(data: bytes) -> tuple[str, None]:
    import pypdfium2

    file = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_bounded() for page in file), None


def anydoc(data: bytes) -> tuple[str, None]:
    import anydoc as library

    return _SOFT_BREAK.sub(" ", library.to_markdown_bytes(data, "pdf")), None


def pdftotext(data: bytes) -> tuple[str, None]:
    return subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode(), None


def score(text: str, document: Document | None, gold: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Measure -> (reached, possible)."""
    lines = [line for line in text.split("\n") if line.strip()]
    dense_lines = {dense(line) for line in lines} | {dense(_LABEL.sub("", line)) for line in lines}
    notes = [dense(note) for note in gold.get("notes", ())]
    body = [dense(line) for line in lines]
    for note in notes:  # where notes stand is left to each reader
        body = [line for line in body if note not in line or len(line) > len(note) + 6]
    found: dict[str, tuple[float, float]] = {}
    order = dense("".join(gold["order"]))
    found["sim"] = similarity("".join(body), order), 1
    marks = {"1", "2", "3"} if notes else set()
    paras = [dense(para) for para in gold["paras"]]
    found["para"] = sum(para in dense_lines or any(para + mark in dense_lines for mark in marks) for para in paras), len(paras)
    headings = [dense(heading) for heading in gold["headings"]]
    if document:
        marked = {dense(document.source_text[mark.start : mark.end]) for mark in document.marks if mark.kind == "heading"}
    else:
        marked = {dense(line.lstrip("#* ").rstrip("* ")) for line in lines if line.startswith(("#", "**"))}
    found["head"] = sum(heading in marked for heading in headings), len(headings)
    rows = [dense("".join(row)) for row in gold["cells"]]
    found["row"] = (
        sum(row in dense_lines or row in {dense(line.replace("|", "")) for line in lines} for row in rows) if rows else 0,
        len(rows),
    )
    found["note"] = sum(note in dense(text) for note in notes), len(notes)
    left = sum(
        line in {dense(f) for f in gold["furniture"]} or any(dense(f) in line for f in gold["furniture"] if len(f) > 5)
        for line in map(dense, lines)
    )
    left -= sum(line in headings for line in map(dense, lines) if line in {dense(f) for f in gold["furniture"]})
    number = gold.get("number", "")
    if number:
        pattern = re.escape(dense(number)).replace(r"\{n\}", r"\d+").replace(r"\{all\}", r"\d+").replace(r"\{roman\}", "[ivxlc]+")
        left += sum(bool(re.fullmatch(pattern, line)) for line in map(dense, lines))
    found["left"] = left, 1
    spaced = sum(len(_HAN_BLANK.findall(line)) for line in lines)
    found["blanks"] = spaced - sum(len(_HAN_BLANK.findall(line)) for line in gold["order"]), 1
    return found


def _cpu_seconds() -> float:
    """Of this process and of the programs that it ran."""
    return time.process_time() + sum(os.times()[2:4])


def measure(reader: Callable[[bytes], tuple[str, Document | None]], files: Iterable[Path], each: bool) -> None:
    totals: dict[str, list[tuple[float, float]]] = defaultdict(list)
    seconds = 0.0
    failed = 0
    for path in files:
        gold = json.loads(path.with_name(path.name + ".gold.json").read_text(encoding="utf-8"))
        if gold.get("expect", "text") != "text" or not gold["order"]:
            continue
        data = path.read_bytes()
        begin = _cpu_seconds()
        try:
            text, document = reader(data)
        except Exception as error:
            print(f"    {path.name}: {type(error).__name__} {error}")
            failed += 1
            continue
        seconds += _cpu_seconds() - begin
        found = score(text, document, gold)
        for name, value in found.items():
            totals[name].append(value)
        if each:
            print(
                f"  {path.name:22}"
                + "  ".join(f"{name} {a / b if b > 1 or name == 'sim' else a:.3f}" for name, (a, b) in found.items() if b)
            )
    count = len(totals["sim"])
    if not count:
        return
    shares = "  ".join(
        f"{name} {sum(a for a, _ in values) / total:.3f}"
        if name not in ("left", "blanks")
        else f"{name} {sum(a for a, _ in values):.0f}"
        for name, values in totals.items()
        if (total := sum(b for _, b in values))
    )
    worst = min(a for a, _ in totals["sim"])
    print(f"{reader.__name__:10} n {count}  {shares}  worst sim {worst:.3f}  failed {failed}  {count / seconds:.1f} docs/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--each", action="store_true", help="print every file")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--only", default="*", help="a pattern of names")
    options = parser.parse_args()
    for folder in options.folders:
        groups: dict[str, list[Path]] = defaultdict(list)
        for path in sorted(folder.glob(f"{options.only}.pdf")):
            if path.with_name(path.name + ".gold.json").exists():
                groups[
                    "two columns"
                    if re.match("twocol|thesis|balanced|newspaper", path.name)
                    else "predefined CMaps"
                    if path.name.startswith(("predef", "kangxi"))
                    else "one column"
                ].append(path)
        for name, files in groups.items():
            print(f"{folder.name}, {name}")
            for reader in (ours, plain, anydoc, pdftotext) if options.peers else (ours,):
                measure(reader, files, options.each)


if __name__ == "__main__":
    main()

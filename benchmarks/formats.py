"""Readers of all formats against gold text: order, characters, headings, rows, notes, what is left of page furniture, speed.

    python -m benchmarks.formats SAMPLES [--peers PYTHON]

SAMPLES is a folder that `../shared/prototypes/make_format_samples.py --text ../shared/seeds/*.txt --out SAMPLES --hostile` made
(it needs LibreOffice). PYTHON is an interpreter with the peers installed (markitdown, kreuzberg, firecrawl-anydoc); without it
only this project is measured. Notes are compared on their own, since formats and tools put them in different places.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

from cleaners.boilerplate.furniture import furniture
from cleaners.document import Document, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers import read
from cleaners.sources import RawItem, sniff
from cleaners.step import run_steps

SPEED_GOALS = {"html": 500, "doc": 150, "docx": 80, "pdf": 15}
_NAMES = {"txt": "text", "jsonl": "json", "tar.gz": "gz", "warc": "gz"}  # gold's names of formats for sniff's
_MARKUP = re.compile(r"[\s|#*\\>`_~]|\[\^?\d+\]:?|<[^<>]{1,40}>|\((?:data|https?)[^)]*\)|(?<=\|)-{3,}(?=\|)|^-{3,}$")
SECONDS = 0.6  # of processor time for each format's speed

_PEER = r"""
import json, sys, io
def anydoc(path):
    import anydoc
    return anydoc.to_markdown_bytes(open(path, "rb").read())
def markitdown(path, tools={}):
    from markitdown import MarkItDown
    return tools.setdefault("m", MarkItDown()).convert(path).text_content
def kreuzberg(path):
    import kreuzberg
    return kreuzberg.extract_file_sync(path).content
for name in ("anydoc", "markitdown", "kreuzberg"):
    for path in sys.argv[1:]:
        try:
            text = globals()[name](path)
        except BaseException as error:
            text = ""
        print(json.dumps([name, path, text or ""]), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Output:
    """What a tool made of a file: its lines, and which of them it calls headings."""

    lines: list[str]
    headings: frozenset[str]


@dataclass(slots=True)
class Row:
    sims: list[float] = field(default_factory=list)
    f1s: list[float] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    furniture: int = 0


def plain(text: str) -> str:
    return _MARKUP.sub("", text)


def common_length(one: str, other: str) -> int:
    """The length of the longest common subsequence, with a bit for each character of `one` (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for at, sign in enumerate(one):
        places[sign] = places.get(sign, 0) | 1 << at
    full = (1 << len(one)) - 1
    row = full
    for sign in other:
        hits = places.get(sign, 0) & row
        row = ((row + hits) | (row - hits)) & full
    return len(one) - row.bit_count()


def similarity(one: str, other: str) -> float:
    return 2 * common_length(one, other) / max(1, len(one) + len(other))


def character_f1(one: str, other: str) -> float:
    return 2 * (Counter(one) & Counter(other)).total() / max(1, len(one) + len(other))


def own_output(document: Document) -> Output:
    document = run_steps(document, (furniture,), Context())
    headings = frozenset(plain(document.text[m.start : m.end]) for m in document.marks_now("heading"))
    return Output(document.text.split("\n"), headings)


def peer_output(text: str) -> Output:
    lines = text.split("\n")
    return Output(lines, frozenset(plain(line) for line in lines if line.startswith("#")))


def measure(row: Row, output: Output, gold: dict[str, Any]) -> None:
    body, wanted = plain("\n".join(output.lines)), plain("".join(gold["order"]))
    lines = {plain(line) for line in output.lines}
    without = body
    for note in map(plain, gold["notes"]):
        row.wanted["note"] += 1
        row.found["note"] += note in body
        without = without.replace(note, "", 1)
    row.sims.append(similarity(without, wanted))
    row.f1s.append(character_f1(without, wanted))
    for heading in map(plain, gold["headings"]):
        row.wanted["heading"] += 1
        row.found["heading"] += heading in output.headings
    for cells in gold["cells"]:
        row.wanted["row"] += 1
        row.found["row"] += plain("".join(cells)) in lines
    row.furniture += sum(body.count(plain(text)) for text in gold["furniture"])


def samples(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.glob("*.gold.json")):
        yield folder / path.name.removesuffix(".gold.json"), json.loads(path.read_text(encoding="utf-8"))


def print_rows(name: str, rows: dict[str, Row]) -> None:
    print(f"\n{name}\n{'format':8}{'n':>3}{'sim':>8}{'worst':>8}{'F1':>8}{'heading':>9}{'row':>7}{'note':>7}{'furniture':>11}")
    for kind, row in sorted(rows.items()):
        shares = [f"{row.found[w] / row.wanted[w]:.3f}" if row.wanted[w] else "-" for w in ("heading", "row", "note")]
        sims, f1s = row.sims, row.f1s
        print(
            f"{kind:8}{len(sims):3}{sum(sims) / len(sims):8.4f}{min(sims):8.4f}{sum(f1s) / len(f1s):8.4f}"
            f"{shares[0]:>9}{shares[1]:>7}{shares[2]:>7}{row.furniture:11}"
        )


def speed(paths: Iterable[Path]) -> float:
    """Documents a second and core, the first round left out."""
    items = [RawItem(Origin(), path.read_bytes(), path.name) for path in paths]
    for item in items:
        read(item, Context())
    count, start = 0, process_time()
    while process_time() - start < SECONDS:
        for item in items:
            read(item, Context())
        count += len(items)
    return count / (process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", type=Path)
    parser.add_argument("--peers", metavar="PYTHON")
    arguments = parser.parse_args()
    everything = list(samples(arguments.samples)) if arguments.samples.is_dir() else []
    if not everything:
        sys.exit(f"no samples in {arguments.samples}: make them with {__doc__.split('that `')[1].split('`')[0]}")
    good = [(path, gold) for path, gold in everything if gold["expect"] == "text"]

    right: dict[bool, list[bool]] = {False: [], True: []}
    for path, gold in good:
        kind = sniff(path.read_bytes(), path.name)
        right[gold["ext_lies"]].append(kind == _NAMES.get(gold["fmt"], gold["fmt"]))
    honest, lying = (f"{sum(found)}/{len(found)}" for found in (right[False], right[True]))
    print(f"sniffing: honest names {honest} (goal 100 %), lying names {lying} (goal 99 %)")

    rows: dict[str, Row] = {}
    speeds: dict[str, list[Path]] = {}
    for path, gold in good:
        try:
            document = read(RawItem(Origin(), path.read_bytes(), path.name), Context())
        except Rejected as rejected:
            if rejected.reason != "unsupported":
                print(f"{path.name}: {rejected}")
            continue
        measure(rows.setdefault(gold["fmt"], Row()), own_output(document), gold)
        speeds.setdefault(gold["fmt"], []).append(path)
    print_rows("qingwen", rows)
    print("\ndocuments a second and core")
    for kind, paths in sorted(speeds.items()):
        goal = SPEED_GOALS.get(kind)
        print(f"{kind:8}{speed(paths):9.0f}" + (f"   goal {goal}" if goal else ""))

    if arguments.peers:
        golds = {str(path): gold for path, gold in good if gold["fmt"] in rows}
        command = [arguments.peers, "-c", _PEER, *golds]
        done = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        peers: dict[str, dict[str, Row]] = {}
        for line in done.splitlines():
            if line.startswith("["):
                name, file, text = json.loads(line)
                measure(peers.setdefault(name, {}).setdefault(golds[file]["fmt"], Row()), peer_output(text), golds[file])
        for name, found in peers.items():
            print_rows(name, found)


if __name__ == "__main__":
    main()

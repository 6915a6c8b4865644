"""What has structure stays: fences, rows, formulas, numbers, indents and programs before and after cleaning.

    python -m benchmarks.structure [--every N] [--kind NAME] [--show]

Runs over `../shared/data/plain_texts` (texts without a site's frame). The shapes are found by patterns of its
own, not by the marks of `cleaners.structure`, so that what the marks miss is counted. `--show` prints some of what was lost.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterator

import cleaners
from benchmarks.shared import SHARED
from cleaners.errors import Rejected

TEXTS = SHARED / "data" / "plain_texts"
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$")
_FORMULA = re.compile(r"\$\$[^$]{2,2000}\$\$|(?<![\\$])\$(?!\s)[^$\n]{0,300}[\\^_=][^$\n]{0,300}(?<!\s)\$(?!\d)")
_ITEM = re.compile(r"[ \t]*(\d{1,3}[.)、．]|[(（]\d{1,2}[)）]|[A-D][.．、]|[-*+](?=[ \t]))")
_NESTED = re.compile(r"((?: {2}|\t)+)([-*+]|\d{1,2}[.)])[ \t]+\S")
Found = dict[str, Counter[str]]


def blocks(text: str) -> tuple[list[str], list[str]]:
    """The texts between fences, and the lines outside of them."""
    inside: list[str] = []
    outside: list[str] = []
    block: list[str] | None = None
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if block is None and found:
            block, fence = [line], found[1]
        elif block is None:
            outside.append(line)
        else:
            block.append(line)
            if found and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                inside.append("\n".join(block))
                block = None
    return inside, outside + (block or [])


def squeezed(line: str) -> str:
    return "".join(line.split())


def shapes(text: str, *, markdown: bool) -> Found:
    inside, outside = blocks(text) if markdown else ([], text.split("\n"))
    rest = "\n".join(outside)
    rows = (squeezed(line) for line in outside if markdown and _ROW.match(line))
    formulas = (found[0] for found in _FORMULA.finditer(rest)) if "\\" in rest else ()
    return {
        "fences": Counter(block.rstrip() for block in inside),
        "table rows": Counter(row for row in rows if len(row) > 3),
        "formulas": Counter(formulas),
        "list numbers": Counter(found[1] for line in outside if (found := _ITEM.match(line))),
        "nested items": Counter(f"{found[1]}{found[2]}" for line in outside if (found := _NESTED.match(line))),
    }


def kept(before: Found, text: str, after: Found) -> Iterator[tuple[str, int, int, list[str]]]:
    """For each shape how many there were, how many are left, and which are lost."""
    for name, counts in before.items():
        lost = [shape for shape in counts if shape not in text] if name in ("fences", "formulas") else list(counts - after[name])
        gone = sum(counts[shape] - (0 if name in ("fences", "formulas") else after[name][shape]) for shape in lost)
        yield name, counts.total(), counts.total() - gone, lost


def cleaned(text: str, name: str) -> str:
    try:
        return cleaners.clean(text.encode(), name=name).text
    except Rejected:
        return ""


def parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def documents(kind: str, every: int) -> Iterator[dict[str, str]]:
    for path in sorted(TEXTS.glob(f"{kind or '*'}.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            if number % every == 0:
                yield {**json.loads(line), "kind": path.stem}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--kind", default="")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    if not TEXTS.is_dir():
        print(f"nothing to measure: {TEXTS} is missing", file=sys.stderr)
        return 1
    totals: Counter[str] = Counter()
    for document in documents(arguments.kind, arguments.every):
        text, name = document["text"], document["name"]
        markdown = name.endswith(".md")
        out = cleaned(text, name)
        totals["documents"] += 1
        totals["changed again, own name"] += cleaned(out, name) != out if out else 0
        totals["changed again, as .txt"] += cleaned(out, "a.txt") != out if out else 0
        for shape, before, after, lost in kept(shapes(text, markdown=markdown), out, shapes(out, markdown=markdown)):
            totals[shape] += before
            totals[f"{shape} kept"] += after
            if arguments.show and lost:
                print(f"{document['src']}: {shape}: {lost[:2]}"[:300])
        if name.endswith(".py.txt") and parses(text):
            totals["programs"] += 1
            totals["programs kept"] += parses(out)
            if arguments.show and not parses(out):
                print(f"{document['src']}: no program any more")
    for shape in ("fences", "table rows", "formulas", "list numbers", "nested items", "programs"):
        after, before = totals[f"{shape} kept"], totals[shape]
        print(f"{shape}: {after} of {before} = {100 * after / max(1, before):.2f} %")
    for way in ("changed again, own name", "changed again, as .txt"):
        print(f"{way}: {totals[way]} of {totals['documents']} documents")
    return 0


if __name__ == "__main__":
    sys.exit(main())

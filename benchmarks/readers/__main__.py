"""Readers of all formats on files of our own, against what was written into them and against a second reader.

    python -m benchmarks.readers [FOLDER] [--second] [--worst 20]

FOLDER (a temporary one without it) takes the files; one that holds some is measured as it is. Recall and precision are shares
of the 4-grams of letters, digits and Chinese marks, without blanks. A list's numbers may be marks, notes may stand at the end
or behind the paragraphs that name them, and what our readers mark as unseen may count or not: the best of these counts.
`--second` reads each file with LibreOffice, pdftotext or pandoc, too: where the text that was written is no fair measure (slides
cut it, a printed page repeats it), theirs is.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks.readers.make import INSTALL, make, missing
from benchmarks.readers.second import second_texts
from cleaners.document import Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers import read
from cleaners.sources import RawItem

# Sources that stay as they are written: their own text is what is wanted.
_LEFT_WHOLE = frozenset({".md", ".org", ".rst", ".tex", ".wiki"})
_NOT_COUNTED = re.compile(r"\[\d+\]|↩\ufe0e?|[\s!-/:-@\[-`{-~•·–◦▪―─│]")
# Pages number their lists by themselves: there the number is a mark, and no text.
_LISTS_ARE_MARKS = frozenset({".azw3", ".eml", ".epub", ".fb2", ".html", ".ipynb", ".mobi"})
_NUMBER = re.compile(r"^ *\d+\.  ?", re.MULTILINE)
_LABEL = re.compile(r"^ *(?:\d+\.|[A-Z]\.|\([a-z]\))  ?", re.MULTILINE)
_NOTE = re.compile(r"^\[(\d+)\] ", re.MULTILINE)
_TITLE_PAGES = frozenset({".epub"})  # which say the title twice
_TEX = {r"\rho": "ρ"}
GRAM = 4
GOAL = 0.97


class Score(NamedTuple):
    recall: float
    precision: float

    @property
    def least(self) -> float:
        return min(self)


def score(text: str, wanted: str) -> Score:
    """Shares of the 4-grams of `wanted` that are in `text`, and the other way round."""
    one, other = _grams(text), _grams(wanted)
    common = (one & other).total()
    return Score(common / max(1, other.total()), common / max(1, one.total()))


def _grams(text: str) -> Counter[str]:
    for command, sign in _TEX.items():
        text = text.replace(command, sign)
    signs = _NOT_COUNTED.sub("", text)
    return Counter(signs[at : at + GRAM] for at in range(max(1, len(signs) - GRAM + 1)))


def own_texts(path: Path) -> tuple[str, str]:
    """What our readers make of it, with and without what they mark as unseen; the reason in brackets where they reject it."""
    try:
        document = read(RawItem(Origin(), path.read_bytes(), path.name), Context())
    except Rejected as rejected:
        return f"[{rejected}]", ""
    signs = list(document.text)
    for mark in document.marks:
        if mark.kind == "hidden":
            signs[mark.start : mark.end] = [""] * (mark.end - mark.start)
    return document.text, "".join(signs)


def notes_beside(wanted: str) -> str:
    """The text with each note behind the paragraph that refers to it, where readers of word processors put it."""
    blocks = wanted.split("\n\n")
    notes = {found[1]: block for block in blocks if (found := _NOTE.match(block))}
    shown = list[str]()
    for block in blocks:
        if not _NOTE.match(block):
            shown += [block, *(notes[number] for number in re.findall(r"\[(\d+)\]", block) if number in notes)]
    return "\n\n".join(shown)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--second", action="store_true")
    parser.add_argument("--worst", type=int, default=20)
    arguments = parser.parse_args()
    if (names := missing()) and not (arguments.folder and any(arguments.folder.glob("*.gold"))):
        sys.exit(f"missing: {', '.join(names)}. Install with: {INSTALL}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        if not any(folder.glob("*.gold")):
            make(folder)
        measure(folder, second=arguments.second, worst=arguments.worst)


def measure(folder: Path, *, second: bool, worst: int) -> None:
    files = sorted(path for path in folder.iterdir() if path.suffix != ".gold")
    others = dict(second_texts(files)) if second else {}
    rows = defaultdict[str, list[tuple[Score, Score | None, Path]]](list)
    rejected = list[str]()
    for path in files:
        written = folder / f"{path.stem.split('-')[0]}.gold"
        wanted = (path if path.suffix in _LEFT_WHOLE else written).read_text(encoding="utf-8")
        text, seen = own_texts(path)
        if text.startswith("[") and len(text) < 300 and text.endswith("]"):
            rejected.append(f"{path.name}: {text}")
        references = [wanted, notes_beside(wanted), *([others[path]] if path in others else [])]
        references.append(_NOTE.sub(r"\1 ", wanted))  # notes with a bare number before them
        if path.suffix in _LISTS_ARE_MARKS:
            references += [_LABEL.sub("", wanted), _NUMBER.sub("", wanted)]
        if path.suffix in _TITLE_PAGES:
            references += [reference.partition("\n")[0] + "\n" + reference for reference in references]
        found = [score(own, reference) for reference in references for own in {text, seen}]
        best = max(found, key=lambda found: found.least)
        rows[path.suffix[1:]].append((best, score(others[path], wanted) if path in others else None, path))
    print(f"{len(files)} files\n{'format':8}{'files':>6}{'recall':>9}{'precision':>11}{'least':>8}{f'< {GOAL}':>8}{'second':>9}")
    for suffix, entries in sorted(rows.items()):
        own = [entry[0] for entry in entries]
        theirs = [entry[1].least for entry in entries if entry[1]]
        print(
            f"{suffix:8}{len(own):6}{statistics.median(s.recall for s in own):9.3f}"
            f"{statistics.median(s.precision for s in own):11.3f}{min(s.least for s in own):8.3f}"
            f"{sum(s.least < GOAL for s in own):8}{statistics.median(theirs) if theirs else float('nan'):9.3f}"
        )
    everything = sorted((entry for entries in rows.values() for entry in entries), key=lambda entry: entry[0].least)
    print(f"median of all {statistics.median(entry[0].least for entry in everything):.3f}; rejected: {len(rejected)}")
    for line in rejected:
        print(f"    {line}")
    for own_score, theirs_score, path in everything[:worst]:
        if own_score.least < GOAL:
            their = f"   second {theirs_score.recall:.3f} {theirs_score.precision:.3f}" if theirs_score else ""
            print(f"{path.name:32} recall {own_score.recall:.3f} precision {own_score.precision:.3f}{their}")


if __name__ == "__main__":
    main()

"""What is taken out of texts that have no frame at all, by kind of text and by rule, beside the recall of the same build.

    python -m benchmarks.trust [FOLDER ...] [--every N] [--off PREFIX] [--show RULE]

A folder holds .jsonl files, one a kind of text, with `id`, `name` and `text` a line; without one, ../shared/data/plain_texts is
taken. Blanks, marks and whatever only brings a text into canonical form are not counted as removed. `--off model.` measures
without a family of rules, `--show` prints 25 firings of a rule, of as many documents as it fired in, to be read and judged.
The exit status is 1 where nothing was measured.
"""

from __future__ import annotations

import argparse
import ast
import html
import json
import re
import sys
import unicodedata
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import cleaners
from benchmarks import boilerplate, seeds, shared
from cleaners.characters.fold import fold
from cleaners.document import Document
from cleaners.options import CleanOptions

PLAIN_TEXTS = shared.SHARED / "data" / "plain_texts"
# Families of rules that only bring a text into canonical form.
CANONICAL = (
    "space.", "entry.", "line.", "escape.", "punctuation.", "quote.", "dash.", "script.", "lookalike.", "vocabulary.", "word."
)  # fmt: skip
SHOWN = 25  # firings that `--show` prints

_FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<fence>```+|~~~+)[^\n`]*\n(?P<code>.*?)^(?P=indent)(?P=fence)[ \t]*$", re.M | re.S)
_ROW = re.compile(r"^[ \t]*\|[^\n]*\|[ \t]*$", re.M)
_FORMULA = re.compile(
    r"\$\$[^$\n]{2,400}\$\$|(?<![\\$\w])\$(?=[^\s$])[^$\n]{1,200}[\\^_{}=+<>][^$\n]{0,200}\$(?!\w)|\\\([^\n]{1,200}?\\\)"
)
_NUMBER = re.compile(r"^[ \t]*((?:\d{1,3}|[A-H])[.、．)）][^\n]{1,12})", re.M)


class Text(NamedTuple):
    """A text without a frame."""

    kind: str
    id: str
    name: str
    text: str


class Firing(NamedTuple):
    """What a rule did at one place, with a little of the source round it."""

    text: Text
    before: str
    taken: str
    put: str
    behind: str


@dataclass(slots=True)
class Counts:
    """Figures of a kind of text; pairs are (kept, all)."""

    documents: int = 0
    characters: int = 0
    removed: int = 0
    touched: int = 0
    rejected: int = 0
    again_text: int = 0
    again_name: int = 0
    kept: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, other: Counts) -> None:
        for name in ("documents", "characters", "removed", "touched", "rejected", "again_text", "again_name"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for what, (got, of) in other.kept.items():
            self.kept[what][0] += got
            self.kept[what][1] += of


def squeeze(text: str) -> str:
    """Letters and digits alone: what is left when blanks, marks and canonical forms are put aside."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def texts_of(folder: Path, every: int = 1) -> Iterator[Text]:
    """Every n-th text of each kind."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if number % every == 0:
                    row = json.loads(line)
                    yield Text(path.stem, row["id"], row["name"], row["text"])


def structures(source: str, out: str) -> Iterator[tuple[str, bool]]:
    """Each piece of structure of the source, and whether it came through."""
    lines = "\n".join(line.rstrip() for line in out.split("\n") if line.strip())
    for match in _FENCE.finditer(source):
        code = "\n".join(line.rstrip() for line in match["code"].split("\n") if line.strip())
        yield "code fences", code in lines
    letters = squeeze(fold(html.unescape(out)))
    for row in _ROW.findall(source):
        yield "table rows", squeeze(fold(html.unescape(row))) in letters  # an entity that was resolved is no loss
    for formula in _FORMULA.findall(source):
        yield "formulas", formula in out
    for number in _NUMBER.findall(source):
        yield "list numbers", squeeze(fold(number)) in letters


def parses(text: str) -> bool:
    """Whether the text is a Python program."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


class Measure:
    """Cleans texts and counts what happens to them."""

    def __init__(self, options: CleanOptions) -> None:
        self.options = options
        self.kinds: dict[str, Counts] = defaultdict(Counts)
        self.firings: dict[str, list[Firing]] = defaultdict(list)
        self.rejections: list[tuple[Text, str]] = []

    def _clean(self, text: str, name: str) -> Document | None:
        try:
            return cleaners.clean(text.encode(), name=name, options=self.options)
        except cleaners.Rejected:
            return None

    def add(self, text: Text) -> None:
        counts = self.kinds[text.kind]
        counts.documents += 1
        counts.characters += len(text.text)
        try:
            document = cleaners.clean(text.text.encode(), name=text.name, options=self.options)
        except cleaners.Rejected as rejected:
            counts.rejected, counts.touched = counts.rejected + 1, counts.touched + 1
            counts.removed += len(text.text)
            self.rejections.append((text, str(rejected)))
            return
        removed = self._note(text, document)
        counts.removed += removed
        counts.touched += removed > 0
        counts.again_text += self._changes(document.text, "again.txt")
        counts.again_name += self._changes(document.text, text.name)
        for what, kept in structures(text.text, document.text):
            counts.kept[what][0] += kept
            counts.kept[what][1] += 1
        if text.name.endswith(".py") and parses(text.text):
            as_text = self._clean(text.text, "program.txt")
            counts.kept["Python parses"][0] += as_text is not None and parses(as_text.text)
            counts.kept["Python parses"][1] += 1

    def _note(self, text: Text, document: Document) -> int:
        """Keep what the rules did; the number of characters that are gone."""
        removed = 0
        for entry, gone in zip(document.ledger(), document.patch.removals().tolist(), strict=True):
            if entry.rule.startswith(CANONICAL):
                continue
            end = entry.start + len(entry.taken)
            around = document.source_text[max(0, entry.start - 30) : entry.start], document.source_text[end : end + 30]
            self.firings[entry.rule].append(Firing(text, around[0], entry.taken, entry.put, around[1]))
            removed += len(squeeze(entry.taken)) if gone else 0
        return removed

    def _changes(self, delivered: str, name: str) -> bool:
        again = self._clean(delivered, name)
        return again is None or again.text != delivered

    def print(self) -> Counts:
        """The tables; returns the figures of all kinds together."""
        whole = Counts()
        print(f"{'kind':16}{'texts':>7}{'chars':>10}{'gone/M':>9}{'touched':>9}{'rejected':>9}{'again':>7}{'named':>7}")
        for kind, counts in sorted(self.kinds.items(), key=lambda row: -row[1].removed / max(1, row[1].characters)):
            whole.add(counts)
            _print_row(kind, counts)
        _print_row("all", whole)
        per = 1000 / max(1, whole.documents)
        print(f"of 1,000 texts: touched {per * whole.touched:.1f}, rejected {per * whole.rejected:.1f}, changed by a second "
              f"cleaning as .txt {per * whole.again_text:.1f}, under their own names {per * whole.again_name:.1f}")  # fmt: skip
        for what, (got, of) in whole.kept.items():
            print(f"{what}: {got} of {of} = {got / max(1, of):.4f}")
        print(f"{'rule':24}{'firings':>8}{'chars':>9}{'texts':>7}  kinds")
        for rule, firings in sorted(self.firings.items(), key=lambda row: -len(row[1])):
            kinds = Counter(firing.text.kind for firing in firings).most_common(4)
            chars = sum(len(squeeze(firing.taken)) for firing in firings)
            print(f"{rule:24}{len(firings):8}{chars:9}{len({firing.text.id for firing in firings}):7}  "
                  + ", ".join(f"{kind} {count}" for kind, count in kinds))  # fmt: skip
        for text, why in self.rejections[:40]:
            print(f"  rejected: {text.kind} {text.id} {text.name}: {why}")
        return whole

    def show(self, rule: str) -> None:
        """Firings of a rule, those of different texts first."""
        rounds: Counter[str] = Counter()
        order = []
        for firing in self.firings.get(rule, ()):
            rounds[firing.text.id] += 1
            order.append((rounds[firing.text.id], firing))
        for _, firing in sorted(order, key=lambda row: row[0])[:SHOWN]:
            print(
                f"  {firing.text.kind} {firing.text.id}: {firing.before!r} [{firing.taken!r} -> {firing.put!r}] {firing.behind!r}"
            )


def _print_row(kind: str, counts: Counts) -> None:
    gone = 1e6 * counts.removed / max(1, counts.characters)
    print(f"{kind:16}{counts.documents:7}{counts.characters:10}{gone:9.0f}{counts.touched:9}{counts.rejected:9}"
          f"{counts.again_text:7}{counts.again_name:7}")  # fmt: skip


def recall(options: CleanOptions) -> None:
    """What the same build finds in texts that have a frame."""
    clean = boilerplate.ours(options)
    dropped, kept = boilerplate.single_lines(clean)
    gone, stay, perfect = boilerplate.documents(clean)
    print(f"recall of the same build: frame lines dropped {dropped}, look-alikes kept {kept}")
    print(f"recall of the same build: documents in frames: gone {gone}, kept {stay}, both {perfect}")
    if not shared.available():
        return
    found = wanted = kept_seeds = wanted_kept = 0
    for name, data in shared.seeds().items():
        go, stays = shared.snippets()[name[:3]]
        left, lost = seeds.judged(cleaners.clean(data, name=name, options=options).text, go, stays)
        found, wanted = found + len(go) - len(left), wanted + len(go)
        kept_seeds, wanted_kept = kept_seeds + len(stays) - len(lost), wanted_kept + len(stays)
    print(f"recall of the same build: seeds: gone {found} of {wanted}, kept {kept_seeds} of {wanted_kept}")


def measure(folders: Iterable[Path], options: CleanOptions, every: int = 1) -> Measure:
    """Clean all texts of the folders."""
    found = Measure(options)
    for folder in folders:
        for text in texts_of(folder, every):
            found.add(text)
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--every", type=int, default=1, help="measure every n-th text only")
    parser.add_argument("--off", action="append", default=[], help="a rule, or a family by its prefix, that does not run")
    parser.add_argument("--show", action="append", default=[], help="print firings of this rule")
    parser.add_argument("--no-recall", action="store_true", help="leave the recall out")
    given = parser.parse_args(arguments)
    options = CleanOptions(rules_off=tuple(given.off))
    found = measure(given.folders or [PLAIN_TEXTS], options, given.every)
    if not found.kinds:
        print("No texts: name a folder of .jsonl files; ../shared/data/plain_texts is not there.")
        return 1
    found.print()
    for rule in given.show:
        print(f"{rule}:")
        found.show(rule)
    if not given.no_recall:
        recall(options)
    return 0


if __name__ == "__main__":
    sys.exit(main())

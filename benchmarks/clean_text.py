"""Clean text must go through byte for byte; the same build's recall on dirty text is printed beside it.

    python -m benchmarks.clean_text [FOLDER ...]

A folder holds .txt files of proper simplified prose in canonical form (UTF-8). Without one, the hand-written expected texts of
the sample corpus and of the seeds are used, and each of their paragraphs alone.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cleaners
from benchmarks import seeds, shared
from cleaners.errors import Rejected

EXPECTED = Path(__file__).parent.parent / "tests" / "samples" / "expected"
RAW = Path(__file__).parent.parent / "raw"


def own_texts() -> Iterator[tuple[str, str]]:
    paths = sorted(EXPECTED.rglob("*.txt"))
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in paths]
    if shared.available():
        texts += [(name, shared.expected(name)) for name in shared.seeds()]
    for name, text in texts:
        yield name, text
        yield from ((f"{name} paragraph {number}", line) for number, line in enumerate(text.split("\n"), 1))


def folder_texts(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.txt")):
        yield str(path), path.read_text(encoding="utf-8")


def main(folders: list[str]) -> int:
    texts = [text for folder in folders for text in folder_texts(Path(folder))] or list(own_texts())
    rules: Counter[str] = Counter()
    changed, shown = 0, 0
    for name, text in texts:
        try:
            document = cleaners.clean(text.encode("utf-8"), name=name)
        except Rejected as rejected:
            changed += 1
            print(f"  {name}: rejected, {rejected}")
            continue
        if document.text == text:
            continue
        changed += 1
        rules.update(document.patch.taken())
        for entry in document.ledger():
            shown += 1
            if shown <= 40:
                around = text[max(0, entry.start - 12) : entry.start], text[entry.start + len(entry.taken) :][:12]
                print(f"  {name}: {entry.rule}: {around[0]!r} [{entry.taken!r} -> {entry.put!r}] {around[1]!r}")
    characters = sum(len(text) for _, text in texts)
    print(f"clean text: {len(texts)} documents, {characters} characters; {changed} documents changed {dict(rules) or ''}")
    wanted = got = 0
    for path in sorted(EXPECTED.rglob("*.txt")):
        raw = RAW / path.relative_to(EXPECTED).with_suffix("")
        document = cleaners.clean(raw.read_bytes(), name=raw.name)
        wanted, got = wanted + 1, got + (document.text == path.read_text(encoding="utf-8"))
    print(f"recall of the same build: {got} of {wanted} samples in raw/ exactly right")
    if shared.available():
        gone = all_ = 0
        for name, data in shared.seeds().items():
            go, stay = shared.snippets()[name[:3]]
            left, _ = seeds.judged(cleaners.clean(data, name=name).text, go, stay)
            gone, all_ = gone + len(go) - len(left), all_ + len(go)
        print(f"recall of the same build: {gone} of {all_} boilerplate snippets of the seeds gone")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

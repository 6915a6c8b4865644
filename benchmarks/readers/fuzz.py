"""Damaged files of every format through isolated workers: does each end as a text or a rejection, and is rubbish flagged?

    python -m benchmarks.readers.fuzz FOLDER [--rounds 2] [--seed 1] [--formats doc,pdf]

FOLDER holds the files that `python -m benchmarks.readers FOLDER` made. Each file is damaged `--rounds` times: cut off, bytes
turned, blocks lost, doubled or zeroed, one file's head before another's tail. Rubbish is a text of which more than `STRANGE` are
characters that no undamaged file has, or letters (the texts are Chinese), and that names no omission, no damage and no residue.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import cleaners
from cleaners.document import Document
from cleaners.errors import Rejected

STRANGE, MIN_LENGTH = 0.6, 20
# What is its own text, byte for byte: damage there is damaged text, which the steps behind the readers are for.
_TEXTS = frozenset({".csv", ".html", ".ipynb", ".md", ".org", ".rst", ".tex", ".txt", ".wiki"})


def damaged(data: bytes, draw: random.Random, other: bytes) -> bytes:
    """One of the ways in which files break."""
    size = len(data)
    at, length = draw.randrange(size), draw.choice((1, 16, 512, 4096))
    way = draw.randrange(6)
    if way == 0:
        return data[:at]
    if way == 1:
        out = bytearray(data)
        for _ in range(draw.choice((1, 10, 100))):
            out[draw.randrange(size)] = draw.randrange(256)
        return bytes(out)
    if way == 2:
        return data[:at] + data[at + length :]
    if way == 3:
        return data[: at + length] + data[at:]
    if way == 4:
        return data[:at] + bytes(min(length, size - at)) + data[at + length :]
    return data[:at] + other[min(at, len(other)) :]


def written(source: Path, target: Path, rounds: int, seed: int, formats: set[str]) -> dict[str, Path]:
    """Name of each damaged file in `target` -> the file it was made of."""
    draw, found = random.Random(seed), dict[str, Path]()
    files = sorted(path for path in source.iterdir() if path.suffix != ".gold" and (not formats or path.suffix[1:] in formats))
    alike = defaultdict[str, list[Path]](list)
    for path in files:
        alike[path.suffix].append(path)
    for path in files:
        data = path.read_bytes()
        for number in range(rounds):
            name = f"{path.stem}~{number}{path.suffix}"
            (target / name).write_bytes(damaged(data, draw, draw.choice(alike[path.suffix]).read_bytes()))
            found[name] = path
    return found


def is_rubbish(document: Document, whole: set[str]) -> bool:
    text = "".join(document.text.split())
    known = {sign for sign in whole if not sign.isascii()} | set("0123456789.,()[]#|-*/:")
    said = document.omissions or document.metadata.get("bytes_damaged") or float(document.record()["metadata"]["residue"]) > 0
    return not said and len(text) >= MIN_LENGTH and sum(sign not in known for sign in text) > STRANGE * len(text)


def outcomes(folder: Path) -> Iterator[tuple[str, Document | Rejected]]:
    for item in cleaners.clean_path(folder):
        if isinstance(item, Document | Rejected):
            yield item.origin.path.decode(), item


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", default="")
    arguments = parser.parse_args()
    formats = set(filter(None, arguments.formats.split(",")))
    whole = {
        sign for _, item in outcomes(arguments.folder) if isinstance(item, Document) for sign in item.source_text + item.text
    }
    rows = defaultdict[str, Counter[str]](Counter)
    told = list[str]()
    with tempfile.TemporaryDirectory() as temporary:
        sources = written(arguments.folder, Path(temporary), arguments.rounds, arguments.seed, formats)
        begun, seen = time.perf_counter(), set[str]()
        for name, item in outcomes(Path(temporary)):
            seen.add(name)
            suffix = Path(name).suffix
            outcome: str = item.reason if isinstance(item, Rejected) else "text"
            if outcome in ("crash", "timeout", "memory"):
                told.append(f"{name}: {item}")
            if isinstance(item, Document) and suffix not in _TEXTS and is_rubbish(item, whole):
                outcome = "rubbish"
                told.append(f"{name}: {item.text[:60]!r}")
            rows[suffix[1:]][outcome] += 1
        seconds = time.perf_counter() - begun
        for suffix, row in sorted(rows.items()):
            print(f"{suffix:8}" + "  ".join(f"{outcome} {count}" for outcome, count in row.most_common()))
        print(f"{len(sources)} files in {seconds:.0f} s, {len(sources) - len(seen)} without an outcome; told: {len(told)}")
        print("\n".join(told))


if __name__ == "__main__":
    main()

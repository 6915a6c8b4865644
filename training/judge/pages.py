"""Documents with a label for each line, from the development data and from the grammar of frames."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENT, FRAME, UNKNOWN, MIXED = 0, 1, -1, -2
_SITE_LABELS = {"c": CONTENT, "f": FRAME, "x": UNKNOWN}
_WRITTEN_LABELS = {"c": CONTENT, "t": CONTENT, "f": FRAME, "m": UNKNOWN}
# A by-line is metadata: neither is wrong. An `x` line holds content beside frame: it must not go as a whole, but part of it must.
_TEXT_LABELS = {"c": CONTENT, "t": CONTENT, "f": FRAME, "m": UNKNOWN, "u": UNKNOWN, "x": MIXED}
WRITTEN = Path(__file__).parents[1] / "written"
_LONGEST = 700  # lines of a text without a frame that are read: more of one text teaches nothing new


@dataclass(frozen=True, slots=True)
class Page:
    """`site`: what must not stand on both sides of a split. `source`: site_lines, text_pages, written, plain_texts or grammar."""

    id: str
    site: str
    kind: str
    source: str
    lines: tuple[str, ...]
    labels: tuple[int, ...]
    title: str = ""

    def fold(self, folds: int, salt: str = "") -> int:
        return zlib.crc32((salt + self.site).encode()) % folds


def site_pages(data: Path) -> Iterator[Page]:
    for row in rows(data / "site_lines" / "lines.jsonl.zst"):
        shown = [line for line in row["lines"] if len(line) < 3]
        lines = tuple(" ".join(line[0].split()) for line in shown)
        labels = tuple(_SITE_LABELS[line[1]] for line in shown)
        yield _page(row["id"], row["site"], row["kind"], "site_lines", lines, labels, row.get("title") or "")


def text_pages(data: Path) -> Iterator[Page]:
    for row in map(json.loads, (data / "text_pages" / "pages.jsonl").read_text(encoding="utf-8").splitlines()):
        lines = tuple(line[0].replace("\n", " ") for line in row["lines"])
        labels = tuple(_TEXT_LABELS[line[1]] for line in row["lines"])
        title = next((line[0].strip() for line in row["lines"] if line[1] == "t"), "")
        yield _page(row["id"], "text:" + row["id"], row["kind"], "text_pages", lines, labels, title)


def written_pages(folder: Path = WRITTEN) -> Iterator[Page]:
    """Pages of invented sites, one a file; each line begins with its label: `f` frame, `c` content, `t` title, `m` by-line."""
    for path in sorted(folder.glob("*/*.txt")):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        labelled = [(row[0], row[2:]) for row in rows if len(row) > 2]
        lines = tuple(" ".join(text.split()) if text.strip() else "" for _, text in labelled)
        title = next((text.strip() for label, text in labelled if label == "t"), "")
        kind = head.removeprefix("# kind:").split(";")[0].strip()
        name = f"{path.parent.name}/{path.stem}"
        yield _page(
            name, f"written:{name}", kind, "written", lines, tuple(_WRITTEN_LABELS[label] for label, _ in labelled), title
        )


def plain_texts(data: Path) -> Iterator[Page]:
    """Split by the repository that a text is from."""
    for path in sorted((data / "plain_texts").glob("*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            lines = tuple(row["text"].split("\n")[:_LONGEST])
            repository = row["src"].split(":")[0]
            yield _page(row["id"], repository, path.stem, "plain_texts", lines, (CONTENT,) * len(lines), "")


def _page(*fields: Any) -> Page:
    return Page(*fields)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    import zstandard

    with path.open("rb") as file:
        yield from map(json.loads, io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8"))

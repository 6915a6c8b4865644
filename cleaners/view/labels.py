"""What a reader says of removals, as a file of JSON lines that can be shared, and what follows from it.

A line is `{"rule", "place", "id", "text", "lines", "label"}`: what was removed from which document, the lines of its source that
it stood in, and `right`, `wrong` or `unsure`. A later line about the same removal counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from math import sqrt
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import orjson

from cleaners.errors import RunError

Said = Literal["right", "wrong", "unsure"]
SAID: tuple[Said, ...] = get_args(Said)

Z = 1.96
"""Of an interval that holds the true share 95 times of 100."""


class Label(NamedTuple):
    rule: str
    place: str
    id: str
    text: str
    lines: tuple[str, ...]
    label: Said

    @property
    def about(self) -> tuple[str, str, str]:
        """What it is said of."""
        return self.rule, self.place, self.text


class Precision(NamedTuple):
    """How often a rule is right, of what readers were sure of, and the interval that this many labels allow (Wilson)."""

    rule: str
    right: int
    wrong: int
    unsure: int

    @property
    def share(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.right + self.wrong)


def wilson(right: int, total: int) -> tuple[float, float]:
    """The interval of a share, by Wilson's score.

    >>> [round(end, 3) for end in wilson(9, 10)]
    [0.596, 0.982]
    """
    if not total:
        return 0.0, 1.0
    share, square = right / total, Z * Z
    middle = share + square / (2 * total)
    half = Z * sqrt(share * (1 - share) / total + square / (4 * total * total))
    below = 1 + square / total
    return max(0.0, (middle - half) / below), min(1.0, (middle + half) / below)


def read_labels(file: Path) -> list[Label]:
    """The labels of a file, the last of each removal; none without a file. Raises RunError for a line that is no label."""
    found: dict[tuple[str, str, str], Label] = {}
    try:
        lines = file.read_bytes().splitlines() if file.exists() else []
    except OSError as error:
        raise RunError(f"{file}: {error.strerror}") from None
    for number, line in enumerate(lines, 1):
        try:
            label = _label(orjson.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise RunError(f"{file}: line {number} is no label ({error}); mend it or take it out") from None
        found.pop(label.about, None)
        found[label.about] = label
    return list(found.values())


def _label(row: Mapping[str, Any]) -> Label:
    label = Label(row["rule"], row["place"], row["id"], row["text"], tuple(row["lines"]), row["label"])
    if not all(isinstance(text, str) for text in (*label[:4], *label.lines)):
        raise ValueError("rule, place, id, text and lines are texts")
    if label.label not in SAID:
        raise ValueError(f"label is one of {', '.join(SAID)}")
    return label


def add_label(file: Path, label: Label) -> None:
    """Append a label. Raises OSError."""
    line = json.dumps({**label._asdict(), "lines": list(label.lines)}, ensure_ascii=False)
    with file.open("ab") as stream:
        stream.write(line.encode("utf-8", "replace") + b"\n")


def precision(labels: Iterable[Label]) -> list[Precision]:
    """Of each rule that was judged; those that may be worst first."""
    counts: dict[str, dict[str, int]] = {}
    for label in labels:
        counts.setdefault(label.rule, dict.fromkeys(SAID, 0))[label.label] += 1
    rows = [Precision(rule, **by_said) for rule, by_said in counts.items()]
    return sorted(rows, key=lambda row: (row.interval[0], row.rule))


def kept_pack(labels: Iterable[Label]) -> str:
    """A pack that keeps the lines whose removal was wrong (see `rules/kept.py`); "" where there are none."""
    lines = dict.fromkeys(line.strip() for label in labels if label.label == "wrong" for line in label.lines if line.strip())
    if not lines:
        return ""
    # A string of JSON is a string of TOML, but for the delete character.
    rows = "".join(f"    {json.dumps(line, ensure_ascii=False)},\n".replace("\x7f", "\\u007f") for line in lines)
    return f"# Lines that a reader wants to stay.\nkeep = [\n{rows}]\n"

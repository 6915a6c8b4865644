"""Every pattern of the project, and runs of characters that make a careless one slow."""

from __future__ import annotations

import pkgutil
import re
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import cleaners
from cleaners.boilerplate.engine.load import load_rules
from cleaners.options import CleanOptions

# One of each class that patterns tell apart, and the pairs that they look for.
PIECES = (
    " ", "\t", "\u3000", "\n", "a", "A", "1", "字", "一", "年", "第", ".", "·", "…", "-", "—", "_", "=", "*", "#", "|", "/",
    "\\", ":", "：", "，", ",", "。", "、", "!", "?", "'", '"', "“", "(", "（", "）", "[", "]", "【", "《", "<", ">", "{", "}",
    "&", ";", "@", "%", "$", "^", "~", "`", "+", "\u200b", "�", "é", "か", ". ", "- ", "a ", "1 ", "字 ", "1.", "a.",
    "1-", "1,", "字,", "字，", "字\n", "a\n", "1\n", " \n", "-\n", "|\n", "| ", "<a ", "</", "<b>", "&#", "[[", "{{", "((",
    "**", "``", "$$", "\\(", "http://", "a@", "a=", "字：", "“字", "《字", "（字）", "第一", "2020-", "...字", "\r\n",
)  # fmt: skip
SHORT, LONG = 1000, 4000
PATIENCE = 0.04
"""Seconds of CPU on a run of `LONG` pieces below which nobody cares; a linear pattern takes a thousandth."""

GROWTH = 8.0
"""Four times the text may take so many times as long: linear is 4, quadratic 16."""


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The patterns that stand in modules, and those of rules, each with its name."""
    for found in pkgutil.walk_packages(cleaners.__path__, "cleaners."):
        if found.name.endswith(("__main__", ".child")):
            continue
        try:
            module = import_module(found.name)
        except ImportError:  # an extra that is not there
            continue
        for name, value in vars(module).items():
            for number, pattern in enumerate(_in(value)):
                yield f"{found.name}.{name}[{number}]", pattern
    for rule in load_rules(CleanOptions(profile="greedy")).rules:
        if rule.pattern:
            yield f"rule {rule.id}", rule.regex


def _in(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif type(value).__name__ == "_LazyPattern":
        yield re.compile(*vars(value)["_source"])
    elif depth < 3 and isinstance(value, (tuple, list, frozenset, set)):
        for item in value:
            yield from _in(item, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        for item in value.values():
            yield from _in(item, depth + 1)


def runs(piece: str, times: int) -> Iterator[str]:
    """Texts that are little but a run."""
    yield piece * times
    yield f"字{piece * times}字"
    yield f"x\n{piece * times}!\n1"


def seconds(pattern: re.Pattern[Any], text: str) -> float:
    """CPU time of a search through all of a text."""
    subject: Any = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    begun = time.process_time()
    for _ in pattern.finditer(subject):
        pass
    return time.process_time() - begun


def slow(pattern: re.Pattern[Any]) -> str:
    """The piece whose runs take more than linear time, and how long; "" where there is none."""
    for piece in PIECES:
        for short, long in zip(runs(piece, SHORT), runs(piece, LONG), strict=True):
            if seconds(pattern, short) < PATIENCE / 16 or (taken := seconds(pattern, long)) < PATIENCE:
                continue
            if taken > GROWTH * min(seconds(pattern, short) for _ in range(3)):
                return f"{piece!r}: {taken:.2f} s for {LONG} times"
    return ""

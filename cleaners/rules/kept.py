"""Lines that packs of the user keep: nothing that takes out a site's frame may reach into them.

    keep = ["版权所有是本课要讲的概念。", "下载 分享"]     # at the top of a pack

A line of a text is kept where it is one of these, whatever its blanks, script and width. That is what a reader
says who found a removal wrong (`qingwen rules judge`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaners.characters.fold import fold
from cleaners.rules.packs import read_keep, user_packs

_BLANKS = re.compile(r"\s+")


def kept_key(line: str) -> str:
    """What lines are compared by: no blanks, simplified, ASCII marks, lower case."""
    return _BLANKS.sub("", fold(line)).lower()


@cache
def kept_lines(rule_packs: tuple[str, ...]) -> frozenset[str]:
    """The keys of all lines that some packs keep. Raises RuleError for a pack that cannot be read."""
    return frozenset(filter(None, map(kept_key, read_keep(user_packs(rule_packs)))))


@lru_cache(maxsize=2)  # steps that leave a text as it is share the answer
def kept_spans(text: str, rule_packs: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Starts and ends of the lines of a text that are kept; None where there are none."""
    kept = kept_lines(rule_packs)
    if not kept:
        return None
    longest = 2 * max(map(len, kept)) + 80  # blanks are in the line alone
    starts, ends, at = [], [], 0
    for line in text.split("\n"):
        if len(line) <= longest and kept_key(line) in kept:
            starts.append(at)
            ends.append(at + len(line))
        at += len(line) + 1
    return (np.array(starts, np.int64), np.array(ends, np.int64)) if starts else None

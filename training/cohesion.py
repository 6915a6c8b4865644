"""Build `cleaners/chinese/data/cohesion.txt`: pairs of characters that belong together inside a word.

    python -m training.cohesion path/to/jieba/dict.txt

Source: the word list with frequencies of the package jieba (MIT licence); only pairs of characters are taken from it. A pair is
cohesive when it occurs inside words at least RATIO times as often as it would across the border of two words that follow each
other by chance. The file has one line for each first character: it, and then the characters that follow it.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from training.conversion_table import DATA

# Swept over 2..15 and 5..150 on segmented news prose: this pair finds .845 of the cuts inside words at a false alarm of .049 on
# cuts between words (2 and 5: .936 and .086; 15 and 150: .771 and .033). Rerun `benchmarks/chinese.py` after a change.
RATIO = 8.0
LEAST = 50

_HAN = re.compile("[\u4e00-\u9fff]+")


def main(words: str) -> None:
    inside: Counter[str] = Counter()
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for line in Path(words).read_text(encoding="utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if not _HAN.fullmatch(word):
            continue
        frequency = int(count)
        first[word[0]] += frequency
        last[word[-1]] += frequency
        for pair in map("".join, pairwise(word)):
            inside[pair] += frequency
    total = sum(first.values())
    followers: defaultdict[str, list[str]] = defaultdict(list)
    for pair, within in inside.items():
        if within >= LEAST and within >= RATIO * last[pair[0]] * first[pair[1]] / total:
            followers[pair[0]].append(pair[1])
    lines = [char + "".join(sorted(after)) for char, after in sorted(followers.items())]
    (DATA / "cohesion.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"cohesion.txt: {sum(map(len, followers.values()))} pairs")


if __name__ == "__main__":
    main(sys.argv[1])

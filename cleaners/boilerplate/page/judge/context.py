"""A score of each line, seen with the scores round it: columns of the model's input.

The same sums that tell little of one line tell much of a part: means over windows, over the elements round the line and over all
lines in the same place of the template, and the stretch of lines of greatest sum.
"""

from __future__ import annotations

import numpy as np

from cleaners.boilerplate.page.view import Floats, Ints, PageView

WINDOWS = ((-1, -1), (1, 1), (-3, -1), (1, 3), (-8, -1), (1, 8), (-20, 20))
LEVELS = (0, 1, 2, 3, 5)
# Scores are cut off here before they are summed up, and long lines count no more than so many characters.
MOST, MAX_LENGTH = 3.0, 100.0
FAR = 100


def around(page: PageView, scores: Floats, template: Ints) -> list[Floats]:
    """The columns of one score."""
    size = np.sqrt(np.minimum(page.line_stats[:, 0], MAX_LENGTH))
    cut = np.clip(scores, -MOST, MOST)
    weighted = cut * size
    columns = [scores, *_windows(cut)]
    sums = np.concatenate(([0.0], np.cumsum(weighted)))
    sizes = np.concatenate(([0.0], np.cumsum(size)))
    mean = (sums[page.last] - sums[page.first]) / np.maximum(sizes[page.last] - sizes[page.first], 1.0)
    at = page.line_element
    for level in range(max(LEVELS) + 1):
        if level in LEVELS:
            columns.append(mean[at])
        at = page.parents[at]
    total = np.bincount(template, weighted) / np.maximum(np.bincount(template, size), 1.0)
    columns.append(total[template])
    columns += _stretch(sums)
    return columns


def _windows(values: Floats) -> list[Floats]:
    sums = np.concatenate(([0.0], np.cumsum(values)))
    at, count = np.arange(len(values)), len(values)
    found = []
    for begin, end in WINDOWS:
        low, high = np.clip(at + begin, 0, count), np.clip(at + end + 1, 0, count)
        found.append((sums[high] - sums[low]) / np.maximum(high - low, 1))
    return found


def _stretch(sums: Floats) -> list[Floats]:
    """Whether a line is in the stretch of greatest sum, and how far it is from it."""
    lowest = np.minimum.accumulate(sums[:-1])
    end = int(np.argmax(sums[1:] - lowest))
    begin = int(np.argmin(sums[: end + 1]))
    at = np.arange(len(sums) - 1)
    return [
        ((at >= begin) & (at <= end)).astype(float),
        np.clip(begin - at, 0, FAR).astype(float),
        np.clip(at - end, 0, FAR).astype(float),
    ]

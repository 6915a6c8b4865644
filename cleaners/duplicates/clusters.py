"""Which documents belong together, from their digests and signatures alone.

Band by band the documents are sorted by the key of the band; those beside each other with equal keys are compared by their whole
signatures, and joined where these agree enough. Memory: about 250 bytes a document beside the signatures
(`python -m benchmarks.duplicates`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.duplicates.signatures import BANDS, bands

NEAR = 0.8
"""Similarity from which two texts are near duplicates. Of copies at .9 and more all are found, at .8 to .9 seven of eight
(`python -m benchmarks.duplicates`)."""

_BLOCK = 1 << 16  # signatures whose keys are made at a time
Ints = NDArray[np.int64]


class Sheet(NamedTuple):
    """What is known of each document: two columns of its digest, its signature (zeros for a short text), and what decides which
    of several stays."""

    digests: NDArray[np.uint64]  # documents x 2
    signatures: NDArray[np.uint16]  # documents x SLOTS
    long: NDArray[np.bool_]  # has a signature
    complete: NDArray[np.bool_]  # nothing of it was withheld
    sizes: Ints  # characters
    times: NDArray[np.bytes_]  # when it was written or collected, "" where nobody knows


def clusters(sheet: Sheet, near: float = NEAR) -> Ints:
    """For each document the number of the one that stands for its cluster: itself, where it has no duplicate."""
    parent = np.arange(len(sheet.digests))
    order = np.lexsort(sheet.digests.T)
    same = (sheet.digests[order[1:]] == sheet.digests[order[:-1]]).all(axis=1)
    _join(parent, order[:-1][same], order[1:][same])
    for band in range(BANDS):
        _join(parent, *_alike(sheet, band, near))
    return _kept(sheet, _roots(parent))


def _alike(sheet: Sheet, band: int, near: float) -> tuple[Ints, Ints]:
    """Pairs of documents beside each other in the order of the band, with equal keys and signatures that agree enough."""
    places = sheet.long.nonzero()[0]
    if not len(places):
        return places, places
    blocks = range(0, len(places), _BLOCK)
    keys = np.concatenate([bands(sheet.signatures[places[at : at + _BLOCK]])[:, band] for at in blocks])
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    equal = (keys[1:] == keys[:-1]).nonzero()[0]
    # Each is compared with the one before it and with the first of its key: one that is neither's is another text's.
    starts = np.concatenate(([True], keys[1:] != keys[:-1])).nonzero()[0]
    first = starts[starts.searchsorted(equal + 1, "right") - 1]
    ones = np.concatenate((places[equal], places[first]))
    others = np.concatenate((places[equal + 1], places[equal + 1]))
    agree = np.concatenate(
        [similarity(sheet.signatures, ones[at : at + _BLOCK], others[at : at + _BLOCK]) for at in range(0, len(ones), _BLOCK)]
        or [np.zeros(0)]
    )
    return ones[agree >= near], others[agree >= near]


def similarity(signatures: NDArray[np.uint16], ones: Ints, others: Ints) -> NDArray[np.float64]:
    """The share of equal slots, pair by pair."""
    return np.asarray((signatures[ones] == signatures[others]).mean(axis=1))


def _join(parent: Ints, ones: Ints, others: Ints) -> None:
    roots = _roots(parent)
    apart = roots[ones] != roots[others]  # copies that one band has joined come in every other one, too
    ones, others = ones[apart], others[apart]
    for one, other in zip(ones.tolist(), others.tolist(), strict=True):
        root, top = _root(parent, one), _root(parent, other)
        if root != top:
            parent[max(root, top)] = min(root, top)


def _root(parent: Ints, place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = int(parent[place])
    return place


def _roots(parent: Ints) -> Ints:
    while not np.array_equal(parent, parent[parent]):
        parent = parent[parent]
    return parent


def _kept(sheet: Sheet, roots: Ints) -> Ints:
    """The one of each cluster that stays: complete before incomplete, then the longest, then the earliest, then the first."""
    known = np.where(sheet.times == b"", b"9", sheet.times)
    order = np.lexsort((np.arange(len(roots)), known, -sheet.sizes, ~sheet.complete, roots))
    first = np.concatenate(([True], roots[order][1:] != roots[order][:-1])) if len(roots) else np.zeros(0, bool)
    best = np.zeros(len(roots), np.int64)
    best[roots[order][first]] = order[first]
    return best[roots]


def members(kept: Ints) -> Iterator[tuple[int, Ints]]:
    """Each document that stays and has duplicates, with these."""
    order = np.argsort(kept, kind="stable")
    starts = np.concatenate(([True], kept[order][1:] != kept[order][:-1])).nonzero()[0] if len(kept) else np.zeros(0, np.int64)
    for begin, end in zip(starts.tolist(), [*starts[1:].tolist(), len(order)], strict=True):
        if end - begin > 1:
            one = int(kept[order[begin]])
            yield one, order[begin:end][order[begin:end] != one]

"""Find the duplicates of a collection, and write down which document stays for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from cleaners.duplicates.clusters import NEAR, Ints, clusters, members, similarity
from cleaners.duplicates.sheets import LEAST_PARAGRAPH, PartSheet, Told, joined, paragraph_hash, read_sheets
from cleaners.errors import RunError
from cleaners.records.folder import CleanFolder
from cleaners.storage import name_of

DUPLICATES, PARAGRAPHS = "duplicates.jsonl", "duplicate_paragraphs.jsonl"
MANY = 3  # documents from which a paragraph is one that recurs
MOST = 1000  # paragraphs that are written, those of most characters


class Found(NamedTuple):
    documents: int
    exact: int
    near: int
    clusters: int
    paragraphs: int


class Paragraph(NamedTuple):
    text: str
    documents: int
    id: str  # of the first document that has it


def find_duplicates(folder: CleanFolder, near: float = NEAR, told: Told | None = None) -> Found:
    """Write `duplicates.jsonl` and `duplicate_paragraphs.jsonl` into the collection.

    A line of the first stands for a document that another one makes needless: `id`, `canonical` (the id of that which stays:
    complete before incomplete, then the longest, then the earliest), `kind` (`exact` or `near`), `similarity` and `cluster_size`.
    Call it with the collection locked. Raises RunError where none is there, or nothing can be written.
    """
    if not folder.parts("documents"):
        raise RunError(f"{folder.place}: no documents are there; run `qingwen run RAW {name_of(folder.place)}` first")
    parts = list(read_sheets(folder, told))
    ids = np.concatenate([part.ids for part in parts])
    sheet = joined([part.sheet for part in parts])
    kept = clusters(sheet, near)
    exact = total = many = 0
    with folder.writing(DUPLICATES) as stream:
        for one, others in members(kept):
            many += 1
            same = (sheet.digests[others] == sheet.digests[one]).all(axis=1)
            alike = np.where(same, 1.0, similarity(sheet.signatures, np.full(len(others), one), others))
            for other, is_exact, share in zip(others.tolist(), same.tolist(), alike.tolist(), strict=True):
                stream.write(_line(ids[other], ids[one], is_exact, share, len(others) + 1))
                exact += is_exact
                total += 1
    return Found(len(ids), exact, total - exact, many, _write_paragraphs(folder, parts, ids))


def _line(identity: bytes, canonical: bytes, is_exact: bool, share: float, size: int) -> bytes:
    row = {"id": identity.decode(), "canonical": canonical.decode(), "kind": "exact" if is_exact else "near"}
    return orjson.dumps({**row, "similarity": round(share, 3), "cluster_size": size}) + b"\n"


def _write_paragraphs(folder: CleanFolder, parts: list[PartSheet], ids: NDArray[np.bytes_]) -> int:
    """The paragraphs that stand in most documents: what a template left, or what authors copy."""
    counts, firsts = _recurring(parts)
    wanted: dict[int, list[tuple[int, int]]] = {}  # document -> hashes, with their counts
    for value, count, document in zip(*(column.tolist() for column in (*counts, firsts)), strict=True):
        wanted.setdefault(document, []).append((value, count))
    rows = sorted(_texts(folder, parts, wanted, ids), key=lambda row: (-row.documents * len(row.text), row.text))[:MOST]
    with folder.writing(PARAGRAPHS) as stream:
        for row in rows:
            stream.write(orjson.dumps(row._asdict()) + b"\n")
    return len(rows)


def _recurring(parts: list[PartSheet]) -> tuple[tuple[NDArray[np.uint64], Ints], Ints]:
    """Hashes of paragraphs that recur, with how many documents have each, and the first of these."""
    hashes, documents, begin = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)], 0
    for part in parts:
        hashes.append(part.paragraphs[:, 0])
        documents.append(part.paragraphs[:, 1].astype(np.int64) + begin)
        begin += len(part.ids)
    value, document = np.concatenate(hashes), np.concatenate(documents)
    order = np.lexsort((document, value))
    value, document = value[order], document[order]
    fresh = np.ones(len(value), bool)
    fresh[1:] = (value[1:] != value[:-1]) | (document[1:] != document[:-1])  # twice in one document counts once
    value, document = value[fresh], document[fresh]
    found, first, counts = np.unique(value, return_index=True, return_counts=True)
    often = counts >= MANY
    found, first, counts = found[often], first[often], counts[often]
    most = np.argsort(-counts, kind="stable")[: 10 * MOST]
    return (found[most], counts[most]), document[first[most]]


def _texts(
    folder: CleanFolder,
    parts: list[PartSheet],
    wanted: dict[int, list[tuple[int, int]]],
    ids: NDArray[np.bytes_],
) -> Iterator[Paragraph]:
    begin = 0
    for part, name in zip(parts, folder.parts("documents").values(), strict=True):
        there = [document for document in wanted if begin <= document < begin + len(part.ids)]
        if there:
            for place, record in enumerate(folder.records(name), begin):
                if place in wanted:
                    looked = dict(wanted[place])
                    for line in record["text"].split("\n"):
                        if len(line) >= LEAST_PARAGRAPH and (count := looked.pop(paragraph_hash(line), 0)):
                            yield Paragraph(line, count, ids[place].decode())
        begin += len(part.ids)


def needless(folder: CleanFolder) -> frozenset[str]:
    """The ids in `duplicates.jsonl`. Raises RunError where it is not there or damaged."""
    try:
        return frozenset(orjson.loads(line)["id"] for line in folder.read(DUPLICATES).splitlines())
    except OSError:
        raise RunError(
            f"{folder.place}: {DUPLICATES} is not there; run `qingwen duplicates {name_of(folder.place)}` first"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(f"{folder.place}/{DUPLICATES}: is damaged ({error}); run `qingwen duplicates` again") from None

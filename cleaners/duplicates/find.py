"""Find the duplicates of a collection, and write down which document stays for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from cleaners.duplicates.clusters import NEAR, Ints, Sheet, clusters, members, similarity
from cleaners.duplicates.sheets import LEAST_PARAGRAPH, Told, joined, paragraph_hash, read_sheets
from cleaners.errors import RunError
from cleaners.records.folder import CleanFolder
from cleaners.storage import name_of

DUPLICATES, PARAGRAPHS = "duplicates.jsonl", "duplicate_paragraphs.jsonl"
MANY = 3  # documents from which a paragraph is one that recurs
_SHARES = 16  # of the paragraphs' hashes: one at a time is sorted
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
    ids, sheets, paragraphs = list[NDArray[np.bytes_]](), list[Sheet](), list[NDArray[np.uint64]]()
    for part in read_sheets(folder, told):
        ids.append(part.ids)
        sheets.append(part.sheet)
        paragraphs.append(part.paragraphs)
    sheet, every = joined(sheets), np.concatenate(ids)
    sheets.clear()
    kept = clusters(sheet, near)
    exact = total = many = 0
    with folder.writing(DUPLICATES) as stream:
        for one, others in members(kept):
            many += 1
            same = (sheet.digests[others] == sheet.digests[one]).all(axis=1)
            alike = np.where(same, 1.0, similarity(sheet.signatures, np.full(len(others), one), others))
            for other, is_exact, share in zip(others.tolist(), same.tolist(), alike.tolist(), strict=True):
                stream.write(_line(every[other], every[one], is_exact, share, len(others) + 1))
                exact += is_exact
                total += 1
    return Found(len(every), exact, total - exact, many, _write_paragraphs(folder, paragraphs, ids))


def _line(identity: bytes, canonical: bytes, is_exact: bool, share: float, size: int) -> bytes:
    row = {"id": identity.decode(), "canonical": canonical.decode(), "kind": "exact" if is_exact else "near"}
    return orjson.dumps({**row, "similarity": round(share, 3), "cluster_size": size}) + b"\n"


def _write_paragraphs(folder: CleanFolder, paragraphs: list[NDArray[np.uint64]], ids: list[NDArray[np.bytes_]]) -> int:
    """The paragraphs that stand in most documents: what a template left, or what authors copy. Both lists have an item a part."""
    begins = np.cumsum([0, *map(len, ids)])
    counts = sorted((count for share in range(_SHARES) for count in _recurring(paragraphs, begins, share)), reverse=True)
    wanted: dict[int, dict[int, int]] = {}  # document -> hashes, with their counts
    for count, document, value in counts[: 10 * MOST]:
        wanted.setdefault(document, {})[value] = count
    rows = sorted(_texts(folder, ids, wanted), key=lambda row: (-row.documents * len(row.text), row.text))[:MOST]
    with folder.writing(PARAGRAPHS) as stream:
        for row in rows:
            stream.write(orjson.dumps(row._asdict()) + b"\n")
    return len(rows)


def _recurring(paragraphs: list[NDArray[np.uint64]], begins: Ints, share: int) -> list[tuple[int, int, int]]:
    """Of the hashes of a share those that recur: in how many documents, the first of these, and the hash."""
    values, documents = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for rows, begin in zip(paragraphs, begins.tolist(), strict=False):
        chosen = rows[rows[:, 0] % np.uint64(_SHARES) == share]
        values.append(chosen[:, 0])
        documents.append(chosen[:, 1].astype(np.int64) + begin)
    value, document = np.concatenate(values), np.concatenate(documents)
    order = np.lexsort((document, value))
    value, document = value[order], document[order]
    fresh = np.ones(len(value), bool)
    fresh[1:] = (value[1:] != value[:-1]) | (document[1:] != document[:-1])  # twice in one document counts once
    value, document = value[fresh], document[fresh]
    found, first, counts = np.unique(value, return_index=True, return_counts=True)
    often = counts >= MANY
    return list(zip(counts[often].tolist(), document[first[often]].tolist(), found[often].tolist(), strict=True))


def _texts(folder: CleanFolder, ids: list[NDArray[np.bytes_]], wanted: dict[int, dict[int, int]]) -> Iterator[Paragraph]:
    begin = 0
    for names, part in zip(ids, folder.parts("documents").values(), strict=True):
        if any(begin <= document < begin + len(names) for document in wanted):
            for place, record in enumerate(folder.records(part)):
                looked = wanted.get(begin + place, {})
                for line in record["text"].split("\n") if looked else ():
                    if len(line) >= LEAST_PARAGRAPH and (count := looked.pop(paragraph_hash(line), 0)):
                        yield Paragraph(line, count, names[place].decode())
        begin += len(names)


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

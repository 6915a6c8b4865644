"""A collection in the layouts of others. Each part becomes a file of its own; what stands in the way is replaced as a whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import md5
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

import orjson

from cleaners.errors import ExportError
from cleaners.extras import install_line
from cleaners.records.card import export_card
from cleaners.records.folder import CleanFolder, told
from cleaners.records.packing import SUFFIX, Packing, packed
from cleaners.records.schema import FIELDS, METADATA, OMISSION, REMOVAL, Field
from cleaners.storage import is_url, name_of

Layout = Literal["dolma", "mnbvc", "fineweb", "parquet", "text"]


class Exported(NamedTuple):
    documents: int
    files: int


def export(folder: CleanFolder, target: Path, layout: Layout, *, without: frozenset[str] = frozenset()) -> Exported:
    """Write a collection to another folder, `without` the documents of these ids. Raises ExportError, and RunError where nothing
    can be written."""
    parts = folder.parts("documents")
    if not parts:
        raise ExportError(f"{folder.place}: no documents are there; run `qingwen run RAW {name_of(folder.place)}` first")
    if not is_url(folder.place) and target.resolve().is_relative_to(Path(folder.place, "documents").resolve()):
        raise ExportError(f"{target}: lies among the documents themselves; choose another folder")
    suffix, packing, write = WRITERS[layout]
    documents = 0
    with told(target):
        place = target / "documents" if layout == "dolma" else target
        for need in NEEDS.get(layout, ()):
            if not find_spec(need):  # before anything is written
                raise ExportError(f"{layout} needs {need}: {install_line(extra=layout)}")
        place.mkdir(parents=True, exist_ok=True)
        for number, part in parts.items():
            with _replacing(place / f"part-{number:05}{suffix}{SUFFIX[packing]}") as stream, packed(stream, packing) as packer:
                documents += write((record for record in folder.records(part) if record["id"] not in without), packer)
        with _replacing(target / "README.md") as stream:
            stream.write(export_card(name_of(folder.place), layout, documents).encode())
    return Exported(documents, len(parts))


def dolma(record: dict[str, Any]) -> dict[str, Any]:
    """AllenAI's dolma: the record without what is nested."""
    return {key: record[key] for key in ("id", "text", "source", "added", "created", "metadata")}


def fineweb(record: dict[str, Any]) -> dict[str, Any]:
    """Hugging Face's FineWeb: flat. There is no tokenizer here: `char_count` stands where FineWeb has `token_count`."""
    metadata = record["metadata"]
    return {
        "text": record["text"],
        "id": record["id"],
        "dump": record["source"],
        "url": metadata["url"],
        "date": record["added"],
        "file_path": metadata["file_path"],
        "language": metadata["language"],
        "language_script": {"hans": "Hans", "hant": "Hant"}.get(metadata["script"], ""),
        "char_count": metadata["chars_out"],
    }


def mnbvc(record: dict[str, Any]) -> dict[str, Any]:
    """The general layout of MNBVC. Its SimHash is left at 0, which its own tools fill in."""
    seen: set[str] = set()
    paragraphs = []
    for number, text in enumerate(record["text"].split("\n"), 1):
        digest = md5(text.encode("utf-8"), usedforsecurity=False).hexdigest()
        paragraphs.append(
            {"行号": number, "是否重复": digest in seen, "是否跨文件重复": False, "md5": digest, "内容": text, "扩展字段": ""}
        )
        seen.add(digest)
    extra = {"id": record["id"], "source": record["source"], **record["metadata"], "removed": record["removed"]}
    return {
        "文件名": record["metadata"]["file_path"],
        "是否待查文件": False,
        "是否重复文件": False,
        "文件大小": len(record["text"].encode("utf-8")),
        "simhash": 0,
        "最长段落长度": max(len(paragraph["内容"]) for paragraph in paragraphs),
        "段落数": len(paragraphs),
        "去重段落数": len(seen),
        "低质量段落数": 0,
        "段落": paragraphs,
        "扩展字段": json.dumps(extra, ensure_ascii=False, sort_keys=True),
        "时间": (record["created"] or record["added"])[:10].replace("-", ""),
    }


def _write_lines(convert: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Iterable[dict[str, Any]], IO[bytes]], int]:
    def write(records: Iterable[dict[str, Any]], stream: IO[bytes]) -> int:
        count = 0
        for record in records:
            stream.write(orjson.dumps(convert(record)) + b"\n")
            count += 1
        return count

    return write


def _write_text(records: Iterable[dict[str, Any]], stream: IO[bytes]) -> int:
    """The texts alone, a blank line between two documents: within one there is none."""
    count = 0
    for record in records:
        count += 1
        stream.write(b"\n" * (count > 1) + record["text"].encode("utf-8") + b"\n")
    return count


ROW_GROUP = 1000
NEEDS = {"parquet": ("pyarrow",)}


def _write_parquet(records: Iterable[dict[str, Any]], stream: IO[bytes]) -> int:
    import pyarrow as arrow
    from pyarrow import parquet

    kinds = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}

    def struct(fields: Iterable[Field]) -> Any:
        return arrow.struct([(field.name, kinds[type(field.unknown)]) for field in fields])

    schema = arrow.schema(
        [
            *((field.name, kinds[type(field.unknown)]) for field in FIELDS),
            ("metadata", struct(METADATA)),
            ("omissions", arrow.list_(struct(OMISSION))),
            ("removed", arrow.list_(struct(REMOVAL))),
        ]
    )
    count = 0
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for batch in _batches(records, ROW_GROUP):
            writer.write_table(arrow.Table.from_pylist(batch, schema))
            count += len(batch)
    return count


def _batches(records: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for record in records:
        batch.append(record)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    written = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with written.open("wb") as stream:
            yield stream
        written.replace(target)
    finally:
        written.unlink(missing_ok=True)


WRITERS: dict[Layout, tuple[str, Packing, Callable[[Iterable[dict[str, Any]], IO[bytes]], int]]] = {
    "dolma": (".jsonl", "gz", _write_lines(dolma)),
    "mnbvc": (".jsonl", "none", _write_lines(mnbvc)),
    "fineweb": (".jsonl", "gz", _write_lines(fineweb)),
    "parquet": (".parquet", "none", _write_parquet),
    "text": (".txt", "none", _write_text),
}
"""Suffix, packing and writer of each layout."""

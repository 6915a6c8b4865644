"""A collection of many documents as `qingwen view` serves it: what the index costs, and how long each page takes.

    python -m benchmarks.view [DOCUMENTS] [FOLDER]

100,000 generated documents without a number, kept in FOLDER where one is named. They are the sample corpus, cleaned, with its
lines in another order in each copy, on 500 hosts. A page is asked for three times over HTTP; the slowest counts.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import orjson

from cleaners.corpus import run_folder
from cleaners.options import CleanOptions, Context
from cleaners.records.account import Account
from cleaners.records.folder import MANIFEST, CleanFolder
from cleaners.records.ledger import records
from cleaners.records.manifest import Totals
from cleaners.records.receipts import ShardDone
from cleaners.records.schema import NESTED
from cleaners.records.tally import Tally, count_delivered, count_rejected
from cleaners.records.writer import SortedRecords
from cleaners.view.index import index_of
from cleaners.view.serving import serving
from cleaners.workers.shards import clean_shards_here

SHARDS = 16
RAW = Path(__file__).parents[1] / "raw"


def made(folder: CleanFolder, documents: int) -> None:
    """Write a collection of so many documents."""
    options = CleanOptions(shards=SHARDS)
    with tempfile.TemporaryDirectory() as scratch:
        run_folder(RAW, scratch, context=Context(options=CleanOptions(shards=1)), clean_with=clean_shards_here)
        samples = [*records(CleanFolder(scratch)), *records(CleanFolder(scratch), "rejected")]
    totals = Totals()
    with folder.locked():
        for shard in range(SHARDS):
            tally: Tally = {}
            with SortedRecords(folder) as delivered, SortedRecords(folder) as rejected:
                for copy in _copies(samples, shard, documents // SHARDS):
                    record = copy | {name: orjson.dumps(copy[name]).decode() for name in NESTED}
                    if "drop_reason" in record["metadata"]:
                        rejected.add(record)
                        count_rejected(tally, record)
                    else:
                        delivered.add(record)
                        count_delivered(tally, record, _account(copy))
                written = delivered.publish("documents", shard), rejected.publish("rejected", shard)
            parts = ("documents", written[0]), ("rejected", written[1])
            totals.add(ShardDone(shard, documents // SHARDS, 0, "", parts, tally))  # type: ignore[arg-type]
        with folder.writing(MANIFEST) as stream:
            stream.write(orjson.dumps(totals.manifest(Context(options=options), {})))


def _copies(samples: list[dict[str, Any]], shard: int, count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(shard)
    for number in range(count):
        record = orjson.loads(orjson.dumps(chance.choice(samples)))
        record["id"] = f"{chance.getrandbits(128):032x}"
        lines = record["text"].split("\n") * chance.randint(1, 8)
        chance.shuffle(lines)
        record["text"] = "\n".join(lines)
        metadata = record["metadata"]
        metadata |= {"url": f"https://host{chance.randrange(500)}.example/{number}", "file_path": f"s{shard}/{number}.html"}
        metadata |= {"title": f"{metadata['title']}之{number}", "chars_out": len(record["text"])}
        metadata["chars_in"] = metadata["chars_out"] + metadata["chars_removed"]
        for piece in record["removed"]:
            if chance.random() < 0.3:
                piece["text"] += f"　{chance.randrange(10**6)}"
        yield record


def _account(record: dict[str, Any]) -> Account:
    by_rule: dict[str, int] = {}
    for piece in record["removed"]:
        by_rule[piece["rule"]] = by_rule.get(piece["rule"], 0) + len(piece["text"])
    return Account(record["removed"], by_rule, {}, {piece["rule"]: piece["category"] for piece in record["removed"]})


PAGES = (
    "",
    "documents",
    "documents?sort=share&down=1",
    "documents?sort=chars_out&down=1&page=1500",
    f"documents?q={quote('图书')}",
    f"documents?q={quote('社区图书角')}&sort=title",
    f"documents?q={quote('石桥')}&place=host7.example",
    "documents?place=host7.example",
    "documents?rule=annotation.pinyin&sort=chars_out",
    "documents?complete=0",
    "rejected?sort=drop_reason",
    "rules",
    "removed?sort=times&down=1",
    f"removed?q={quote('上传')}",
    "removed?rule=doc.uploader&place=host7.example",
    "omissions",
    "review",
    "review?order=doubt",
)


def main() -> None:
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch) / "clean"
        folder = CleanFolder(place)
        if not (place / MANIFEST).exists():
            made(folder, documents)
        file = place.with_name(f"{place.name}-index.sqlite")
        for what in ("index built", "index of an unchanged collection"):
            begin, cpu = time.perf_counter(), time.process_time()
            index_of(folder, file)
            print(f"{what}: {time.perf_counter() - begin:.1f} s, {time.process_time() - cpu:.1f} s CPU")
        megabytes = sum(path.stat().st_size for path in place.rglob("*.jsonl")) / 1e6
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"records {megabytes:.0f} MB, index {file.stat().st_size / 1e6:.0f} MB, memory at most {most:.0f} MB")
        with serving(folder, file) as address:
            identity = next(records(folder))["id"]
            for page in (*PAGES, f"document/{identity}"):
                times = []
                for _ in range(3):
                    begin = time.perf_counter()
                    with urlopen(f"{address}en/{page}") as answer:
                        length = len(answer.read())
                    times.append(time.perf_counter() - begin)
                print(f"{max(times) * 1000:7.0f} ms {length / 1000:7.0f} kB  /{page}")


if __name__ == "__main__":
    main()

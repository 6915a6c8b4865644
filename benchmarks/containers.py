"""How fast documents come out of containers: opened alone, opened and read, and cleaned. Documents a second on one core.

python -m benchmarks.containers

The documents are generated (`benchmarks.generated`); mail and saved pages are measured a file at a time, as they come.
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator

from benchmarks.generated import documents
from cleaners import readers
from cleaners.errors import Rejected
from cleaners.options import CleanOptions, Context
from cleaners.origin import Origin
from cleaners.pipeline import clean_item
from cleaners.sources import RawItem, open_items
from tests.archives import mail_of, mht_of, tar_of, warc_gz, warc_record, zip_of

COUNT = 300
CONTEXT = Context()


def page(text: str) -> str:
    return f"<html><body><h1>文章</h1><p>{text.replace(chr(10), '</p><p>')}</p></body></html>"


def shapes(texts: list[str]) -> Iterator[tuple[str, list[bytes]]]:
    """(name, raw files)."""
    gbk = [text.encode("gb18030") for text in texts]
    pages = [page(text).encode("gb18030") for text in texts]
    records = b"\n".join(json.dumps({"id": n, "text": text}, ensure_ascii=False).encode() for n, text in enumerate(texts))
    answers = [
        warc_record("response", f"http://example.org/{n}", data, number=n, http="text/html; charset=gbk")
        for n, data in enumerate(pages)
    ]
    yield "text", gbk
    yield "html", pages
    yield "jsonl", [records]
    yield "jsonl.gz", [gzip.compress(records)]
    yield "warc", [b"".join(answers)]
    yield "warc.gz", [warc_gz(answers)]
    yield "zip", [zip_of([(f"{n}.html", data) for n, data in enumerate(pages)])]
    yield "tar.gz", [gzip.compress(tar_of([(f"{n}.html", data) for n, data in enumerate(pages)]))]
    yield "eml", [mail_of("信", text, charset="gb18030", html=page(text)) for text in texts]
    yield "mht", [mht_of([("http://example.org/", page(text))], charset="gb18030") for text in texts]


def items(files: Iterable[bytes]) -> Iterator[RawItem]:
    for data in files:
        for item in open_items(RawItem(Origin("benchmark", b"raw"), data), CleanOptions()):
            if isinstance(item, RawItem):
                yield item


def rate(files: list[bytes], work: Callable[[RawItem], object]) -> float:
    begun, count = time.process_time(), 0
    for item in items(files):
        try:
            work(item)
        except Rejected:
            continue
        count += 1
    return count / (time.process_time() - begun)


def main() -> int:
    texts = list(documents(COUNT))
    clean_item(RawItem(Origin(), page(texts[0]).encode()), CONTEXT)  # tables are loaded
    print(f"{COUNT} documents of {sum(map(len, texts)) / COUNT:.0f} characters")
    print(f"{'':10}{'opened/s':>12}{'read/s':>10}{'cleaned/s':>12}")
    for name, files in shapes(texts):
        opened = rate(files, lambda _: None)
        read = rate(files, lambda item: readers.read(item, CONTEXT))
        cleaned = rate(files, lambda item: clean_item(item, CONTEXT))
        print(f"{name:10}{opened:12,.0f}{read:10,.0f}{cleaned:12,.0f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

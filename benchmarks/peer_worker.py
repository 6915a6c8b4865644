"""Runs one peer in an environment of its own: pages as lines of JSON in, texts and CPU seconds as lines of JSON out.

Started by `benchmarks.peers`; imports nothing of the project, which is not installed where it runs.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Callable
from importlib import import_module

Extract = Callable[[bytes, str, str], str]  # bytes, the same decoded, address


def trafilatura(**options: bool) -> Extract:
    extract = import_module("trafilatura").extract
    return lambda data, _, url: extract(data, url=url or None, **options) or ""


def readability() -> Extract:
    document, text = import_module("readability").Document, import_module("lxml.html").fromstring
    return lambda _, markup, url: str(text(document(markup, url=url or None).summary()).text_content())


def resiliparse() -> Extract:
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda _, markup, __: str(extract(markup, main_content=True))


PEERS: dict[str, Callable[[], Extract]] = {
    "trafilatura": trafilatura,
    "trafilatura precision": lambda: trafilatura(favor_precision=True),
    "readability-lxml": readability,
    "resiliparse": resiliparse,
}


def main() -> None:
    extract = PEERS[sys.argv[1]]()
    for line in sys.stdin:
        page = json.loads(line)
        begin = time.process_time()
        try:
            text = extract(base64.b64decode(page["data"]), page["text"], page["url"])
        except Exception as problem:
            text = ""
            print(f"{sys.argv[1]}: {problem!r}", file=sys.stderr)
        print(json.dumps({"text": text, "seconds": time.process_time() - begin}), flush=True)


if __name__ == "__main__":
    main()

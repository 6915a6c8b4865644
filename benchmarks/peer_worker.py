"""Runs one peer in an environment of its own: pages as lines of JSON in, texts and CPU seconds as lines of JSON out.

Started by `benchmarks.peers`; imports nothing of the project, which is not installed where it runs.
"""

from __future__ import annotations

import base64
import json
import re
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


def plain_loop() -> Extract:
    """What people write who have no cleaner: detect, decode, some regular expressions, simplify."""
    detect = import_module("charset_normalizer").from_bytes
    convert = import_module("opencc").OpenCC("t2s").convert
    patterns = [
        (re.compile(pattern, re.MULTILINE), put)
        for pattern, put in (
            (r"\r\n?", "\n"), (r"<[^<>\n]{1,200}>", ""), (r"&(?:nbsp|amp|lt|gt|quot);", " "),
            (r"https?://[\w./?=&%-]+", ""), (r"^.*(?:版权所有|点击下载|上一篇|下一篇|关注公众号|责任编辑).*$", ""),
            (r"[\u200b\ufeff]", ""), (r"[ \t\u3000]+", " "), (r"^ | $", ""), (r"\n{3,}", "\n\n"),
            (r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", ""),
        )
    ]  # fmt: skip

    def clean(data: bytes, _: str, __: str) -> str:
        text = str(detect(data).best() or "")
        for pattern, put in patterns:
            text = pattern.sub(put, text)
        return str(convert(text))

    return clean


def ftfy() -> Extract:
    fix = import_module("ftfy").fix_text
    return lambda _, text, __: str(fix(text))


def opencc() -> Extract:
    convert = import_module("opencc").OpenCC("t2s").convert
    return lambda _, text, __: str(convert(text))


def markitdown() -> Extract:
    convert, stream = import_module("markitdown").MarkItDown().convert_stream, import_module("io").BytesIO
    return lambda data, _, __: str(convert(stream(data), file_extension=".html").text_content)


def resiliparse() -> Extract:
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda _, markup, __: str(extract(markup, main_content=True))


PEERS: dict[str, Callable[[], Extract]] = {
    "trafilatura": trafilatura,
    "trafilatura precision": lambda: trafilatura(favor_precision=True),
    "trafilatura fast": lambda: trafilatura(fast=True),
    "readability-lxml": readability,
    "resiliparse": resiliparse,
    "markitdown": markitdown,
    "plain loop": plain_loop,
    "ftfy": ftfy,
    "opencc t2s alone": opencc,
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

"""Main content of pages: F1 against texts that people wrote down, page types and metadata of made-up pages, and speed.

    python -m benchmarks.pages                                  # all tables, the peers' beside ours
    python -m benchmarks.pages ../shared/data/html_pages [--each]

The folder holds NAME.html, NAME.txt and index.json (name, url, kind). P and R are means over pages; `clean` counts pages with
both >= .97, `empty` those with R < .05, `leaks` phrases of boilerplate a page that the output has and the truth has not. The
model was trained on the development pages among others: figures for sites that it has not seen are those of
`python -m training.pages --cross-validate`.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.page_score import score
from benchmarks.peers import Peer, peers
from benchmarks.shared import SHARED
from cleaners import clean
from cleaners.boilerplate.page.step import main_text
from cleaners.errors import Rejected
from training.page_engines.generate import MadePage, generated_pages
from training.pages.data import records

# Words of frames that no text needs: counted where the output has more of one than the truth.
LEAKS = re.compile(
    r"上一[篇页章]|下一[篇页章]|相关(?:阅读|推荐|新闻|文章)|热门(?:文章|推荐)|猜你喜欢|扫一扫|扫描二维码|分享到|版权所有|ICP备|立即注册|"
    r"登录后|发表(?:回复|评论)|点击(?:查看|加载)更多|返回(?:首页|列表|顶部)|下载(?:APP|客户端)|打开APP|关注公众号|只看该作者|使用道具",
    re.IGNORECASE,
)
# Pages of each engine whose metadata is checked: more than 200 in all. Another seed than the training's.
MADE_EACH, SEED = 4, 5


class Result(NamedTuple):
    precision: float
    recall: float
    f1: float
    leaks: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--each", action="store_true", help="print every page")
    parser.add_argument("--no-url", action="store_true", help="do not tell the extractors the URL")
    options = parser.parse_args()
    for folder in [options.folder] if options.folder else [SHARED / "data" / "html_pages", SHARED / "data" / "html_agreed"]:
        if folder.exists():
            compare(folder, each=options.each, with_url=not options.no_url)
        else:
            print(f"{folder} is missing: its table is left out")
    if not options.folder:
        truth(each=options.each)
        made()


def compare(folder: Path, *, each: bool, with_url: bool) -> None:
    """All extractors on the pages of a folder, one after the other on each page."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    pages = [(page, (folder / f"{page['name']}.html").read_bytes()) for page in index]
    size = sum(len(data) for _, data in pages)
    print(f"{folder.name}: {len(pages)} pages, mean {size / len(pages) / 1e6:.2f} MB")
    for page, _ in pages:
        page["text"] = (folder / f"{page['name']}.txt").read_text(encoding="utf-8")
        page["url"] = page.get("url", "") if with_url else ""
    for name, extract in extractors().items():
        run(name, extract, pages, each=each)


def run(name: str, extract: Callable[[bytes, str], str], pages: Sequence[tuple[dict[str, str], bytes]], *, each: bool) -> None:
    """One extractor on pages, each with its `name`, `text` and perhaps `url` and `kind`."""
    rows: dict[str, list[Result]] = {"all": []}
    extract(pages[0][1], "")  # load what is loaded once
    seconds = 0.0
    for page, data in pages:
        got, took = timed(extract, data, page.get("url", ""))
        seconds += took
        row = Result(*score(got, page["text"]), (Counter(LEAKS.findall(got)) - Counter(LEAKS.findall(page["text"]))).total())
        rows["all"].append(row)
        if page.get("kind"):
            rows.setdefault(page["kind"], []).append(row)
        if each:
            print(f"  {page['name']:32} {page.get('kind', ''):8} P {row.precision:.3f} R {row.recall:.3f} F {row.f1:.3f}")
    report(name, rows, f"{len(pages) / seconds:.0f} pages/s of CPU")


def truth(*, each: bool) -> None:
    """The pages of `html_truth`, whose bytes stand in lines of JSON."""
    if not (SHARED / "data" / "html_truth").exists():
        return
    pages = [
        ({"name": record["id"], "text": record["text"]}, record["html"].encode("latin-1"))
        for record in records("html_truth/pages.jsonl.zst")
    ]
    print(f"html_truth: {len(pages)} pages")
    for name, extract in extractors().items():
        run(name, extract, pages, each=each)


def report(name: str, rows: Mapping[str, list[Result]], speed: str) -> None:
    for kind, values in rows.items():
        precision, recall, f1, leaks = (sum(column) / len(values) for column in zip(*values, strict=True))
        clean = sum(row.precision >= 0.97 and row.recall >= 0.97 for row in values)
        empty = sum(row.recall < 0.05 for row in values)
        print(
            f"{name:22} {kind:8} n {len(values):3}  F1 {f1:.3f}  P {precision:.3f}  R {recall:.3f}  clean {clean:3}"
            f"  empty {empty}  leaks {leaks:.2f}  {speed if kind == 'all' else ''}"
        )


def extractors() -> dict[str, Callable[[bytes, str], str]]:
    """Ours and the peers'. All are given bytes; peers that want text get ours decoded, outside their time."""
    return {"qingwen": lambda data, url: main_text(data, url=url), **peers()}


def timed(extract: Callable[[bytes, str], str], data: bytes, url: str) -> tuple[str, float]:
    """A text and the CPU seconds that it took."""
    begin = extract.seconds if isinstance(extract, Peer) else time.process_time()
    text = extract(data, url)
    return text, (extract.seconds if isinstance(extract, Peer) else time.process_time()) - begin


def made() -> None:
    """Text, page type and metadata of made-up pages of all engines."""
    counts: Counter[tuple[str, bool]] = Counter()
    wrong: list[str] = []
    pages = list(generated_pages(MADE_EACH, seed=SEED))
    for page in pages:
        for field, right in checked(page).items():
            counts[field, right] += 1
            if not right:
                wrong.append(f"{page.name} {field}")
    print(f"made-up pages: {len(pages)} of {len({page.engine for page in pages})} engines")
    for field in sorted({field for field, _ in counts}):
        hits, all_ = counts[field, True], counts[field, True] + counts[field, False]
        print(f"{field:12} {hits} of {all_}  {hits / all_:.3f}")
    print("wrong:", ", ".join(wrong))


def checked(page: MadePage) -> dict[str, bool]:
    """Which fields of a page's record are right."""
    try:
        metadata = clean(page.html.encode(), url=page.url).metadata
    except Rejected:
        return {"page_type": page.kind == "other"}
    found = {"page_type": metadata.get("page_type") == page.kind}
    if page.kind not in ("list", "other"):
        found["title"] = metadata.get("title") == page.title
        if page.published:
            found["published"] = str(metadata.get("published", ""))[:10] == page.published
    return found


if __name__ == "__main__":
    main()

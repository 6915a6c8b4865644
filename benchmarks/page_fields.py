"""Author, publisher and date of pages where they can be seen: how many records say them right, wrong, or not at all.

    python -m benchmarks.page_fields [--wrong]

Labels are those of `html_truth`, `site_lines` and (in English) `wcxb`; a label counts where the text of the page has it. Figures
are means over sites. A name that stands behind "editor" alone is no author. An author is right where one of the two names holds
the other: some labels have the paper before the name.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.shared import SHARED
from cleaners import clean
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from training.pages.data import records

FIELDS = ("author", "publisher", "published")
_NOISE = re.compile(r"[\s\u3000,，、;；·]|^by|本报|记者|(?:作者|来源|发布者)[:：]?|and", re.IGNORECASE)
_EDITOR = re.compile(r"(?:编辑|編輯|责编|責編|校对|审核)\s?[:：]?\s*$")
_DATE = re.compile(r"(\d{4})\D{0,3}(\d{1,2})?\D{0,3}(\d{1,2})?")


class Labelled(NamedTuple):
    source: str
    name: str
    site: str
    data: bytes
    url: str
    wanted: dict[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="print what is wrong or missing")
    parser.add_argument("--source", help="one of html_truth, site_lines, wcxb")
    options = parser.parse_args()
    if not (SHARED / "data").exists():
        print(f"{SHARED / 'data'} is missing")
        return
    found: dict[tuple[str, str], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for page in pages():
        if options.source in (None, page.source):
            for field, told, result in judged(page):
                found[page.source, field][page.site][result] += 1
                if options.wrong and result != "right":
                    print(f"{page.source} {page.name} {page.site} {field}: {told!r}, not {page.wanted[field]!r}")
    for (source, field), sites in sorted(found.items()):
        shares = {
            result: sum(count[result] / count.total() for count in sites.values()) / len(sites)
            for result in ("right", "wrong", "missing")
        }
        count = sum(each.total() for each in sites.values())
        told = "  ".join(f"{name} {share:.3f}" for name, share in shares.items())
        print(f"{source:12} {field:10} n {count:4} sites {len(sites):3}  {told}")


def pages() -> Iterator[Labelled]:
    """Pages with a label that is told of one of the fields."""
    for record in records("html_truth/pages.jsonl.zst"):
        wanted = {"author": record["author"] or "", "published": record["date"] or ""}
        yield Labelled("html_truth", record["id"], record["id"], record["html"].encode("latin-1"), "", wanted)
    about = {record["id"]: record for record in records("site_lines/lines.jsonl.zst")}
    for record in records("site_lines/pages.jsonl.zst"):
        label = about[record["id"]]
        if label["kind"] in ("list", "other"):
            continue
        wanted = {"author": label["author"], "publisher": label["publisher"], "published": label["date"]}
        if any(wanted.values()):
            yield Labelled("site_lines", record["id"], record["site"], record["html"].encode(), "", wanted)
    for record in records("wcxb/dev.jsonl.zst"):
        wanted = {"author": record["author"], "published": record["published"]}
        if any(wanted.values()):
            yield Labelled("wcxb", record["id"], record["id"], record["html"].encode(), record["url"], wanted)


def judged(page: Labelled) -> Iterator[tuple[str, str, str]]:
    """Field, what the record says, and whether it is right, wrong or missing."""
    try:
        document = clean(page.data, name="a.html", url=page.url, options=CleanOptions(script="keep"))
    except Rejected:
        return
    for field, wanted in page.wanted.items():
        if not wanted or not visible(field, wanted, document.source_text):
            continue
        told = str(document.metadata.get(field, ""))
        yield field, told, "missing" if not told else "right" if right(field, told, wanted) else "wrong"


def visible(field: str, wanted: str, text: str) -> bool:
    if field == "author" and wanted in text:
        before = [text[max(0, hit.start() - 12) : hit.start()] for hit in re.finditer(re.escape(wanted), text)]
        if all(_EDITOR.search(each) for each in before):
            return False
    if field != "published":
        return _NOISE.sub("", wanted) in _NOISE.sub("", text)
    day = _day(wanted)
    years = re.finditer(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)20\d{6}", text)
    return any(_day(text[match.start() : match.start() + 14]) == day for match in years)


def right(field: str, told: str, wanted: str) -> bool:
    if field == "published":
        return all(a == b or not b for a, b in zip(_day(told), _day(wanted), strict=True))
    told, wanted = _NOISE.sub("", told).lower(), _NOISE.sub("", wanted).lower()
    return told == wanted or (field == "author" and len(told) > 1 and (told in wanted or wanted in told))


def _day(text: str) -> tuple[int, int, int]:
    """Year, month, day; 0 for what is not told."""
    match = re.match(r"(\d{4})(\d\d)(\d\d)", text) or _DATE.search(text)
    return (int(match[1]), int(match[2] or 0), int(match[3] or 0)) if match else (0, 0, 0)


if __name__ == "__main__":
    main()

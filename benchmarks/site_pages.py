"""Saved pages of many sites with labelled lines: F1 of the text by character 4-grams, content lines kept and frame lines gone, as
means over sites; ours (whole `clean`) and the peers'.

    python -m benchmarks.site_pages [--every N]

The model has seen these pages: figures for sites that it has not seen are those of `python -m training.pages --cross-validate`.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from benchmarks.page_score import plain, score
from benchmarks.pages import extractors, timed
from benchmarks.shared import SHARED
from cleaners import clean
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from training.pages.data import records

NAMES = {"novel": "article", "wiki": "article", "qa": "thread"}


class Result(NamedTuple):
    f1: float
    kept: float
    gone: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="one page of so many")
    options = parser.parse_args()
    if not (SHARED / "data" / "site_lines").exists():
        print(f"{SHARED / 'data' / 'site_lines'} is missing")
        return
    labelled = {record["id"]: record for record in records("site_lines/lines.jsonl.zst")}
    pages = [record for number, record in enumerate(records("site_lines/pages.jsonl.zst")) if number % options.every == 0]
    for name, extract in {"qingwen clean": cleaned, **extractors()}.items():
        found: dict[str, dict[str, list[Result]]] = defaultdict(lambda: defaultdict(list))
        seconds = 0.0
        for page in pages:
            about = labelled[page["id"]]
            result, took = measured(extract, page["html"].encode(), about)
            seconds += took
            for kind in ("all", NAMES.get(about["kind"], about["kind"])):
                found[kind][page["site"]].append(result)
        speed = len(pages) / seconds
        for kind, sites in sorted(found.items()):
            f1, kept, gone = np.mean([np.mean(site, axis=0) for site in sites.values()], axis=0)
            count = sum(map(len, sites.values()))
            print(f"{name:22} {kind:8} n {count:4} sites {len(sites):3}  F1 {f1:.3f}  kept {kept:.3f}  gone {gone:.3f}", end="  ")
            print(f"{speed:.0f} pages/s of CPU" if kind == "all" else "")


def cleaned(data: bytes, url: str) -> str:
    """What the whole pipeline delivers, in the script of the page: labels are in it, too."""
    return clean(data, name="a.html", url=url, options=CleanOptions(script="keep")).text


def measured(extract: Callable[[bytes, str], str], data: bytes, about: dict[str, Any]) -> tuple[Result, float]:
    try:
        got, took = timed(extract, data, "")
    except Rejected:
        got, took = "", 0.0
    shown = [line for line in about["lines"] if len(line) < 3]
    content = [line[0] for line in shown if line[1] == "c"]
    flat, lines = _squeezed(got), {_squeezed(line) for line in got.split("\n")}
    own = [text for text in map(_squeezed, content) if len(text) > 1]
    frame = [text for line in shown if line[1] == "f" and len(text := _squeezed(line[0])) > 3 and text not in own]
    kept = sum(text in flat for text in own) / len(own) if own else 1.0
    gone = sum(text not in lines for text in frame) / len(frame) if frame else 1.0
    return Result(score(got, "\n".join(content))[2] if own else float(not plain(got)), kept, gone), took


def _squeezed(text: str) -> str:
    return plain(unicodedata.normalize("NFKC", text))


if __name__ == "__main__":
    main()

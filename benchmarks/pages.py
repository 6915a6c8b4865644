"""Main content of pages against texts written down by people: character 4-gram F1, as the field's benchmarks have it.

    python benchmarks/pages.py ../shared/data/html_pages [--each]

The folder holds NAME.html, NAME.txt and index.json (name, url, kind). P and R are means over pages; `clean` counts pages with
both >= .97, `empty` those with R < .05. Characters count after NFKC, letters and digits alone.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks.page_score import score
from cleaners.boilerplate.page import main_text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", action="store_true", help="print every page")
    parser.add_argument("--no-url", action="store_true", help="do not tell the extractor the URL")
    options = parser.parse_args()
    index = json.loads((options.folder / "index.json").read_text(encoding="utf-8"))
    pages = [(page, (options.folder / f"{page['name']}.html").read_bytes()) for page in index]
    main_text(pages[0][1])  # load what is loaded once
    rows: dict[str, list[tuple[float, float, float]]] = {"all": []}
    seconds = 0.0
    for page, data in pages:
        begin = time.process_time()
        got = main_text(data, url="" if options.no_url else page.get("url", ""))
        seconds += time.process_time() - begin
        row = score(got, (options.folder / f"{page['name']}.txt").read_text(encoding="utf-8"))
        rows["all"].append(row)
        rows.setdefault(page.get("kind", "page"), []).append(row)
        if options.each:
            print(f"{page['name']:32} {page.get('kind', ''):8} P {row[0]:.3f} R {row[1]:.3f} F {row[2]:.3f}")
    for kind, values in rows.items():
        precision, recall, f1 = (sum(column) / len(values) for column in zip(*values, strict=True))
        clean = sum(p >= 0.97 and r >= 0.97 for p, r, _ in values)
        empty = sum(r < 0.05 for _, r, _ in values)
        print(f"{kind:10} n {len(values):3}  F1 {f1:.3f}  P {precision:.3f}  R {recall:.3f}  clean {clean}  empty {empty}")
    size = sum(len(data) for _, data in pages)
    print(
        f"{len(pages) / seconds:.0f} pages/s of CPU, {size / seconds / 1e6:.1f} MB/s, mean page {size / len(pages) / 1e6:.2f} MB"
    )


if __name__ == "__main__":
    main()

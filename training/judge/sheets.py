"""What training needs of a document: its lines as the judge sees them, behind the steps that run before it, with their labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners import boilerplate
from cleaners.boilerplate.layout import View
from cleaners.boilerplate.lines import context
from cleaners.boilerplate.lines.features import Floats, Lines, read_lines
from cleaners.boilerplate.lines.step import lines_of, removed_beside
from cleaners.document import Document
from cleaners.options import Context
from cleaners.step import Step, run_steps
from training.judge.pages import CONTENT, MIXED, UNKNOWN, Page

RULES: tuple[Step, ...] = tuple(step for step in boilerplate.STEPS if step.name not in ("drop_lines", "title", "cut_off"))


@dataclass(slots=True)
class Sheet:
    """`number`: which line of the page each line was."""

    page: Page
    lines: Lines
    codes: Any
    text: str
    removed: Any
    labels: NDArray[np.int64]
    number: NDArray[np.int64]
    left: str = ""

    def rows(self, grammar: Floats, sites: Floats) -> Floats:
        return context.rows_of(context.Page(self.lines, self.codes, self.text, grammar, sites, self.removed))


def _contents(line: str) -> bool:
    """The heading of a table of contents: a frame on the pages of some sites, and the author's elsewhere."""
    return line.strip("* -#.\t").replace(" ", "") in ("目录", "目次")


def sheet_of(page: Page, *, rules: bool = True) -> Sheet | None:
    """None where the steps before leave nothing."""
    document = Document.of("\n".join(page.lines))
    if rules:
        document = run_steps(document, RULES, Context())
    view = View(document.text)
    starts, ends = lines_of(view)
    if not len(starts):
        return None
    bounds = np.cumsum([0, *(len(line) + 1 for line in page.lines[:-1])])
    origin = document.patch.to_source(starts, starts)[0] if rules else starts
    number = np.searchsorted(bounds, origin, "right") - 1
    labels = np.array(page.labels)[number]
    labels = np.where(labels == MIXED, CONTENT, labels)
    labels[[_contents(view.folded[start:end]) for start, end in view.filled]] = UNKNOWN
    if rules:  # of a line that a rule cut a part from, nobody knows what the rest is
        sizes = np.array([len(line) for line in page.lines])[number]
        labels = np.where((ends - starts < 0.7 * sizes) & (labels == 1), UNKNOWN, labels)
    removed = removed_beside(document, starts, ends) if rules else None
    return Sheet(page, read_lines(view.codes, starts, ends), view.codes, view.lower, removed, labels, number, document.text)

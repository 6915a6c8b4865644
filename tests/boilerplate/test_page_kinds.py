"""Pages of many engines, made up with the truth for every line: text, kind, date and title, and the account of the rest."""

from __future__ import annotations

import pytest

from benchmarks.page_score import score
from benchmarks.pages import checked
from cleaners.boilerplate.page.step import ChosenText, strip_page
from cleaners.document import Changes, Origin
from cleaners.readers.html import read_markup
from training.page_engines.generate import MadePage, engines, generated_pages

# Neither these pages nor their words were in the training: another seed.
PAGES = list(generated_pages(1, seed=401))


def test_there_are_many_engines() -> None:
    assert len(engines()) >= 50
    assert {page.kind for page in PAGES} == {"article", "document", "list", "other", "product", "thread"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_account_is_whole(page: MadePage) -> None:
    document = read_markup(page.html, Origin(url=page.url))
    changes = strip_page(document)
    assert changes is not None
    after = document.apply(changes)
    assert after.restore() == document.source_text
    assert all(entry.rule.startswith("page.") for entry in after.ledger())
    assert after.text
    again = strip_page(after)
    assert again is None or after.apply(Changes(again.edits)).restore() == document.source_text


def test_text_of_all_engines() -> None:
    scores: dict[str, list[float]] = {}
    for page in PAGES:
        if page.kind in ("article", "document", "product", "thread"):
            text = ChosenText.of(read_markup(page.html, Origin(url=page.url)))
            assert text is not None
            truth = "\n".join(line.text for line, own in zip(text.page.lines, page.labels(text.page), strict=True) if own)
            scores.setdefault(page.kind, []).append(score(text.main_text(), truth)[2])
    assert min(sum(values) / len(values) for values in scores.values()) >= 0.93
    assert min(min(values) for values in scores.values()) > 0.2


def test_metadata_of_all_engines() -> None:
    found = [(field, right) for page in PAGES for field, right in checked(page).items()]
    for field, floor in {"page_type": 0.85, "title": 0.95, "published": 0.95}.items():
        rights = [right for name, right in found if name == field]
        assert sum(rights) >= floor * len(rights), field


def test_a_list_gives_its_list() -> None:
    page = next(page for page in PAGES if page.engine == "news_list")
    text = ChosenText.of(read_markup(page.html, Origin(url=page.url)))
    assert text is not None
    assert text.kind == "list"
    lines = text.main_text().split("\n")
    assert len(lines) >= 10
    assert not [line for line in lines if "版权" in line or "登录" in line]

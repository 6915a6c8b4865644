"""The five real documents that lie beside the project, against a careful reading of what should be delivered."""

from __future__ import annotations

import pytest

import cleaners
from benchmarks import seeds, shared
from cleaners.document import Document

pytestmark = pytest.mark.skipif(not shared.available(), reason="the seed documents lie in ../shared, which is not there")
NAMES = list(shared.seeds())


@pytest.fixture(scope="module")
def cleaned() -> dict[str, Document]:
    return {name: cleaners.clean(data, name=name) for name, data in shared.seeds().items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_what_a_reader_would_deliver(cleaned: dict[str, Document], name: str) -> None:
    ours, truth = cleaned[name].text, shared.expected(name)
    assert seeds.similarity(ours, truth) >= 0.999, seeds.differences(ours, truth)


@pytest.mark.parametrize("name", NAMES)
def test_metadata_and_omissions_are_exact(cleaned: dict[str, Document], name: str) -> None:
    record = cleaned[name].record()["metadata"]
    facts = {key: value for key, value in shared.expected_metadata()[name].items() if key != "debatable"}
    assert {key: record[key] for key in facts} == facts


@pytest.mark.parametrize("name", NAMES)
def test_every_snippet_goes_or_stays_as_it_should(cleaned: dict[str, Document], name: str) -> None:
    assert seeds.judged(cleaned[name].text, *shared.snippets()[name[:3]]) == ([], [])


@pytest.mark.parametrize("name", NAMES)
def test_everything_comes_back_and_edits_are_close(cleaned: dict[str, Document], name: str) -> None:
    document = cleaned[name]
    assert document.source_text == shared.seeds()[name].decode("utf-8").removeprefix("\ufeff")
    assert document.restore() == document.source_text
    assert seeds.closeness(document) <= 1.1


@pytest.mark.parametrize("name", NAMES)
def test_an_expected_text_needs_no_cleaning(name: str) -> None:
    truth = shared.expected(name)
    assert cleaners.clean(truth, name=name).text == truth


def test_no_annotation_is_left(cleaned: dict[str, Document]) -> None:
    found = {name: len(seeds.ANNOTATION.findall(document.source_text)) for name, document in cleaned.items()}
    assert sum(found.values()) >= 554
    assert not any(seeds.ANNOTATION.findall(document.text) for document in cleaned.values())

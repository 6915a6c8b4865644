"""The sample corpus in `raw/`: every trouble once, with expected texts that were written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import cleaners
from cleaners.document import Rejected

ROOT = Path(__file__).parent.parent
RAW = ROOT / "raw"
EXPECTED = Path(__file__).parent / "samples" / "expected"
NAMES = sorted(str(path.relative_to(EXPECTED).with_suffix("")) for path in EXPECTED.rglob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_comes_out_as_expected(name: str) -> None:
    document = cleaners.clean((RAW / name).read_bytes(), name=name)
    assert document.text == (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")
    assert document.restore() == document.source_text


@pytest.mark.parametrize("name", NAMES)
def test_a_delivered_text_needs_no_cleaning(name: str) -> None:
    expected = (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")
    assert cleaners.clean(expected.encode("utf-8"), name="again.txt").text == expected


@pytest.mark.parametrize(
    ("name", "reason"), [("empty.txt", "empty"), ("firmware.bin", "unsupported"), ("report.pdf", "unsupported")]
)
def test_what_has_no_text_is_rejected_with_a_reason(name: str, reason: str) -> None:
    with pytest.raises(Rejected) as rejected:
        cleaners.clean((RAW / name).read_bytes(), name=name)
    assert rejected.value.reason == reason
    assert rejected.value.detail

"""The sample corpus in `raw/`: every trouble once, with expected texts that were written by hand.

`samples/records.jsonl` holds the full records of a run, to be read and accepted by a person when they change:

    python -m tests.test_samples
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

import cleaners
from cleaners.corpus import run_folder
from cleaners.errors import Rejected
from cleaners.records.versions import PIPELINE

ROOT = Path(__file__).parent.parent
RAW = ROOT / "raw"
EXPECTED = Path(__file__).parent / "samples" / "expected"
RECORDS = Path(__file__).parent / "samples" / "records.jsonl"
DIGESTS = RECORDS.with_name("digests.json")  # version of the pipeline -> digest of the records that it gives
CAPTURED = 1_600_000_000  # the modification time of all samples: 2020-09-13T12:26:40Z
VERSIONS = ("pipeline", "rules", "converted")  # of the code, not of the document
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


@pytest.mark.parametrize(("name", "reason"), [("empty.txt", "empty"), ("firmware.bin", "unsupported"), ("report.pdf", "broken")])
def test_what_has_no_text_is_rejected_with_a_reason(name: str, reason: str) -> None:
    with pytest.raises(Rejected) as rejected:
        cleaners.clean((RAW / name).read_bytes(), name=name)
    assert rejected.value.reason == reason
    assert rejected.value.detail


def records(place: Path) -> list[dict[str, Any]]:
    """The records of a run over the samples, delivered and rejected, by path; versions left out."""
    raw, clean = place / "raw", place / "clean"
    shutil.copytree(RAW, raw)
    for path in raw.rglob("*"):
        os.utime(path, (CAPTURED, CAPTURED))
    run_folder(raw, clean)
    lines = [line for part in clean.glob("*/part-*.jsonl") for line in part.read_text(encoding="utf-8").splitlines()]
    found = sorted(map(json.loads, lines), key=lambda record: str(record["metadata"]["file_path"]))
    for record in found:
        record["metadata"] = {key: value for key, value in record["metadata"].items() if key not in VERSIONS}
    return found


def test_the_records_are_those_that_were_accepted(tmp_path: Path) -> None:
    accepted = [json.loads(line) for line in RECORDS.read_text(encoding="utf-8").splitlines()]
    for ours, theirs in zip(records(tmp_path), accepted, strict=True):
        assert ours == theirs


def test_a_pipeline_that_gives_other_output_has_another_version() -> None:
    assert json.loads(DIGESTS.read_text(encoding="utf-8")).get(PIPELINE) == digest(RECORDS), "raise PIPELINE, then accept"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def accept() -> str:
    """Write the records down. What to do next, in one line."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [json.dumps(record, ensure_ascii=False) for record in records(Path(folder))]
    RECORDS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    digests = json.loads(DIGESTS.read_text(encoding="utf-8"))
    if digests.setdefault(PIPELINE, digest(RECORDS)) != digest(RECORDS):
        return f"output has changed: raise PIPELINE ({PIPELINE}) in cleaners/records/versions.py and run this again"
    DIGESTS.write_text(json.dumps(digests, indent=2) + "\n", encoding="utf-8")
    return f"{len(lines)} records; read the difference before you commit it"


if __name__ == "__main__":
    print(accept())

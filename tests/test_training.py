"""What is said of the committed models and tables is so."""

from __future__ import annotations

from pathlib import Path

from training.digests import MADE, TARGET, listing

README = Path(__file__).parent.parent / "training" / "README.md"


def test_the_digests_are_those_of_the_files() -> None:
    same = TARGET.read_text(encoding="utf-8") == listing()
    assert same, "training/digests.txt is old: run `make rules`, and say in training/README.md what changed"


def test_every_made_file_is_explained() -> None:
    text = README.read_text(encoding="utf-8")
    assert [name for name in MADE if Path(name).name not in text] == []

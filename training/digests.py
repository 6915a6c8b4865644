"""Write training/digests.txt: the SHA-256 of every committed model and table that a script made (`sha256sum -c` reads it).

python -m training.digests
"""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGET = Path(__file__).with_name("digests.txt")
MADE = (
    "cleaners/boilerplate/head/text_kind.json",
    "cleaners/boilerplate/head/title_line.npz",
    "cleaners/boilerplate/lines/model.zst",
    "cleaners/boilerplate/page/judge/model.npz",
    "cleaners/characters/lookalikes.tsv",
    "cleaners/characters/model.zst",
    "cleaners/characters/readings.txt",
    "cleaners/characters/t2s.txt",
    "cleaners/chinese/data/cohesion.txt",
    "cleaners/chinese/data/scripts.txt",
    "cleaners/chinese/data/standard.txt",
    "cleaners/chinese/data/t2s_characters.ocd2",
    "cleaners/chinese/data/t2s_phrases.ocd2",
    "cleaners/chinese/data/vocabulary.tsv",
    "cleaners/decoding/cns11643.zst",
    "cleaners/repairs/marks.z",
)


def listing() -> str:
    """A line for each file, as `sha256sum` writes it."""
    return "".join(f"{hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}  {name}\n" for name in MADE)


if __name__ == "__main__":
    TARGET.write_text(listing(), encoding="utf-8")

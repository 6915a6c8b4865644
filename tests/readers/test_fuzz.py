"""Damaged files of many formats in isolated workers: each ends as a text or a rejection, and no worker dies of one."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from compound import compound
from packages import docx, epub, ofd
from palm import database, mobi

import cleaners
from benchmarks.readers.fuzz import damaged
from cleaners.document import Document
from cleaners.errors import Rejected

sys.path.insert(0, str(Path(__file__).parent / "pdf"))
from pdf_writer import lines, write

OFFICE = Path(__file__).parent / "office"
TEXT = "山上的茶农天不亮就上山，到了晌午才下来。"
ROUNDS = 25


def whole() -> dict[str, bytes]:
    """A file of each format."""
    message = {"__properties_version1.0": bytes(32), "__substg1.0_1000001F": (TEXT * 9).encode("utf-16-le")}
    made = {
        "made.docx": docx(f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>" * 20),
        "made.epub": epub({"a": f"<h1>茶</h1><p>{TEXT}</p>" * 20}, ["a"]),
        "made.mobi": database(mobi(f"<h1>茶</h1><p>{TEXT}</p>".encode() * 40, trailers=3)),
        "made.msg": compound(message),
        "made.ofd": ofd([[(20, 30 + 8 * n, TEXT) for n in range(20)]]),
        "made.pdf": write([lines([TEXT] * 20)]),
    }
    return made | {path.name: path.read_bytes() for path in sorted(OFFICE.iterdir())}


@pytest.mark.slow
def test_damaged_files_end_as_texts_or_rejections(tmp_path: Path) -> None:
    draw, names = random.Random(17), list[str]()
    for name, data in whole().items():
        for number in range(ROUNDS):
            names.append(f"{number}-{name}")
            (tmp_path / names[-1]).write_bytes(damaged(data, draw, data[::-1]) or b"\0")
    found = [item for item in cleaners.clean_path(tmp_path) if isinstance(item, Document | Rejected)]
    # A package that lost its type is an archive, and one of pictures holds no document.
    silent = set(names) - {item.origin.path.decode() for item in found}
    assert all((tmp_path / name).read_bytes().startswith(b"PK") for name in silent)
    died = [str(item) for item in found if isinstance(item, Rejected) and item.reason in ("crash", "timeout", "memory")]
    assert not died

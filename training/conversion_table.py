"""Build `cleaners/chinese/data/t2s_*.ocd2`: one table from traditional to simplified, right for every region.

    python -m training.conversion_table

OpenCC converts Taiwan's and Hong Kong's text in two stages, regional glyphs first. Taken through both stages, nearly all of
the regional tables fall together with the plain t2s tables: what is left are a dozen characters and the phrases that tell
著 from 着. They stand in `overlay.tsv`, so one dictionary and one stage serve every region, at the speed of t2s.

It is cut in two, phrases and characters, because OpenCC looks single characters up faster in a dictionary of their own.

Source: the dictionaries in the package opencc (Apache-2.0) and `overlay.tsv`. Left out of OpenCC's tables are rare analogical
forms outside the Basic Multilingual Plane that the Table of General Standard Characters does not have (`standard.txt`).
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import opencc

DATA = Path(__file__).parent.parent / "cleaners" / "chinese" / "data"
CLIB = Path(opencc.__file__).parent / "clib"


def opencc_dictionary(name: str) -> dict[str, str]:
    """A dictionary of the installed package as a mapping to the first of its values."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "dictionary.txt"
        _opencc_dict(CLIB / "share" / "opencc" / f"{name}.ocd2", target, "ocd2", "text")
        rows = [line.split("\t") for line in target.read_text(encoding="utf-8").splitlines() if "\t" in line]
    return {row[0]: row[1].split(" ")[0] for row in rows}


def overlay() -> dict[str, str]:
    lines = (DATA / "overlay.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    if doubled := {old for old, _ in pairs if sum(old == other for other, _ in pairs) > 1}:
        raise SystemExit(f"overlay.tsv has entries twice: {' '.join(sorted(doubled))}")
    return {row[0]: row[1] for row in pairs}


# 著 at the end of a clause behind one of these is zhu4, "is known": 聲名愈著，其功益著。
KNOWN = "章微愈益彌尤甚日已未早夙克聲名德績功威誠義彰炳勳效節譽"
ENDS = "，。；！？、"


def known() -> dict[str, str]:
    """Phrases of 著 that the marks behind it decide. Their other characters convert by themselves: 聲著， -> 声著，"""
    simple = opencc_dictionary("TSCharacters")
    return {f"{word}著{mark}": f"{simple.get(word, word)}著{mark}" for word in KNOWN for mark in ENDS}


def standard() -> frozenset[str]:
    """The Table of General Standard Characters (2013), see `training.script_sets`."""
    return frozenset((DATA / "standard.txt").read_text(encoding="utf-8").split()[0])


def table() -> dict[str, str]:
    characters = opencc_dictionary("TSCharacters")
    allowed = standard()
    characters = {old: new for old, new in characters.items() if ord(new) < 0x10000 or new in allowed}
    phrases = {
        old: new
        for old, new in opencc_dictionary("TSPhrases").items()
        # A phrase of 坏 alone with characters that simplified text has too would spoil simplified text: see overlay.tsv.
        if not ("坏" in old and all(characters.get(char, char) == char for char in old))
    }
    regional = {old: new for old, new in opencc_dictionary("HKVariantsRev").items() if old not in characters}
    characters |= {old: characters.get(new, new) for old, new in regional.items()}
    compatibility = opencc_dictionary("CJK_Compatibility_Ideographs")
    characters |= {old: characters.get(new, new) for old, new in compatibility.items() if len(new) == 1 and new < "\U00010000"}
    result = characters | phrases | known() | overlay()
    if uneven := [old for old, new in result.items() if len(old) != len(new)]:
        raise SystemExit(f"entries that change the length: {uneven}")
    return {old: new for old, new in result.items() if old != new or len(old) > 1}


def _opencc_dict(source: Path, target: Path, old: str, new: str) -> None:
    command = [CLIB / "bin" / "opencc_dict", "-i", source, "-o", target, "-f", old, "-t", new]
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    entries = table()
    with tempfile.TemporaryDirectory() as folder:
        for name, of_one in (("t2s_characters", True), ("t2s_phrases", False)):
            rows = [f"{old}\t{new}\n" for old, new in sorted(entries.items()) if (len(old) == 1) == of_one]
            source = Path(folder) / f"{name}.txt"
            source.write_text("".join(rows), encoding="utf-8")
            _opencc_dict(source, DATA / f"{name}.ocd2", "text", "ocd2")
            print(f"{name}.ocd2: {len(rows)} entries, opencc {opencc.__version__}")


if __name__ == "__main__":
    main()

"""Build `cleaners/characters/readings.txt`: each pinyin syllable with its tone, and the characters that are read so.

    python -m training.readings

Source: the readings in the package pypinyin (MIT), for the characters of GBK: those that a converter which works on GBK can
annotate.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

import pypinyin
from pypinyin.constants import PINYIN_DICT

TARGET = Path(__file__).parent.parent / "cleaners" / "characters" / "readings.txt"


def main() -> None:
    characters: defaultdict[str, list[str]] = defaultdict(list)
    for code in sorted(PINYIN_DICT):
        if not 0x3400 <= code < 0xA000:
            continue
        try:
            chr(code).encode("gbk")
        except UnicodeEncodeError:
            continue
        for reading in PINYIN_DICT[code].split(","):
            characters[unicodedata.normalize("NFC", reading)].append(chr(code))
    lines = [f"{reading} {''.join(characters[reading])}\n" for reading in sorted(characters)]
    TARGET.write_text("".join(lines), encoding="utf-8")
    print(f"{TARGET.name}: {len(lines)} readings, {sum(map(len, characters.values()))} pairs, pypinyin {pypinyin.__version__}")


if __name__ == "__main__":
    main()

"""Build `cleaners/chinese/data/vocabulary.tsv`: Taiwan's words and the mainland's, both in simplified characters.

    python -m training.vocabulary

Source: the dictionary TWPhrasesRev in the package opencc (Apache-2.0), less the entries of `vocabulary_stop.txt`, plus those of
`vocabulary_own.tsv`. OpenCC's list is made for software's words; in other text 檔案 (archives), 智慧 (wisdom), 支援, 建立 and the
like are everyday words of both sides (OpenCC issue 1313), so they are stopped unless a compound makes the meaning sure.
"""

from __future__ import annotations

from cleaners.chinese.converter import convert
from training.conversion_table import DATA, opencc_dictionary


def main() -> None:
    stopped = set((DATA / "vocabulary_stop.txt").read_text(encoding="utf-8").split())
    words = {old: new for old, new in opencc_dictionary("TWPhrasesRev").items() if old not in stopped and len(old) > 1}
    own = [line.split("\t") for line in (DATA / "vocabulary_own.tsv").read_text(encoding="utf-8").splitlines() if "\t" in line]
    words |= {row[0]: row[1] for row in own}
    pairs = {convert(old): convert(new) for old, new in words.items()}
    pairs = {old: new for old, new in sorted(pairs.items()) if old != new}
    (DATA / "vocabulary.tsv").write_text("".join(f"{old}\t{new}\n" for old, new in pairs.items()), encoding="utf-8")
    print(f"vocabulary.tsv: {len(pairs)} words")


if __name__ == "__main__":
    main()

"""Build `cleaners/chinese/data/scripts.txt` and `standard.txt`: characters that tell in which script a text is written.

    python -m training.script_sets /usr/share/unicode/Unihan_OtherMappings.txt.bz2

Sources: the dictionaries in the package opencc (Apache-2.0); the property kTGH of Unicode's Unihan database (Unicode License),
which lists the Table of General Standard Characters (2013); Python's codec of GB 2312.

`standard.txt` has the Table. `scripts.txt` has three lines:
1. traditional: t2s changes it, and neither GB 2312 nor the Table has it (乾 於 昇 徵 are simplified text's, too);
2. simplified: s2t changes it, and traditional text does not use it;
3. shinjitai: Japanese forms that neither Chinese script has.
"""

from __future__ import annotations

import bz2
import sys
from pathlib import Path

import opencc

from training.conversion_table import DATA, opencc_dictionary

# Editions of old poems in traditional characters have these beside them: forms of prints, older than the reform.
OF_PRINTS = "黄却凉韵烟带遥携强瑶摇脚迹荆况潜笋厨恒衮咤耻决虬凭刹咏脉麹"


def has_gb2312(char: str) -> bool:
    return bool(char.encode("gb2312", "ignore"))


def has_big5(char: str) -> bool:
    return bool(char.encode("big5", "ignore"))


def main(unihan: str) -> None:
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        rows = [line.split("\t") for line in lines if "\tkTGH\t" in line]
    standard = {chr(int(row[0][2:], 16)) for row in rows}
    (DATA / "standard.txt").write_text("".join(sorted(standard)) + "\n", encoding="utf-8")

    t2s = opencc_dictionary("TSCharacters")
    hk = opencc_dictionary("HKVariantsRev")
    t2s |= {old: t2s.get(new, new) for old, new in hk.items() if old not in t2s}
    traditional = {old for old, new in t2s.items() if old != new and not has_gb2312(old) and old not in standard}
    s2t = opencc_dictionary("STCharacters")
    simplified = {old for old, new in s2t.items() if old != new and not has_big5(old) and ord(old) < 0x10000}
    simplified -= set(t2s) | set(hk) | set(OF_PRINTS)
    shinjitai = set(opencc_dictionary("JPShinjitaiCharacters")) | set(opencc_dictionary("JPShinjitaiCharacters").values())
    shinjitai = {c for c in shinjitai if not has_gb2312(c) and not has_big5(c)} - standard - traditional - simplified - set(t2s)
    groups = ["".join(sorted(group)) for group in (traditional, simplified, shinjitai)]
    (DATA / "scripts.txt").write_text("\n".join(groups) + "\n", encoding="utf-8")
    print(f"scripts.txt: {[len(group) for group in groups]}; standard.txt: {len(standard)}; opencc {opencc.__version__}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).as_posix())

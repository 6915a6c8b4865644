"""Build `cleaners/characters/lookalikes.tsv`: characters that look like another one which the text means, by kind.

    python -m training.lookalikes        # needs perl, whose Unicode::UCD has the property

Kinds: `radical` (blocks Kangxi and CJK radicals) from the property Equivalent_Unified_Ideograph of the Unicode Character
Database; `private_use` from GB18030: code points that GBK gave to characters which Unicode lacked then, each with what GB18030
has now at the same bytes; plus the bullets of the fonts Symbol and Wingdings that office formats leave as private use.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parent.parent / "cleaners" / "characters" / "lookalikes.tsv"

# Cells of GBK that stood for private use from U+E766 on, in this order: (first, last) of each run of byte pairs.
_USER_CELLS = (
    (0xA2AB, 0xA2B0), (0xA2E3, 0xA2E4), (0xA2EF, 0xA2F0), (0xA2FD, 0xA2FE), (0xA4F4, 0xA4FE), (0xA5F7, 0xA5FE),
    (0xA6B9, 0xA6C0), (0xA6D9, 0xA6DF), (0xA6EC, 0xA6ED), (0xA6F3, 0xA6F3), (0xA6F6, 0xA6FE), (0xA7C2, 0xA7D0),
    (0xA7F2, 0xA7FE), (0xA896, 0xA8A0), (0xA8BC, 0xA8BC), (0xA8BF, 0xA8BF), (0xA8C1, 0xA8C4), (0xA8EA, 0xA8FE),
    (0xA958, 0xA958), (0xA95B, 0xA95B), (0xA95D, 0xA95F), (0xA989, 0xA995), (0xA997, 0xA9A0), (0xA9F0, 0xA9FE),
    (0xAAA1, 0xAAA0), (0xD7FA, 0xD7FE), (0xFE50, 0xFEA0),
)  # fmt: skip
_USER_FIRST = {0xD7FA: 0xE810, 0xFE50: 0xE815}

# What Python's codec, which has the year 2000, still gives to private use: the characters of the later editions.
_LATER = {
    0xE7C7: "ḿ", 0xE81E: "龴", 0xE826: "龵", 0xE82B: "龶", 0xE82C: "龷", 0xE832: "龸", 0xE843: "龹", 0xE854: "龺", 0xE864: "龻",
    0xE816: "\U00020087", 0xE817: "\U00020089", 0xE818: "\U000200cc", 0xE831: "\U000215d7", 0xE83B: "\U0002298f",
    0xE855: "\U000241fe", 0xE78D: "︐", 0xE78E: "︒", 0xE78F: "︑", 0xE790: "︓", 0xE791: "︔", 0xE792: "︕", 0xE793: "︖",
    0xE794: "︗", 0xE795: "︘", 0xE796: "︙", 0xE5E5: "\u3000",
}  # fmt: skip
_BULLETS = {
    0xF020: " ", 0xF06C: "●", 0xF06E: "■", 0xF06F: "□", 0xF075: "◆", 0xF076: "❖", 0xF0A7: "▪", 0xF0A8: "◻", 0xF0B7: "•",
    0xF0D8: "➢", 0xF0E0: "→", 0xF0E8: "➔", 0xF0FB: "✗", 0xF0FC: "✔", 0xF0FE: "☑",
}  # fmt: skip
# A traditional form where the shape is that of both scripts: the form of the common standard.
_RADICAL_OVERRIDES = {"⾭": "青"}


def radicals() -> Iterator[tuple[str, str]]:
    code = (
        "use Unicode::UCD qw(charprop);"
        'for my $c (0x2E80..0x2FD5) { my $v = charprop($c, "EqUIdeo"); printf "%s\\t%s\\n", chr($c), $v if $v ne "" }'
    )
    table = subprocess.run(["perl", "-CO", "-e", code], check=True, capture_output=True, encoding="utf-8").stdout
    for line in table.splitlines():
        radical, ideograph = line.split("\t")
        if len(ideograph) == 1 and ord(ideograph) < 0x10000:  # a rare component (⺮ -> 𥫗) is no character of a text
            yield radical, _RADICAL_OVERRIDES.get(radical, ideograph)


def private_use() -> Iterator[tuple[str, str]]:
    code = 0xE766
    for first, last in _USER_CELLS:
        code = _USER_FIRST.get(first, code)
        for pair in range(first, last + 1):
            if pair & 0xFF == 0x7F:
                continue
            now = _LATER.get(code) or pair.to_bytes(2, "big").decode("gb18030")
            if not "\ue000" <= now <= "\uf8ff":
                yield chr(code), now
            code += 1
    yield chr(0xE5E5), _LATER[0xE5E5]
    for code, bullet in _BULLETS.items():
        yield chr(code), bullet


def main() -> None:
    rows = [("radical", *pair) for pair in radicals()] + [("private_use", *pair) for pair in private_use()]
    lines = [f"{kind}\t{ord(old):04X}\t{ord(new):04X}\t{new if new.strip() else ''}\n" for kind, old, new in rows]
    TARGET.write_text("# kind\tcode point\twhat it means\tas a character\n" + "".join(lines), encoding="utf-8")
    print(f"{TARGET.name}: {len(lines)} characters")


if __name__ == "__main__":
    main()

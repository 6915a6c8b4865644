"""Build `cleaners/characters/t2s.txt`: characters that OpenCC's t2s changes one by one, and what it makes of them.

    python -m training.fold_table

Source: the dictionaries in the package opencc (Apache-2.0). Used for matching only; the text itself is converted by OpenCC.
"""

from __future__ import annotations

from pathlib import Path

import opencc

TARGET = Path(__file__).parent.parent / "cleaners" / "characters" / "t2s.txt"


def main() -> None:
    characters = [chr(code) for code in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))]
    converted = opencc.OpenCC("t2s", include_tofu_risk_dictionaries=False).convert("\n".join(characters)).split("\n")
    pairs = [
        (old, new) for old, new in zip(characters, converted, strict=True) if old != new and len(new) == 1 and new < "\U00010000"
    ]
    # A form that is itself changed stands for what it becomes, so that folding twice changes nothing.
    final = dict(pairs)
    pairs = [(old, final.get(new, new)) for old, new in pairs]
    TARGET.write_text("".join(old for old, _ in pairs) + "\n" + "".join(new for _, new in pairs) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(pairs)} characters, opencc {opencc.__version__}")


if __name__ == "__main__":
    main()

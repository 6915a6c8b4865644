"""Texts that were read in the wrong encoding, by families: what comes back, and whether what does not is told.

    python -m benchmarks.mojibake [--show] [--text] [--only FAMILY]

Each text of `tests/repairs/mojibake_texts.json` is written in GBK, Big5 and UTF-8 and read in each of the encodings that systems
of other countries assume, and in UTF-16 of either order; UTF-16 is read as those. Bytes that the reading does not know become
U+FFFD. A row is right when the text comes back exactly, or, where bytes were lost, when it holds no wrong character, at most
3 in 10 open places, and counts them. `told`: rejected, or `lossy_chars` above 0. `silent` must be 0: delivered with wrong
characters and nothing said.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import cleaners
from cleaners.options import CleanOptions, Context

TEXTS = Path(__file__).parent.parent / "tests/repairs/mojibake_texts.json"
REALLY = ("gb18030", "cp950", "utf-8", "utf-16-le", "utf-16-be")
# What browsers and Windows do with the holes of a code page of one byte: they pass through.
ONE_BYTE = (
    "latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "iso8859-2", "iso8859-5", "iso8859-15", "iso8859-16", "koi8-r",
    "cp437", "cp850", "cp866", "mac_roman", "tis-620", "cp874",
)  # fmt: skip
MORE_BYTES = ("gb18030", "cp950", "cp932", "shift_jis", "cp949", "euc_kr", "utf-16-le", "utf-16-be")
WIDE = ("utf-16-le", "utf-16-be")


def read_passing(data: bytes, codec: str) -> str:
    """Read as systems do that pass through what a page of one byte leaves open."""
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in data)


def pairs() -> Iterator[tuple[str, str, str, bool]]:
    """Name, good text, bad text, and whether no byte was lost."""
    for row in json.loads(TEXTS.read_text(encoding="utf-8")):
        text = row["text"]
        for really in REALLY:
            try:
                data = text.encode(really)
            except UnicodeEncodeError:
                continue
            for codec in ONE_BYTE + MORE_BYTES:
                if codec == really or {codec, really} <= set(WIDE):
                    continue
                if really in WIDE and codec in ("cp932", "shift_jis", "cp949", "euc_kr", "cp950"):
                    continue
                bad = data.decode(codec, "replace")
                yield f"{really} as {codec}: {row['label']}", text, bad, "\ufffd" not in bad
                if codec in ONE_BYTE and "\ufffd" in bad and codec.startswith("cp125"):
                    yield f"{really} as {codec}, holes pass: {row['label']}", text, read_passing(data, codec), True


def judged(good: str, bad: str, whole: bool, as_text: bool) -> tuple[str, str]:
    """`exact`, `sure`, `told` or `silent`, and the text that was delivered."""
    context = Context(options=CleanOptions(script="keep", spacing=False, punctuation=False))
    try:
        document = cleaners.clean(bad if as_text else bad.encode("utf-8"), name="text.txt", context=context)
    except cleaners.Rejected as rejected:
        return "told", rejected.reason
    text = document.text
    if text == good:
        return "exact", text
    blocks = SequenceMatcher(None, good, text, autojunk=False).get_matching_blocks()
    wrong = len(text.replace("\ufffd", "")) - sum(block.size for block in blocks)
    lossy = int(document.metadata.get("lossy_chars", 0))
    if not whole and wrong <= 0.01 * len(good) and text.count("\ufffd") <= 0.3 * len(good) and lossy:
        return "sure", text
    if lossy:
        return "told", text
    return "silent" if wrong > 0.02 * len(good) else "nearly", text


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--show", action="store_true")
    arguments.add_argument("--text", action="store_true", help="give text, not a file of UTF-8, which may be refused as no text")
    arguments.add_argument("--only", default="")
    options = arguments.parse_args()
    total: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    table: dict[str, Counter[str]] = {}
    for name, good, bad, whole in pairs():
        if options.only not in name:
            continue
        kind, text = judged(good, bad, whole, options.text)
        total[whole][kind] += 1
        family = name.partition(":")[0] + ("" if whole else " (lossy)")
        table.setdefault(family, Counter())[kind] += 1
        if options.show and kind not in ("exact", "sure"):
            print(f"{kind:7}{name}{'' if whole else ' (lossy)'}\n   bad  {bad[:90]!r}\n   got  {text[:90]!r}")
    for family, counts in table.items():
        print(f"{family:45}{dict(counts)}")
    print("no byte lost:", dict(total[True]), " bytes lost:", dict(total[False]))


if __name__ == "__main__":
    main()

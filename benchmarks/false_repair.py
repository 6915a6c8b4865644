"""Clean documents that decoding and repair change, over all kinds of text and the encodings that can write them.

    python -m benchmarks.false_repair [--show]

Material: `../shared/data/plain_texts`, each text in UTF-8 with and without a mark, UTF-16 with one, GBK and Big5, where every
character of it can be written; a text in GBK or Big5 has ten Han at least, else nobody would write it so. A document is changed
where its text is not the one that was written. What only puts characters into their plain form (`lookalike.*`, control
characters, line ends) and what resolves an entity that stands in the text is no repair of damage, and is counted apart.
Recall of the same build: `python -m benchmarks.mojibake` and `python -m benchmarks.repair`.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator

import cleaners
from benchmarks.shared import SHARED
from cleaners.characters.han import ANY_HAN
from cleaners.errors import Rejected

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gbk", "cp950")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")


def written() -> Iterator[tuple[str, str, str, bytes]]:
    """Kind, encoding, text and bytes of every document."""
    for path in sorted((SHARED / "data" / "plain_texts").glob("*.jsonl")):
        for row in path.read_text(encoding="utf-8").split("\n"):
            text = json.loads(row)["text"] if row else ""
            for encoding in ENCODINGS if text else ():
                if not encoding.startswith("utf") and len(ANY_HAN.findall(text)) < 10:
                    continue
                try:
                    data = text.encode(encoding)
                    if data.decode(encoding) == text:
                        yield path.stem, encoding, text, data
                except UnicodeError:
                    continue


def changed_by(text: str, data: bytes) -> tuple[str, ...]:
    """What changed the document: `decoding`, `rejected`, or rules."""
    found = cleaners.decode(data)
    if _LINE_ENDS.sub("\n", found.text) != _LINE_ENDS.sub("\n", text):
        return ("decoding",)
    try:
        return tuple(cleaners.repair(found.text).patch.taken())
    except Rejected:
        return ("rejected",)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print each document that is changed")
    options = parser.parse_args()
    counts, changed, kinds, forms = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for kind, encoding, text, data in written():
        counts[encoding] += 1
        rules = changed_by(text, data)
        repairs = [rule for rule in rules if not rule.startswith(("lookalike.", "entry.", "escape."))]
        forms.update(set(rules) - set(repairs))
        if repairs:
            changed[encoding] += 1
            kinds[f"{kind}: {', '.join(repairs)}"] += 1
            if options.show:
                print(f"  {kind} {encoding} {repairs}: {text[:40]!r}")
    for encoding in ENCODINGS:
        print(f"{encoding:10} {counts[encoding]:6} documents, {changed[encoding]:3} changed")
    total = sum(counts.values())
    print(f"all        {total:6} documents, {changed.total():3} changed: {changed.total() / total * 10_000:.1f} of 10,000")
    print(f"by kind: {dict(kinds) or 'none'}; put into plain form: {dict(forms)}")


if __name__ == "__main__":
    main()

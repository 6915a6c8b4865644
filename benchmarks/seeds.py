"""The five seed documents against their expected texts.

python -m benchmarks.seeds
"""

from __future__ import annotations

import difflib
import re
import sys

import cleaners
from benchmarks import shared
from cleaners.characters.fold import fold
from cleaners.document import Document

ANNOTATION = re.compile(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿ]{1,7}[)）]")


def similarity(ours: str, truth: str) -> float:
    """2 x matching characters / characters of both, in order (difflib's ratio)."""
    return difflib.SequenceMatcher(None, ours, truth, autojunk=False).ratio()


def differences(ours: str, truth: str) -> list[str]:
    """What differs, in words: ours -> truth with some text around."""
    matcher = difflib.SequenceMatcher(None, ours, truth, autojunk=False)
    return [
        f"{ours[max(0, a - 6) : a]}[{ours[a:b]} -> {truth[c:d]}]{ours[b : b + 6]}".replace("\n", "⏎")
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def squash(text: str) -> str:
    return "".join(fold(text).split())


def judged(text: str, go: list[str], stay: list[str]) -> tuple[list[str], list[str]]:
    """The snippets that are still there, and the ones that are lost; both sides folded to simplified and ASCII marks."""
    squashed = squash(text)
    left = [snippet for snippet in go if (snippet in text if "\n" in snippet else squash(snippet) in squashed)]
    return left, [snippet for snippet in stay if squash(snippet) not in squashed]


def closeness(document: Document) -> float:
    """Characters that the patch touches for each one that really differs (1 is ideal)."""
    matcher = difflib.SequenceMatcher(None, document.source_text, document.text, autojunk=False)
    differ = sum(max(b - a, d - c) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
    touched = sum(max(len(entry.taken), len(entry.put)) for entry in document.ledger())
    return touched / differ if differ else 1.0 if not touched else float("inf")


def main() -> int:
    if not shared.available():
        print("The seed documents lie in ../shared/seeds, which is not there: nothing was measured.")
        return 1
    print(f"{'seed':5}{'similarity':>11}{'gone':>8}{'kept':>7}{'annotations':>13}{'restored':>10}{'closeness':>11}  metadata")
    gone = kept = wanted_gone = wanted_kept = 0
    notes: list[str] = []
    for name, data in shared.seeds().items():
        document = cleaners.clean(data, name=name)
        record = document.record()["metadata"]
        truth, facts = shared.expected(name), shared.expected_metadata()[name]
        go, stay = shared.snippets()[name[:3]]
        left, lost = judged(document.text, go, stay)
        wrong = [
            f"{key}={record[key]!r}, not {facts[key]!r}" for key in facts if key != "debatable" and record[key] != facts[key]
        ]
        before = len(ANNOTATION.findall(document.source_text))
        after = len(ANNOTATION.findall(document.text))
        gone, wanted_gone = gone + len(go) - len(left), wanted_gone + len(go)
        kept, wanted_kept = kept + len(stay) - len(lost), wanted_kept + len(stay)
        print(
            f"{name[:3]:5}{similarity(document.text, truth):11.5f}{f'{len(go) - len(left)}/{len(go)}':>8}"
            f"{f'{len(stay) - len(lost)}/{len(stay)}':>7}{f'{before - after}/{before}':>13}"
            f"{document.restore() == document.source_text!s:>10}{closeness(document):11.3f}  {'; '.join(wrong) or 'exact'}"
        )
        notes += [f"{name[:3]} still there: {snippet}" for snippet in left]
        notes += [f"{name[:3]} lost: {snippet}" for snippet in lost]
        notes += [f"{name[:3]} differs: {words}" for words in differences(document.text, truth)]
    print(f"all  {'':11}{f'{gone}/{wanted_gone}':>8}{f'{kept}/{wanted_kept}':>7}")
    print(*notes, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Raw documents made from the project's own prose: frames, damage and layouts drawn at random, for measurements in bulk."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cleaners.characters.fold import t2s
from cleaners.characters.readings import by_reading
from cleaners.rules.packs import built_in

EXPECTED = Path(__file__).parent.parent / "tests" / "samples" / "expected"
SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
TO_ASCII = str.maketrans("，：；！？（）", ",:;!?()")


@cache
def sentences() -> list[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(EXPECTED.rglob("*.txt")))
    return [sentence for sentence in SENTENCE.findall(text) if len(sentence) > 12]


@cache
def frame_lines() -> list[str]:
    """Examples of the rules that take whole lines."""
    return [
        example.before for rule in built_in() for example in rule.examples if not example.after and "\n" not in example.before
    ]


@cache
def traditional() -> dict[int, str]:
    """One traditional form for each simplified character, as a careless converter has it."""
    return {ord(new): old for old, new in t2s().items()}


def documents(count: int, seed: int = 1) -> Iterator[str]:
    """`count` raw documents of 200 to 1,500 characters."""
    draw = random.Random(seed)
    for _ in range(count):
        lines = ["".join(draw.choices(sentences(), k=draw.randint(1, 5))) for _ in range(draw.randint(2, 6))]
        if draw.random() < 0.3:
            lines = ["　　" + line for line in lines]
        text = draw.choice(["\n", "\n\n", "\r\n"]).join(lines)
        if draw.random() < 0.5:
            text = text.translate(TO_ASCII)
        if draw.random() < 0.3:
            text = text.translate(traditional())
            if draw.random() < 0.5:
                text = annotated(text, draw)
        head, tail = draw.choices(frame_lines(), k=draw.randint(0, 3)), draw.choices(frame_lines(), k=draw.randint(0, 3))
        yield "\n".join([*head, text, *tail])


def annotated(text: str, draw: random.Random) -> str:
    """`text` with the reading behind every occurrence of a third of its traditional characters."""
    chosen = {sign for sign in sorted(set(text) & set(t2s())) if sign in reading_of() and draw.random() < 0.35}
    return "".join(f"{sign}({reading_of()[sign]})" if sign in chosen else sign for sign in text)


@cache
def reading_of() -> dict[str, str]:
    """One reading for each character."""
    return {sign: reading for reading, signs in by_reading().items() for sign in signs}

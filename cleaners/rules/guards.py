"""What a text must hold for a pattern to match: alternatives, each of sets of strings one of which has to be there.

Looking for strings is a hundred times faster than trying a pattern that begins with `.{0,80}`, and it compiles nothing.
`patterns.guard_of` reads the guard off the pattern.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Guard: TypeAlias = Sequence[Sequence[Sequence[str]]]


def passes(guard: Guard, text: str) -> bool:
    """Whether a match of the guarded pattern may stand in `text`, which is folded and in lower case."""
    if not guard:
        return True
    for needed in guard:  # loops, since generators cost more than the search itself
        for strings in needed:
            for string in strings:
                if string in text:
                    break
            else:
                break
        else:
            return True
    return False

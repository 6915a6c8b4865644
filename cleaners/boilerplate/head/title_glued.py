"""A copy of the title that is glued to the start of a paragraph."""

from __future__ import annotations

from typing import NamedTuple

_OPEN = '《【“"[「『'
# A sentence that has the title for its subject goes on with one of these.
_GOES_ON = frozenset("是的为在和与及也将对有被把由从中上了于自以至到因经根据按照由已,、:。;!?而则就都可能不应要会以之等》”’')）")


class Line(NamedTuple):
    """A line of the head; offsets in the text. Of a paragraph only the beginning."""

    start: int
    end: int
    raw: str
    folded: str

    @property
    def text(self) -> str:
        return self.folded.strip()


def may_hold(words: str, key: str) -> bool:
    """Whether folded `words` may have the key, at a glance."""
    return len(words) >= len(key) and all(
        sign in words or sign.upper() in words for sign in (key[0], key[-1], key[len(key) // 2])
    )


def glued(line: Line, key: str) -> tuple[int, int] | None:
    """The span of a copy of the title at the start of a paragraph, a short label before it and the blanks behind it included."""
    words = line.folded
    lead = len(words) - len(words.lstrip())
    if not may_hold(words, key):
        return None
    for skip in range(7):
        start = lead + skip
        if skip and not words[lead:start].replace(" ", "").isalnum():
            return None
        if skip and len(key) < 10:
            return None
        end = _matches(words, start, key)
        if end is None:
            continue
        opened = words[start] in _OPEN or (lead < start and words[lead] in _OPEN)
        if opened and words[end : end + 1] not in set("》】”]」』"):
            return None  # 《T工作条例》规定: the name of another thing
        while (
            end < len(words) and words[end] in "》】”]」』" and ((lead < start and words[start] in _OPEN) or words[lead] in _OPEN)
        ):
            end += 1
        behind = words[end : end + 1]
        blank = behind.isspace()
        if words[end - 1] == "》" and not blank:
            return None  # 《T》实施细则规定: a sentence that names it
        if len(words) - end < 8 or (not blank and (len(key) < 8 or behind in _GOES_ON)):
            return None
        while end < len(words) and words[end].isspace():
            end += 1
        return line.start + lead, line.start + end
    return None


def _matches(words: str, start: int, key: str) -> int | None:
    """The end of `key` in `words` from `start`, marks and blanks between its characters aside."""
    place = 0
    for at in range(start, min(len(words), start + 2 * len(key) + 8)):
        sign = words[at].lower()
        if sign.isalnum():
            if sign != key[place]:
                return None
            place += 1
            if place == len(key):
                return at + 1
        elif at == start and sign not in _OPEN:
            return None
    return None

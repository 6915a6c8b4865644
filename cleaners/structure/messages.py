"""Lines of chats: who wrote, when, and what, in the forms that programs export."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.lines import Lines

_DATE = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}/\d{1,2}/\d{2,4})"
_TIME = r"(?:[上下]午[ ]?)?\d{1,2}:\d\d(?::\d\d)?(?:[ ]?[AaPp][Mm])?"
_NAME = r"(?!\d{4}[-/.年]|\d{1,2}[-/月])[^\s:：\[\]<>|，。！？][^:：\[\]<>|，。！？\n]{0,23}"
_HEAD = lazy_pattern(
    rf"\[?{_DATE}[ T,，]{{1,2}}{_TIME}\]?[ \t]*(?:[-–][ ])?(?P<name1>{_NAME})(?P<text1>[:：].*)?$"
    rf"|\[{_TIME}\][ \t]*(?:<(?P<name2>{_NAME})>|(?P<name3>{_NAME})[:：])(?P<text2>.*)$"
    rf"|(?P<name4>{_NAME}?)(?:[(（<][^()（）<>\n]{{1,40}}[)）>])?[ \t]{{1,4}}(?:{_DATE}[ ]{{1,2}})?{_TIME}[:：]?$"
    rf"|<(?P<name5>{_NAME})>[ \t](?P<text3>.+)$"
)
_CLOCK = lazy_pattern(r":(?<=\d:)\d")
_FEWEST = 2
_LONGEST = 60  # lines of one message


def _candidates(lines: Lines) -> list[int]:
    """Lines with a time near their head, or that begin with `<`."""
    if "<" not in lines.text and _CLOCK.search(lines.text) is None:
        return []
    colons = lines.colons
    colons = colons[(colons > 0) & (lines.codes.take(colons, mode="clip") == ord(":"))]
    before, behind = lines.codes.take(colons - 1, mode="clip") - 48, lines.codes.take(colons + 1, mode="clip") - 48
    found = lines.numbers_of(colons[(before < 10) & (behind < 10)], 60)
    if "<" in lines.text:
        found = sorted({*found, *lines.numbers_of(lines.places("<"), 1)})
    return found


def messages(lines: Lines) -> Iterator[Mark]:
    """A mark `message` for each line of a chat: the heads, and the lines below those that have no text of their own."""
    numbers = [number for number in _candidates(lines) if lines.free(number)]
    heads: list[tuple[int, bool, str]] = []
    for number in numbers:
        if (found := _HEAD.match(lines.bare(number))) is not None:
            name = next(found[key] for key in ("name1", "name2", "name3", "name4", "name5") if found[key] is not None)
            heads.append((number, any(found[key] for key in ("text1", "text2", "text3")), name.strip()))
    if not _is_chat(heads):
        return
    longest = max((behind - number for (number, *_), (behind, *_) in pairwise(heads)), default=1)
    for place, (number, own, _) in enumerate(heads):
        is_last = place + 1 == len(heads)
        end = min(number + min(longest, _LONGEST), len(lines)) if is_last else heads[place + 1][0]
        last = number
        for below in range(number + 1, min(end, number + _LONGEST)):
            if not lines.free(below) or (lines.is_blank(below) and (own or is_last)):
                break
            last = below
        for line in range(number, last + 1):
            if not lines.is_blank(line):
                lines.set_kind(line, line, "message")
                yield Mark("message", *lines.body(line))


def _is_chat(heads: list[tuple[int, bool, str]]) -> bool:
    """Heads that carry the text themselves, or few speakers who come again; one by-line or two are none."""
    own = sum(has_text for _, has_text, _ in heads)
    if own * 2 > len(heads):
        return len(heads) >= _FEWEST
    speakers = {name for _, _, name in heads}
    return len(heads) > _FEWEST and len(speakers) < len(heads)

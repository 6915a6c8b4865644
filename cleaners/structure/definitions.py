"""Series of `key: value` lines: fields, parameters, glossaries; and lines that say who speaks, when the keys come again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.lines import Lines

_KEY = 24  # characters
_FEWEST = 3
_REACH = 2  # lines from one field to the next, blank ones left aside
_FIELD = lazy_pattern(
    r"(?:[-*+•·][ \t]+)?(?:\*\*|__|`|【|\[|<)?"
    r"([^\s:：=，。！？；、,!?;|“”「」\"'()（）\[\]【】<>{}/\\#*`][^:：=，。！？；、,!?;|“”「」\"'\[\]【】<>{}\\#*`\t]{0,23}?)"
    r"(?:\*\*|__|`|】|\]|>)?[ \t]?(?:[:：](?!//)|[ \t]=[ \t])(?:\*\*|__)?[ \t\u3000]*+(\S?)"
)


class _Field(NamedTuple):
    line: int
    key: str
    filled: bool


def definitions(lines: Lines) -> Iterator[Mark]:
    """A mark `definition` for each field of a series with different keys, `message` for those of speakers."""
    numbers = lines.fields(_KEY + 4)
    if len(numbers) < _FEWEST:
        return
    run: list[_Field] = []
    filled = lines.filled_before
    for number in numbers:
        if not lines.free(number) or (found := _FIELD.match(lines.bare(number))) is None:
            continue
        field = _Field(number, found[1].strip(), bool(found[2]))
        if run and filled(number) - filled(run[-1].line) > _REACH:
            yield from _closed(lines, run)
            run = []
        run.append(field)
    yield from _closed(lines, run)


def _closed(lines: Lines, run: list[_Field]) -> Iterator[Mark]:
    if len(run) < _FEWEST or sum(field.filled for field in run) * 2 < len(run):
        return
    keys = len({field.key for field in run})
    kind = "definition" if keys * 3 > len(run) * 2 else "message"
    if kind == "message" and keys * 2 > len(run) + 1:
        kind = "definition"
    for field in run:
        lines.set_kind(field.line, field.line, kind)
        yield Mark(kind, *lines.body(field.line))

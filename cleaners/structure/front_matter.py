"""Front matter: the fields between `---` or `+++` that static sites keep at the head of a text."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.lines import Lines

_LONGEST = 200  # lines
_FIELD = lazy_pattern(r"[\w.\"'-]{1,40}[ \t]*[:=](?:[ \t]|$)")
_BOUNDS = {"---": ("---", "..."), "+++": ("+++",)}


def front_matter(lines: Lines) -> Iterator[Mark]:
    """A mark `front_matter` where the text begins with it."""
    if lines.text[:64].lstrip("\ufeff \n")[:3] not in _BOUNDS:
        return
    first = next((number for number in range(min(len(lines), 60)) if not lines.is_blank(number)), 0)
    opening = lines.bare(first)
    if opening not in _BOUNDS:
        return
    fields = 0
    for number in range(first + 1, min(len(lines), first + _LONGEST)):
        bare = lines.bare(number)
        if bare in _BOUNDS[opening]:
            if fields:
                lines.set_kind(first, number, "front_matter")
                yield Mark("front_matter", *lines.span(first, number))
            return
        if _FIELD.match(bare):
            fields += 1
        elif bare and not fields:
            return

"""Formulas: between the signs of TeX, in its environments, and as chains of symbols."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.characters.han import HAN_ALL
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.lines import Lines

_DELIMITER = lazy_pattern(r"\\[()\[\]]|\$\$|(?<!\\)\$|\\(?:begin|end)\{[a-zA-Z]{1,20}\*?\}")
_INLINE, _BLOCK = 1000, 8000  # characters of a formula, at most
_PAIRS = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}
_ENVIRONMENTS = frozenset(
    {
        "equation", "align", "aligned", "alignat", "gather", "gathered", "multline", "eqnarray", "array", "matrix", "pmatrix",
        "bmatrix", "vmatrix", "cases", "split", "math", "displaymath", "flalign", "tabular", "tikzpicture",
    }
)  # fmt: skip
# What makes the text between two dollars a formula and no price: a command, an index, a relation, or but one symbol or number.
_MATHS = lazy_pattern(r"\\[a-zA-Z{},;:!]|[\^_=<>+*/|≤≥≠≈∈×÷±→∞√∑∫·°∠△⊥∥π]|^[-\w.,:;' ()\[\]]{1,16}$|\w-\w")
_WORDS = lazy_pattern(f"[{HAN_ALL}，。；：！？、]")
_SYMBOL = lazy_pattern(r"[A-Za-z0-9α-ωΑ-Ω=+<>^_]")
_SIDE = r"(?:[A-Za-z](?![A-Za-z]{3})|\d|[α-ωΑ-Ωπ∑∏∫√∞∂∇°′″⁰-₟²³¹ ^_+\-−*/×÷·±∓(){}\[\]|.,'!%∠△⊥∥∈∪∩⊂⊆∅∀∃¬∧∨])"
# Short sides, so that no long run is tried from each of its characters.
_CHAIN = lazy_pattern(
    rf"(?<![A-Za-z0-9_&?/#.=+%-])(?=[A-Za-z0-9α-ωΑ-Ω(\[√∑∫|△∠∂∇-]){_SIDE}{{1,60}}+(?:[=≈≠≤≥≡∝⇌→⇒⇔<>]{{1,2}}{_SIDE}{{1,80}}+)++(?![A-Za-z0-9_&?/=-])"
)
_RELATION = "=≈≠≤≥≡∝⇌→⇒⇔"
_LEFT = lazy_pattern(rf"[^{_RELATION}<>]*[A-Za-z0-9α-ωΑ-Ω°)\]⁰-₟][^{_RELATION}<>]*[{_RELATION}<>]+")
_LETTER = lazy_pattern(r"[A-Za-zα-ω]")


def formulas(lines: Lines) -> list[Mark]:
    """A mark `formula` for what stands between delimiters of TeX, as a span within its line or over several; not within code."""
    if "$" not in lines.text and "\\" not in lines.text:
        return []
    found = [Mark("formula", start, end, {"form": form}) for start, end, form in _delimited(lines)]
    for mark in found:
        first, last = lines.number_at(mark.start), lines.number_at(mark.end - 1)
        if last > first:
            lines.set_kind(first, last, "formula")
    return found


def chains(lines: Lines, found: list[Mark]) -> Iterator[Mark]:
    """A mark `formula` for chains of symbols outside of those that were `found`."""
    if any(sign in lines.text for sign in _RELATION):
        yield from _chains(lines, sorted((mark.start, mark.end) for mark in found))


def _delimited(lines: Lines) -> Iterator[tuple[int, int, str]]:
    """Pairs of delimiters, each closed by the first of its kind that follows near enough."""
    text = lines.text
    opened: tuple[str, int, str] | None = None  # what closes it, where it began, its form
    for found in _DELIMITER.finditer(text):
        sign, at = found[0], found.start()
        if opened is not None:
            closing, start, form = opened
            if at - start > (_INLINE if form == "inline" else _BLOCK):
                opened = None
            elif sign == closing and form != "inline":
                if not _only_words(text[start:at]):
                    yield start, found.end(), form
                opened = None
                continue
            elif sign == closing == "$":
                opened = None
                if _is_inline(text, start, found.end()):
                    yield start, found.end(), form
                    continue
            elif form != "inline" or closing != "$" or sign == "$$":
                if form == "inline" and closing == "$":
                    opened = None
                else:
                    continue
            else:
                continue
        if lines.kind_at(at) in ("code", "front_matter"):
            continue
        if sign == "$":
            opened = ("$", at, "inline")
        elif sign in _PAIRS:
            opened = (_PAIRS[sign], at, "block")
        elif sign.startswith("\\begin") and sign[7:-1].rstrip("*") in _ENVIRONMENTS:
            opened = (f"\\end{sign[6:]}", at, "environment")


def _only_words(inner: str) -> bool:
    """Whether nothing of a formula stands there: brackets that Markdown escapes hold words."""
    return _WORDS.search(inner) is not None and _SYMBOL.search(inner) is None


def _is_inline(text: str, start: int, end: int) -> bool:
    inner = text[start + 1 : end - 1]
    if not inner.strip() or inner.count("\n") > 2 or "\n\n" in inner or (inner[0] == " ") != (inner[-1] == " "):
        return False
    if text[end : end + 1].isdigit() or (inner[0].isdigit() and inner[-1] in " ,，、到至-~"):
        return False
    if _WORDS.search(inner) is not None and "\\" not in inner and "_" not in inner and "^" not in inner:
        return False
    return _MATHS.search(inner) is not None


def _chains(lines: Lines, done: list[tuple[int, int]]) -> Iterator[Mark]:
    """`E = mc²` and its like: short sides of symbols about a relation, and no words."""
    place = 0
    for number in lines.with_any(_RELATION):
        if lines.kind_at(lines.starts[number]) in ("code", "front_matter", "formula") or not lines.bare(number):
            continue
        first, last = lines.body(number)
        for found in _CHAIN.finditer(lines.text, first, last):
            start, end = found.start(), found.end()
            while end > start and lines.text[end - 1] in " ,.;([{":
                end -= 1
            while place < len(done) and done[place][1] <= start:
                place += 1
            if place < len(done) and done[place][0] < end:
                continue
            inner = lines.text[start:end]
            if _is_chain(inner):
                yield Mark("formula", start, end, {"form": "chain"})


def _is_chain(inner: str) -> bool:
    """Whether a symbol and another side stand about a relation."""
    left = _LEFT.match(inner)
    return left is not None and left.end() < len(inner) and inner[-1] not in _RELATION and _LETTER.search(inner) is not None

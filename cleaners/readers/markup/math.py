"""Formulas as trees of MathML, and such trees as TeX. HTML and OMML become these trees elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from unicodedata import normalize

from cleaners.readers.names import names

# Formulas of people nest a dozen deep; what is deeper, or longer, is given as the bare text.
MAX_DEPTH, MAX_NODES = 60, 20_000
# Characters of TeX of one formula.
MAX_TEX = 20_000

_FUNCTIONS = names(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp ln log lg lim liminf limsup max min sup inf det dim "
    "ker gcd deg arg hom Pr mod"
)
# Operators that carry bounds below and above, and the arrows and signs that stand on letters.
_ACCENTS = {
    "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "¯": "bar", "‾": "bar", "_": "bar", "→": "vec", "⃗": "vec", "˙": "dot",
    ".": "dot", "¨": "ddot", "ˇ": "check", "⏞": "overbrace", "⏟": "underbrace", "̂": "hat", "̃": "tilde", "̅": "bar", "̇": "dot",
    "̈": "ddot", "̄": "bar", "⇀": "vec",
}  # fmt: skip
_LONG = {"bar": "overline", "hat": "widehat", "tilde": "widetilde", "vec": "overrightarrow"}
_WORD_END = re.compile(r"\\[A-Za-z]+$")
_SPECIAL = re.compile(r"([%#&_{}$])")
_HAN = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064\u200b\u200c\u200d\ufeff\u00ad")


@dataclass(slots=True)
class Node:
    """An element of a formula, named as in MathML. `text` is that of leaves."""

    tag: str
    text: str = ""
    children: Sequence[Node] = ()
    attributes: Mapping[str, str | None] = field(default_factory=dict)


@cache
def _signs() -> dict[str, str]:
    lines = files("cleaners.readers.markup").joinpath("math_signs.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return {sign: tex for sign, _, tex in rows}


def tex_of(node: Node) -> str:
    """The formula as TeX, on one line, without the dollars.

    >>> tex_of(Node("mfrac", children=[Node("mi", "a"), Node("mi", "b")]))
    '\\\\frac{a}{b}'
    """
    return re.sub(r"\s+", " ", _tex(node, 0)).strip()


def signs(text: str) -> str:
    """A run of letters and signs in TeX: Greek letters and operators by their names."""
    table = _signs()
    return _joined([table.get(sign, sign) for sign in _plain(text)])


def _plain(text: str) -> str:
    """Letters of the mathematical alphabets as common ones, without signs that are not seen."""
    text = "".join(normalize("NFKC", sign) if 0x1D400 <= ord(sign) <= 0x1D7FF else sign for sign in text)
    return "".join(sign for sign in text if sign not in _INVISIBLE)


def _joined(pieces: Sequence[str]) -> str:
    """Pieces one after the other, a blank where a letter would become part of a command's name."""
    out: list[str] = []
    for piece in pieces:
        if not piece:
            continue
        if out and piece[0].isascii() and piece[0].isalpha() and _WORD_END.search(out[-1]):
            out.append(" ")
        out.append(piece)
    return "".join(out)


def _tex(node: Node, depth: int) -> str:
    if depth > MAX_DEPTH:
        return ""
    tag = node.tag
    if tag in _LEAVES:
        return _LEAVES[tag](node)
    if tag in _SKIPPED:
        return ""
    children = [_tex(inner, depth + 1) for inner in node.children]
    if tag in _SHAPES:
        return _SHAPES[tag](node, children)
    return _joined([signs(node.text), *children])


def _identifier(node: Node) -> str:
    text = _plain(node.text.strip())
    if len(text) <= 1:
        return signs(text)
    if text in _FUNCTIONS:
        return f"\\{text}"
    if _HAN.search(text):
        return f"\\text{{{text}}}"
    return f"\\mathrm{{{text}}}" if text.isascii() and text.isalpha() else signs(text)


def _operator(node: Node) -> str:
    text = _plain(node.text.strip())
    return f"\\{text}" if text in _FUNCTIONS else _SPECIAL.sub(r"\\\1", text) if text in "%#&_{}$" else signs(text)


def _words(node: Node) -> str:
    text = re.sub(r"\s+", " ", _plain(node.text.replace("\u00a0", " ")))
    if not text.strip():
        return " " if text else ""
    return f"\\text{{{text}}}" if not (text.strip().isascii() and not any(map(str.isalpha, text))) else text


_LEAVES: dict[str, Callable[[Node], str]] = {
    "mi": _identifier, "mo": _operator, "mtext": _words, "ms": _words, "mn": lambda node: _plain(node.text.strip()),
    "mspace": lambda node: " ",  # noqa: ARG005
}  # fmt: skip
_SKIPPED = frozenset({"annotation", "annotation-xml", "mphantom", "none", "mprescripts", "script", "style"})


def _base(node: Node, text: str) -> str:
    """What a script stands at: in braces where it is more than one sign."""
    one = len(text) <= 1 or re.fullmatch(r"\\[A-Za-z]+|\d+|\\(?:mathrm|text)\{[^{}]*\}", text) or _is_fence(node)
    return text if one else f"{{{text}}}"


def _is_fence(node: Node) -> bool:
    return node.tag == "mfenced" or (
        bool(node.children)
        and node.children[0].text.strip() in ("(", "[", "|")
        and node.children[-1].text.strip() in (")", "]", "|")
    )


def _at(children: list[str], number: int) -> str:
    return children[number] if number < len(children) else ""


def _low(text: str) -> str:
    return f"_{{{text}}}" if text else ""


def _high(text: str) -> str:
    if text and not text.strip("′'"):
        return "'" * len(text)
    return f"^{{{text}}}" if text else ""


def _fraction(node: Node, children: list[str]) -> str:
    name = "binom" if (node.attributes.get("linethickness") or "").startswith("0") else "frac"
    return f"\\{name}{{{_at(children, 0)}}}{{{_at(children, 1)}}}"


def _scripts(node: Node, children: list[str]) -> str:
    base = _base(node.children[0], children[0]) if node.children else ""
    low, high = {"msub": (1, 9), "msup": (9, 1)}.get(node.tag, (1, 2))
    return f"{base}{_low(_at(children, low))}{_high(_at(children, high))}"


def _bounds(node: Node, children: list[str]) -> str:
    if not node.children:
        return ""
    if node.tag != "munderover" and len(node.children) > 1:
        sign = _plain(node.children[1].text.strip())
        if node.children[1].tag == "mo" and (name := _ACCENTS.get(sign)):
            if node.tag == "munder" and name == "bar":
                name = "underline"
            elif len(children[0]) > 1 and not _WORD_END.fullmatch(children[0]):
                name = _LONG.get(name, name)
            return f"\\{name}{{{children[0]}}}"
    base = children[0]
    if not re.fullmatch(r"\\[A-Za-z]+", base) and len(base) > 1:
        base = f"\\{'underset' if node.tag == 'munder' else 'overset'}{{{_at(children, 1)}}}{{{base}}}"
        return base if node.tag != "munderover" else f"{{{children[0]}}}{_low(_at(children, 1))}{_high(_at(children, 2))}"
    low, high = {"munder": (1, 9), "mover": (9, 1)}.get(node.tag, (1, 2))
    return f"{base}{_low(_at(children, low))}{_high(_at(children, high))}"


def _fenced(node: Node, children: list[str]) -> str:
    begin, end = (node.attributes.get(key) for key in ("open", "close"))
    between = (node.attributes.get("separators") or ",").strip()[:1]
    begin, end = "(" if begin is None else begin, ")" if end is None else end
    begin, end = (_SPECIAL.sub(r"\\\1", sign) if sign in "{}" else signs(sign) for sign in (begin, end))
    body = between.join(children)
    if "\\frac" in body or "\\begin" in body:
        return f"\\left{begin or '.'}{body}\\right{end or '.'}"
    return _joined([begin, body, end])


def _table(node: Node, children: list[str]) -> str:  # noqa: ARG001 - the shape of a shape
    rows = " \\\\ ".join(children)
    return f"\\begin{{matrix}}{rows}\\end{{matrix}}"


def _many(node: Node, children: list[str]) -> str:
    """Scripts on both sides of a base: those behind `mprescripts` stand before it."""
    names = [inner.tag for inner in node.children]
    cut = names.index("mprescripts") if "mprescripts" in names else len(names)
    after, before = children[1:cut], children[cut + 1 :]
    lead = "".join(_low(low) + _high(high) for low, high in zip(before[::2], before[1::2], strict=False))
    tail = "".join(_low(low) + _high(high) for low, high in zip(after[::2], after[1::2], strict=False))
    return f"{f'{{}}{lead}' if lead else ''}{_at(children, 0)}{tail}"


_SHAPES: dict[str, Callable[[Node, list[str]], str]] = {
    "mfrac": _fraction,
    "msup": _scripts,
    "msub": _scripts,
    "msubsup": _scripts,
    "munder": _bounds,
    "mover": _bounds,
    "munderover": _bounds,
    "msqrt": lambda node, children: f"\\sqrt{{{_joined(children)}}}",  # noqa: ARG005
    "mroot": lambda node, children: f"\\sqrt[{_at(children, 1)}]{{{_at(children, 0)}}}",  # noqa: ARG005
    "mfenced": _fenced,
    "mtable": _table,
    "mtr": lambda node, children: " & ".join(children),  # noqa: ARG005
    "mlabeledtr": lambda node, children: " & ".join(children[1:]),  # noqa: ARG005
    "mmultiscripts": _many,
    "semantics": lambda node, children: _at(children, 0),  # noqa: ARG005
    "maction": lambda node, children: _at(children, 0),  # noqa: ARG005
}

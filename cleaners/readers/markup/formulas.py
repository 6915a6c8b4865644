"""Formulas on pages: where one begins, and its TeX, from what the page carries of it.

Pages carry a formula several times: as TeX for search engines, as MathML for readers aloud, as letters set one by one or as a
picture. It stands once in the text, as `$TeX$`; what else of it is text is marked `duplicate`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus, urlsplit

from selectolax.lexbor import LexborNode

from cleaners.characters.han import ANY_HAN
from cleaners.readers.markup.math import MAX_TEX, tex_of
from cleaners.readers.markup.math_trees import page_tree

Attributes = Mapping[str, str | None]


class Formula(NamedTuple):
    """A formula's TeX, whether it stands on a line of its own, and whether its element holds nothing that is text beside."""

    tex: str
    display: bool = False
    whole: bool = False


# Classes of elements that hold all forms of one formula.
_HOLDERS = re.compile(
    r"(?:^|\s)(?:katex(?:-display)?|MathJax(?:_(?:Display|SVG|SVG_Display|CHTML|Preview))?|MJXc-display|mjx-(?:chtml|full-width)"
    r"|mwe-math-element|ztext-math|ql-formula|math-(?:inline|block|display|node|tex|formula)|ne-math|latex-formula|tex-formula)(?:\s|$)"
)
# Attributes that hold nothing but TeX.
TEX_ATTRIBUTES = ("data-tex", "data-formula", "data-latex", "data-equation", "data-math", "data-expr", "data-eq", "data-katex")
HOLDER_ATTRIBUTES = (*TEX_ATTRIBUTES, "data-value", "data-content", "latex", "tex")
_PICTURE = re.compile(
    r"(?:^|[\s_-])(?:latex|tex|math|mathjax|katex|equation|formula|mathcode|math-inline|mwe-math-fallback-image-\w+|Equation)(?:[\s_-]|$)",
    re.IGNORECASE,
)
# Programs that draw TeX, which stands in the address.
_DRAWN = re.compile(
    r"[?&](?:tex|formula|latex|chl|from|eq|math)=|(?:codecogs\.com|latex\.codecogs|/latex|mimetex|mathtex|/svg(?:\.latex)?|(?:gif|png)\.latex)"
    r"[^?\s]*\?|upmath\.me/(?:svg|png)/|math\.vercel\.app|render\.githubusercontent\.com/render/math|/wikimedia\.org/math/",
    re.IGNORECASE,
)
_HINTS = ("tex", "math", "formula", "chl=", "equation", "TeX")
_KEYS = frozenset({"tex", "formula", "latex", "chl", "from", "eq", "math"})
_COMMAND = re.compile(
    r"\\[A-Za-z]+\s*[{^_]|\\(?:frac|sqrt|sum|int|prod|lim|alpha|beta|gamma|theta|pi|times|cdot|left|begin|mathrm|vec|Delta)\b"
)
_LIKE_TEX = re.compile(r"\\[A-Za-z]|[\^_{}=<>+]|^[A-Za-z0-9]{1,3}$|\d\s*[*/+-]\s*\d|[A-Za-z]\([A-Za-z0-9,]+\)")
_STYLES = re.compile(r"^\\(?:displaystyle|textstyle|scriptstyle)\b\s*")
_DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))


def cleaned(tex: str) -> str:
    """TeX on one line, without delimiters and what only says how large it is set."""
    tex = re.sub(r"\s+", " ", tex).strip()
    for begin, end in _DELIMITERS:
        if len(tex) > len(begin) + len(end) and tex.startswith(begin) and tex.endswith(end):
            tex = tex[len(begin) : -len(end)].strip()
            break
    for _ in range(2):
        if tex.startswith("{") and tex.endswith("}") and _STYLES.match(tex[1:].lstrip()):
            tex = tex[1:-1].strip()
        tex = _STYLES.sub("", tex)
    return tex if len(tex) <= MAX_TEX else ""


def holds_formula(classes: str) -> bool:
    """Whether elements of these classes hold a formula in all its forms."""
    return bool(_HOLDERS.search(classes))


def formula_of(node: LexborNode, tag: str, attributes: Attributes) -> Formula | None:
    """The formula of an element that says it holds one; None where no form of it can be read."""
    display = _is_display(attributes)
    if tag == "math":
        said = attributes.get("alttext") or ""
        tex = cleaned(_annotated(node) or (said if _LIKE_TEX.search(said) else ""))
        return Formula(tex, display) if tex else _generated(node, display, True)
    for key in HOLDER_ATTRIBUTES:
        if (
            (value := attributes.get(key))
            and not ANY_HAN.fullmatch(value)
            and _LIKE_TEX.search(value)
            and (tex := cleaned(value))
        ):
            return Formula(tex, display)
    if tex := cleaned(_annotated(node) or _in_script(node)):
        return Formula(tex, display)
    if "MathJax" in (attributes.get("class") or "") and _script_behind(node):
        return Formula("", display)  # the script that follows has the TeX: this is another form of the same
    if (inner := node.css_first("math, mjx-math[data-latex]")) is not None:
        said = inner.attributes.get("alttext") or inner.attributes.get("data-latex") or ""
        if _LIKE_TEX.search(said) and (tex := cleaned(said)):
            return Formula(tex, display)
        if inner.tag == "math":
            return _generated(inner, display, False)
    if (markup := attributes.get("data-mathml")) and (inner := _parsed_math(markup)) is not None:
        return _generated(inner, display, False)
    picture = node.css_first("img")
    return picture_formula(picture.attributes) if picture is not None else None


def script_formula(node: LexborNode, kind: str) -> Formula | None:
    """The formula of a `<script type="math/tex">`."""
    kind = kind.lower()
    source = node.text() or ""
    if kind.startswith(("math/tex", "text/x-mathjax-tex")):
        tex = cleaned(source)
        return Formula(tex, "display" in kind, True) if tex else None
    if kind.startswith("math/mml") and (inner := _parsed_math(source)) is not None:
        return formula_of(inner, "math", inner.attributes)
    return None


def picture_formula(attributes: Attributes) -> Formula | None:
    """The formula that a picture shows: TeX in an attribute or in the address."""
    for key in TEX_ATTRIBUTES:
        if (value := attributes.get(key)) and (tex := cleaned(value)):
            return Formula(tex, whole=True)
    said = attributes.get("alt") or ""
    source = attributes.get("src") or attributes.get("data-src") or attributes.get("data-original") or ""
    names = attributes.get("class") or ""
    drawn = any(hint in source for hint in _HINTS) and not source.startswith("data:") and _DRAWN.search(source) is not None
    display = "display" in names or "block" in names
    if said and not ANY_HAN.search(_COMMAND.sub("", said)) and len(said) <= MAX_TEX:
        named = drawn or bool(_PICTURE.search(names)) or "eeimg" in attributes
        if _COMMAND.search(said) or (named and _LIKE_TEX.search(said)):
            return Formula(cleaned(said), display, True)
    if drawn and (tex := cleaned(_in_address(source))) and _LIKE_TEX.search(tex):
        return Formula(tex, display, True)
    return None


def _in_address(source: str) -> str:
    try:
        parts = urlsplit(source)
    except ValueError:
        return ""
    for key, value in (pair.partition("=")[::2] for pair in parts.query.split("&")):
        if key in _KEYS and value:
            return unquote_plus(value) if "%" in value else value  # in a form's code `+` is a blank
    if parts.query:
        return unquote(parts.query.replace("&space;", " "))
    for mark in ("/svg/", "/png/"):
        if mark in parts.path:
            return unquote(parts.path.split(mark, 1)[1])
    return ""


def _annotated(node: LexborNode) -> str:
    """The TeX that MathML carries along."""
    found = node.css_first("annotation[encoding*='tex' i], annotation[encoding*='TeX']")
    return found.text() if found is not None else ""


def _in_script(node: LexborNode) -> str:
    found = node.css_first("script[type^='math/tex']")
    return found.text() if found is not None else ""


def _script_behind(node: LexborNode) -> bool:
    """Whether one of the next elements is the source that MathJax 2 leaves beside what it set."""
    behind = node.next
    for _ in range(4):
        if behind is None:
            break
        if behind.tag == "script":
            return (behind.attributes.get("type") or "").startswith("math/")
        behind = behind.next
    return False


def _generated(node: LexborNode, display: bool, whole: bool) -> Formula | None:
    tex = tex_of(page_tree(node))
    return Formula(tex, display, whole) if tex and len(tex) <= MAX_TEX else None


def _parsed_math(markup: str) -> LexborNode | None:
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(markup[: 10 * MAX_TEX]).css_first("math")


def _is_display(attributes: Attributes) -> bool:
    if attributes.get("display") in ("block", "true") or "mode=display" in (attributes.get("type") or ""):
        return True
    names = attributes.get("class") or ""
    return ("isplay" in names and "inline" not in names) or "math-block" in names

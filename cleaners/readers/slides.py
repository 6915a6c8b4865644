"""What the first reader of slides leaves out of a paragraph: raised and lowered characters, and in PPT the numbers of lists.

The slides' own parts are asked, and a line that says what such a paragraph says takes its form, the first line the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cleaners.errors import Rejected
from cleaners.readers import ppt
from cleaners.readers.flow import Line
from cleaners.readers.markup.scripts import Script, script
from cleaners.readers.odt import Styles
from cleaners.readers.xml_parts import Element, attribute, child, descendants, local, parse
from cleaners.sources.item import RawItem
from cleaners.sources.package import Package

_RAISED_ODP, _RAISED_PPTX = b"text-position", b"baseline="


def as_shown(lines: list[Line], kind: str, item: RawItem) -> list[Line]:
    """The lines of a deck with what its slides show beside the bare characters."""
    known = _known(kind, item)
    found = list[Line]()
    for line in lines:
        forms = known.get(line.text.strip())
        full = forms.pop(0) if forms else ""
        found.append(replace(line, text=full) if full and not line.hidden and not line.formulas else line)
    return found


def _known(kind: str, item: RawItem) -> dict[str, list[str]]:
    """Paragraph as its bare characters -> as slides show it, once for each time."""
    if kind == "ppt":
        return ppt.shown(item.data)
    known = dict[str, list[str]]()
    try:
        package = Package.open(item.data, item.origin)
        for pieces in _pptx(package) if kind == "pptx" else _odp(package):
            bare = "".join(text for text, _ in pieces)
            known.setdefault(bare.strip(), []).append(_full(pieces).strip())
    except Rejected:
        return {}
    return known


Pieces = list[tuple[str, Script | None]]


def _full(pieces: Pieces) -> str:
    out = ""
    for at, (text, how) in enumerate(pieces):
        behind = pieces[at + 1][0] if at + 1 < len(pieces) else ""
        out += script(text, how, out, behind) if how else text
    return out


def _pptx(package: Package) -> Iterator[Pieces]:
    names = [name for name in package.names() if name.lower().startswith("ppt/slides/slide")]
    for name in sorted(names, key=lambda name: (len(name), name)):
        data = package.read(name)
        for paragraph in descendants(parse(data), "p") if _RAISED_PPTX in data else ():
            yield [
                (child_text(run, "t"), _by_percent(attribute(properties, "baseline")) if properties is not None else None)
                for run in paragraph
                if local(run) in ("r", "fld", "br")
                for properties in [child(run, "rPr")]
            ]


def child_text(run: Element, name: str) -> str:
    said = child(run, name)
    return (said.text or "") if said is not None else "\n" if local(run) == "br" else ""


def _by_percent(position: str) -> Script | None:
    number = position.rstrip("%").lstrip("-").replace(".", "")
    if not number.isdecimal() or not number.strip("0"):
        return None
    return "sub" if position.startswith("-") else "sup"


def _odp(package: Package) -> Iterator[Pieces]:
    content = package.read("content.xml")
    styles = package.read("styles.xml")
    if _RAISED_ODP not in content and _RAISED_ODP not in styles:
        return
    root = parse(content)
    known = Styles.of([root, parse(styles)])
    for paragraph in descendants(root, "p"):
        yield list(_odp_pieces(paragraph, known, None))


def _odp_pieces(element: Element, styles: Styles, how: Script | None, depth: int = 0) -> Iterable[tuple[str, Script | None]]:
    found: Pieces = [(element.text or "", how)]
    for inner in element if depth < 20 else ():
        name = local(inner)
        if name == "s":
            found.append((" ", how))
        elif name == "line-break":
            found.append(("\n", how))
        elif name in ("span", "a"):
            found += _odp_pieces(inner, styles, styles.script(attribute(inner, "style-name")) or how, depth + 1)
        found.append((inner.tail or "", how))
    return found

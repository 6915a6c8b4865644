"""Packages of documents, put together from the parts that a test is about."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: dict[str, str | bytes], *, stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word package: `body` in its main part, other parts by their short names (styles, numbering, footnotes, header1)."""
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/{name.rstrip("0123456789")}" Target="{name}.xml"/>' for name in parts
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:mc="{MC}" xmlns:v="urn:v" xmlns:wps="urn:wps"><w:body>{body}'
        "</w:body></w:document>",
    }
    for name, content in parts.items():
        files[f"word/{name}.xml"] = content.replace("<root", f'<w:root xmlns:w="{W}"').replace("</root>", "</w:root>")
    return zipped(files)


def epub(pages: dict[str, str], spine: list[str], *, toc: str = "") -> bytes:
    items = "".join(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in pages)
    items += '<item id="toc" href="toc.ncx" media-type="application/x-dtbncx+xml"/>' if toc else ""
    order = "".join(f'<itemref idref="{name}"/>' for name in spine)
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": '<package xmlns:dc="urn:dc"><metadata><dc:title>茶经新编</dc:title><dc:creator>陆小羽</dc:creator>'
            f"<dc:date>2015-05-06</dc:date></metadata><manifest>{items}</manifest><spine>{order}</spine></package>",
            **({"OPS/toc.ncx": toc} if toc else {}),
            **{f"OPS/{name}.xhtml": f"<html><body>{body}</body></html>" for name, body in pages.items()},
        }
    )


def ofd(pages: list[list[tuple[float, float, str]]]) -> bytes:
    """Pages of pieces of text: left edge, height, text; characters are 4 wide."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
    parts: dict[str, str | bytes] = {
        "OFD.xml": '<ofd:OFD xmlns:ofd="urn:ofd"><ofd:DocBody><ofd:DocInfo><ofd:Title>茶馆守则</ofd:Title></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="urn:ofd"><ofd:Pages>{listed}</ofd:Pages></ofd:Document>',
    }
    for number, pieces in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject Boundary="{x} {y} 170 5" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g {len(text) - 1} 4">{text}'
            "</ofd:TextCode></ofd:TextObject>"
            for x, y, text in pieces
        )
        parts[f"Doc_0/Pages/{number}.xml"] = f'<ofd:Page xmlns:ofd="urn:ofd"><ofd:Content>{objects}</ofd:Content></ofd:Page>'
    return zipped(parts)

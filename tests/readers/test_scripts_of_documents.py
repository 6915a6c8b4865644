"""Raised text and formulas in Word, RTF, OpenDocument and EPUB."""

from __future__ import annotations

import pytest

from cleaners.document import Document, Origin
from cleaners.options import Context
from cleaners.readers import read
from cleaners.sources import RawItem
from tests.readers.packages import docx, epub, zipped

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MATH = "http://www.w3.org/1998/Math/MathML"


def opened(data: bytes, name: str) -> Document:
    return read(RawItem(Origin("s", name.encode()), data, name), Context())


def run(text: str, how: str = "") -> str:
    properties = f"<w:rPr><w:vertAlign w:val='{how}'/></w:rPr>" if how else ""
    return f"<w:r>{properties}<w:t xml:space='preserve'>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ([("面积2×10", ""), ("4", "superscript"), ("平方米", "")], "面积2×10⁴平方米"),
        ([("H", ""), ("2", "subscript"), ("O", "")], "H₂O"),
        ([("10", ""), ("-", "superscript"), ("3", "superscript")], "10⁻³"),
        ([("x", ""), ("2/3", "superscript"), ("和a", ""), ("i,j", "subscript")], "x^{2/3}和a_{i,j}"),
        ([("SO", ""), ("4", "subscript"), ("2-", "superscript")], "SO₄²⁻"),
        ([("此说见旧志", ""), ("3", "superscript"), ("。", "")], "此说见旧志[3]。"),
        ([("用", ""), ("14", "superscript"), ("C测定", "")], "用¹⁴C测定"),
        ([("宽80米", ""), ("2", "superscript")], "宽80米²"),
        ([("the 1", ""), ("st", "superscript"), (" day", "")], "the 1st day"),
        ([("某某", ""), ("®", "superscript"), ("牌", ""), ("新", "superscript")], "某某®牌新"),
        ([("平", ""), ("线", "baseline"), ("2", "")], "平线2"),
    ],
)
def test_word_and_others(runs: list[tuple[str, str]], text: str) -> None:
    body = "".join(run(*each) for each in runs)
    assert opened(docx(f"<w:p>{body}</w:p>"), "x.docx").source_text == text
    words = {"superscript": "\\super ", "subscript": "\\sub ", "baseline": "\\nosupersub ", "": "\\plain "}
    signs = ["".join(sign if sign.isascii() else f"\\u{ord(sign)}?" for sign in part) for part, _ in runs]
    rtf = (
        "{\\rtf1\\ansi\\pard " + "".join(f"{{{words[how]}{part}}}" for part, (_, how) in zip(signs, runs, strict=True)) + "\\par}"
    )
    assert opened(rtf.encode(), "x.rtf").source_text == text
    styles = {"superscript": "s1", "subscript": "s2", "baseline": "s3"}
    spans = "".join(f"<text:span text:style-name='{styles[how]}'>{part}</text:span>" if how else part for part, how in runs)
    assert opened(odt(f"<text:p>{spans}</text:p>"), "x.odt").source_text == text
    tags = {"superscript": "sup", "subscript": "sub", "baseline": "span"}
    page = "".join(f"<{tags[how]}>{part}</{tags[how]}>" if how else part for part, how in runs)
    assert opened(epub({"a": f"<p>{page}</p>"}, ["a"]), "x.epub").source_text == text


def odt(body: str, **parts: str) -> bytes:
    positions = {"s1": "super 58%", "s2": "-33% 58%", "s3": "0% 100%"}
    styles = "".join(
        f"<style:style style:name='{name}'><style:text-properties style:text-position='{said}'/></style:style>"
        for name, said in positions.items()
    )
    content = (
        "<office:document-content xmlns:office='urn:o' xmlns:style='urn:s' xmlns:text='urn:t' xmlns:draw='urn:d' "
        f"xmlns:xlink='urn:x'><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>"
    )
    files: dict[str, str | bytes] = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return zipped({**files, **{f"{name}/content.xml": part for name, part in parts.items()}})


def omml(formula: str) -> str:
    return f"<m:oMath xmlns:m='{M}'>{formula}</m:oMath>"


def mr(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("formula", "tex"),
    [
        (f"<m:f><m:num>{mr('a')}</m:num><m:den>{mr('b')}</m:den></m:f>", r"\frac{a}{b}"),
        (f"<m:sSup><m:e>{mr('x')}</m:e><m:sup>{mr('2')}</m:sup></m:sSup>{mr('+1')}", "x^{2}+1"),
        (f"<m:sSub><m:e>{mr('a')}</m:e><m:sub>{mr('ij')}</m:sub></m:sSub>", "a_{ij}"),
        (f"<m:sSubSup><m:e>{mr('x')}</m:e><m:sub>{mr('1')}</m:sub><m:sup>{mr('2')}</m:sup></m:sSubSup>", "x_{1}^{2}"),
        (f"<m:rad><m:radPr><m:degHide m:val='1'/></m:radPr><m:deg/><m:e>{mr('a+b')}</m:e></m:rad>", r"\sqrt{a+b}"),
        (f"<m:rad><m:deg>{mr('3')}</m:deg><m:e>{mr('x')}</m:e></m:rad>", r"\sqrt[3]{x}"),
        (
            f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{mr('i=1')}</m:sub><m:sup>{mr('n')}</m:sup>"
            f"<m:e>{mr('i')}</m:e></m:nary>",
            r"\sum_{i=1}^{n}i",
        ),
        (
            f"<m:d><m:e>{mr('a')}</m:e></m:d>"
            f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e>{mr('b')}</m:e></m:d>",
            "(a)[b]",
        ),
        (f"<m:func><m:fName>{mr('sin')}</m:fName><m:e>{mr('θ')}</m:e></m:func>", r"\sin\theta"),
        (
            f"<m:m><m:mr><m:e>{mr('1')}</m:e><m:e>{mr('0')}</m:e></m:mr><m:mr><m:e>{mr('0')}</m:e><m:e>{mr('1')}</m:e></m:mr></m:m>",
            r"\begin{matrix}1 & 0 \\ 0 & 1\end{matrix}",
        ),
        (f"<m:acc><m:accPr><m:chr m:val='⃗'/></m:accPr><m:e>{mr('F')}</m:e></m:acc>{mr('=ma')}", r"\vec{F}=ma"),
        (f"<m:bar><m:barPr><m:pos m:val='top'/></m:barPr><m:e>{mr('AB')}</m:e></m:bar>", r"\overline{AB}"),
        (mr("𝑦=𝑎𝑥"), "y=ax"),
    ],
)
def test_formulas_of_word(formula: str, tex: str) -> None:
    document = opened(docx(f"<w:p>{run('即')}{omml(formula)}{run('。')}</w:p>"), "x.docx")
    assert document.source_text == f"即${tex}$。"
    assert [document.source_text[mark.start : mark.end] for mark in document.marks if mark.kind == "formula"] == [f"${tex}$"]


def test_formula_in_a_cell_of_word() -> None:
    cells = "".join(f"<w:tc><w:p>{part}</w:p></w:tc>" for part in (run("甲"), omml(mr("x"))))
    document = opened(docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"), "x.docx")
    assert document.source_text == "甲\t$x$"
    assert [document.source_text[mark.start : mark.end] for mark in document.marks if mark.kind == "formula"] == ["$x$"]


def test_formulas_of_opendocument() -> None:
    fraction = "<mfrac><mi>a</mi><mi>b</mi></mfrac><annotation encoding='StarMath 5.0'>a over b</annotation>"
    math = f"<math xmlns='{MATH}'><semantics>{fraction}</semantics></math>"
    body = "<text:p>即<draw:frame><draw:object xlink:href='./Object1'/></draw:frame>。</text:p>"
    assert opened(odt(body, Object1=math), "x.odt").source_text == r"即$\frac{a}{b}$。"
    inline = f"<text:p>即<draw:frame><draw:object>{math}</draw:object></draw:frame>。</text:p>"
    assert opened(odt(inline), "x.odt").source_text == r"即$\frac{a}{b}$。"


def test_formulas_of_a_book() -> None:
    page = f"<p>即<math xmlns='{MATH}'><msup><mi>x</mi><mn>2</mn></msup></math>。</p>"
    document = opened(epub({"a": page}, ["a"]), "x.epub")
    assert document.source_text == "即$x^{2}$。"
    assert [mark.kind for mark in document.marks if mark.kind == "formula"] == ["formula"]


def test_other_forms_of_a_formula_in_a_book_are_hidden() -> None:
    math = "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x</annotation></semantics></math>"
    page = f"<p>即<span class='katex'>{math}</span>。</p>"
    document = opened(epub({"a": page}, ["a"]), "x.epub")
    assert document.source_text == "即$x$x。"
    assert [document.source_text[mark.start : mark.end] for mark in document.marks if mark.kind == "hidden"] == ["x"]

"""Numbers of lists in OpenDocument text."""

from __future__ import annotations

from packages import zipped

from cleaners.options import Context
from cleaners.origin import Origin
from cleaners.readers import read
from cleaners.sources.item import RawItem


def opened(body: str, levels: str) -> list[str]:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
        f'<office:automatic-styles><text:list-style style:name="L1">{levels}</text:list-style></office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    data = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})
    return read(RawItem(Origin(), data, "x.odt"), Context()).text.split("\n")


def level(depth: int, form: str, prefix: str = "", suffix: str = "", more: str = "") -> str:
    return (
        f'<text:list-level-style-number text:level="{depth}" style:num-format="{form}" style:num-prefix="{prefix}" '
        f'style:num-suffix="{suffix}" {more}/>'
    )


def items(*inner: str, more: str = 'text:style-name="L1"') -> str:
    return f"<text:list {more}>" + "".join(f"<text:list-item>{one}</text:list-item>" for one in inner) + "</text:list>"


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def test_levels_in_words() -> None:
    levels = level(1, "一, 二, 三, ...", "第", "条") + level(2, "一, 二, 三, ...", "（", "）")
    body = items(p("雨停了。") + items(p("孩子。"), p("母亲。"), more=""), p("爷爷。") + p("又一段。"))
    assert opened(body, levels) == ["第一条 雨停了。", "（一）孩子。", "（二）母亲。", "第二条 爷爷。", "又一段。"]


def test_plain_numbers_go_on_or_begin_anew() -> None:
    levels = level(1, "1", "", ".") + level(2, "1", "", "", 'text:display-levels="2"')
    body = items(p("甲"), p("乙") + items(p("丙"), more="")) + p("段") + items(p("丁"))
    body += items(p("戊"), more='text:style-name="L1" text:continue-numbering="true"')
    assert opened(body, levels) == ["1. 甲", "2. 乙", "2.1 丙", "段", "1. 丁", "2. 戊"]


def test_bullets_and_lists_without_numbers_have_none() -> None:
    bullet = '<text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
    assert opened(items(p("甲"), p("乙")), bullet) == ["甲", "乙"]
    assert opened(items(p("甲")), level(1, "", "", "")) == ["甲"]

"""Whatever the format: each word that the bytes hold is in the source text, in order, and comes back from what is delivered.

The words are made up one by one, so that none can stand for another; the packages are put together here, so that what they hold
is known without any reader of ours.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packages import docx, epub, zipped

import cleaners
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.origin import Origin
from cleaners.readers import read
from cleaners.sources import RawItem

SIGNS = "春夏秋冬山水田园耕读渔樵"
# A word of six signs that says its own number, in a sentence: text of the kind that no step has a reason to take.
NUMBERS = st.lists(st.integers(0, 12**4 - 1), min_size=1, max_size=12, unique=True)


def word(number: int) -> str:
    digits = [number // 12**place % 12 for place in range(4)]
    return "字" + "".join(SIGNS[digit] for digit in digits) + "号"


def sentence(number: int) -> str:
    return f"这一天{word(number)}的人都到河边去看新修的桥。"


def html(lines: Sequence[str]) -> bytes:
    wrap = ["<p>{}</p>", "<div>{}</div>", "<ul><li>{}</li></ul>", "<table><tr><td>{}</td><td>1</td></tr></table>", "<h2>{}</h2>"]
    body = "".join(wrap[number % len(wrap)].format(line) for number, line in enumerate(lines))
    return f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def word_document(lines: Sequence[str]) -> bytes:
    wrap = [
        "<w:p><w:r><w:t>{}</w:t></w:r></w:p>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>",
        "<w:p><w:ins><w:r><w:t>{}</w:t></w:r></w:ins></w:p>",
    ]
    return docx("".join(wrap[number % len(wrap)].format(line) for number, line in enumerate(lines)))


def book(lines: Sequence[str]) -> bytes:
    pages = {f"p{number}": f"<p>{line}</p>" for number, line in enumerate(lines)}
    return epub(pages, list(pages))


def open_document(lines: Sequence[str]) -> bytes:
    body = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
            f"{body}</office:text></office:body></office:document-content>",
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def rich_text(lines: Sequence[str]) -> bytes:
    escaped = ("".join(f"\\u{ord(sign)}?" for sign in line) for line in lines)
    return ("{\\rtf1\\ansi " + "\\par ".join(escaped) + "}").encode("ascii")


def mail(lines: Sequence[str]) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "新修的桥", "a@example.org", "b@example.org"
    message.set_content("\n".join(lines))
    return message.as_bytes()


def rows(lines: Sequence[str]) -> bytes:
    out = io.StringIO()
    for number, line in enumerate(lines):
        out.write(f'{number},"{line}",x\r\n')
    return out.getvalue().encode()


FORMATS: dict[str, tuple[str, Callable[[Sequence[str]], bytes]]] = {
    "text": ("a.txt", lambda lines: "\n".join(lines).encode()),
    "text in GB 18030": ("a.txt", lambda lines: "\r\n".join(lines).encode("gb18030")),
    "Markdown": ("a.md", lambda lines: "\n\n".join(f"- {line}" for line in lines).encode()),
    "HTML": ("a.html", html),
    "CSV": ("a.csv", rows),
    "Word": ("a.docx", word_document),
    "OpenDocument": ("a.odt", open_document),
    "RTF": ("a.rtf", rich_text),
    "EPUB": ("a.epub", book),
    "mail": ("a.eml", mail),
    "XML": ("a.xml", lambda lines: ("<r>" + "".join(f"<p>{line}</p>" for line in lines) + "</r>").encode()),
}


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=20)
@given(NUMBERS)
def test_every_word_of_the_bytes_is_in_the_source_text(form: str, numbers: list[int]) -> None:
    name, build = FORMATS[form]
    data = build([sentence(number) for number in numbers])
    source = read(RawItem(Origin("s", name.encode()), data, name), Context()).source_text
    places = [source.find(word(number)) for number in numbers]
    assert -1 not in places, f"{form}: a word is lost before the ledger could say so"
    assert places == sorted(places)
    try:
        document = cleaners.clean(data, name=name)
    except Rejected as rejected:
        pytest.fail(f"{form}: rejected, {rejected}")
    assert document.restore() == document.source_text == source

"""Messages and saved pages: their text, by whichever way it was packed."""

from __future__ import annotations

import base64
import email.message
import email.policy

import pytest
from archives import mail_of, mht_of
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.document import Document, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers import read
from cleaners.sources import RawItem, sniff
from cleaners.sources.mime import header_text, parse

TEXT = "各位邻居：\n周六上午去河边种树，请自带水壶。\n"
PAGE = "<html><head><title>{0}</title></head><body><p>{0}的事，周六上午再谈。</p></body></html>"


def mail(data: bytes) -> Document:
    return read(RawItem(Origin("s", b"raw"), data), Context())


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "utf-8", "big5"])
def test_a_message(charset: str) -> None:
    text = TEXT if charset != "big5" else "各位鄰居：\n週六上午去河邊種樹，請自帶水壺。\n"
    document = mail(mail_of("种树通知" if charset != "big5" else "種樹通知", text, charset=charset))
    assert document.source_text == text
    assert document.metadata["title"] in ("种树通知", "種樹通知")
    assert document.metadata["published"] == "2017-05-02T08:30:00+08:00"
    assert document.metadata["format"] == "eml"
    assert document.metadata["author"] == "小周"


def test_plain_text_goes_before_the_same_as_a_page() -> None:
    assert mail(mail_of("种树", TEXT, html=PAGE.format("种树"))).source_text == TEXT
    assert mail(mail_of("种树", "  \n", html=PAGE.format("种树"))).source_text == "种树的事，周六上午再谈。"


def test_attachments_are_not_the_text() -> None:
    assert mail(mail_of("种树", TEXT, [("名单.txt", b"list"), ("图.png", b"\x89PNG")])).source_text == TEXT


def test_a_forwarded_message_and_text_in_two_parts() -> None:
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["Subject"], message["From"] = "转发", "a@example.org"
    message.set_content("前面一段。\n", charset="utf-8")
    message.make_mixed()
    for text in ("后面一段。\n",):
        part = email.message.EmailMessage(policy=email.policy.SMTP)
        part.set_content(text, charset="gb18030", cte="quoted-printable")
        message.attach(part)
    document = mail(message.as_bytes())
    assert document.source_text.split() == ["前面一段。", "后面一段。"]
    assert document.metadata["author"] == "a@example.org"


@pytest.mark.parametrize(
    "data",
    [
        b"From: a@example.org\nMIME-Version: 1.0\nSubject: x\n\n",
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: image/png\n\nPNG\n--x--\n",
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n",
    ],
)
def test_nothing_to_read(data: bytes) -> None:
    with pytest.raises(Rejected) as caught:
        mail(data)
    assert caught.value.reason == "empty"


def test_an_encrypted_message() -> None:
    head = b'MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; name="smime.p7m"\nContent-Transfer-Encoding: base64\n\n'
    with pytest.raises(Rejected) as caught:
        mail(head + base64.encodebytes(b"0\x80" + bytes(99)))
    assert caught.value.reason == "encrypted"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        ("=?GB2312?B?1tbK9w==?=", "种树"),
        ("=?utf-8?B?56eN?= =?utf-8?B?5qCR?=", "种树"),
        ("=?utf-8?B?56eN5g==?=\n =?utf-8?B?oJE=?=", "种树"),  # cut within a character
        ("Re: =?gbk?Q?=D6=D6=CA=F7?=", "Re: 种树"),
        ("=?utf-8?B?broken", "=?utf-8?B?broken"),
        ("=?x-unknown?B?56eN5qCR?=", "种树"),
    ],
)
def test_headers(raw: str, text: str) -> None:
    assert header_text(raw) == text


@pytest.mark.parametrize(
    "parameter",
    [
        "filename*=utf-8''%E5%90%8D%E5%8D%95.txt",
        "filename*=GB2312''%C3%FB%B5%A5.txt",
        "filename*0*=utf-8''%E5%90%8D; filename*1*=%E5%8D%95.txt",
        'filename="=?gb2312?B?w/u1pS50eHQ=?="',
    ],
)
def test_names_of_what_is_attached(parameter: str) -> None:
    data = f"MIME-Version: 1.0\nContent-Type: text/plain\nContent-Disposition: attachment; {parameter}\n\nx".encode()
    assert parse(data).file_name == "名单.txt"


def test_a_header_of_raw_bytes() -> None:
    data = "From: a@example.org\nMIME-Version: 1.0\nSubject: 周六上午去河边种树\n\n请自带水壶。\n".encode("gbk")
    assert mail(data).metadata["title"] == "周六上午去河边种树"


@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_a_saved_page(charset: str) -> None:
    data = mht_of([("http://example.org/a.htm", PAGE.format("种树"))], charset=charset)
    assert sniff(data) == "mht"
    document = mail(data)
    assert document.source_text == "种树的事，周六上午再谈。"
    assert (document.metadata["title"], document.metadata["url"]) == ("种树", "http://example.org/a.htm")


def test_a_saved_page_of_frames() -> None:
    frames = '<html><frameset cols="20%,*"><frame src="left.htm"><frame src="http://example.org/main.htm"></frameset></html>'
    pages = [
        ("http://example.org/", frames),
        ("http://example.org/main.htm", PAGE.format("正文")),
        ("http://example.org/advert.htm", PAGE.format("广告")),
        ("http://example.org/left.htm", PAGE.format("目录")),
    ]
    assert mail(mht_of(pages)).source_text == "目录的事，周六上午再谈。\n正文的事，周六上午再谈。"


def test_a_saved_page_that_is_cut_off() -> None:
    data = mht_of([("http://example.org/a.htm", PAGE.format("种树"))])
    assert mail(data[: data.index(b"image/png") - 30]).source_text == "种树的事，周六上午再谈。"


def test_pieces_keep_their_marks() -> None:
    frames = '<html><frameset><frame src="a.htm"><frame src="b.htm"></frameset></html>'
    pages = [("http://e.org/", frames), *((f"http://e.org/{n}.htm", f"<h1>标题{n}</h1><p>第{n}段。</p>") for n in "ab")]
    document = mail(mht_of(pages))
    headings = [document.source_text[mark.start : mark.end] for mark in document.marks if mark.kind == "heading"]
    assert headings == ["标题a", "标题b"]


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["", "Content-Type: multipart/mixed; boundary=b\n", "Content-Transfer-Encoding: base64\n"]),
)
def test_anything_parses(data: bytes, header: str) -> None:
    for part in parse(f"MIME-Version: 1.0\n{header}\n".encode() + data.replace(b"XX", b"\n--b\n")).walk():
        assert isinstance(part.body, bytes)
        assert isinstance(part.file_name, str)


def test_deep_multiparts_end() -> None:
    data = b"text"
    for number in range(200):
        data = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%s\n--b%d--\n" % (number, number, data, number)
    assert len(list(parse(data).walk())) == 1

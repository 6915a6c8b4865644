"""Word, RTF and OpenDocument: one document in each format, and what only one of them has."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleaners.boilerplate.furniture import furniture
from cleaners.document import Document, Origin
from cleaners.errors import Rejected
from cleaners.options import CleanOptions, Context
from cleaners.readers import read, registry
from cleaners.sources import RawItem
from cleaners.step import run_steps
from tests.readers.packages import docx, zipped

HERE = Path(__file__).parent
CASES: dict[str, list[dict[str, Any]]] = tomllib.loads((HERE / "office_cases.toml").read_text(encoding="utf-8"))
RICH: list[dict[str, Any]] = CASES["rich"]


def opened(data: bytes, name: str = "x.doc") -> Document:
    return read(RawItem(Origin("s", name.encode()), data, name), Context())


def lines(document: Document) -> list[tuple[str, int, str]]:
    return [
        (mark.kind, int(mark.attributes.get("level", 0)), document.source_text[mark.start : mark.end])
        for mark in document.marks
        if mark.kind not in ("hidden", "damage")
    ]


def rich(name: str) -> bytes:
    data = (HERE / "office" / ("rich.fodt" if name == "rich.odt" else name)).read_bytes()
    if name == "rich.odt":
        return zipped(
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": data, "styles.xml": data, "meta.xml": data}
        )
    return data


@pytest.mark.parametrize("name", ["rich.doc", "rich.docx", "rich.rtf", "rich.odt", "rich.fodt"])
def test_one_document_in_all_formats(name: str) -> None:
    """Numbers of lists are stored by some of the formats only, columns that are merged show in some."""
    document = opened(rich(name), "lie.txt")
    found = [(kind, level, text.replace("\t\t", "\t")) for kind, level, text in lines(document)]
    expected = [(case["kind"], case.get("level", 0), case["text"]) for case in RICH]
    numbers = {case["text"]: case["number"] + case["text"] for case in RICH if "number" in case}
    assert [
        (kind, level, text if (kind, level, text) in expected else numbers_off(text, numbers)) for kind, level, text in found
    ] == expected
    hidden = [document.source_text[mark.start : mark.end] for mark in document.marks if mark.kind == "hidden"]
    assert hidden == ["看不见的隐藏字"]
    assert document.metadata["title"] == "河边茶馆的一天"
    assert document.metadata["author"] == "周一鸣"
    assert document.metadata["created"] == "2019-03-04"


def numbers_off(text: str, numbers: dict[str, str]) -> str:
    """RTF has a tab behind each number, though nothing may stand there."""
    return next((plain for plain, numbered in numbers.items() if numbered == text.replace(" ", "")), text)


def test_furniture_goes_under_its_rules() -> None:
    document = opened(rich("rich.docx"))
    cleaned = run_steps(document, (furniture,), Context())
    assert {entry.rule for entry in cleaned.ledger()} == {"page.header", "page.footer", "page.comment", "page.hidden"}
    for gone in ("页眉甲乙丙", "第1页", "这是一条批注", "隐藏"):
        assert gone not in cleaned.text
    assert "看得见的还是看得见的。" in cleaned.text
    assert "\n\n" not in cleaned.text
    assert not cleaned.text.endswith("\n")
    assert cleaned.restore() == document.source_text


@pytest.mark.parametrize("options", [CleanOptions(rules_off=("page.",)), CleanOptions(boilerplate=False)])
def test_furniture_stays_where_it_is_wanted(options: CleanOptions) -> None:
    document = opened(rich("rich.docx"))
    assert run_steps(document, (furniture,), Context(options=options)).text == document.source_text


@pytest.mark.parametrize("case", CASES["docx"], ids=lambda case: case["label"])
def test_word_package(case: dict[str, Any]) -> None:
    document = opened(docx(case["body"], **case.get("parts", {})))
    assert [f"{kind}{level or ''} {text}" for kind, level, text in lines(document)] == case["lines"]


@pytest.mark.parametrize("case", CASES["rtf"], ids=lambda case: case["label"])
def test_rtf(case: dict[str, Any]) -> None:
    document = opened(case["source"].encode("latin-1"))
    assert [f"{kind}{level or ''} {text}" for kind, level, text in lines(document)] == case["lines"]


def test_flat_package_and_word_2003() -> None:
    text = "<w:p><w:r><w:t>清早开门。</w:t></w:r></w:p>"
    flat = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="urn:p" xmlns:w="urn:w">'
        '<pkg:part pkg:name="/word/document.xml"><pkg:xmlData><w:document><w:body>'
        f"{text}</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>"
    )
    old = f'<?xml version="1.0"?><w:wordDocument xmlns:w="urn:w"><w:body>{text}</w:body></w:wordDocument>'
    for source in (flat, old):
        assert opened(source.encode()).source_text == "清早开门。"


@pytest.mark.parametrize("name", ["rich.doc", "rich.docx", "rich.rtf"])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.7, 0.9, 0.97])
def test_cut_off_files_are_flagged_or_rejected(name: str, share: float) -> None:
    data = rich(name)
    outcome = read_or_reason(data[: int(len(data) * share)], name)
    if isinstance(outcome, Document):
        flagged = [omission.reason for omission in outcome.omissions] == ["cut_off"]
        assert flagged or outcome.source_text == opened(data, name).source_text
    else:
        assert outcome in ("broken", "unsupported")


def read_or_reason(data: bytes, name: str) -> Document | str:
    try:
        return opened(data, name)
    except Rejected as rejected:
        return rejected.reason


@pytest.mark.parametrize("name", ["rich.doc", "rich.docx", "rich.rtf", "rich.odt", "sheet.xls"])
def test_damaged_bytes_end_in_text_or_a_reason(name: str) -> None:
    """The readers of our own alone: the fallback is only called in workers."""
    draw = random.Random(7)
    for _ in range(30):
        data = bytearray(rich(name))
        for _ in range(draw.choice([3, 30, 300])):
            data[draw.randrange(512, len(data))] = draw.randrange(256)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(registry, "_second", rejecting)
            assert isinstance(read_or_reason(bytes(data), name), Document | str)


def rejecting(kind: str, item: RawItem, _: Context) -> Document:
    raise Rejected("broken", kind, item.origin)


def test_encrypted_word_file() -> None:
    data = bytearray(rich("rich.doc"))
    at = data.find(b"\xec\xa5\x01\x01")
    data[at + 11] |= 1
    with pytest.raises(Rejected, match="encrypted"):
        opened(bytes(data))


def test_encrypted_open_document() -> None:
    manifest = "<manifest><file-entry full-path='content.xml'><encryption-data/></file-entry></manifest>"
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": manifest,
        "content.xml": b"\x93\x01",
    }
    with pytest.raises(Rejected, match="encrypted"):
        opened(zipped(parts))

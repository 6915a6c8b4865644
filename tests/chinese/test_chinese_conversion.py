"""The parts of the conversion that cases as data do not show."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.line_breaks import samples
from cleaners.chinese import STEPS, converter
from cleaners.chinese.line_joining import join_lines
from cleaners.chinese.protect import protected_spans
from cleaners.chinese.script import gate, script_of, script_sets
from cleaners.document import Document
from cleaners.options import CleanOptions, Context
from cleaners.step import run_steps


def test_versions_stand_in_the_metadata() -> None:
    document = run_steps(Document.of("這裡的書店關門了"), STEPS, Context())
    assert document.metadata["converted"] == f"opencc {converter.opencc_version()} t2s+overlay"
    assert document.metadata["script"] == "hant"
    assert document.metadata["hant_share"] == 1.0
    assert "converted" not in run_steps(Document.of("这里的书店关门了"), STEPS, Context()).metadata


@pytest.mark.parametrize(
    ("text", "script", "language"),
    [
        ("这里的书店关门了，明天再来。", "hans", "zh"),
        ("這裡的書店關門了，明天再來。", "hant", "zh"),
        ("这里的书店关门了。\n這裡的書店關門了。", "mixed", "zh"),
        ("本日は定休日です。", "ja", "ja"),
        ("The shop is closed.", "other", "und"),
        ("Le café est fermé.", "other", "und"),
        ("", "other", "und"),
        ("彷徨", "hans", "zh"),
    ],
)
def test_script(text: str, script: str, language: str) -> None:
    found = script_of(text)
    assert (found.script, found.language) == (script, language)
    metadata = run_steps(Document.of(text), STEPS, Context()).metadata
    assert (metadata["script"], metadata["language"]) == (script, language)


def test_a_foreign_module_under_the_name_opencc_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    impostor = ModuleType("opencc")
    impostor.__file__ = "/site-packages/opencc/__init__.py"
    monkeypatch.setitem(sys.modules, "opencc", impostor)
    with pytest.raises(converter.WrongOpenCCError, match=r"not OpenCC 1\.4.*pip uninstall"):
        converter.opencc_version()


def test_own_overlay_goes_first_and_may_change_the_length(tmp_path: Path) -> None:
    overlay = tmp_path / "own.tsv"
    overlay.write_text("# names\n張大千\t张大千先生\n計程車\t的士\n", encoding="utf-8")
    text = "張大千坐計程車來過這裡"
    document = run_steps(Document.of(text), STEPS, Context(CleanOptions(conversion_overlay=str(overlay))))
    assert document.text == "张大千先生坐的士来过这里"
    assert document.restore() == text
    assert {entry.rule for entry in document.ledger()} == {"script.overlay", "script.simplify"}


def test_own_overlay_says_where_it_is_wrong(tmp_path: Path) -> None:
    overlay = tmp_path / "own.tsv"
    overlay.write_text("張\t张\n只有一列\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"own\.tsv, line 2"):
        run_steps(Document.of("這裡的書店"), STEPS, Context(CleanOptions(conversion_overlay=str(overlay))))


def test_dictionary_keeps_lengths_and_the_plane() -> None:
    """Edits are found by comparing place by place; rare forms outside the fonts are not written."""
    characters = "".join(map(chr, [*range(0x3400, 0xA000), *range(0xF900, 0xFB00)]))
    converted = converter.convert(characters)
    assert len(converted) == len(characters)
    standard = (Path(converter.__file__).parent / "data" / "standard.txt").read_text(encoding="utf-8")
    assert all(char < "\U00010000" or char in standard for char in converted)


def test_sets_do_not_overlap() -> None:
    traditional, simplified, shinjitai = map(set, script_sets())
    assert not traditional & simplified
    assert not traditional & shinjitai
    assert not simplified & shinjitai
    assert not gate().search("".join(simplified))


@pytest.mark.parametrize(
    ("text", "protected"),
    [
        ("见 https://a.cn/b?c=1,2，然后", ["https://a.cn/b?c=1,2"]),
        ("见https://a.cn/词条/說明。", ["https://a.cn/词条/說明"]),
        ("写信给me@a.cn,谢谢", ["me@a.cn"]),
        ("用`代碼`和<b>標籤</b>", ["`代碼`", "<b>", "</b>"]),
        ("打开 D:\\資料\\圖片 查看", ["D:\\資料\\圖片"]),
        ("附上 會議記錄.docx 一份", ["會議記錄.docx"]),
        ("3.5万元，第2.1节", []),
        ("甲@乙", []),
    ],
)
def test_protected_spans(text: str, protected: list[str]) -> None:
    assert [text[start:end] for start, end in protected_spans(text)] == protected


def test_labelled_line_breaks() -> None:
    """Goal: 98 of 100 breaks right, and no line of verse, lists, tables, addresses or headings lost."""
    right = total = lost = 0
    for sample in samples():
        joined = {edit.start for edit in join_lines(Document.of(sample.text), Context()) or ()}
        at, ends = 0, []
        for line in sample.text.split("\n"):
            if line.strip():
                ends.append(at + len(line.rstrip()))
            at += len(line) + 1
        for end, wrap in zip(ends, sample.wraps, strict=False):
            total += 1
            right += (end in joined) == wrap
            lost += end in joined and not wrap
    assert total >= 500
    assert right / total >= 0.98
    assert lost == 0

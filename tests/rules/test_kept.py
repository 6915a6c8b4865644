"""Lines that a pack of the user keeps stay, whatever would take them; everything else goes as before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cleaners
from cleaners.errors import RuleError
from cleaners.options import CleanOptions
from cleaners.rules.kept import kept_lines, kept_spans

BODY = "河边的旧仓库改成了图书馆，周末常有孩子来听故事。\n管理员说，最受欢迎的是一本讲星星的书。\n"
FRAME = "上传者:书虫小**  文档ID:70013526  时间:2020-11-02  类型:DOCX  共6页"


def pack(folder: Path, *lines: str) -> tuple[str, ...]:
    file = folder / "kept.toml"
    file.write_text(f"keep = {json.dumps(lines, ensure_ascii=False)}\n", encoding="utf-8")
    return (str(file),)


@pytest.mark.parametrize(
    "line",
    [
        FRAME,
        FRAME.replace("  ", "　"),
        FRAME.replace(":", "："),
        FRAME.replace("传", "傳").replace("类", "類"),
        "下载 收藏 分享 举报",
    ],
)
def test_a_kept_line_stays(tmp_path: Path, line: str) -> None:
    text = f"{line}\n{BODY}下载次数：12  评论：3\n"
    before = cleaners.clean(text)
    kept = pack(tmp_path, FRAME, "下载 收藏 分享 举报")
    after = cleaners.clean(text, options=CleanOptions(rule_packs=kept))
    key = "".join(cleaners.simplify(line).text.split())[:6].replace(":", "：")
    assert not before.text.startswith(key)
    assert "".join(after.text.split("\n")[0].split())[:6].replace(":", "：") == key
    assert after.restore() == after.source_text


def test_other_lines_go_as_before(tmp_path: Path) -> None:
    text = f"{FRAME}\n{BODY}"
    kept = pack(tmp_path, "这一行不在文中。", "上传者:书虫")
    assert cleaners.clean(text, options=CleanOptions(rule_packs=kept)).text == cleaners.clean(text).text


@pytest.mark.parametrize("content", ["keep = 'a line'", "keep = [1]", "keep = [", "kept = ['a']"])
def test_a_list_of_something_else_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "kept.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(RuleError, match=r"kept\.toml"):
        cleaners.clean(BODY, options=CleanOptions(rule_packs=(str(file),)))


def test_spans_are_those_of_the_lines(tmp_path: Path) -> None:
    packs = pack(tmp_path, "乙 行", "", "  ")
    assert kept_lines(packs) == {"乙行"}
    spans = kept_spans("甲行\n 乙行\n\n乙行吗\n乙行", packs)
    assert spans is not None
    assert [array.tolist() for array in spans] == [[3, 12], [6, 14]]
    assert kept_spans("甲行", packs) is None

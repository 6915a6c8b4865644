"""The Python surface as the README shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

import cleaners

ROOT = Path(__file__).parent.parent


def test_every_public_name_is_there_and_sorted() -> None:
    assert cleaners.__all__ == sorted(cleaners.__all__)
    assert all(hasattr(cleaners, name) for name in cleaners.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cleaners.nothing


def test_decode() -> None:
    decoded = cleaners.decode("渡口的船还没有来，岸上的人已经等了很久。".encode("gb18030"))
    assert decoded.text == "渡口的船还没有来，岸上的人已经等了很久。"
    assert decoded.encoding == "gb18030"
    assert decoded.damage == ()


def test_repair_is_a_package_that_can_be_called() -> None:
    assert cleaners.repairs("⼈⼭⼈海\r\n").text == "人山人海\n"
    assert cleaners.repairs("没有毛病。").text == "没有毛病。"


def test_simplify_tells_the_script() -> None:
    document = cleaners.simplify("這座橋修了三年，終於通車了。")
    assert document.text == "这座桥修了三年，终于通车了。"
    assert document.metadata["script"] == "hant"
    kept = cleaners.simplify("這座橋修了三年。", options=cleaners.CleanOptions(script="keep"))
    assert kept.text == "這座橋修了三年。"


def test_restore_punctuation() -> None:
    assert (
        cleaners.restore_punctuation("今天下雨,明天放晴(多云),气温12:00时最高!").text
        == "今天下雨，明天放晴（多云），气温12:00时最高！"
    )


def test_strip_boilerplate() -> None:
    text = (
        "石桥镇的早市\n来源：石桥网 发布时间：2020-05-06\n天刚亮，卖菜的人就把担子摆好了。买菜的人也陆续来了。\n"
        "上一篇：镇上的邮局\n下一篇：河边的渡口"
    )
    document = cleaners.strip_boilerplate(text)
    assert document.text.splitlines()[0] == "石桥镇的早市"
    assert "上一篇" not in document.text
    assert document.metadata["published"] == "2020-05-06"
    assert document.restore() == text


def test_main_text_takes_bytes_and_text() -> None:
    page = (ROOT / "raw" / "gov" / "notice.html").read_bytes()
    for html in (page, page.decode("gb18030")):
        text = cleaners.main_text(html)
        assert "每个班级认领一棵树" in text
        assert "技术支持" not in text


def test_clean_takes_text_pages_and_origin() -> None:
    page = "<html><body><h1>老井</h1><p>院子里有一口老井，井水很凉，夏天的西瓜都放在里面。</p></body></html>"
    document = cleaners.clean(page, url="https://example.org/a.html")
    assert document.metadata["format"] == "html"
    assert document.record()["metadata"]["url"] == "https://example.org/a.html"


def test_clean_refuses_what_is_too_large() -> None:
    with pytest.raises(cleaners.Rejected) as rejected:
        cleaners.clean(b"x" * 100, options=cleaners.CleanOptions(max_bytes=99))
    assert rejected.value.reason == "too_large"


def test_clean_path_yields_documents_and_rejections(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("河边的柳树发芽了，风也暖和起来了。", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    document, rejected = cleaners.clean_path(tmp_path)
    assert isinstance(document, cleaners.Document)
    assert isinstance(rejected, cleaners.Rejected)
    assert rejected.origin.path == b"b.txt"

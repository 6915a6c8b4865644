"""The Python surface as the README shows it."""

from __future__ import annotations

import doctest
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cleaners
from cleaners import api, errors
from cleaners.rules import catalogue as catalogue_module

ROOT = Path(__file__).parent.parent


def test_every_public_name_is_there_and_sorted() -> None:
    assert cleaners.__all__ == sorted(cleaners.__all__)
    assert all(hasattr(cleaners, name) for name in cleaners.__all__)
    assert set(cleaners.__all__) <= set(dir(cleaners))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cleaners.nothing


def test_public_names_are_those_of_their_modules() -> None:
    assert set(api.__all__) | set(errors.__all__) <= set(cleaners.__all__)
    for name in cleaners.__all__:
        value = getattr(cleaners, name)
        assert name == "__version__" or value.__name__ == name


def test_every_error_is_an_error_of_ours() -> None:
    found = [getattr(errors, name) for name in errors.__all__]
    assert all(issubclass(kind, cleaners.Error) for kind in found)
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    assert drawn == {kind.__name__ for kind in found} - {"Error"}, "draw it in the tree"


def test_the_examples_of_the_docstrings_hold() -> None:
    for module in (api, catalogue_module):
        assert doctest.testmod(module).failed == 0


def test_the_record_respects_the_options() -> None:
    page = "<html><body><nav><a href=/>首页</a> <a href=/b>副刊</a></nav><p>院子里有一口老井，井水很凉。</p></body></html>"
    assert json.loads(cleaners.clean(page).record()["removed"])
    for options in (cleaners.CleanOptions(removed="none"), cleaners.CleanOptions(boilerplate=False)):
        record = cleaners.clean(page, options=options).record()
        assert record["removed"] == "[]"
        assert cleaners.record(cleaners.clean(page), options)["metadata"]["rules"] == record["metadata"]["rules"]
    assert record["metadata"]["rules"] == ""


def test_options_and_context_together_are_refused() -> None:
    options = cleaners.CleanOptions(repair=False)
    with pytest.raises(cleaners.UsageError, match="not both"):
        cleaners.clean("雪停了。", options=options, context=cleaners.Context(options=options))


def test_a_path_in_place_of_a_text_says_what_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>雪停了。</p>", encoding="utf-8")
    with pytest.raises(cleaners.UsageError, match="clean_path"):
        cleaners.clean(str(path))
    assert cleaners.clean("雪停了，山路还没有通，没有这个文件.html。").text.startswith("雪停了")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"shards": 0}, "shards = 0: at least 1 is needed"),
        ({"profile": "gredy"}, "profile = 'gredy': choose one of 'careful', 'balanced', 'greedy'"),
        ({"repair": "no"}, "repair = 'no': a value of type bool is needed"),
        ({"rules_off": ("run.baar",)}, "no rule is called 'run.baar'; did you mean 'run.bar'?"),
    ],
)
def test_options_that_do_not_fit_are_refused_in_one_line(options: dict[str, Any], message: str) -> None:
    with pytest.raises(cleaners.OptionsError) as error:
        cleaners.CleanOptions(**options)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


USER_PROGRAM = """
import cleaners
from cleaners import CleanOptions, Document, Rejected

def lines(data: bytes) -> list[str]:
    try:
        document: Document = cleaners.clean(data, options=CleanOptions(profile="careful"))
    except Rejected as rejected:
        return [rejected.reason]
    except cleaners.Error as error:
        return [str(error)]
    record: dict[str, object] = cleaners.record(document)
    fixed: str = cleaners.repair(document.text).text
    return [cleaners.__version__, fixed, str(record["id"]), *(entry.rule for entry in document.removed)]
"""


def test_a_users_program_passes_strict_type_checks(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(USER_PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path), str(program)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout


def test_a_users_own_package_of_flows_stands_beside_ours(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "__init__.py").write_text("MINE = True\n", encoding="utf-8")
    program = "import flows, qingwen_flows.clean_corpus; assert flows.MINE; print(qingwen_flows.clean_corpus.clean_corpus.name)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.stdout.strip() == "clean-corpus", done.stderr


def test_decode() -> None:
    decoded = cleaners.decode("渡口的船还没有来，岸上的人已经等了很久。".encode("gb18030"))
    assert decoded.text == "渡口的船还没有来，岸上的人已经等了很久。"
    assert decoded.encoding == "gb18030"
    assert decoded.damage == ()


def test_repair_is_a_function() -> None:
    assert inspect.isfunction(cleaners.repair)
    assert cleaners.repair("⼈⼭⼈海\r\n").text == "人山人海\n"
    assert cleaners.repair("没有毛病。").text == "没有毛病。"


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

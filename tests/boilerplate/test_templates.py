"""Templates: what a site repeats goes, what its documents have in common by themselves stays."""

from __future__ import annotations

import random
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaners
from cleaners.boilerplate.engine.rule_check import check_packs
from cleaners.boilerplate.site.frame_lines import frame_lines
from cleaners.boilerplate.site.learn_templates import learn, sheet_of
from cleaners.boilerplate.site.propose_rules import propose
from cleaners.boilerplate.site.templates import RULE, SiteTemplate, TemplateLine, read_templates, to_toml
from cleaners.errors import TemplateError
from cleaners.options import CleanOptions

CASES = tomllib.loads((Path(__file__).parent / "cases" / "template_lines.toml").read_text(encoding="utf-8"))
HEAD = ["晴川文汇 让阅读成为习惯", "街谈 图说 夜话 深读", "人气:{n}"]
TAIL = ["值班编辑室 邮件投递", "纸质版已停刊", "晴川文汇编辑室荣誉出品"]
_SIGNS = "河水山风渡口老人石桥麦田灯火竹林集市船工雨季台阶炊烟邻居信件木匠雪地钟声果园小路"
_WORDS = [_SIGNS[at : at + 2] for at in range(0, len(_SIGNS), 2)]


def body(number: int, lines: int = 4) -> list[str]:
    """Prose that no other number has."""
    rng = random.Random(number)
    return [f"{''.join(rng.choices(_WORDS, k=18))},第{number}次写到这里。" for _ in range(lines)]


def page(number: int, *, head: list[str] = HEAD, tail: list[str] = TAIL) -> str:
    framed = [*head, f"写在{_WORDS[number % 20]}边上的第{number}篇", *body(number), *tail]
    return "\n".join(framed).replace("{n}", str(number * 37))


def learned(texts: list[str], host: str = "example.com", before: list[SiteTemplate] | None = None) -> list[SiteTemplate]:
    return learn([sheet_of(text, host) for text in texts], before or [])


def cleaned(text: str, sites: list[SiteTemplate], folder: Path, url: str = "http://www.example.com/1.html") -> cleaners.Document:
    path = folder / "templates.toml"
    path.write_text(to_toml(sites, "test"), encoding="utf-8")
    return cleaners.clean(text, url=url, options=CleanOptions(templates=str(path)))


def test_what_a_site_repeats_goes_and_the_text_stays(tmp_path: Path) -> None:
    sites = learned([page(number) for number in range(8)])
    document = cleaned(page(99), sites, tmp_path)
    assert document.text.split("\n")[1:] == [line.replace(",", "，") for line in body(99)]
    assert document.restore() == page(99)
    assert document.patch.taken()[RULE] >= len("纸质版已停刊")


@pytest.mark.parametrize("line", CASES["site"])
@pytest.mark.parametrize("at", ["head", "tail"])
def test_lines_of_the_site(line: str, at: str) -> None:
    frame = {"head": HEAD, "tail": TAIL, at: [*HEAD, line] if at == "head" else [line, *TAIL]}
    (site,) = learned([page(number, **frame) for number in range(6)])
    assert frame_lines(line)[0].key in {known.key for known in site.lines}


@pytest.mark.parametrize("line", CASES["own"])
@pytest.mark.parametrize("at", ["head", "tail"])
def test_lines_of_the_documents(line: str, at: str) -> None:
    frame = {"head": HEAD, "tail": TAIL, at: [*HEAD, line] if at == "head" else [line, *TAIL]}
    sites = learned([page(number, **frame) for number in range(6)])
    keys = {known.key for site in sites for known in site.lines}
    assert not keys & {own.key for own in frame_lines(line)}


def test_a_line_between_paragraphs_must_say_that_it_is_the_sites() -> None:
    def with_line(line: str) -> list[str]:
        pages = []
        for number in range(8):
            text = [*HEAD, *body(number, 6), line, *body(number + 100, 6), *TAIL]
            pages.append("\n".join(text).replace("{n}", "1"))
        return pages

    for line, site in (("他没有说话", False), ("点击看下一幅插图", True)):
        keys = {known.key for known in learned(with_line(line))[0].lines}
        assert (line in keys) is site


def test_equal_documents_count_once() -> None:
    copies = ["\n".join(["人气:1", "关于修渠的说明", *body(1, 8)])] * 6
    assert not learned(copies)
    assert not learned([*copies, *("\n".join(body(number, 8)) for number in range(2, 5))])


def test_three_documents_prove_nothing() -> None:
    assert not learned([page(number) for number in range(3)])


def test_sites_without_a_host_are_told_by_their_lines(tmp_path: Path) -> None:
    other = {"head": ["南屿学堂 每日一课", "课表 作业 讲义"], "tail": ["南屿学堂 联系教务处", "课后答疑在三楼"]}
    texts = [page(number) for number in range(6)] + [page(number, **other) for number in range(20, 26)]
    sites = learned(texts, host="")
    assert [site.documents for site in sites] == [6, 6]
    assert all(not site.host for site in sites)
    document = cleaned(page(77, **other), sites, tmp_path, url="")
    assert "南屿学堂" not in document.text
    stranger = "\n".join(["纸质版已停刊", *body(5)])
    assert cleaned(stranger, sites, tmp_path, url="").text.startswith("纸质版已停刊")


def test_sections_go_in_blocks_only(tmp_path: Path) -> None:
    section = ["夜话栏目排行", "夜话作者群", "夜话热门留言"]
    texts = [page(number, head=[*HEAD, *(section if number % 4 == 0 else [])]) for number in range(20)]
    sites = learned(texts)
    assert {line.key for line in sites[0].lines if line.block} == set(section)
    assert "夜话作者群" not in cleaned(page(91, head=[*HEAD, *section]), sites, tmp_path).text
    alone = "\n".join([*body(92, 1), "夜话作者群", *body(93)])
    assert "夜话作者群" in cleaned(alone, sites, tmp_path).text


def test_a_site_that_loses_far_more_than_before_is_held(tmp_path: Path) -> None:
    usual = learned([page(number) for number in range(6)])
    grown = [*TAIL, *(f"{'附录文字' * 11}{letter}" for letter in "甲乙丙")]
    (site,) = learned([page(number, tail=grown) for number in range(6)], before=usual)
    assert "they were" in site.held
    assert "纸质版已停刊" in cleaned(page(50), [site], tmp_path).text
    assert "纸质版已停刊" not in cleaned(page(50), [replace(site, held="")], tmp_path).text


def test_a_document_of_another_kind_keeps_its_lines(tmp_path: Path) -> None:
    sites = learned([page(number) for number in range(6)])
    bare = "\n".join([*HEAD, *TAIL]).replace("{n}", "3")
    assert RULE not in cleaned(f"{bare}\n林远", sites, tmp_path).patch.taken()


def test_careful_takes_what_is_nearly_everywhere(tmp_path: Path) -> None:
    texts = [page(number, tail=TAIL[: 3 if number % 3 else 2]) for number in range(9)]
    path = tmp_path / "templates.toml"
    path.write_text(to_toml(learned(texts), "test"), encoding="utf-8")
    options = CleanOptions(templates=str(path), profile="careful", rules_off=("model.",))
    text = cleaners.clean(page(60), url="http://example.com/", options=options).text
    assert "纸质版已停刊" not in text
    assert "荣誉出品" in text


def test_proposed_rules_hold(tmp_path: Path) -> None:
    sites = learned([page(number) for number in range(6)]) + learned([page(number) for number in range(30, 36)], "b.example.org")
    path = tmp_path / "proposed.toml"
    path.write_text(propose(sites), encoding="utf-8")
    assert check_packs([str(path)]) == []
    assert "On 12 of 12 documents of 2 sites: b.example.org, example.com" in path.read_text(encoding="utf-8")


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(_TEXT, _TEXT, st.lists(st.builds(TemplateLine, _TEXT, st.integers(1, 99), st.just("head"), st.booleans()), max_size=4))
def test_the_file_says_what_was_learned(name: str, host: str, lines: list[TemplateLine]) -> None:
    site = SiteTemplate(name, host, 9, 0.25, tuple(lines), "")
    table = tomllib.loads(to_toml([site], "about"))["site"][0]
    assert table.pop("lines") == [
        {"key": line.key, "documents": line.documents, "at": line.at} | ({"block": True} if line.block else {}) for line in lines
    ]
    assert table == {"name": name, "host": host, "documents": 9, "share": 0.25, "held": ""}


@pytest.mark.parametrize(
    "content", ["[[site]]\nnam = 1\n", "no toml", '[[site]]\nname = "a"\nlines = [{ key = "b", size = 1 }]\n']
)
def test_a_file_that_is_none_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "templates.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TemplateError, match=r"templates\.toml: no file of templates"):
        read_templates(str(path))
    with pytest.raises(TemplateError, match="learn templates first"):
        read_templates(str(tmp_path / "missing.toml"))

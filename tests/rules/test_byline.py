"""By-lines, one at a time: what is read of them, and what is none."""

from __future__ import annotations

import pytest

from cleaners.characters.fold import fold
from cleaners.rules.byline import read_byline
from cleaners.rules.dates import iso_date


def read(
    line: str, previous: str = "春雪", following: str = "雪停了。", before: int = 1, behind: int = 9
) -> dict[str, str] | None:
    return read_byline(fold(line), line, previous, following, before, behind)


@pytest.mark.parametrize(
    ("line", "metadata"),
    [
        ("来源:北山网 作者:何雨", {"publisher": "北山网", "author": "何雨"}),
        ("来源：北山网发布时间：2016-08-14", {"publisher": "北山网", "published": "2016-08-14"}),
        ("發布時間:2017-3-9 來源: 工作總結 點擊:", {"published": "2017-03-09", "section": "工作总结"}),
        (
            "2019-05-06 10:22 来源:北山网 作者:何雨 编辑:周末",
            {"published": "2019-05-06", "publisher": "北山网", "author": "何雨", "editor": "周末"},
        ),
        ("作 者:何雨 来 源:北山网 日 期:2012/1/9", {"author": "何雨", "publisher": "北山网", "published": "2012-01-09"}),
        ("发布时间2016-08-14 浏览次数123", {"published": "2016-08-14"}),
        ("发布日期:二〇一九年三月十二日 来源:办公室", {"published": "2019-03-12", "publisher": "办公室"}),
        ("来源:北山网 2019-05-06 10:22:33", {"publisher": "北山网", "published": "2019-05-06"}),
        ("发布者:何雨 发布时间:2019年5月6日 阅读:1,203次 【大 中 小】", {"author": "何雨", "published": "2019-05-06"}),
        ("来源:网络 作者:佚名", {}),
        ("来源:", {}),
        ("點擊：", {}),
        ("(责任编辑:周末)", {"editor": "周末"}),
        ("[编辑:周末 何雨]", {"editor": "周末 何雨"}),
        ("发文字号:北林发〔2019〕3号", {"document_number": "北林发〔2019〕3号"}),
        ("更新时间:2019-05-06", {"modified": "2019-05-06"}),
        ("责任编辑：周末 来源：人民日报（海外版）", {"editor": "周末", "publisher": "人民日报（海外版）"}),
        ("初审:何雨 复审:周末 终审:林小禾", {"editor": "何雨"}),
        ("来源:北山网 时间:2019-02-30", None),
    ],
)
def test_a_byline(line: str, metadata: dict[str, str] | None) -> None:
    assert read(line) == metadata


@pytest.mark.parametrize(
    "line",
    [
        "时间:2019年3月1日上午九时",
        "时间:2019年3月1日 地点:村委会",
        "日期:2019年3月1日",
        "作者:我认为时机成熟了。",
        "来源:收入来自地租,也来自打工",
        "来源:《北山志》",
        "来源:课题组问卷调查",
        "编辑:把不通顺的句子改通顺",
        "资料来源:县志办",
        "阅读:第一课",
        "记者:您好",
        "评论:这本书写得好",
        "审核:何雨 记录:周末",
        "电话:13912345678",
        "文:言之有物",
    ],
)
def test_no_byline(line: str) -> None:
    assert read(line) is None


def test_a_single_key_among_other_keys_is_a_form() -> None:
    assert read("作者:何雨", previous="书名:北山记") is None
    assert read("责任编辑:何雨", following="印数:3000册") is None
    assert read("作者:何雨", previous="北山记") == {"author": "何雨"}


def test_a_single_key_in_the_middle_is_text() -> None:
    assert read("来源:北山网", before=30, behind=30) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2017-3-9", "2017-03-09"),
        ("2017年03月09日 08:30", "2017-03-09"),
        ("2017/3/9", "2017-03-09"),
        ("2017.03.09", "2017-03-09"),
        ("20170309", "2017-03-09"),
        ("二〇一七年三月九日", "2017-03-09"),
        ("二○一七年十二月三十一日", "2017-12-31"),
        ("一九九八年十月二十日", "1998-10-20"),
        ("2017-13-09", ""),
        ("2017-02-30", ""),
        ("3月9日", ""),
        ("12017-03-091", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert iso_date(text) == date

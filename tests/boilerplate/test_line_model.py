"""The line model: floors on lines and documents it was not trained on, and what no model may do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import boilerplate as benchmark
from cleaners import boilerplate
from cleaners.boilerplate.layout import View
from cleaners.boilerplate.lines.features import feature_names, features_of, read_lines
from cleaners.boilerplate.lines.model import line_model, read_model, write_model
from cleaners.boilerplate.lines.step import PROFILES, drop_lines, lines_of
from cleaners.document import Document
from cleaners.options import CleanOptions, Context
from cleaners.step import run_steps

WHOLE = "\n".join(benchmark.PROSE)
FRAME = "\n".join(
    (
        "分享到：微信　微博　QQ空间",
        "相关推荐 更多>>",
        "版权声明：本站内容由网友上传，如有侵权请联系我们删除",
        "返回顶部　关于我们　客服热线",
    )
)
LINES = st.sampled_from(
    [
        *benchmark.PROSE,
        *FRAME.split("\n"),
        "",
        " ",
        "第一章",
        "地点：礼堂",
        "１２３",
        "a",
        "\u3000",
        "下载",
        "😀",
        "A．收藏　B．分享",
        "。",
    ]
)


def left(text: str, **options: object) -> str:
    document = run_steps(Document.of(text), [drop_lines], Context(options=CleanOptions(**options)))  # type: ignore[arg-type]
    assert document.restore() == text
    return document.text


def test_lines_written_before_the_model() -> None:
    """Floors, a little below what `python -m benchmarks.boilerplate` prints."""
    dropped, kept = benchmark.single_lines(benchmark.ours())
    assert dropped.got >= 0.84 * dropped.of
    assert kept.got >= 0.99 * kept.of


def test_documents_written_before_the_model() -> None:
    gone, kept, _ = benchmark.documents(benchmark.ours())
    assert gone.got >= 0.95 * gone.of
    assert kept.got == kept.of


def test_a_frame_goes_and_its_text_stays() -> None:
    assert left(f"{WHOLE}\n{FRAME}") == WHOLE
    assert left(WHOLE) == WHOLE


def test_what_says_no_is_heard() -> None:
    text = f"{WHOLE}\n{FRAME}"
    assert left(text, rules_off=("model.",)) == text
    assert left(text, rules_off=("model.line",)) == text
    assert left(text, boilerplate=False) == text


@pytest.mark.parametrize(("less", "more"), [("careful", "balanced"), ("balanced", "greedy")])
def test_each_profile_takes_what_the_more_careful_one_takes(less: str, more: str) -> None:
    for field in PROFILES[less].__slots__:
        assert getattr(PROFILES[less], field) >= getattr(PROFILES[more], field)


def test_no_long_line_goes() -> None:
    line = "点击下载　登录注册　分享收藏　更多推荐　" * 30
    assert line in left(f"{WHOLE}\n{line}\n{FRAME}")


@pytest.mark.parametrize(
    "line",
    [
        "附件：1. 申请表 2. 承诺书",
        "时间：六月三日晚七点",
        "地点：老码头文化馆二楼",
        "第十七条 未经著作权人许可，不得复制、发行其作品。",
        "（林小禾摄）",
        "[3] 柳长河．乡村阅读推广研究[J]．图书馆学刊，2019（4）：35-39．",
    ],
)
def test_forms_of_papers_stay_beside_a_frame(line: str) -> None:
    assert line in left(f"{WHOLE}\n{line}\n{FRAME}")


def test_every_decision_says_what_it_rests_on() -> None:
    document = run_steps(Document.of(f"{WHOLE}\n{FRAME}"), [drop_lines], Context())
    removed = [entry for entry in document.removed if entry.rule == "model.line"]
    assert removed
    assert all(0.5 < float(entry.evidence.partition(":")[0]) <= 1 for entry in removed)


def test_the_steps_hold_it() -> None:
    assert drop_lines in boilerplate.STEPS


def test_the_file_holds_the_model() -> None:
    model = line_model()
    again = read_model(write_model(model))
    assert np.array_equal(again.weights, model.weights)
    assert all(
        np.array_equal(a, b)
        for one, other in zip(again.layers, model.layers, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def test_chunks_give_what_the_whole_gives() -> None:
    view = View("\n".join([*benchmark.PROSE, *FRAME.split("\n")] * 3))
    starts, ends = lines_of(view)
    together = read_lines(view.codes, starts, ends)
    alone = [read_lines(view.codes, starts[at : at + 1], ends[at : at + 1]) for at in range(len(starts))]
    assert np.array_equal(together.grams, np.concatenate([lines.grams for lines in alone]))
    assert np.array_equal(together.classes, np.concatenate([lines.classes for lines in alone]))


@given(st.lists(LINES, max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_text_survives(lines: list[str]) -> None:
    text = "\n".join(lines)
    kept = left(text).split("\n")
    assert all(kept.count(line) <= lines.count(line) for line in kept if line)
    view = View(text)
    starts, ends = lines_of(view)
    if not len(starts):
        return
    read = read_lines(view.codes, starts, ends)
    rows = features_of(read, line_model().scores(read))
    assert rows.shape == (len(starts), len(feature_names()))
    assert np.isfinite(rows).all()

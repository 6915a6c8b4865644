"""The judge of lines: floors on lines and documents it was not trained on, and what no model may do."""

from __future__ import annotations

import numpy as np
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import boilerplate as benchmark
from cleaners import boilerplate
from cleaners.boilerplate.layout import View
from cleaners.boilerplate.lines.context import Page, row_names, rows_of
from cleaners.boilerplate.lines.decision import LONGEST, PROFILES, gone
from cleaners.boilerplate.lines.features import read_lines
from cleaners.boilerplate.lines.model import load_judge, read_judge
from cleaners.boilerplate.lines.step import drop_lines, lines_of
from cleaners.document import Document
from cleaners.options import CleanOptions, Context
from cleaners.step import run_steps
from training.judge.model_file import write_judge
from training.trees import trees_of

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
    assert dropped.got >= 0.82 * dropped.of
    assert kept.got >= 0.985 * kept.of


def test_documents_written_before_the_model() -> None:
    gone, kept, _ = benchmark.documents(benchmark.ours())
    assert gone.got >= 0.93 * gone.of
    assert kept.got == kept.of


@pytest.mark.parametrize("word", ["目录", "文学", "阅读", "推荐", "诗歌", "作文", "范文", "资料"])
def test_a_word_by_itself_says_too_little(word: str) -> None:
    assert left(f"{word}\n{WHOLE}") == f"{word}\n{WHOLE}"
    assert left(f"{WHOLE}\n{word}\n{FRAME}") in (WHOLE, f"{WHOLE}\n{word}")


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
    line = "点击下载　登录注册　分享收藏　更多推荐　" * (LONGEST // 20 + 1)
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


def test_the_file_holds_the_judge() -> None:
    judge = load_judge()
    again = read_judge(write_judge(judge))
    assert np.array_equal(again.weights[0], judge.weights[0])
    assert np.array_equal(again.weights[1], judge.weights[1])
    assert np.array_equal(again.trees.value, judge.trees.value)
    assert judge.header["sources"]


def test_a_file_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="of another version"):
        read_judge(zstandard.ZstdCompressor().compress(b'{"format": 1}\n'))


def test_trees_are_walked_as_they_were_grown() -> None:
    leaf = {"leaf_value": 1.0}
    tree = {
        "tree_structure": {
            "split_feature": 0,
            "threshold": 0.5,
            "left_child": leaf,
            "right_child": {
                "split_feature": 1,
                "threshold": 2.0,
                "left_child": {"leaf_value": 2.0},
                "right_child": {"leaf_value": 4.0},
            },
        }
    }
    rows = np.array([[0.5, 9.0], [0.6, 2.0], [0.6, 2.1]], np.float32)
    assert trees_of([tree]).sums(rows).tolist() == [1.0, 2.0, 4.0]
    assert trees_of([tree, tree]).sums(np.repeat(rows, 200, axis=0)).tolist() == [2.0] * 200 + [4.0] * 200 + [8.0] * 200


def test_chunks_give_what_the_whole_gives() -> None:
    view = View("\n".join([*benchmark.PROSE, *FRAME.split("\n")] * 3))
    starts, ends = lines_of(view)
    together = read_lines(view.codes, starts, ends)
    alone = [read_lines(view.codes, starts[at : at + 1], ends[at : at + 1]) for at in range(len(starts))]
    assert np.array_equal(together.grams, np.concatenate([lines.grams for lines in alone]))
    assert np.array_equal(together.classes, np.concatenate([lines.classes for lines in alone]))


def decided(chances: list[float], series: list[int]) -> list[bool]:
    total = len(chances)
    no = np.zeros(total, bool)
    lengths = np.full(total, 10, np.int64)
    limits = PROFILES["balanced"]
    words = np.full(total, 2, np.float32)
    return gone(lengths, no, no, np.array(chances, np.float32), words, 0, limits, np.array(series, np.int64)).tolist()


def test_nothing_goes_from_the_middle_of_a_series() -> None:
    assert decided([0.1, 0.999, 0.1, 0.1, 0.999, 0.999], [1, 1, 1, 1, 0, 0]) == [False] * 4 + [True] * 2
    assert decided([0.999, 0.999, 0.999, 0.1, 0.1], [1, 1, 1, 1, 0]) == [True] * 3 + [False] * 2
    assert decided([0.999, 0.999, 0.1], [1, 1, 0]) == [True, True, False]


def test_a_text_that_is_all_frame_keeps_its_likeliest_line() -> None:
    assert decided([0.999, 0.998, 0.999], [0, 0, 0]) == [True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("下载" * 2_000_000, id="one long line"),
        pytest.param("下载\n" * 100_000, id="lines of one word"),
        pytest.param("\n".join(line for line in (*benchmark.PROSE, *FRAME.split("\n")) for _ in range(2)), id="twice"),
    ],
)
def test_bad_input_is_survived(text: str) -> None:
    assert left(text).strip()


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
    rows = rows_of(Page(read, view.codes, view.lower, *load_judge().scores(read)))
    assert rows.shape == (len(starts), len(row_names()))
    assert np.isfinite(rows).all()

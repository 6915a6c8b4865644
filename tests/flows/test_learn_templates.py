"""The flow that learns templates, and the flow that cleans with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaners.boilerplate.site.templates import read_templates
from cleaners.options import CleanOptions

pytestmark = pytest.mark.flow

_FRAME = ("南屿学堂今日更新", "课表 作业 讲义", "南屿学堂在线答疑")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for number, name in enumerate("竹木水火土"):
        story = f"{name}匠住在村口第{number}户,一年四季都在院里忙着,门前的路是他自己一块一块铺出来的。"
        text = "\n".join([_FRAME[0], _FRAME[1], f"{name}匠的院子", story, story[::-1], _FRAME[2]])
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def test_learned_templates_are_used(site: Path, tmp_path: Path) -> None:
    from qingwen_flows.clean_corpus import run
    from qingwen_flows.learn_templates import LearnTemplatesParameters, learn_templates
    from qingwen_flows.parameters import CleanCorpusParameters

    out, proposed = tmp_path / "templates.toml", tmp_path / "proposed.toml"
    state = learn_templates(
        LearnTemplatesParameters(raw=str(site), out=str(out), propose=str(proposed), workers=1), return_state=True
    )
    assert (state.name, state.message) == ("Completed", "templates of 1 sites")
    assert {line.key for line in read_templates(str(out))[0].lines} == set(_FRAME)
    assert proposed.exists()
    options = CleanOptions(templates=str(out))
    summary = run(CleanCorpusParameters(raw=str(site), clean=str(tmp_path / "clean"), workers=1, options=options))
    assert summary.removed_by_category["site_template"] > 50
    parts = (tmp_path / "clean" / "documents").iterdir()
    texts = [json.loads(line)["text"] for part in parts for line in part.read_text(encoding="utf-8").splitlines()]
    assert len(texts) == 5
    assert all("院子" in text and "答疑" not in text for text in texts)


def test_a_folder_without_a_site_teaches_nothing(tmp_path: Path) -> None:
    from qingwen_flows.learn_templates import LearnTemplatesParameters, learn_templates

    (tmp_path / "a.txt").write_text("雨停了,天晴了。", encoding="utf-8")
    parameters = LearnTemplatesParameters(raw=str(tmp_path), out=str(tmp_path / "out.toml"), workers=1)
    assert (learn_templates(parameters, return_state=True).message or "").startswith("nothing learned")
    assert not (tmp_path / "out.toml").exists()
    missing = parameters.model_copy(update={"raw": str(tmp_path / "none")})
    assert learn_templates(missing, return_state=True).is_failed()

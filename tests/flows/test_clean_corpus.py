"""The flow against a real server: what a user sees of a first run, of one with nothing new, and of one that cannot be done."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cleaners.errors import RunError
from cleaners.workers.shards import Progress

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun

pytestmark = pytest.mark.flow


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for name, content in {"a.txt": "春天来了。", "b/empty.txt": "", "b/c.txt": "雨停了,天晴了。"}.items():
        path = tmp_path / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        os.utime(path, (1, 1))
    return tmp_path / "raw"


def last_run() -> FlowRun:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import FlowRunSort

    with get_client(sync_client=True) as client:
        return client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)[0]


def state_of(run: FlowRun) -> tuple[str, str]:
    assert run.state
    return str(run.state.name), str(run.state.message)


def task_names(run: FlowRun) -> list[str]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    with get_client(sync_client=True) as client:
        tasks = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])))
    return [task.name.rpartition("-")[0] for task in sorted(tasks, key=lambda task: str(task.start_time))]


def artifacts(run: FlowRun) -> dict[str, Any]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run.id])))
    return {str(artifact.key): artifact for artifact in found}


def test_a_first_run_and_one_with_nothing_new(raw: Path, tmp_path: Path) -> None:
    from qingwen_flows.clean_corpus import run
    from qingwen_flows.parameters import CleanCorpusParameters

    parameters = CleanCorpusParameters(
        raw=str(raw), clean=str(tmp_path / "clean"), source="letters", workers=1, reject_rate_alarm=0.5
    )
    seen = list[Progress]()
    summary = run(parameters, progress=seen.append)
    assert (summary.state, summary.delivered, summary.rejected) == ("WithRejects", 2, 1)
    assert seen[-1].files == seen[-1].files_total == 3
    first = last_run()
    assert first.name.endswith(" letters · 1 rejected")
    assert first.tags == ["with-rejects"]
    assert state_of(first) == ("Completed", summary.message)
    assert task_names(first) == ["discover", "plan shards", "clean", "publish"]
    shown = artifacts(first)
    assert shown["clean-corpus"].type == "markdown"
    assert "| delivered | 2 |" in shown["clean-corpus"].data
    assert '"file": "b/empty.txt"' in shown["rejected-documents"].data

    assert run(parameters).state == "NothingNew"
    assert state_of(last_run()) == ("Completed", "nothing new: 2 delivered, 1 rejected, as before")
    assert last_run().tags == ["nothing-new"]


def test_a_run_over_the_limit_of_rejections_is_seen_in_the_list(raw: Path, tmp_path: Path) -> None:
    from qingwen_flows.clean_corpus import run
    from qingwen_flows.parameters import CleanCorpusParameters

    run(CleanCorpusParameters(raw=str(raw), clean=str(tmp_path / "clean"), workers=1, reject_rate_alarm=0.1))
    assert last_run().name.endswith("REJECT RATE 33%")
    assert last_run().tags == ["reject-rate-high", "with-rejects"]


def test_what_changed_since_the_run_before_is_listed(raw: Path, tmp_path: Path) -> None:
    from qingwen_flows.clean_corpus import run
    from qingwen_flows.parameters import CleanCorpusParameters

    parameters = CleanCorpusParameters(raw=str(raw), clean=str(tmp_path / "clean"), workers=1)
    assert run(parameters).changes == {"added": 3, "changed": 0, "vanished": 0}
    (raw / "b/empty.txt").unlink()
    (raw / "new.txt").write_text("夏天也来了，河里的荷花开了。", encoding="utf-8")
    assert run(parameters).changes == {"added": 1, "changed": 0, "vanished": 1}
    rows = json.loads(artifacts(last_run())["changed-documents"].data)
    assert rows == [{"what": "added", "file": "new.txt"}, {"what": "vanished", "file": "b/empty.txt"}] or rows == [
        {"what": "vanished", "file": "b/empty.txt"},
        {"what": "added", "file": "new.txt"},
    ]


def test_a_run_that_cannot_be_done_fails_with_one_line(raw: Path, tmp_path: Path) -> None:
    from qingwen_flows.clean_corpus import clean_corpus, run
    from qingwen_flows.parameters import CleanCorpusParameters

    (tmp_path / "file").touch()
    parameters = CleanCorpusParameters(raw=str(raw), clean=str(tmp_path / "file"))
    with pytest.raises(RunError, match="a file is in the way"):
        run(parameters)
    # As from a schedule, which does not look before it starts.
    state = clean_corpus(parameters, return_state=True)
    assert state.is_failed()
    name, message = state_of(last_run())
    assert (name, "\n" in message) == ("Failed", False)
    assert "a file is in the way" in message


def test_a_server_that_does_not_answer_is_one_line(raw: Path, tmp_path: Path) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings
    from qingwen_flows.clean_corpus import run
    from qingwen_flows.parameters import CleanCorpusParameters

    with (
        temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}),
        pytest.raises(RunError, match=r"no Prefect server answers \(http://127.0.0.1:9/api\); start one"),
    ):
        run(CleanCorpusParameters(raw=str(raw), clean=str(tmp_path / "clean")))


def test_the_form_explains_every_field_and_refuses_unknown_ones() -> None:
    from qingwen_flows.parameters import CleanCorpusParameters

    schema = CleanCorpusParameters.model_json_schema()
    fields = {**schema["properties"], **schema["$defs"]["CleanOptions"]["properties"]}
    assert all(field.get("description") for field in fields.values())
    with pytest.raises(ValueError, match="reapir"):
        CleanCorpusParameters.model_validate({"options": {"reapir": True}})
    with pytest.raises(ValueError, match="wrkers"):
        CleanCorpusParameters.model_validate({"wrkers": 2})

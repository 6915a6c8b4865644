"""The system as its operator sees it, in a real browser: the schedule, Prefect's pages, the form, and Qingwen's own pages.

With SCREENSHOTS=1 the pictures of the README are taken anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from processes import wait_for
from served import ROOT, Served, environment, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.flow, pytest.mark.slow]

PICTURES = ROOT / "docs" / "pictures"
DONE = ("Completed",)


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample corpus, cleaned every few seconds."""
    assert browser.is_connected()
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "raw", home / "raw")
    with serving(home, home / "raw", home / "clean", "--every", "12s") as served:
        yield served


@pytest.fixture(scope="module")
def scheduled(served: Served) -> list[dict[str, Any]]:
    """Three runs that nobody started by hand."""

    def three() -> list[dict[str, Any]] | None:
        done = [run for run in served.runs() if run["auto_scheduled"] and run["state"] and run["state"]["name"] in DONE]
        return done if len(done) >= 3 else None

    return wait_for(three, 180)


def picture(page: Page, name: str) -> None:
    if os.environ.get("SCREENSHOTS"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(PICTURES / f"{name}.png"))


def test_the_schedule_runs_by_itself(scheduled: list[dict[str, Any]]) -> None:
    states = [run["state"]["name"] for run in scheduled]
    assert states == ["Completed"] * len(states)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d raw · (3 rejected|nothing new)", run["name"]) for run in scheduled)
    assert "10 delivered, 3 rejected, 1 incomplete" in scheduled[0]["state"]["message"]


@pytest.mark.usefixtures("scheduled")
def test_the_printed_address_asks_nobody_else(page: Page, served: Served) -> None:
    """No page of the UI that it leads to looks for anything outside."""
    asked = set[str]()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.goto(served.url)
    for place in ("/runs", "/flows", "/deployments", "/automations"):
        page.locator(f"a[href='{place}']").first.click()
        page.wait_for_timeout(1000)
    assert asked - {""} == {urlsplit(served.url).netloc}


@pytest.mark.usefixtures("scheduled")
def test_the_page_of_all_runs(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/runs")
    page.get_by_text("nothing new").first.wait_for()
    page.get_by_text("3 rejected").first.wait_for()
    page.wait_for_timeout(1500)  # the chart is drawn last
    picture(page, "runs")


def test_the_page_of_a_run(page: Page, served: Served, scheduled: list[dict[str, Any]]) -> None:
    page.goto(f"{served.url}/runs/flow-run/{scheduled[0]['id']}")
    for task in ("discover", "plan shards", "clean", "publish"):
        page.get_by_text(re.compile(rf"^{task}-")).first.wait_for()
    page.get_by_text("10 delivered, 3 rejected").first.wait_for()
    page.wait_for_timeout(1500)
    picture(page, "run")
    page.get_by_text("Artifacts", exact=True).first.click()
    page.get_by_text("clean-corpus", exact=True).locator("visible=true").first.wait_for()


def test_the_artifacts(page: Page, served: Served, scheduled: list[dict[str, Any]]) -> None:
    found = served.api("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [scheduled[0]["id"]]}}})
    by_key = {artifact["key"]: artifact["id"] for artifact in found}
    assert by_key.keys() >= {"clean-progress", "clean-corpus", "rejected-documents", "sources"}
    page.goto(f"{served.url}/artifacts/artifact/{by_key['clean-corpus']}")
    for text in ("Removed, by category", "Encodings", "Incomplete documents", "Versions"):
        page.get_by_text(text, exact=True).first.wait_for()
    picture(page, "summary")
    page.goto(f"{served.url}/artifacts/artifact/{by_key['rejected-documents']}")
    page.get_by_text("empty.txt").first.wait_for()
    page.goto(f"{served.url}/artifacts/artifact/{by_key['sources']}")
    page.get_by_text("news/").first.wait_for()


@pytest.mark.usefixtures("scheduled")
def test_a_run_started_from_the_form(page: Page, served: Served) -> None:
    deployment = served.deployment()
    page.goto(f"{served.url}/deployments/deployment/{deployment['id']}/run")
    for text in ("Folder (or one file) of raw documents.", "Restore the full-width marks that Chinese text lost (, -> ，)."):
        page.get_by_text(text).first.wait_for()
    picture(page, "form")
    page.locator("input[type=number]").nth(1).fill("1")  # workers
    submit = page.get_by_role("button", name="Submit")

    def started() -> dict[str, Any] | None:
        if submit.is_visible():  # once more, as a person would, where the form was not ready for the first time
            submit.click()
        page.wait_for_timeout(5000)
        return next((run for run in served.runs() if not run["auto_scheduled"]), None)

    run = wait_for(started)
    assert run["parameters"]["parameters"]["workers"] == 1
    name, message = served.end_of(run["id"])
    # A scheduled run may be at work: then this one is not to run beside it.
    assert name in (*DONE, "Cancelled"), message


@pytest.mark.usefixtures("scheduled")
def test_many_rejections_pause_the_schedule(served: Served) -> None:
    """The event of the run, and the automation on it. It comes last: the schedule stands still afterwards."""

    def run_alarmed() -> bool:
        served.end_of(served.start_run(fresh=True, reject_rate_alarm=0.1))
        return bool(served.deployment()["paused"])

    wait_for(run_alarmed)


def test_the_report(page: Page, tmp_path: Path) -> None:
    """A report of documents that would do harm if they could."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in ("<img src=x onerror=alert(1)>.txt", "empty.txt"):
        text = "<script>alert(1)</script>\n上传者:<b>书虫</b> 文档ID:70013526\n山上的雪还没有化，河里的冰已经开了。\n" * (
            name != "empty.txt"
        )
        (raw / name).write_text(text, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-c", f"from cleaners.corpus import run_folder; run_folder({str(raw)!r}, {str(tmp_path / 'clean')!r})"],
        check=True,
        cwd=ROOT,
    )
    subprocess.run(
        [sys.executable, "-m", "cleaners", "report", str(tmp_path / "clean")], check=True, cwd=ROOT, env=environment(tmp_path)
    )
    said = list[str]()
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss())[0])
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    page.goto((tmp_path / "clean" / "report.html").as_uri())
    page.get_by_text("Rejected documents").wait_for()
    assert page.locator("svg rect").count() > 0
    assert page.locator("img, script").count() == 0
    page.get_by_text("<img src=x onerror=alert(1)>.txt").first.wait_for()
    assert not said


def test_the_page_of_explain(page: Page, tmp_path: Path) -> None:
    written = tmp_path / "explained.html"
    command = [sys.executable, "-m", "cleaners", "explain", str(ROOT / "raw" / "docshare" / "plan.txt"), "--html", str(written)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment(tmp_path))
    page.goto(written.as_uri())
    assert page.locator("del").count() > 0
    assert "上传者" in page.locator("#source").inner_text()
    assert "上传者" not in page.locator("#delivered").inner_text()
    picture(page, "explain")

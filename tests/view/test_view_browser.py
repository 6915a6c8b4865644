"""The pages in a real browser: by keys alone, in the dark, on a phone, with documents that would like to be more than text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from cleaners.records.folder import CleanFolder
from cleaners.records.ledger import records, source_text
from cleaners.view.index import index_of
from cleaners.view.labels import read_labels
from cleaners.view.serving import serving
from cleaners.view.tables import TABLES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow


def identity_of(folder: CleanFolder, path: str) -> str:
    return str(next(record["id"] for record in records(folder) if record["metadata"]["file_path"] == path))


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_a_reader_needs_no_mouse(page: Page, samples_address: str) -> None:
    page.goto(f"{samples_address}en/")
    page.keyboard.press("2")
    page.wait_for_url("**/documents")
    page.keyboard.press("/")
    page.keyboard.type("社区图书角")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents?q=*")
    assert page.locator("tbody tr").count() == 1
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/document/*")
    page.keyboard.press("j")
    assert page.locator("#why").is_visible()
    first = page.locator("#why code").inner_text()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("#why .takes").inner_text().endswith(".")
    assert page.locator("#why code").inner_text() != first
    page.keyboard.press("Escape")
    assert page.locator("#why").is_hidden()
    page.keyboard.press("u")
    page.wait_for_url("**/documents?q=*")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()


def test_unchanged_lines_can_be_left_out(page: Page, hostile: CleanFolder, hostile_address: str) -> None:
    page.goto(f"{hostile_address}en/document/{identity_of(hostile, 'attack.txt')}")
    unchanged = page.locator("#pair pre:not(.changed):visible")
    before = unchanged.count()
    page.keyboard.press("o")
    assert unchanged.count() == 0 < before
    assert page.locator("#pair pre.changed:visible").count() > 0


def test_a_table_is_turned_and_sorted_by_keys_and_clicks(page: Page, samples_address: str) -> None:
    page.goto(f"{samples_address}en/removed")
    page.keyboard.press("]")
    page.wait_for_url("**/removed?page=2")
    page.keyboard.press("[")
    page.wait_for_url("**/removed?")
    page.get_by_role("link", name="Characters").click()
    page.wait_for_url("**sort=chars**")
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Characters")
    shown = page.locator("tbody tr").first.locator("a.filter").first.inner_text()
    page.locator("tbody tr").first.locator("a.filter").first.click()
    assert page.locator(".about code").inner_text() == shown
    page.locator(".chips a").click()
    assert page.locator(".chips").count() == 0


def test_texts_are_copied_and_restored(browser: Browser, samples: CleanFolder, samples_address: str) -> None:
    identity = identity_of(samples, "mirror/summary.txt")
    context = browser.new_context(accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{samples_address}zh/document/{identity}")
    record = next(record for record in records(samples) if record["id"] == identity)
    for key, expected in (("c", record["text"]), ("s", source_text(samples, identity))):
        page.keyboard.press(key)
        page.get_by_text("已复制").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == expected
        page.get_by_text("已复制").wait_for(state="hidden")
    with page.expect_download() as download:
        page.get_by_role("link", name="还原原文").click()
    assert download.value.path().read_text(encoding="utf-8") == source_text(samples, identity)
    context.close()


def test_light_and_dark_are_the_systems_and_can_be_turned(browser: Browser, samples_address: str) -> None:
    grounds = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{samples_address}en/")
        grounds[scheme] = ground(page)
        page.keyboard.press("t")
        turned = ground(page)
        assert turned != grounds[scheme]
        page.reload()
        assert ground(page) == turned
        context.close()
    assert grounds["light"] != grounds["dark"]


def test_each_page_has_its_twin_in_the_other_language(page: Page, samples_address: str) -> None:
    page.goto(f"{samples_address}en/removed?sort=chars")
    page.locator("#language").click()
    page.wait_for_url("**/zh/removed?sort=chars")
    assert "删去的文字" in page.locator("h1").inner_text()
    assert page.locator("html").get_attribute("lang") == "zh-CN"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("which", ["samples", "hostile"])
def test_hostile_documents_stay_text_and_nothing_overflows(
    browser: Browser, width: int, which: str, request: pytest.FixtureRequest
) -> None:
    """On a phone and on a screen: no script of a document runs, no fault is logged, nobody outside is asked."""
    folder, address = request.getfixturevalue(which), request.getfixturevalue(f"{which}_address")
    identities = [record["id"] for kind in ("documents", "rejected") for record in records(folder, kind)]
    context = browser.new_context(viewport={"width": width, "height": 780}, has_touch=width < 500)
    page = context.new_page()
    told: list[str] = []
    asked = set[str]()
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    for path in ("", *TABLES, "review", *(f"document/{identity}" for identity in identities)):
        page.goto(f"{address}en/{path}")
        assert page.title() != "broken in", path
        assert page.locator("img").count() == 0, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert told == []
    assert asked == {urlsplit(address).netloc}
    context.close()


def test_a_change_is_explained_by_a_touch(browser: Browser, samples: CleanFolder, samples_address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 780}, has_touch=True)
    page = context.new_page()
    page.goto(f"{samples_address}en/document/{identity_of(samples, 'docshare/plan.txt')}")
    change = page.locator("del.change", has_text="下载 收藏")
    change.tap()
    assert page.locator("#why code").inner_text() == change.get_attribute("data-rule")
    context.close()


def test_removals_are_judged_with_one_key_each(page: Page, samples: CleanFolder, tmp_path: Path) -> None:
    with serving(samples, index_of(samples, tmp_path / "index.sqlite"), tmp_path / "labels.jsonl") as address:
        page.goto(f"{address}en/")
        page.keyboard.press("7")
        page.wait_for_url("**/review")
        for number, key in enumerate("ynxy", 1):
            page.locator(f"h1 small:text-is('{number - 1}')").wait_for()
            page.wait_for_load_state()
            page.keyboard.press(key)
        page.locator("h1 small:text-is('4')").wait_for()
        assert page.locator(".rows tbody tr").count() == 4
    assert [label.label for label in read_labels(tmp_path / "labels.jsonl")] == ["right", "wrong", "unsure", "right"]

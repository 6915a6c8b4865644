"""What `qingwen doctor` says of formats."""

from __future__ import annotations

import sys

import pytest

from cleaners.doctor import EXTRAS, checks, imported
from cleaners.readers.registry import READERS
from cleaners.sources.containers import CONTAINERS


def test_every_format_is_listed_and_good_here() -> None:
    found = {check.name: check for check in checks()}
    assert {f"format {kind}" for kind in READERS} | {f"container {kind}" for kind in CONTAINERS} <= found.keys()
    assert all(check.good for check in found.values() if check.needed)


def test_a_missing_extra_is_named_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONTAINERS, "warc", CONTAINERS["warc"]._replace(imports="no_such_module"))
    [check] = [check for check in checks() if check.name == "container warc"]
    assert (check.good, check.needed) == (False, False)
    assert "pip" in check.detail
    assert "fastwarc" in check.detail
    assert sys.executable in check.detail


def test_extras_of_operations_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXTRAS, "s3", ("no_such_module", "folders at s3://"))
    found = {check.name: check for check in checks()}
    assert {"extra parquet", "extra ray", "extra s3"} <= found.keys()
    assert "s3fs" in found["extra s3"].detail


def test_a_program_that_unpacks_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaners.sources.containers.rar.unpacker", lambda: "")
    [check] = [check for check in checks() if check.name == "container rar"]
    assert not check.good
    assert check.detail.endswith("apt-get install unar")


def test_libraries_are_those_of_the_source() -> None:
    assert {"bs4", "selectolax"} <= set(imported("cleaners.readers.html"))
    assert imported("cleaners.readers.text") == ()
    assert "selectolax" in imported("cleaners.readers.mht")

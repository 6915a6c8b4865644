"""Collections, and the servers that show them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from shown import collect, write_hostile

from cleaners.records.folder import CleanFolder
from cleaners.view.index import index_of
from cleaners.view.serving import serving


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> CleanFolder:
    return collect(tmp_path_factory.mktemp("samples") / "clean")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> CleanFolder:
    top = tmp_path_factory.mktemp("hostile")
    write_hostile(top / "raw")
    return collect(top / "<b>clean", top / "raw")


@pytest.fixture(scope="session")
def samples_address(samples: CleanFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(samples, index_of(samples, tmp_path_factory.mktemp("index") / "index.sqlite")) as address:
        yield address


@pytest.fixture(scope="session")
def hostile_address(hostile: CleanFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(hostile, index_of(hostile, tmp_path_factory.mktemp("index") / "index.sqlite")) as address:
        yield address

"""Is everything there? Versions, the right OpenCC, the formats that can be read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from cleaners import readers
from cleaners.chinese.converter import WrongOpenCCError, opencc_version

PACKAGES = (
    "prefect", "chardet", "beautifulsoup4", "lxml", "selectolax", "olefile", "python-calamine", "firecrawl-anydoc", "numpy",
    "orjson", "zstandard",
)  # fmt: skip


class Check(NamedTuple):
    """One line of `qingwen doctor`; `detail` says what to do where `good` is false."""

    name: str
    good: bool
    detail: str


def checks() -> Iterator[Check]:
    """All checks, in the order in which they are read."""
    enough = sys.version_info >= (3, 11)
    yield Check("python", enough, sys.version.split()[0] if enough else f"{sys.version.split()[0]}: install Python 3.11 or newer")
    for package in PACKAGES:
        try:
            yield Check(package, True, version(package))
        except PackageNotFoundError:
            yield Check(package, False, f"missing: pip install {package}")
    try:
        yield Check("opencc", True, opencc_version())
    except (ImportError, WrongOpenCCError) as error:
        yield Check("opencc", False, str(error))
    yield Check("formats", True, ", ".join(readers.formats()))

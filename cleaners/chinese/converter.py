"""The converter: OpenCC with the project's own dictionary, one for each process."""

from __future__ import annotations

import importlib
import re
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Protocol

from cleaners.errors import WrongOpenCCError

# Forms of the Table of General Standard Characters that only names have, and what they are elsewhere.
# (乾 and 於 are left out: 乾隆 and 於陵 are no everyday words.)
NAME_FORMS = str.maketrans("锺昇甦钜陞徵", "钟升苏巨升征")


class Converter(Protocol):
    def convert(self, text: str) -> str: ...


def opencc_version() -> str:
    """The version of OpenCC. Raises WrongOpenCCError, with what to do, when something else answers to its name."""
    return str(_opencc().__version__)


def _opencc() -> Any:
    try:
        module = importlib.import_module("opencc")
    except ImportError as error:
        raise WrongOpenCCError(f"OpenCC cannot be imported ({error}): pip install 'opencc>=1.4.2,<2'") from error
    version = getattr(module, "__version__", None)
    if not version or tuple(int(part) for part in str(version).split(".")[:2] if part.isdigit()) < (1, 4):
        place = getattr(module, "__file__", "?")
        raise WrongOpenCCError(
            f"the module `opencc` at {place} is not OpenCC 1.4: another package (opencc-python-reimplemented, opencc-py) has its "
            "name; pip uninstall it, then: pip install --force-reinstall 'opencc>=1.4.2,<2'"
        )
    return module


@cache
def converter() -> Converter:
    """Loads in some milliseconds; shared by the whole process."""
    module = _opencc()
    with as_file(files("cleaners.chinese.data")) as folder:
        # The configuration names the dictionary without a folder: OpenCC looks beside it.
        opencc: Converter = module.OpenCC(str(folder / "t2s.json"), include_tofu_risk_dictionaries=False)
    return opencc


def convert(text: str) -> str:
    """`text` in simplified characters, of the same length. Lone surrogates come back as U+FFFD."""
    try:
        return converter().convert(text)
    except UnicodeEncodeError:
        return converter().convert(re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text))

"""Regular expressions that are compiled when they are first used.

Compiling takes about a millisecond for each 300 characters of pattern, and the patterns of all steps together took a third of the
time of the command on one short file; most files need few of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


def lazy_pattern(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """As `re.compile`; the first look at an attribute compiles."""
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags))


_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class _LazyPattern:
    def __init__(self, pattern: str, flags: re.RegexFlag) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        # Asked once: the methods become attributes of the object, which are found without this function.
        compiled = re.compile(*self._source)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)

"""Is it a notebook of Jupyter? It is JSON, and no file of records."""

from __future__ import annotations

import re

_HEAD = re.compile(
    rb'(?:\xef\xbb\xbf)?\s{0,64}\{\s{0,64}"(?:cells|metadata|nbformat|nbformat_minor|orig_nbformat|worksheets)"\s{0,8}:'
)
_CELL = re.compile(rb'"cell_type"\s{0,8}:\s{0,8}"(?:markdown|code|raw|heading)"')


def is_notebook(head: bytes) -> bool:
    return _HEAD.match(head) is not None and _CELL.search(head) is not None

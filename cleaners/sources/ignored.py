"""What in a folder is no document."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Container, Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from cleaners.sources.markup import is_page
from cleaners.sources.signatures import match_signature

# Enough for every signature in use but tar's, which is no reason to ignore a file.
HEAD = 512

# What a signature says about a file whose name says nothing.
_BY_FORMAT = {"image": "picture", "media": "media", "font": "font", "program": "program", "sqlite": "database"}
# Extensions that documents have: such files are listed without a look inside.
_DOCUMENTS = frozenset(
    b"txt text md htm html xhtml shtml mht mhtml xml doc docx wps rtf odt pdf epub ofd csv tsv xls xlsx ods ppt pptx odp eml "
    b"json jsonl ndjson zip 7z rar tar gz tgz tbz tbz2 txz bz2 xz zst chm caj warc msg mobi azw azw3 prc pdb".split()
)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("cleaners.sources").joinpath("ignored.toml").read_text(encoding="utf-8"))


@cache
def _names() -> dict[bytes, str]:
    return {name.encode(): kind for kind, names in _table()["names"].items() if kind != "system folder" for name in names}


@cache
def _extensions() -> dict[bytes, str]:
    return {name.encode(): kind for kind, names in _table()["kinds"].items() for name in names}


def ignored_kind(name: bytes, head: Callable[[int], bytes]) -> str:
    """Why the file is left aside ("picture", "style" ...), or "" for a file to try. `head`, which gives so many of its first
    bytes, is only asked about files whose name is not that of a document."""
    return _kind(name, lambda: head(HEAD))


def ignored_member(name: str, head: bytes) -> str:
    """The same for a member of an archive, by its whole path there."""
    *folders, last = name.split("/")
    if any(folder.startswith(".") or folder in _table()["names"]["system folder"] for folder in folders):
        return "hidden folder"
    return _kind(last.encode(), lambda: head[:HEAD])


def ignored_media_type(media_type: str) -> str:
    """Why what is sent with this type (`image/png; ...`) is no document, or "": by its type alone, for what a server or a
    mailer says."""
    media_type = media_type.partition(";")[0].strip().lower()
    for kind, starts in _table()["media_types"].items():
        if media_type.startswith(tuple(starts)):
            return str(kind)
    return ""


def _kind(name: bytes, head: Callable[[], bytes]) -> str:
    if name.startswith((b".", b"~$")) or name.endswith(b"~"):
        return "hidden file"
    if kind := _names().get(name.lower()):
        return kind
    extension = name.rpartition(b".")[2].lower() if b"." in name else b""
    if extension in _DOCUMENTS:
        return ""
    kind = _extensions().get(extension, "")
    start = head()
    found = match_signature(start)
    if found in _BY_FORMAT:
        return _BY_FORMAT[found]
    return "" if found or is_page(start) else kind


def is_page_folder(name: bytes, pages: Container[bytes]) -> bool:
    """Whether the folder holds the parts of a saved page among `pages` (see `page_stems`)."""
    return any(stem in pages for stem in page_stems_of([name]))


def page_stems_of(folders: Iterable[bytes]) -> frozenset[bytes]:
    """Names that the pages of such folders can have, without the extension."""
    endings = [ending.encode() for ending in _table()["saved_pages"]["folder_endings"]]
    return frozenset(name[: -len(ending)] for name in folders for ending in endings if name.endswith(ending) and name != ending)


def page_stems(names: list[bytes]) -> frozenset[bytes]:
    """Names of pages in a folder, without the extension."""
    known = {extension.encode() for extension in _table()["saved_pages"]["page_extensions"]}
    parts = (name.rpartition(b".") for name in names)
    return frozenset(stem for stem, _, extension in parts if extension.lower() in known)

"""Files to clean documents, each file opened in a worker process with limits."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

from cleaners.errors import Rejected
from cleaners.options import CleanOptions, Context
from cleaners.origin import Origin
from cleaners.sources.discover import RawFile
from cleaners.sources.item import RawItem
from cleaners.sources.selection import listed
from cleaners.storage import is_url
from cleaners.workers.confinement import DocumentLimits
from cleaners.workers.fetching import here
from cleaners.workers.isolated import default_workers, map_isolated

if TYPE_CHECKING:
    from cleaners.document import Document

# Named, not imported: what cleaning needs takes longer to load than a worker to start, and only the worker needs it.
CLEAN_FILE = "cleaners.workers.cleaning:clean_file"
CLEAN_LINE = "cleaners.workers.cleaning:clean_line"
# A worker starts in half a second; below so many bytes for each, one more is not worth it.
WORTH_A_WORKER = 2_000_000
# A stream of up to so many bytes is handed to the worker as it is.
IN_MEMORY = 16 * 1024 * 1024
# Files of an object store that are on the disk at a time.
FETCHED = 1000
# What a stream has for a modification time: one that no calendar knows.
NO_TIME = -(1 << 80)


def clean_path(
    path: str | bytes | os.PathLike[str] | os.PathLike[bytes],
    *,
    options: CleanOptions | None = None,
    context: Context | None = None,
    workers: int = 0,
    limits: DocumentLimits | None = None,
    follow_links: bool = False,
) -> Iterator[Document | Rejected]:
    """Clean a file or all files of a folder, each opened in a worker process with limits. What could not be listed comes first,
    then documents and rejections in the order of the paths; files that are no documents (pictures, styles, a page's files) are
    passed over, and so are symbolic links that lead out of the folder, without `follow_links`. `workers`: 0 for one a core.
    Raises OSError where there is no such path."""
    listing = listed(path, follow_links=follow_links)
    context = context or Context(options=options or CleanOptions())
    yield from listing.rejected
    yield from _fetched(CLEAN_FILE, listing.files, (context,), workers, limits)


def clean_lines(
    path: str, options: CleanOptions, *, text_only: bool, url: str = "", follow_links: bool = False
) -> Iterator[bytes | Rejected]:
    """As `clean_path`, but each document is the line that is printed of it, made in the worker: a command that prints one
    document need not load what makes records. `url` is where they come from."""
    listing = listed(path, follow_links=follow_links)
    yield from listing.rejected
    files = [replace(file, url=url or file.url) for file in listing.files]
    yield from _fetched(CLEAN_LINE, files, (Context(options=options), text_only))


def clean_stream_lines(stream: IO[bytes], options: CleanOptions, *, text_only: bool, url: str = "") -> Iterator[bytes | Rejected]:
    """The same for what a stream holds: a document, or a container. A long one waits on the disk, not in memory."""
    context = Context(options=options)
    head = stream.read(IN_MEMORY)
    if len(head) < IN_MEMORY:
        yield from _isolated(CLEAN_LINE, (RawItem(Origin(url=url), head),), (context, text_only))
        return
    with tempfile.NamedTemporaryFile(prefix="qingwen-") as copy:
        copy.write(head)
        shutil.copyfileobj(stream, copy, 1 << 20)
        copy.flush()
        file = RawFile("", b"", copy.tell(), NO_TIME, os.fsencode(copy.name), url)
        yield from _isolated(CLEAN_LINE, (file,), (context, text_only))


def _fetched(
    function: str,
    files: Sequence[RawFile],
    arguments: tuple[Any, ...],
    workers: int = 0,
    limits: DocumentLimits | None = None,
) -> Iterator[Any]:
    """The same for files that may lie in an object store: some are brought here at a time."""
    step = FETCHED if any(is_url(file.absolute) for file in files[:1]) else len(files)
    for start in range(0, len(files), step or 1):
        with here(files[start : start + step]) as (copies, rejected):
            yield from rejected
            yield from _isolated(function, copies, arguments, workers, limits)


def _isolated(
    function: str,
    files: Sequence[RawFile] | Sequence[RawItem],
    arguments: tuple[Any, ...],
    workers: int = 0,
    limits: DocumentLimits | None = None,
) -> Iterator[Any]:
    if files:
        size = sum(file.size if isinstance(file, RawFile) else len(file.data) for file in files)
        count = min(workers or default_workers(), len(files), 1 + size // WORTH_A_WORKER)
        yield from map_isolated(function, files, arguments=arguments, workers=count, limits=limits)

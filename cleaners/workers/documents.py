"""Files to clean documents, each file opened in a worker process with limits."""

from __future__ import annotations

import os
from collections.abc import Iterator

from cleaners.document import Document, Rejected
from cleaners.options import Context
from cleaners.sources.discover import discover
from cleaners.workers.confinement import DocumentLimits
from cleaners.workers.isolated import default_workers, map_isolated

# Named, not imported: what cleaning needs takes longer to load than a worker to start, and only the worker needs it.
CLEAN_FILE = "cleaners.workers.cleaning:clean_file"
# A worker starts in half a second; below so many bytes for each, one more is not worth it.
WORTH_A_WORKER = 2_000_000


def clean_files(
    path: str | bytes | os.PathLike[str] | os.PathLike[bytes],
    context: Context,
    *,
    workers: int = 0,
    limits: DocumentLimits | None = None,
) -> Iterator[Document | Rejected]:
    """The documents of a file or folder in the order of the paths, after what could not be listed. `workers`: 0 for one a core.
    Raises OSError where there is no such path."""
    listing = discover(path)
    yield from listing.rejected
    if listing.files:
        most = 1 + sum(file.size for file in listing.files) // WORTH_A_WORKER
        count = min(workers or default_workers(), len(listing.files), most)
        yield from map_isolated(CLEAN_FILE, listing.files, arguments=(context,), workers=count, limits=limits)

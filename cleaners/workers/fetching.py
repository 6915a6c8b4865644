"""Raw files of an object store, brought to this machine before a worker opens them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from cleaners.errors import Rejected, RunError
from cleaners.sources.discover import RawFile
from cleaners.storage import is_url
from cleaners.storage.ahead import ahead
from cleaners.storage.clients import fetch, filesystem
from cleaners.storage.scratch import scratch
from cleaners.storage.trouble import reason

FETCHES = 16
"""Objects of a shard that are fetched at a time. Chosen for a store that takes 20 ms to begin, which was assumed, not measured:
then a thread gets 50 small ones a second, and 16 more than some workers clean (157 a second each, `benchmarks.scale`)."""


@contextmanager
def here(files: Sequence[RawFile]) -> Iterator[tuple[Sequence[RawFile], list[Rejected]]]:
    """Files as they are on this machine while the block lasts, and those that must not be read. Raises RunError."""
    if not any(is_url(file.absolute) for file in files[:1]):
        yield files, []
        return
    with scratch() as place:
        found = list(fetched(files, place))
        copies = [file for file in found if isinstance(file, RawFile)]
        yield copies, [rejected for rejected in found if isinstance(rejected, Rejected)]


def fetched(files: Sequence[RawFile], place: Path) -> Iterator[RawFile | Rejected]:
    """The files as copies in a folder of this machine; those that lie on it stay where they are. One that has vanished is a
    file that is not there; one that must not be read is rejected. Raises RunError where a store does not answer."""

    def bring(numbered: tuple[int, RawFile]) -> RawFile | Rejected:
        number, file = numbered
        if not is_url(file.absolute):
            return file
        target = place / f"{number:07}"
        fs, path = filesystem(os.fsdecode(file.absolute))
        try:
            fetch(fs, path, target)
            os.utime(target, ns=(file.mtime_ns, file.mtime_ns))
        except FileNotFoundError:
            target.unlink(missing_ok=True)
        except PermissionError as error:
            return Rejected("unreadable", reason(error), file.origin)
        except OSError as error:
            raise RunError(
                f"{os.fsdecode(file.absolute)}: cannot be fetched ({reason(error)}); run again: what is finished is kept"
            ) from error
        return replace(file, absolute=os.fsencode(target))

    yield from ahead(bring, enumerate(files), FETCHES)

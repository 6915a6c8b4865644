"""A listing sorted out by shard, in memory that does not grow with it: what is more waits on the disk."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, overload

from cleaners.errors import Rejected
from cleaners.sources.discover import Found, RawFile
from cleaners.sources.item import Ignored
from cleaners.storage.place import is_url
from cleaners.storage.scratch import scratch

IN_MEMORY = 50_000
"""Files that are kept in memory; about 15 MB. A smaller collection never touches the disk."""


def shard_of(path: bytes, shards: int) -> int:
    """The shard of a raw file: of its path alone, so that files that come and go move no other one."""
    return int.from_bytes(sha256(path).digest()[:8]) % shards


class ShardFiles(Sequence[RawFile]):
    """The files of a shard, sorted by path. They are read when somebody asks for them, and pickled as what they are."""

    def __init__(self, load: Callable[[], list[RawFile]], count: int, size: int) -> None:
        self._load = load
        self._count = count
        self.size = size
        """Bytes of all of them."""

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[RawFile]:
        return iter(self._load())

    @overload
    def __getitem__(self, index: int) -> RawFile: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[RawFile]: ...
    def __getitem__(self, index: Any) -> Any:
        return self._load()[index]

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._load(),)


class Buckets:
    """Takes what discovery finds. To be closed in the end: what waits on the disk is removed then."""

    def __init__(self, shards: int, found: Iterable[Found] = ()) -> None:
        self.shards = shards
        self.source = ""
        """Name of the collection that the files are of."""
        self.away = False
        """Whether they lie in an object store."""
        self.ignored = Counter[str]()
        self._files = Counter[int]()
        self._bytes = Counter[int]()
        self._rejected: dict[int, list[Rejected]] = {}
        self._rows: dict[int, list[RawFile]] = {}
        self._waiting = 0
        self._folder: Path | None = None
        self._stack = ExitStack()
        with ExitStack() as failing:
            failing.callback(self.close)
            for item in found:
                self.add(item)
            failing.pop_all()

    def __enter__(self) -> Buckets:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._stack.close()

    @property
    def files(self) -> int:
        return self._files.total()

    @property
    def rejected(self) -> list[Rejected]:
        return [rejected for shard in sorted(self._rejected) for rejected in self._rejected[shard]]

    def add(self, item: Found) -> None:
        match item:
            case RawFile():
                shard = shard_of(item.path, self.shards)
                if not self._files:
                    self.source, self.away = item.source, is_url(item.absolute)
                self._files[shard] += 1
                self._bytes[shard] += item.size
                self._rows.setdefault(shard, []).append(item)
                self._waiting += 1
                if self._waiting > IN_MEMORY:
                    self._spill()
            case Rejected():
                self._rejected.setdefault(shard_of(item.origin.path, self.shards), []).append(item)
            case Ignored(kind):
                self.ignored[kind] += 1

    def __iter__(self) -> Iterator[tuple[int, ShardFiles, tuple[Rejected, ...]]]:
        """The shards that have something in them, each with its files and with what could not be listed."""
        for shard in sorted(self._files.keys() | self._rejected.keys()):
            rejected = sorted(self._rejected.get(shard, ()), key=lambda rejected: rejected.origin.path)
            yield shard, ShardFiles(self._loader(shard), self._files[shard], self._bytes[shard]), tuple(rejected)

    def _loader(self, shard: int) -> Callable[[], list[RawFile]]:
        def load() -> list[RawFile]:
            rows = list(self._rows.get(shard, ()))
            if self._folder and (path := self._folder / str(shard)).exists():
                with path.open("rb") as stream:
                    while True:
                        try:
                            rows += [RawFile(self.source, *row) for row in pickle.load(stream)]
                        except EOFError:
                            break
            return sorted(rows, key=lambda file: file.path)

        return load

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = self._stack.enter_context(scratch())
        for shard, files in self._rows.items():
            # As tuples: of objects, pickle would ask for each field's name.
            rows = [(file.path, file.size, file.mtime_ns, file.absolute, file.url, file.encoding) for file in files]
            with (self._folder / str(shard)).open("ab") as stream:
                pickle.dump(rows, stream, pickle.HIGHEST_PROTOCOL)
        self._rows.clear()
        self._waiting = 0

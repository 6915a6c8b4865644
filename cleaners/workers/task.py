"""What a function that runs in a worker can say to the pool. Outside a worker all of this is silent."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

from cleaners.document import Origin, Rejected


@dataclass(slots=True)
class _Task:
    """The item in hand: `report` tells the pool which document is begun; `blamed` are those that ended workers before."""

    report: Callable[[Hashable, int], None]
    blamed: Mapping[Hashable, Rejected] = field(default_factory=dict)


_current: _Task | None = None


def begin(report: Callable[[Hashable, int], None], blamed: Mapping[Hashable, Rejected]) -> None:
    global _current
    _current = _Task(report, blamed)


def working_on(origin: Origin, size: int = 0) -> None:
    """To be called before each document by a function that opens several for one item: the limits start anew, and a crash from
    here on is this document's. Raises Rejected for one that has ended workers before, so that the others get their turn."""
    if _current is None:
        return
    if (rejected := _current.blamed.get(origin)) is not None:
        raise rejected
    _current.report(origin, size)

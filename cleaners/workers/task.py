"""What a function that runs in a worker can say to the pool. Outside a worker all of this is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaners.errors import Rejected
from cleaners.origin import Origin

MAX_DEATHS = 2
"""A document that ended this many workers is not tried again. The first death may be chance (the system short of memory)."""


MAX_DEATHS_A_FILE = 20
"""A raw file with so many documents that ended workers is not read on: each costs its time limit, and the workers begin anew. A
shard of honest documents has one in thousands."""


class Blame(NamedTuple):
    """What a document is blamed for: why the last worker died, and how many did."""

    rejected: Rejected
    deaths: int


@dataclass(slots=True)
class _Task:
    """The item in hand: `report` tells the pool which document is begun; `blamed` are those that ended workers before."""

    report: Callable[[Hashable, int], None]
    blamed: Mapping[Hashable, Blame] = field(default_factory=dict)
    passed: Counter[bytes] = field(default_factory=Counter)
    """How many of those were passed over so far, by raw file."""


_current: _Task | None = None


def begin(report: Callable[[Hashable, int], None], blamed: Mapping[Hashable, Blame]) -> None:
    global _current
    _current = _Task(report, blamed)


def died_of(origin: Origin) -> Rejected | None:
    """Why the worker died that had this document in hand, where one did."""
    blame = _current.blamed.get(origin) if _current else None
    return blame.rejected if blame else None


def working_on(origin: Origin, size: int = 0, *, otherwise: bool = False) -> None:
    """To be called before each document by a function that opens several for one item: the limits start anew, and a crash from
    here on is this document's. Raises Rejected for one that has ended workers before, so that the others get their turn: after
    the second death, and after the first where time was over, unless it is now to be opened `otherwise`; and for all that follows
    in a raw file with `MAX_DEATHS_A_FILE` of them."""
    if _current is None:
        return
    if _current.passed[origin.path] >= MAX_DEATHS_A_FILE:
        raise Rejected("bomb", f"{MAX_DEATHS_A_FILE} documents in it ended their workers; it is not read on")
    if (blame := _current.blamed.get(origin)) and (
        blame.deaths >= MAX_DEATHS or (blame.rejected.reason == "timeout" and not otherwise)
    ):
        _current.passed[origin.path] += 1
        raise blame.rejected
    _current.report(origin, size)


def place_of(error: BaseException) -> str:
    """The error's type and the function of this project that it came through. Not its message, which may hold addresses, nor the
    line, which changes with every edit: what is written down must be the same for the same input."""
    place = ""
    frame = error.__traceback__
    while frame is not None:
        module = frame.tb_frame.f_globals.get("__name__", "")
        if module.startswith("cleaners.") and module != "cleaners.workers.child":
            place = f" in {module}.{frame.tb_frame.f_code.co_name}"
        frame = frame.tb_next
    return type(error).__name__ + place

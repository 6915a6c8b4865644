"""The worker's side: `python -m cleaners.workers.child FD PARENT [BOARD]`. Takes items from the channel until it closes.

Messages to the worker: first (function's module, its name, arguments, limits), then (item, size, blamed) each.
Messages from it: ("ready",) once; then for an item any number of ("part", value) and ("page", number, pages), where there is no
board also ("at", origin, size), and last ("done", tired) or ("failed", Rejected, tired). "broken" with a text is the answer to a
function that cannot be imported.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Client, Connection
from typing import Any

from cleaners import progress
from cleaners.errors import Rejected
from cleaners.workers import task
from cleaners.workers.board import Board
from cleaners.workers.confinement import DocumentLimits, allow_cpu, confine, die_with_parent, resident_peak
from cleaners.workers.network import leave_network
from cleaners.workers.task import Blame


def main() -> None:
    address, parent = sys.argv[1], int(sys.argv[2])
    die_with_parent(parent)
    channel: Any = Connection(int(address)) if address.isdigit() else Client(address)
    board = Board(int(sys.argv[3])) if len(sys.argv) > 3 else None
    with suppress(EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        serve(channel, board)
    # Nothing is to be saved, and what a hostile file left behind is not to be touched again.
    os._exit(0)


def serve(channel: Connection[Any, Any], board: Board | None) -> None:
    module, name, arguments, limits = channel.recv()
    if not limits.network:
        leave_network()
    gc.disable()  # what is imported stays: looking for garbage among it costs a tenth
    try:
        function: Any = import_module(module)
        for part in name.split("."):
            function = getattr(function, part)
    except (ImportError, AttributeError) as error:
        channel.send(("broken", f"{module}.{name} cannot be imported in a worker: {error}"))
        return
    gc.enable()
    confine(limits)
    channel.send(("ready",))
    served = 0
    while True:
        item, size, blamed = channel.recv()
        served += 1
        failed = run(channel, board, function, item, arguments, size, blamed, limits)
        tired = (
            served >= limits.documents or resident_peak() > limits.resident or (failed is not None and failed.reason == "memory")
        )
        channel.send(("done", tired) if failed is None else ("failed", failed, tired))


def run(
    channel: Connection[Any, Any],
    board: Board | None,
    function: Callable[..., Iterable[Any]],
    item: Any,
    arguments: tuple[Any, ...],
    size: int,
    blamed: dict[Hashable, Blame],
    limits: DocumentLimits,
) -> Rejected | None:
    """Send the parts that the function gives for one item; what went wrong comes back."""

    paging = False

    def report(origin: Hashable, size: int) -> None:
        allow_cpu(limits.wall(size))
        if paging:  # a reader gave up among its pages
            page(0, 0)
        if board is None or not board.write(origin, size):
            channel.send(("at", origin, size))

    def page(part: int, parts: int) -> None:
        nonlocal paging
        paging = part < parts
        channel.send(("page", part, parts))

    task.begin(report, blamed)
    progress.listen(page)
    allow_cpu(limits.wall(size))
    try:
        for part in function(item, *arguments):
            channel.send(("part", part))
    except Rejected as rejected:
        return rejected
    except MemoryError:
        return Rejected("memory", f"more than {limits.memory >> 20} MiB were needed")
    except RecursionError:
        return Rejected("broken", "nested too deep")
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:
        return Rejected("crash", task.place_of(error))
    return None


if __name__ == "__main__":
    main()

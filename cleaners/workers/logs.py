"""What libraries in a worker log or warn of. A worker has no terminal: the coordinator passes it on."""

from __future__ import annotations

import logging

KEPT = 100


class Collector(logging.Handler):
    """Keeps what is logged until somebody takes it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.kept) < KEPT:
            self.kept.append(f"{record.name}: {' '.join(record.getMessage().split())}"[:1000])

    def take(self) -> list[str]:
        taken, self.kept = self.kept, []
        return taken

    def __enter__(self) -> Collector:
        logging.getLogger().addHandler(self)
        logging.captureWarnings(True)
        return self

    def __exit__(self, *_: object) -> None:
        logging.captureWarnings(False)
        logging.getLogger().removeHandler(self)

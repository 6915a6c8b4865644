"""What a run is told besides how to clean: which documents, where to, when, and what the operator wants to hear of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cleaners.options import CleanOptions


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """The raw documents."""

    raw: str = "raw"
    """Folder (or one file) of raw documents."""

    name: str = ""
    """Name of the collection; the raw folder's own name where this is empty."""

    include: tuple[str, ...] = ()
    """Patterns of paths to take, as in .gitignore; none: all."""

    exclude: tuple[str, ...] = ()
    """Patterns of paths to leave aside."""

    side_table: str = ""
    """A file that gives encodings and addresses by path pattern (TOML or TSV), after `_qingwen.toml` in the raw folder."""

    follow_links: bool = False
    """Follow symbolic links that lead out of the folder; off, they are ignored. Never into /proc, /sys, /dev, /run."""

    encoding: str = ""
    """The usual encoding of these documents. It only tips the scales; a side table forces one."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a run works."""

    clean: str = "clean"
    """Folder that the collection is written to."""

    engine: Literal["local", "ray", "here"] = "local"
    """`local`: worker processes with limits; `ray`: the same on a Ray cluster; `here`: in the process of the run, to debug."""

    address: str = ""
    """Of the Ray cluster: auto, host:port, ray://...; empty: this machine alone."""

    workers: int = 0
    """Worker processes; 0: one for each core."""

    verify: bool = False
    """Compare the digests of all raw files and of all parts, not only sizes and times; what does not fit is cleaned again."""


@dataclass(frozen=True, slots=True)
class ScheduleSettings:
    """When `qingwen serve` runs."""

    cron: str = ""
    """A cron line, such as "0 3 * * *"."""

    every: str = ""
    """A length of time instead, such as "15m", "6h", "1d"."""

    timezone: str = ""
    """Time zone of the cron line, such as "Asia/Shanghai"; UTC where this is empty."""

    keep_days: int = 0
    """Days that runs, with their logs, stay on the server; 0: for good."""


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """When the operator is called."""

    reject_rate: float = 0.3
    """Share of rejected documents above which an event is sent; an automation pauses the schedule on it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All tables of qingwen.toml."""

    source: SourceSettings = field(default_factory=SourceSettings)
    run: RunSettings = field(default_factory=RunSettings)
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)
    alarms: AlarmSettings = field(default_factory=AlarmSettings)
    clean: CleanOptions = field(default_factory=CleanOptions)

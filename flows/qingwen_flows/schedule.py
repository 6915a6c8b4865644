"""When runs are due."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cleaners.settings import ScheduleSettings

_CRON = re.compile(r"@(?:hourly|daily|midnight|weekly|monthly|yearly|annually)|[\w*/,#?-]+(?: +[\w*/,#?-]+){4,5}")
_LENGTH = re.compile(r"(\d+)\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class ScheduleError(ValueError):
    """A schedule that cannot be used; the message is one line that says what to write."""


class Schedule(NamedTuple):
    """A cron line, or a length of time between two runs; without either, runs are only started by hand."""

    cron: str = ""
    every: timedelta | None = None
    timezone: str = "UTC"

    def __str__(self) -> str:
        if self.every:
            return f"every {self.every}"
        return f"{self.cron} {self.timezone}" if self.cron else "no schedule"


def schedule_of(settings: ScheduleSettings) -> Schedule:
    """Raises ScheduleError."""
    if settings.cron and settings.every:
        raise ScheduleError("schedule: give cron or every, not both")
    zone = settings.timezone or "UTC"
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        raise ScheduleError(f"schedule: {zone!r} is no time zone; write one such as Asia/Shanghai") from None
    if settings.cron:
        if not _CRON.fullmatch(settings.cron.strip()):
            raise ScheduleError(f"schedule: {settings.cron!r} is no cron line; write one such as '0 3 * * *'")
        return Schedule(cron=settings.cron, timezone=zone)
    if not settings.every:
        return Schedule(timezone=zone)
    parts = _LENGTH.findall(settings.every)
    every = timedelta(seconds=sum(int(number) * _SECONDS[unit] for number, unit in parts))
    if "".join(number + unit for number, unit in parts) != re.sub(r"\s+", "", settings.every) or not every:
        raise ScheduleError(f"schedule: every = {settings.every!r}; write a length of time such as 30s, 15m, 6h, 1d")
    return Schedule(every=every, timezone=zone)

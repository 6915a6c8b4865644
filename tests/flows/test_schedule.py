"""When runs are due: what people write, and what is refused with a line that says what to write."""

from __future__ import annotations

from datetime import timedelta

import pytest
from qingwen_flows.schedule import Schedule, ScheduleError, schedule_of

from cleaners.settings import ScheduleSettings


@pytest.mark.parametrize(
    ("cron", "every", "timezone", "schedule"),
    [
        ("0 3 * * *", "", "Asia/Shanghai", Schedule(cron="0 3 * * *", timezone="Asia/Shanghai")),
        ("@daily", "", "", Schedule(cron="@daily")),
        ("", "15m", "", Schedule(every=timedelta(minutes=15))),
        ("", "1d 6h", "", Schedule(every=timedelta(hours=30))),
        ("", "", "", Schedule()),
    ],
)
def test_schedules(cron: str, every: str, timezone: str, schedule: Schedule) -> None:
    assert schedule_of(ScheduleSettings(cron, every, timezone)) == schedule


@pytest.mark.parametrize(
    ("cron", "every", "timezone", "message"),
    [
        ("0 3 * * *", "15m", "", "give cron or every, not both"),
        ("every night", "", "", "'every night' is no cron line"),
        ("0 3 * *", "", "", "is no cron line"),
        ("", "15", "", "write a length of time such as 30s, 15m, 6h, 1d"),
        ("", "0s", "", "write a length of time"),
        ("", "a 5m", "", "write a length of time"),
        ("", "5m", "Asia/Beijing", "'Asia/Beijing' is no time zone"),
    ],
)
def test_what_is_no_schedule(cron: str, every: str, timezone: str, message: str) -> None:
    with pytest.raises(ScheduleError, match=message):
        schedule_of(ScheduleSettings(cron, every, timezone))

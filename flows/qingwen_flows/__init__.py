"""Prefect's part: runs, stages, schedules and what the operator sees. The work itself is in `cleaners`."""

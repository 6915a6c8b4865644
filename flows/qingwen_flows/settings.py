"""Settings of Prefect that differ from its own defaults. They have to stand before Prefect is imported; whoever sets one of them
elsewhere (environment, profile) keeps it."""

from __future__ import annotations

import os
import tomllib
from contextlib import suppress
from pathlib import Path

from qingwen_flows.lifeline import end_with_server

_DEFAULTS = {
    # Nothing is reported to anybody: the server's telemetry, and the client's, which listens to the second alone.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # The newer one of the two UIs, which the address alone leads to by default, asks a host of Amplitude's at each page.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    # An embedded server on a loaded machine starts in more than the 20 seconds that are allowed by default.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    # Figures of the server for Prometheus, at /api/metrics.
    "PREFECT_SERVER_METRICS_ENABLED": "true",
    # A killed run is noticed by its missing heartbeat: 30 s is the shortest there is, 180 the default.
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
}


HOME = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "qingwen/prefect"
"""Profile, settings and database of the servers that are started here: another Prefect on the machine, older or newer, changes
the tables of its own database, and ours would not start on them. PREFECT_HOME goes before it."""


def apply() -> None:
    """Set the defaults."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    if not _names_a_server():
        os.environ.setdefault("PREFECT_HOME", str(HOME))
        with suppress(OSError):  # Prefect makes the last folder of a path alone
            Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)
    end_with_server()


def _names_a_server() -> bool:
    """Whether somebody says which server to use: in the environment, or in the profile of Prefect that is in use."""
    if os.environ.get("PREFECT_API_URL"):
        return True
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    try:
        known = tomllib.loads((home / "profiles.toml").read_text(encoding="utf-8"))
        active = os.environ.get("PREFECT_PROFILE") or known.get("active")
        return bool(known["profiles"][active].get("PREFECT_API_URL"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return False


def quiet() -> None:
    """Keep Prefect's log off the terminal; the run's log in the UI stays whole. For a program that reports by itself."""
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")

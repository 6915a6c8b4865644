"""What a run is told, as Prefect's form shows it: made from the settings, so that defaults and meanings stand there alone."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from cleaners.config import default_of, meaning_of
from cleaners.options import CleanOptions
from cleaners.settings import Settings
from qingwen_flows.engines import EngineName

# So the form in the UI shows the options with the meanings that stand below them, and refuses those it does not know.
CleanOptions.__pydantic_config__ = ConfigDict(use_attribute_docstrings=True, extra="forbid")  # type: ignore[attr-defined]

# The setting behind each parameter; the others are for one run alone.
PLACES = {
    "raw": "source.raw",
    "clean": "run.clean",
    "source": "source.name",
    "include": "source.include",
    "exclude": "source.exclude",
    "side_table": "source.side_table",
    "follow_links": "source.follow_links",
    "encoding": "source.encoding",
    "workers": "run.workers",
    "engine": "run.engine",
    "address": "run.address",
    "verify": "run.verify",
    "reject_rate_alarm": "alarms.reject_rate",
}


def _setting(parameter: str, **limits: Any) -> Any:
    """The field for a setting, with its default and its meaning."""
    place = PLACES[parameter]
    return Field(default=default_of(place), description=meaning_of(place), **limits)


class CleanCorpusParameters(BaseModel):
    """What to clean, where to, and how."""

    model_config = ConfigDict(extra="forbid")

    raw: str = _setting("raw")
    clean: str = _setting("clean")
    source: str = _setting("source")
    include: tuple[str, ...] = _setting("include")
    exclude: tuple[str, ...] = _setting("exclude")
    side_table: str = _setting("side_table")
    follow_links: bool = _setting("follow_links")
    encoding: str = _setting("encoding")
    sample: int = Field(default=0, ge=0, description="Only so many documents, the same ones each time; 0: all.")
    dry_run: bool = Field(default=False, description="Say what would be done, and do nothing.")
    workers: int = _setting("workers", ge=0)
    engine: EngineName = _setting("engine")
    address: str = _setting("address")
    verify: bool = _setting("verify")
    retry_rejected: bool = Field(default=False, description="Try rejected documents again, though they have not changed.")
    fresh: bool = Field(default=False, description="Clean everything again, whatever is there.")
    reject_rate_alarm: float = _setting("reject_rate_alarm", ge=0, le=1)
    options: CleanOptions = Field(default_factory=CleanOptions, description="How documents are cleaned.")


def parameters_of(settings: Settings, **once: Any) -> CleanCorpusParameters:
    """The settings as the flow takes them; `once` are parameters for this run alone (sample, dry_run, retry_rejected, fresh)."""
    values = {}
    for parameter, place in PLACES.items():
        table, _, key = place.partition(".")
        values[parameter] = getattr(getattr(settings, table), key)
    return CleanCorpusParameters(**values, options=settings.clean, **once)

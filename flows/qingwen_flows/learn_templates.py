"""The flow that learns templates: read the documents and learn -> write the file and show it. Two task runs."""

# ruff: noqa: E402 -- the settings stand before Prefect is imported
from __future__ import annotations

from qingwen_flows import settings

settings.apply()

import re
import time
from typing import Any
from uuid import UUID

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import BaseModel, ConfigDict, Field

from cleaners.boilerplate.site.propose_rules import propose
from cleaners.boilerplate.site.templates import SiteTemplate
from cleaners.errors import TemplateError
from cleaners.learning import SAMPLE, known_templates, learn_folder, write_proposals, write_templates
from cleaners.options import CleanOptions, Context

PROGRESS_SECONDS = 5.0
MOST_ROWS = 500


class LearnTemplatesParameters(BaseModel):
    """Which documents to learn from, and where to write what was learned."""

    model_config = ConfigDict(extra="forbid")

    raw: str = Field(default="raw", description="Folder of raw documents.")
    out: str = Field(default="templates.toml", description="File of templates; what it held before is compared.")
    propose: str = Field(default="", description="File for proposed rules, to be read by a person; none where this is empty.")
    workers: int = Field(default=0, ge=0, description="Worker processes; 0: one for each core.")
    sample: int = Field(default=SAMPLE, ge=1, description="At most so many raw files are read.")
    options: CleanOptions = Field(default_factory=CleanOptions, description="How documents are cleaned.")


class _Learned:
    """What the first task hands on. An object of its own class: Prefect looks through collections element by element."""

    def __init__(self) -> None:
        self.sites: list[SiteTemplate] = []


@task(cache_policy=NO_CACHE)
def learn(parameters: LearnTemplatesParameters, learned: _Learned) -> State[None]:
    """Read the documents in worker processes and count what sites repeat."""
    log = get_run_logger()
    artifact = create_progress_artifact(0.0, key="learn-progress", description="Files read")
    assert isinstance(artifact, UUID)
    told = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told > PROGRESS_SECONDS:
            told = time.monotonic()
            log.info("%s of %s files", f"{done:,}", f"{total:,}")
            update_progress_artifact(artifact, 100 * done / total)

    learned.sites = learn_folder(
        parameters.raw,
        context=Context(options=parameters.options),
        before=known_templates(parameters.out),
        workers=parameters.workers,
        sample=parameters.sample,
        progress=progress,
    )
    update_progress_artifact(artifact, 100.0)
    return Completed(message=f"{len(learned.sites)} sites")


@task(name="write templates", cache_policy=NO_CACHE)
def write(parameters: LearnTemplatesParameters, learned: _Learned) -> State[None]:
    """Write the file and show the sites."""
    write_templates(parameters.out, learned.sites, parameters.raw)
    if parameters.propose:
        write_proposals(parameters.propose, propose(learned.sites))
    create_markdown_artifact(_table(learned.sites), key="templates", description="Sites and what they repeat")
    return Completed(message=parameters.out)


@flow(name="learn-templates")
def learn_templates(parameters: LearnTemplatesParameters) -> State[Any]:
    """Learn which lines sites repeat on their documents."""
    learned = _Learned()
    try:
        learn(parameters, learned)
        if not learned.sites:
            return Completed(message="nothing learned: no site with four documents or more repeats a line")
        write(parameters, learned)
    except (TemplateError, OSError) as error:
        return Failed(message=str(error), data=error)
    held = [site.name for site in learned.sites if site.held]
    names = f"; held: {', '.join(held[:20])}" if held else ""
    return Completed(message=f"templates of {len(learned.sites)} sites{names}")


def _table(sites: list[SiteTemplate]) -> str:
    rows = [
        f"| {_cell(site.host or site.name)} | {site.documents:,} | {len(site.lines)} | {site.share:.1%} | {_cell(site.held)} |"
        for site in sorted(sites, key=lambda site: (not site.held, -site.documents, site.name))[:MOST_ROWS]
    ]
    return "\n".join(["| site | documents | lines | share taken | held |", "|---|---:|---:|---:|---|", *rows])


def _cell(text: str) -> str:
    return re.sub(r"[\\`*_\[#~|]", r"\\\g<0>", text).replace("<", "&lt;")

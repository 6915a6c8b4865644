"""The run and its deployment, as the pages of Prefect list them: what came of a run must be seen without opening it.

The pages filter by the names of Prefect's own states, so a run that did its job ends in `Completed`, and its name and tags say
the rest.
"""

from __future__ import annotations

from uuid import UUID

import httpx
from prefect import get_run_logger, runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.exceptions import PrefectException

PAUSED = "\n\n**Paused: "
"""What is put behind the description of a deployment begins so."""


def mark_run(outcome: str, *tags: str) -> None:
    """Put what came of this run behind its name, and tag it. Outside of a run nothing happens."""
    identity, name = runtime.flow_run.id, runtime.flow_run.name
    if not identity or not name:
        return
    with get_client(sync_client=True) as client:
        known = client.read_flow_run(UUID(identity)).tags
        client.update_flow_run(UUID(identity), name=f"{name} · {outcome}", tags=sorted({*known, *tags}))


def tell_deployment(why: str) -> None:
    """Say in the description of this run's deployment why it is paused; "" takes that away again. A run does not end because of
    what cannot be told."""
    if not (identity := runtime.deployment.id):
        return
    try:
        with get_client(sync_client=True) as client:
            said = client.read_deployment(UUID(identity)).description or ""
            bare = said.partition(PAUSED)[0]
            wanted = f"{bare}{PAUSED}{why}**" if why else bare
            if wanted != said:
                client.update_deployment(UUID(identity), DeploymentUpdate(description=wanted))
    except (httpx.HTTPError, PrefectException) as error:
        get_run_logger().warning(f"the deployment's description could not be changed ({error})")

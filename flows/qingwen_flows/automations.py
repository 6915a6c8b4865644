"""What happens by itself: a deployment whose documents are mostly rejected is paused; a run whose process is gone is ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.events import AutomationCore, ChangeFlowRunState, EventTrigger, PauseDeployment, Posture

from qingwen_flows.clean_corpus import clean_corpus
from qingwen_flows.learn_templates import learn_templates
from qingwen_flows.reporting import REJECTIONS_HIGH

SILENCE = timedelta(seconds=300)
"""A run without a heartbeat for so long has no process any more. Heartbeats come every 30 s; a window of 90 s ended healthy runs
on a loaded machine. Runs whose heartbeat is the default of 180 s stay safe, too."""

HEARTBEAT = "prefect.flow-run.heartbeat"
PENDING = "prefect.flow-run.Pending"
"""A worker took the run: its process is about to start, and has no heartbeat yet."""

_ENDS = ("Completed", "Failed", "Crashed", "Cancelled", "TimedOut")
"""Names of the states that a run ends in."""


def automations() -> Iterator[AutomationCore]:
    """The automations, as they should be."""
    yield AutomationCore(
        name="qingwen: pause after many rejections",
        description="A run rejected more documents than its alarm allows: its deployment is paused until somebody has looked at "
        "the run's table of rejected documents.",
        trigger=EventTrigger(expect={REJECTIONS_HIGH}, posture=Posture.Reactive, threshold=1, within=timedelta(0)),
        actions=[PauseDeployment(source="inferred", deployment_id=None)],
    )
    yield AutomationCore(
        name="qingwen: end runs whose process is gone",
        description=f"A run gave no sign of life for {SILENCE.seconds // 60} minutes: it was killed, and is shown as crashed. "
        "The next run goes on where it stopped.",
        trigger=EventTrigger(
            after={PENDING, HEARTBEAT},
            expect={HEARTBEAT, *(f"prefect.flow-run.{name}" for name in _ENDS)},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            # Ours alone: others on the server may have no heartbeat.
            match_related={"prefect.resource.role": "flow", "prefect.resource.name": [clean_corpus.name, learn_templates.name]},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=SILENCE,
        ),
        actions=[
            ChangeFlowRunState(
                name=None,
                force=False,
                state=StateType.CRASHED,
                message=f"no sign of life for {SILENCE.seconds} s: the process of the run is gone",
            )
        ],
    )


def create_automations(client: SyncPrefectClient | None = None) -> list[str]:
    """Create the automations, or bring those that are there up to date. Gives their names. Those that somebody switched off stay
    off."""
    if client is None:
        with get_client(sync_client=True) as client:
            return create_automations(client)
    return [keep(client, wanted) for wanted in automations()]


def keep(client: SyncPrefectClient, wanted: AutomationCore) -> str:
    """Create an automation, or bring the one of its name up to date. Gives the name."""
    there = next(iter(client.read_automations_by_name(wanted.name)), None)
    if there is None:
        client.create_automation(wanted)
    else:
        # An update is sent without what nobody set, even the kind of an action: the server took "pause" for "run".
        given = {**wanted.model_dump(exclude={"owner_resource"}), "enabled": there.enabled}
        client.update_automation(there.id, AutomationCore.model_validate(given))
    return wanted.name

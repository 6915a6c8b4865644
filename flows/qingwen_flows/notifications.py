"""Who is told when a run goes wrong: a block for each receiver and one automation for each occasion, made by one command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from prefect.blocks.notifications import CustomWebhookNotificationBlock, SlackWebhook
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events import AutomationCore, EventTrigger, Posture, SendNotification
from pydantic import SecretStr

from cleaners.errors import RunError
from qingwen_flows.automations import keep
from qingwen_flows.clean_corpus import clean_corpus
from qingwen_flows.learn_templates import learn_templates
from qingwen_flows.reporting import REJECTIONS_HIGH

WEBHOOK, MAIL = "qingwen-webhook", "qingwen-mail"
_RUN = "{{ flow_run.name }} ({{ flow.name }}): {{ flow_run.state.message }}\n{{ flow_run|ui_url }}"
_RATE = (
    "{{ event.resource.name }}: {{ event.payload.rejected }} of {{ event.payload.attempted }} documents were rejected. "
    "The deployment, if one ran it, is paused."
)


def create_notifications(*, webhook: str = "", mail: str = "") -> list[str]:
    """Make or renew the blocks and automations for a webhook (it gets JSON with `subject` and `text`) and a mail address (as
    Apprise writes it: mailtos://USER:PASSWORD@HOST?to=ADDRESS). Gives the names of the automations. Raises RunError."""
    if not (webhook or mail):
        raise RunError("notify: give --webhook URL, --mail ADDRESS or both")
    if webhook and not webhook.startswith(("http://", "https://")):
        raise RunError(f"notify: {webhook} is no address of a webhook; it begins with https://")
    if mail and not mail.startswith(("mailto://", "mailtos://")):
        raise RunError(f"notify: {mail}: write mailtos://USER:PASSWORD@HOST?to=ADDRESS")
    blocks = list[UUID]()
    if webhook:
        data = {"subject": "{{subject}}", "text": "{{body}}"}
        block = CustomWebhookNotificationBlock(name="Qingwen", url=webhook, json_data=data, headers=None, cookies=None)
        blocks.append(_saved(block, WEBHOOK))
    if mail:
        # Prefect has no block for mail alone. This one hands its address to Apprise as it is, which sends mail as well, and every
        # Prefect server has it.
        blocks.append(_saved(SlackWebhook(url=SecretStr(mail)), MAIL))
    with get_client(sync_client=True) as client:
        return _create(client, blocks)


def _create(client: SyncPrefectClient, blocks: Sequence[UUID]) -> list[str]:
    return [keep(client, wanted) for wanted in _automations(blocks)]


def _saved(block: CustomWebhookNotificationBlock | SlackWebhook, name: str) -> UUID:
    identity = block.save(name, overwrite=True)
    assert isinstance(identity, UUID)
    return identity


def _automations(blocks: Sequence[UUID]) -> Iterator[AutomationCore]:
    for state in ("Failed", "Crashed", "TimedOut"):
        yield AutomationCore(
            name=f"qingwen: tell of runs that end as {state}",
            description=f"A run ended in the state {state}: a message is sent.",
            trigger=EventTrigger(
                expect={f"prefect.flow-run.{state}"},
                match={"prefect.resource.id": "prefect.flow-run.*"},
                match_related={
                    "prefect.resource.role": "flow",
                    "prefect.resource.name": [clean_corpus.name, learn_templates.name],
                },
                posture=Posture.Reactive,
                threshold=1,
                within=timedelta(0),
            ),
            actions=[SendNotification(block_document_id=block, subject=f"Qingwen: a run {state}", body=_RUN) for block in blocks],
        )
    yield AutomationCore(
        name="qingwen: tell of many rejections",
        description="A run rejected more documents than its alarm allows: a message is sent.",
        trigger=EventTrigger(expect={REJECTIONS_HIGH}, posture=Posture.Reactive, threshold=1, within=timedelta(0)),
        actions=[SendNotification(block_document_id=block, subject="Qingwen: many rejections", body=_RATE) for block in blocks],
    )

"""The automations on a server: there once, however often they are created, and each does what it is meant to do."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.flow


def test_creating_them_again_changes_nothing() -> None:
    from prefect.client.orchestration import get_client
    from qingwen_flows.automations import automations, create_automations

    with get_client(sync_client=True) as client:
        create_automations(client)
        first = {automation.name: automation for automation in client.read_automations()}
        assert set(first) == {automation.name for automation in automations()}
        switched_off = "qingwen: pause after many rejections"
        client.pause_automation(first[switched_off].id)
        assert set(create_automations(client)) == set(first)
        second = {automation.name: automation for automation in client.read_automations()}
    assert {name for name, automation in second.items() if not automation.enabled} == {switched_off}
    for name, before in first.items():
        after = second[name].model_copy(update={"enabled": True})
        left_aside = {"created", "updated"}
        assert after.model_dump(exclude=left_aside) == before.model_dump(exclude=left_aside)

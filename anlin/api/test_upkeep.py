"""What is broken, since when, and what it blinds."""

import pytest

from anlin.alerts.models import Unseen
from anlin.observations.clock import system_clock
from anlin.observations.instants import MINUTE
from anlin.places.models import Device


@pytest.fixture
def recorder(town):
    """A recorder with the town's device behind it."""
    made = Device.objects.create(area=town.compound, code="nvr-1", name_zh="录像机", kind="recorder", parent=None)
    Device.objects.filter(pk=town.device.pk).update(parent=made)
    return made


def unseen(town, device, ago_min=12):
    return Unseen.objects.create(
        model="device_upkeep", key=f"zone:{town.zone.code}", area=town.compound, zone=town.zone, device=device,
        since=system_clock() - ago_min * MINUTE,
    )  # fmt: skip


def test_all_is_well_where_nothing_is_broken(as_role, town):
    found = as_role("ops_engineer").get("/api/upkeep").json()
    assert (found["broken"], found["zones_unseen"]) == ([], 0)
    assert found["devices"] >= 1


def test_a_silent_recorder_stands_for_what_it_blinds_and_names_the_models(as_role, town, recorder):
    unseen(town, recorder)
    found = as_role("ops_engineer").get("/api/upkeep").json()
    [trouble] = found["broken"]
    assert trouble["device"]["name"]["zh"] == "录像机"
    assert (trouble["behind"], trouble["zone_count"]) == (1, 1)
    assert trouble["zones"][0]["id"] == town.zone.pk
    assert trouble["models"]
    assert all("upkeep" not in model["en"].lower() for model in trouble["models"])


def test_a_repair_task_is_named_to_whoever_works_on_devices_and_to_nobody_else(as_role, town, recorder, raise_alert):
    unseen(town, recorder)
    alert = raise_alert(model="device_upkeep", rule="offline", key=f"device:{recorder.code}")
    type(alert).objects.filter(pk=alert.pk).update(device=recorder)
    [seen] = as_role("ops_engineer").get("/api/upkeep").json()["broken"]
    [hidden] = as_role("community_officer").get("/api/upkeep").json()["broken"]
    assert seen["alert"] == alert.pk
    assert hidden["alert"] is None
    assert hidden["zone_count"] == 1


def test_a_neighbours_trouble_is_not_yours(as_role, town, recorder):
    unseen(town, recorder)
    assert as_role("property_manager", town.neighbour).get("/api/upkeep").json()["broken"] == []

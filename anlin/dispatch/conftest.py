"""A joint case: police and property at one e-bike, a volunteer beside."""

from dataclasses import dataclass
from typing import Any

import pytest

from anlin.alerts.conftest import FixedFacts, condition
from anlin.alerts.models import Alert
from anlin.alerts.sink import ConditionSink
from anlin.observations.clock import system_clock
from anlin.people.models import Unit, User


@dataclass
class Case:
    alert: Alert
    police: Unit
    property: Unit
    officer: User
    partner: User
    guard: User
    boss: User
    dispatcher: User
    volunteer: User
    now: int


@pytest.fixture
def case(town: Any, person: Any) -> Case:
    police = Unit.objects.create(code="station", name_zh="芙蓉派出所", kind="police")
    firm = Unit.objects.create(code="firm", name_zh="芙蓉物业", kind="property")
    now = system_clock()
    seen = condition(area=town.compound.pk, zone=town.zone.pk, device=town.device.pk)
    moved = {field: getattr(seen, field) for field in seen.__struct_fields__} | {"at": now, "opened_at": now}
    ConditionSink(FixedFacts()).apply(1, 1, 1, (type(seen)(**moved),))
    return Case(
        alert=Alert.objects.with_places().get(),
        police=police,
        property=firm,
        officer=person("community_officer", town.compound, unit=police),
        partner=person("auxiliary", town.compound, unit=police),
        guard=person("property_guard", town.compound, unit=firm),
        boss=person("property_manager", town.compound, unit=firm),
        dispatcher=person("dispatcher", town.district),
        volunteer=person("volunteer", town.community),
        now=system_clock(),  # When all these roles are in force.
    )

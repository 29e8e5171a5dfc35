"""No position without an open task, none older than 24 h, none compared (LU-36)."""

import re
from pathlib import Path

import pytest

from anlin.alerts.lifecycle import Given, Refused
from anlin.alerts.models import Alert
from anlin.dispatch import positions
from anlin.dispatch.joint import Part, send, step
from anlin.dispatch.models import Leg, StaffPosition
from anlin.dispatch.volunteering import answer, offer
from anlin.observations.instants import DAY


@pytest.fixture
def made(case):
    parts = [Part(case.police, "到场劝离", is_lead=True), Part(case.property, "守住 1 层电梯")]
    return send(case.alert, parts, case.dispatcher, case.now)


def take(case, who, action, *, lead):
    leg = Leg.objects.select_related("dispatch__alert__area", "unit").get(is_lead=lead)
    step(leg, action, who, Given(verdict="true", note="好"), case.now)


def here(user, at):
    positions.send(user, 119.53, 35.41, 12.0, at)


def test_lu_36_no_position_without_an_open_task(case, made):
    for nobody in (case.officer, case.guard, case.volunteer, case.dispatcher):
        with pytest.raises(Refused, match="No task in hand"):
            here(nobody, case.now)
    assert not StaffPosition.objects.exists()


def test_lu_36_whoever_accepted_a_leg_or_took_a_task_may_say_where_they_are(case, made):
    take(case, case.officer, "accept", lead=True)
    take(case, case.guard, "arrive", lead=False)
    answer(offer(made, case.volunteer, "请邻居绕行", case.dispatcher, case.now), "take", case.volunteer, case.now)
    people = (case.officer, case.guard, case.volunteer)
    for user in people:
        here(user, case.now)
    assert set(positions.positions_of({user.pk for user in people}, case.now)) == {user.pk for user in people}


def test_lu_36_with_the_leg_its_position_ends_at_once(case, made):
    take(case, case.guard, "arrive", lead=False)
    here(case.guard, case.now)
    take(case, case.guard, "resolve", lead=False)
    assert positions.positions_of({case.guard.pk}, case.now) == {}
    assert positions.sweep(case.now) == 1
    with pytest.raises(Refused):
        here(case.guard, case.now)


def test_lu_36_with_the_alert_every_position_ends(case, made):
    take(case, case.officer, "accept", lead=True)
    here(case.officer, case.now)
    Alert.objects.update(work_state="archived")
    assert positions.positions_of({case.officer.pk}, case.now) == {}
    assert positions.sweep(case.now) == 1


def test_lu_36_a_position_of_24_hours_ago_is_gone_and_one_a_moment_younger_is_not(case, made):
    take(case, case.officer, "accept", lead=True)
    here(case.officer, case.now)
    later = case.now + DAY
    assert positions.sweep(later - 1) == 0
    assert set(positions.positions_of({case.officer.pk}, later - 1)) == {case.officer.pk}
    assert positions.positions_of({case.officer.pk}, later) == {}
    assert positions.sweep(later) == 1


def test_lu_36_there_is_one_last_place_and_no_trail(case, made):
    take(case, case.officer, "accept", lead=True)
    here(case.officer, case.now)
    here(case.officer, case.now + 1)
    assert StaffPosition.objects.get().at == case.now + 1


def test_lu_36_nothing_ranks_people_by_where_they_are():
    """No distance is measured, and no order is made of places, anywhere in the room and its routes."""
    room = Path(__file__).parent
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in (*room.glob("*.py"), room.parent / "api/dispatches.py", room.parent / "api/tasks.py")
        if not path.name.startswith("test_")
    )
    assert not re.findall(r"nearest|distance|haversine|hypot|rank|order_by\(\"-?(?:lon|lat|accuracy)", code)
    assert not re.findall(r"key=lambda \w+: [^)]*\b(?:lon|lat|where)\b", code)

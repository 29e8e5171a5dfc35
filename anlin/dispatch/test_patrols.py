"""A patrol is a task with an end: while it lasts a position may be shared, and with it that goes (LU-36)."""

import pytest
from django.db import IntegrityError, transaction

from anlin.alerts.lifecycle import Refused
from anlin.dispatch import patrols, positions
from anlin.dispatch.models import Patrol, StaffPosition
from anlin.dispatch.positions import Said
from anlin.observations.instants import DAY, HOUR

PLACE = (119.53, 35.41)


@pytest.fixture
def out(case, town):
    return patrols.begin(case.guard, town.compound, "foot", 8, case.now)


def test_lu_36_on_patrol_one_may_say_where_one_is_and_the_map_knows_the_unit_not_the_name(case, town, out):
    positions.send(case.guard, *PLACE, 12.0, case.now)
    [seen] = patrols.out_now(case.now)
    assert (seen.number, seen.path, seen.kind, seen.unit_zh) == (out.pk, town.compound.path, "foot", "芙蓉物业")
    assert (seen.lon, seen.lat) == PLACE
    assert case.guard.name not in str(seen)


def test_lu_36_with_the_patrol_its_position_ends_at_once(case, out):
    positions.send(case.guard, *PLACE, 12.0, case.now)
    patrols.end(case.guard, case.now + 1)
    assert not StaffPosition.objects.exists()
    assert patrols.out_now(case.now + 1) == []
    with pytest.raises(Refused, match="No task in hand"):
        positions.send(case.guard, *PLACE, 12.0, case.now + 1)
    patrols.end(case.guard, case.now + 2)  # Again: nothing.


def test_lu_36_a_patrol_that_nobody_ends_is_over_at_its_own_end(case, out):
    positions.send(case.guard, *PLACE, 12.0, out.ends_at - 1)
    assert len(patrols.out_now(out.ends_at - 1)) == 1
    assert patrols.out_now(out.ends_at) == []
    assert positions.sweep(out.ends_at - 1) == 0
    assert positions.sweep(out.ends_at) == 1


def test_lu_36_of_many_positions_only_those_of_people_on_a_task_are_taken(case, out):
    said = [Said(case.guard.pk, *PLACE), Said(case.officer.pk, *PLACE)]
    assert positions.send_many(said, case.now) == 1
    assert positions.send_many(said, case.now + 1) == 1
    [row] = StaffPosition.objects.all()
    assert (row.user, row.at) == (case.guard, case.now + 1)
    assert positions.send_many([], case.now) == 0


def test_a_position_of_another_day_is_not_shown(case, out):
    positions.send(case.guard, *PLACE, 12.0, case.now)
    StaffPosition.objects.update(at=case.now - DAY)
    assert patrols.out_now(case.now) == []


def test_one_goes_one_patrol_at_a_time_in_a_known_way_and_not_for_ever(case, town, out):
    with pytest.raises(Refused, match="on a patrol already"):
        patrols.begin(case.guard, town.compound, "car", 1, case.now)
    for kind, hours, why in (("rocket", 1, "Choose"), ("car", 12.01, "at most 12"), ("car", 0, "at most 12")):
        with pytest.raises(Refused, match=why):
            patrols.begin(case.officer, town.compound, kind, hours, case.now)
    longest = patrols.begin(case.officer, town.compound, "boat", 12, case.now)
    assert longest.ends_at - longest.begins_at == 12 * HOUR


def test_the_database_itself_keeps_a_person_from_two_patrols_at_once(case, town, out):
    with pytest.raises(IntegrityError), transaction.atomic():
        Patrol.objects.create(who=case.guard, area=town.compound, kind="car", begins_at=case.now, ends_at=case.now + 1)


def test_the_next_patrol_begins_when_the_last_one_was_ended_or_is_over_by_itself(case, town, out):
    patrols.end(case.guard, case.now + 1)
    second = patrols.begin(case.guard, town.compound, "car", 1, case.now + 1)
    with pytest.raises(Refused, match="on a patrol already"):
        patrols.begin(case.guard, town.compound, "car", 1, second.ends_at - 1)
    assert patrols.begin(case.guard, town.compound, "foot", 1, second.ends_at).kind == "foot"
    assert Patrol.objects.filter(who=case.guard, is_over=False).count() == 1

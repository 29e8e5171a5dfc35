"""What stood open in an hour that has passed, and what nothing saw."""

import pytest

from anlin.alerts.models import Alert, PastUnseen, Unseen, WorkChange
from anlin.alerts.past import alerts_between, unknown_spans, unseen_between
from anlin.engine.conditions import What
from anlin.people.models import RoleGrant, User

BEGIN, END = 1_000, 2_000


@pytest.fixture
def guard(town):
    user = User.objects.create_user("guard", "保安")
    RoleGrant.objects.create(user=user, role="property_guard", area=town.compound, valid_from=0)
    return user.acting("situation.read")


def make(town, number, opened_at, archived_at, **more):
    return Alert.objects.create(
        id=number, model="ebike_in_building", rule="r", key=f"k{number}", area=town.compound, zone=town.zone,
        severity=2, opened_at=opened_at, started_at=opened_at, last_seen_at=opened_at, archived_at=archived_at,
        work_state="archived" if archived_at else "received", **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("opened_at", "archived_at", "is_shown"),
    [(500, 999, False), (500, 1_000, True), (500, None, True), (1_999, None, True), (2_000, None, False)],
)
def test_an_alert_is_shown_if_it_stood_open_at_some_instant_of_the_hour(guard, town, opened_at, archived_at, is_shown):
    make(town, 1, opened_at, archived_at)
    assert bool(alerts_between(guard, BEGIN, END)) is is_shown


def test_it_says_since_when_somebody_had_it_and_until_when_it_stood(guard, town):
    alert = make(town, 1, 500, 1_500)
    for at, action in ((700, "dispatch"), (900, "accept"), (950, "claim")):
        WorkChange.objects.create(alert=alert, at=at, action=action)
    [shown] = alerts_between(guard, BEGIN, END)
    assert (shown.taken_at, shown.ended_at) == (900, 1_500)


def test_shadows_and_what_became_part_of_another_are_not_shown(guard, town):
    make(town, 1, 500, None, shadow=True)
    Alert.objects.filter(pk=make(town, 2, 500, None).pk).update(work_state="merged")
    assert alerts_between(guard, BEGIN, END) == []


@pytest.mark.parametrize(
    ("turns", "spans"),
    [
        ([], []),
        ([(1, What.OPENED)], []),
        ([(1, What.OPENED), (5, What.UNKNOWN)], [(5, None)]),
        ([(1, What.OPENED), (5, What.UNKNOWN), (8, What.OPENED), (9, What.UNKNOWN), (12, What.CLEARED)],
         [(5, 8), (9, 12)]),
    ],
)  # fmt: skip
def test_it_was_unknown_until_something_else_was_said(turns, spans):
    assert unknown_spans(turns) == spans


def test_what_nothing_saw_then_or_still_does_not_is_told_within_reach_and_once(guard, town):
    PastUnseen.objects.create(area=town.compound, zone=town.zone, since=500, until=1_000)
    PastUnseen.objects.create(area=town.compound, zone=town.zone, since=500, until=1_000)
    PastUnseen.objects.create(area=town.compound, zone=town.zone, since=100, until=999)
    PastUnseen.objects.create(area=town.neighbour, zone=town.neighbour_zone, since=500, until=1_500)
    Unseen.objects.create(model="m", key="k", area=town.compound, zone=town.zone, since=1_999)
    assert unseen_between(guard, BEGIN, END) == [(town.zone.pk, 500, 1_000), (town.zone.pk, 1_999, None)]

"""The poller's round, called by hand: no thread, no network."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction

from anlin.alerts import changes
from anlin.alerts.conftest import FixedFacts, condition
from anlin.alerts.live_rights import rights_of
from anlin.alerts.models import Alert
from anlin.alerts.sink import ConditionSink
from anlin.api.live import hub as hub_module
from anlin.api.live.hub import Hub
from anlin.api.live.listener import Listener
from anlin.observations.clock import system_clock
from anlin.people.models import RoleGrant, User


class Heard(Listener):
    """A listener whose frames are kept instead of written."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)
        self.heard: list[str] = []

    def send(self, frames: bytes) -> None:
        self.heard += [part for part in frames.decode().split("\n\n") if part]

    def end(self, last_words: bytes = b"") -> None:
        self.send(last_words)
        self._ended = True

    def events(self, name: str) -> list[str]:
        return [frame.split("data: ")[1] for frame in self.heard if f"event: {name}" in frame]


@pytest.fixture
def hub(town):
    made = Hub(clock=system_clock, render=lambda alert, now: str(alert.pk))
    made._seen = changes.last()
    return made


@pytest.fixture
def listen(hub, person, town):
    def listen_as(role="property_guard", area=None, after=None, path=""):
        user = person(role, area or town.compound)
        Session.objects.create(
            session_key=f"s{user.pk}", session_data="", expire_date=datetime.now(UTC) + timedelta(hours=1)
        )
        last = changes.last() if after is None else after
        one = Heard(user.pk, f"s{user.pk}", user.get_session_auth_hash(), last, path, True)
        hub._listeners.add(one)
        return one

    return listen_as


@pytest.fixture
def opened(town):
    sink, count = ConditionSink(FixedFacts()), 0

    def open_alert(zone=None, **fields) -> str:
        nonlocal count
        count += 1
        zone = zone or town.zone
        given = {"id": count, "key": f"k{count}", "area": zone.area_id, "zone": zone.pk, **fields}
        sink.apply(1, count, 1, [condition(**given)])
        return str(Alert.objects.order_by("-id").values_list("pk", flat=True)[0])

    return open_alert


def test_a_change_reaches_who_may_see_it_and_nobody_else(hub, listen, opened, town):
    guard, neighbour = listen(), listen(area=town.neighbour)
    hub._round(False)
    number = opened()
    hub._round(False)
    assert (guard.events("alert"), neighbour.events("alert")) == ([number], [])


def test_lu_08_a_watch_list_hit_never_enters_a_guards_stream(hub, listen, opened):
    guard, officer = listen(), listen("community_officer")
    hub._round(False)
    number = opened(model="watchlist_hit")
    hub._round(False)
    assert (guard.events("alert"), officer.events("alert")) == ([], [number])


def test_lu_04_a_withdrawn_role_ends_the_feed_before_the_next_alert(hub, listen, opened):
    guard = listen()
    hub._round(False)
    RoleGrant.objects.filter(user=guard.user).update(valid_to=system_clock() - 1)
    opened()
    hub._round(False)
    assert (guard.events("alert"), guard.has_ended) == ([], True)


def test_lu_04_a_disabled_account_and_an_ended_sign_in_end_the_feed_without_any_alert(hub, listen):
    disabled, signed_out, other = listen(), listen(), listen()
    hub._round(False)
    user = User.objects.get(pk=disabled.user)
    user.is_active = False
    user.save()
    Session.objects.filter(session_key=signed_out.session).delete()
    hub._round(True)
    assert [one.has_ended for one in (disabled, signed_out, other)] == [True, True, False]


def test_a_browser_that_comes_back_gets_what_it_missed_once_and_in_order(hub, listen, opened):
    first = opened()
    after = changes.last()
    second, third = opened(), opened()
    hub._seen = changes.last()
    back = listen(after=after)
    hub._round(False)
    assert back.events("alert") == [second, third]
    hub._round(True)
    assert back.events("alert") == [second, third]
    assert first not in back.events("alert")


def test_who_missed_too_much_is_told_to_load_anew(hub, listen, opened, monkeypatch):
    monkeypatch.setattr(hub_module, "MOST_RESUMED", 2)
    after = changes.last()
    for _ in range(3):
        opened()
    hub._seen = changes.last()
    back = listen(after=after)
    hub._round(False)
    assert back.events("alert") == []
    assert len(back.events("reset")) == 1


def test_an_area_narrows_the_stream(hub, listen, opened, town):
    here = listen("grid_leader", town.community, path=town.compound.path)
    hub._round(False)
    mine, other = opened(), opened(town.neighbour_zone)
    hub._round(False)
    assert here.events("alert") == [mine]
    assert other


def test_in_a_flood_critical_alerts_go_first_without_an_id_and_every_alert_still_comes(
    hub, listen, opened, monkeypatch
):
    monkeypatch.setattr(hub_module, "BATCH", 4)
    guard = listen()
    hub._round(False)
    numbers = [opened() for _ in range(6)]
    critical = opened(model="fire_hazard")
    for _ in range(3):
        hub._round(False)
    assert guard.events("alert") == [critical, *numbers, critical]
    assert "id:" not in guard.heard[1]


def test_a_poller_that_is_far_behind_tells_everyone_to_load_anew_and_catches_up(hub, listen, opened, monkeypatch):
    monkeypatch.setattr(hub_module, "MOST_BEHIND", 4)
    guard = listen()
    hub._round(False)
    for _ in range(6):
        opened()
    hub._round(False)
    assert (guard.events("alert"), len(guard.events("reset"))) == ([], 1)
    number = opened()
    hub._round(False)
    assert guard.events("alert") == [number]


def test_a_change_that_is_not_committed_is_not_missed_when_a_later_one_is_read_first(hub, listen, opened):
    guard = listen()
    hub._round(False)
    with transaction.atomic():
        opened()
        transaction.set_rollback(True)
    number = opened()
    hub._round(False)
    assert guard.events("alert") == [number]


def test_lu_02_the_streams_rule_is_the_querys_rule(town, person, opened):
    for model in ("ebike_in_building", "watchlist_hit", "home_isolation", "elderly_inactivity", "crowd_flow"):
        for zone in (town.zone, town.neighbour_zone):
            opened(zone, model=model)
    alerts = list(Alert.objects.select_related("area"))
    for role in ("property_guard", "community_officer", "grid_leader", "dispatcher", "scenic_operator", "dept_handler"):
        for area in (town.compound, town.community, town.elsewhere):
            user = person(role, area)
            rights = rights_of([user.pk], system_clock())[user.pk]
            by_query = set(Alert.objects.visible_to(User.objects.get(pk=user.pk)).values_list("pk", flat=True))
            assert {alert.pk for alert in alerts if rights.may_see(alert)} == by_query, (role, area.code)


def test_lu_06_a_stream_begun_with_a_code_ends_when_its_person_gets_a_role_that_needs_a_passkey(hub, listen, town):
    guard = listen()
    guard.by_passkey = False
    hub._round(True)
    assert not guard.has_ended
    RoleGrant.objects.create(user_id=guard.user, role="auxiliary", area=town.compound)
    hub._round(True)
    assert guard.has_ended


def test_as_long_as_nothing_changes_a_round_asks_for_one_number_only(hub, listen, opened, django_assert_num_queries):
    guard = listen()
    hub._round(False)
    with django_assert_num_queries(1):
        hub._round(False)
    number = opened()
    hub._round(False)
    with django_assert_num_queries(1):
        hub._round(False)
    assert guard.events("alert") == [number]


def test_what_could_not_be_handed_on_is_read_again(hub, listen, opened, monkeypatch):
    guard = listen()
    hub._round(False)
    number = opened()
    with monkeypatch.context() as broken, pytest.raises(DatabaseError):
        broken.setattr(hub, "_check", out_of_reach)
        hub._round(False)
    hub._round(False)
    assert guard.events("alert") == [number]


def out_of_reach(listeners: object) -> None:
    raise DatabaseError("the database went away")

"""Calls, messages, receipts: held to the rules with hand-made channels and a hand-moved clock."""

from concurrent.futures import Future

import pytest

from anlin.alerts.conftest import MINUTE, NOON, SECOND, FixedFacts, condition
from anlin.alerts.models import Alert, Call, Mode
from anlin.alerts.sink import ConditionSink
from anlin.alerts.timers import run_timers
from anlin.notify.loop import Loop
from anlin.notify.models import Address, Duty, Message
from anlin.notify.planning import take_calls
from anlin.notify.recipients import nearest_for, people_for
from anlin.notify.sending import due_messages, send
from anlin.notify.transport import PushError
from anlin.people.models import RoleGrant
from anlin.places.models import PoliceArea, PoliceMapping

CHANNELS = frozenset({"in_app", "webhook", "email"})


class Post:
    """A channel that keeps what it is given, or fails as told."""

    needs_address = True

    def __init__(self, name: str) -> None:
        self.name, self.sent, self.failure, self.is_proof = name, [], None, False

    def send(self, message) -> bool:
        if self.failure:
            raise self.failure
        self.sent.append(message)
        return self.is_proof


@pytest.fixture
def posts():
    return {name: Post(name) for name in CHANNELS}


@pytest.fixture
def raise_alerts(town):
    count = 0

    def raise_them(*models, at=0, **fields):
        nonlocal count
        batch = []
        for model in models or ("ebike_in_building",):
            count += 1
            said = {"id": count, "model": model, "key": f"k{count}", "area": town.compound.pk, "zone": town.zone.pk}
            batch.append(condition(at=at, **{**said, **fields}))
        ConditionSink(FixedFacts(), clock=lambda: NOON + at * SECOND).apply(1, count, 1, batch)

    return raise_them


def deliver(posts, at_s: float) -> None:
    now = NOON + int(at_s * SECOND)
    while take_calls(now, CHANNELS):
        pass
    for number in due_messages(now):
        send(number, posts, lambda: now, "http://127.0.0.1:8400")


@pytest.fixture
def guard(person, town):
    made = person("property_guard", town.compound)
    Address.objects.create(user=made, channel="webhook", address="https://hooks.example.org/guard")
    Address.objects.create(user=made, channel="email", address="guard@example.org")
    return made


def test_the_role_that_is_asked_is_told_and_no_other(posts, raise_alerts, guard, person, town):
    person("community_officer", town.compound)
    person("property_guard", town.neighbour)
    raise_alerts()
    deliver(posts, 0)
    assert list(Message.objects.filter(channel="in_app").values_list("user", "state")) == [(guard.pk, "sent")]


@pytest.mark.parametrize(
    ("model", "is_beat_on_duty", "told"),
    [("ebike_in_building", True, ["beat"]), ("ebike_in_building", False, ["bureau"]),
     ("fire_hazard", True, ["beat", "bureau"])],
)  # fmt: skip
def test_lu_101_the_nearest_are_asked_a_desk_further_up_where_nobody_is_nearer_or_it_is_critical(
    posts, raise_alerts, person, town, model, is_beat_on_duty, told
):
    beat = person("property_guard", town.compound, username="beat")
    person("property_guard", town.city, username="bureau")
    if not is_beat_on_duty:
        Duty.objects.create(user=beat, begins_at=0, ends_at=1)
    raise_alerts(model)
    deliver(posts, 0)
    assert sorted(Message.objects.filter(channel="in_app").values_list("user__username", flat=True)) == told


def test_what_the_nearest_did_not_judge_is_asked_of_the_desks_further_up_too(posts, raise_alerts, person, town):
    person("grid_leader", town.compound, username="near")
    person("grid_leader", town.city, username="far")
    raise_alerts(suspected=True)
    deliver(posts, 0)
    told = Message.objects.filter(channel="in_app").order_by("user__username")
    assert list(told.values_list("user__username", flat=True)) == ["near"]
    run_timers(NOON + 5 * MINUTE)
    deliver(posts, 300)
    assert set(told.values_list("user__username", flat=True)) == {"far", "near"}


def test_where_nobody_who_judges_is_on_duty_the_time_to_judge_is_over_at_once(posts, raise_alerts, guard):
    raise_alerts(suspected=True)
    deliver(posts, 0)
    assert run_timers(NOON) == 1


def test_a_police_grant_is_as_near_as_its_place_in_the_police_tree(person, town):
    station, beat = person("community_officer", town.city), person()
    police = PoliceArea.objects.create(code="b1", kind="beat", name_zh="第一警务区")
    PoliceMapping.objects.create(area=town.compound, police_area=police)
    RoleGrant.objects.create(user=beat, role="community_officer", police_area=police)
    assert people_for(["community_officer"], town.compound.path, NOON) == [station, beat]
    assert nearest_for(["community_officer"], town.compound.path, NOON) == [beat]


@pytest.mark.parametrize(
    ("begins_s", "ends_s", "told"), [(-60, 60, 1), (0, 60, 1), (-60, 0, 0), (1, 60, 0), (-120, -60, 0)]
)
def test_whoever_is_off_duty_is_never_paged(posts, raise_alerts, guard, begins_s, ends_s, told):
    Duty.objects.create(user=guard, begins_at=NOON + begins_s * SECOND, ends_at=NOON + ends_s * SECOND)
    raise_alerts("fire_hazard")
    deliver(posts, 0)
    deliver(posts, 600)
    assert Message.objects.filter(user=guard, channel="in_app").count() == told
    assert bool(posts["email"].sent or posts["webhook"].sent) is bool(told)


def test_where_nobody_is_on_duty_the_time_to_accept_is_over_at_once(posts, raise_alerts, guard):
    Duty.objects.create(user=guard, begins_at=0, ends_at=1)
    raise_alerts()
    deliver(posts, 1)
    assert Alert.objects.get().due_at == NOON + SECOND


def test_a_push_without_receipt_is_followed_by_the_next_channel_in_its_time(posts, raise_alerts, guard):
    raise_alerts("fire_hazard")
    for at, webhook, email in ((0, 0, 0), (9, 0, 0), (10, 1, 0), (29, 1, 0), (30, 1, 1)):
        deliver(posts, at)
        assert (len(posts["webhook"].sent), len(posts["email"].sent)) == (webhook, email), at


def test_a_receipt_ends_the_ladder_of_that_person(posts, raise_alerts, guard):
    posts["webhook"].is_proof = True
    raise_alerts("fire_hazard")
    deliver(posts, 0)
    deliver(posts, 10)
    deliver(posts, 30)
    assert posts["email"].sent == []
    assert set(Message.objects.values_list("channel", "state")) == {
        ("in_app", "sent"), ("webhook", "received"), ("email", "dropped"),
    }  # fmt: skip


def test_an_accepted_alert_needs_no_further_message(posts, raise_alerts, guard):
    raise_alerts("fire_hazard")
    deliver(posts, 0)
    Alert.objects.update(work_state="accepted")
    deliver(posts, 60)
    assert posts["webhook"].sent == posts["email"].sent == []


def test_a_channel_that_failed_for_good_lets_the_next_one_go_at_once(posts, raise_alerts, guard):
    posts["webhook"].failure = PushError("no such address", permanent=True)
    raise_alerts("fire_hazard")
    deliver(posts, 0)
    deliver(posts, 10)
    deliver(posts, 11)
    assert len(posts["email"].sent) == 1
    assert Message.objects.get(channel="webhook").state == "failed"


def test_a_channel_that_fails_for_now_is_tried_again_with_growing_pauses_and_then_given_up(posts, raise_alerts, guard):
    posts["webhook"].failure = PushError("busy")
    raise_alerts("fire_hazard")
    tried = []
    for second in (0, *range(5, 700, 5)):
        before = Message.objects.filter(channel="webhook").values_list("attempts", flat=True).first() or 0
        deliver(posts, second)
        if Message.objects.get(channel="webhook").attempts > before:
            tried.append(second)
    assert tried == [10, 20, 40, 80, 160, 320]
    assert Message.objects.get(channel="webhook").state == "failed"


def test_lu_101_a_flood_is_one_message_and_critical_ones_go_apart_and_at_once(posts, raise_alerts, guard):
    raise_alerts(*["ebike_in_building"] * 30, "fire_hazard")
    deliver(posts, 0)
    in_app = sorted(Message.objects.filter(channel="in_app").values_list("severity", "calls__id"))
    assert len({severity for severity, _ in in_app}) == 2
    assert len([1 for severity, _ in in_app if severity == 2]) == 30
    assert [(m.severity, len(m.alerts)) for m in posts["in_app"].sent] == [("critical", 1), ("high", 30)]
    deliver(posts, 10)
    assert [m.severity for m in posts["webhook"].sent] == ["critical"]


def test_lu_101_at_most_one_message_in_ten_minutes_reaches_a_pocket_and_none_is_lost(posts, raise_alerts, guard):
    for minute in range(12):
        raise_alerts(at=minute * 60)
        deliver(posts, minute * 60)
        deliver(posts, minute * 60 + 59)
    deliver(posts, 20 * 60)
    deliver(posts, 30 * 60)
    sent = posts["webhook"].sent
    assert len(sent) <= 3
    assert {alert for message in sent for alert in message.alerts} == set(Alert.objects.values_list("pk", flat=True))


def test_a_restricted_alert_says_outside_only_that_something_waits(posts, raise_alerts, person, town):
    officer = person("community_officer", town.compound)
    Address.objects.create(user=officer, channel="email", address="officer@example.org")
    raise_alerts("watchlist_hit")
    deliver(posts, 0)
    deliver(posts, 121)
    assert posts["email"].sent[0].text.zh == "有一条需要您核对的事项，请登录查看。"


def test_lu_08_a_guard_is_never_told_of_a_watch_list_hit(posts, raise_alerts, guard):
    raise_alerts("watchlist_hit")
    deliver(posts, 600)
    assert Message.objects.filter(user=guard).count() == 0


def test_calls_are_taken_once_and_planning_them_again_tells_nobody_twice(posts, raise_alerts, guard):
    raise_alerts()
    deliver(posts, 0)
    deliver(posts, 0)
    assert (Call.objects.filter(taken_at=None).count(), len(posts["in_app"].sent)) == (0, 1)


def test_a_message_whose_sender_died_is_sent_by_another(posts, raise_alerts, guard):
    raise_alerts()
    take_calls(NOON, CHANNELS)
    Message.objects.filter(channel="in_app").update(state="sending", claimed_at=NOON)
    deliver(posts, 59)
    assert posts["in_app"].sent == []
    deliver(posts, 61)
    assert len(posts["in_app"].sent) == 1


def test_only_one_of_two_senders_sends(posts, raise_alerts, guard):
    raise_alerts()
    take_calls(NOON, CHANNELS)
    number = Message.objects.get(channel="in_app").pk
    assert send(number, posts, lambda: NOON, "") == "sent"
    assert send(number, posts, lambda: NOON, "") == ""


class NoSending:
    """A pool that sends nothing: sending is tested above, and the test's database has one connection."""

    def submit(self, work, *given) -> Future:
        future: Future = Future()
        future.set_result(None)
        return future


def test_a_round_takes_calls_and_runs_the_times_that_are_due(posts, raise_alerts, guard):
    raise_alerts()
    Loop(posts, lambda: NOON + 5 * MINUTE, "", NoSending()).round()
    assert Alert.objects.get().assigned_role == "community_officer"
    assert Call.objects.filter(taken_at=None).count() == 0


def test_a_drill_pages_those_who_take_part_and_nobody_else_and_says_it_is_one(posts, raise_alerts, guard, person, town):
    other = person("property_guard", town.compound)
    drill = Mode.objects.create(
        kind="drill", area=town.compound, why="消防演练", set_by=other, begins_at=NOON, ends_at=NOON + 60 * MINUTE
    )
    drill.participants.set([guard])
    raise_alerts("fire_hazard")
    deliver(posts, 0)
    assert set(Message.objects.values_list("user", flat=True)) == {guard.pk}
    assert all("演练" in message.subject.zh and "演练" in message.text.zh for message in posts["in_app"].sent)


def test_a_muted_place_pages_nobody_until_the_mute_is_over(posts, raise_alerts, guard, town):
    Mode.objects.create(
        kind="mute", area=town.compound, why="施工", set_by=guard, begins_at=NOON, ends_at=NOON + 60 * MINUTE
    )
    raise_alerts()
    deliver(posts, 3599)
    assert not Message.objects.exists()
    run_timers(NOON + 60 * MINUTE)
    deliver(posts, 3600)
    assert Message.objects.filter(user=guard).exists()

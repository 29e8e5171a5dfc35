"""Legs and tasks reach people: those of the organisation on duty, the volunteer who is asked, and nobody else."""

import pytest

from anlin.alerts.lifecycle import Given
from anlin.alerts.models import Alert, Mode
from anlin.dispatch import conftest as dispatching
from anlin.dispatch.joint import Part, send, step
from anlin.dispatch.models import Leg
from anlin.dispatch.volunteering import answer, offer
from anlin.notify.joint import tell
from anlin.notify.models import Address, Duty, Message
from anlin.notify.planning import take_calls
from anlin.notify.sending import due_messages
from anlin.notify.sending import send as send_message
from anlin.notify.test_notify import CHANNELS, Post
from anlin.observations.instants import MINUTE, SECOND

case = dispatching.case


@pytest.fixture
def posts():
    return {name: Post(name) for name in CHANNELS}


def deliver(posts, now) -> None:
    while take_calls(now, CHANNELS):
        pass
    tell(now, CHANNELS)
    for number in due_messages(now):
        send_message(number, posts, lambda: now, "https://anlin.example.org/")


def sent(case):
    parts = [Part(case.police, "到场劝离", is_lead=True), Part(case.property, "守住 1 层电梯")]
    return send(case.alert, parts, case.dispatcher, case.now)


def told(**about) -> set[int]:
    return set(Message.objects.filter(**about).values_list("user", flat=True))


def test_a_leg_is_told_to_those_of_its_organisation_once_and_names_no_words_of_its_sender(case, posts):
    sent(case)
    deliver(posts, case.now)
    deliver(posts, case.now)
    assert told(leg__unit=case.property) == {case.guard.pk, case.boss.pk}
    legs = [message for message in posts["in_app"].sent if message.subject.zh == "联动任务"]
    assert len(legs) == 2
    assert {message.link for message in legs} == {"https://anlin.example.org/dispatch"}
    assert "守住" not in legs[0].text.zh


def test_the_lead_is_told_by_the_alert_itself_and_no_other_firm_of_the_same_role(case, posts, person, town):
    colleague = person("property_guard", town.compound)
    Message.objects.all().delete()
    send(case.alert, [Part(case.property, "去看", is_lead=True)], case.dispatcher, case.now)
    while take_calls(case.now, CHANNELS):
        pass
    newest = Message.objects.filter(calls__reason="hand_over")
    assert set(newest.values_list("user", flat=True)) == {case.guard.pk}
    assert colleague.pk not in set(newest.values_list("user", flat=True))


def test_a_leg_whose_people_are_off_duty_pages_nobody_until_somebody_comes_on(case, posts):
    sent(case)
    for user in (case.guard, case.boss):
        Duty.objects.create(user=user, begins_at=case.now + 10 * MINUTE, ends_at=case.now + 60 * MINUTE)
    deliver(posts, case.now + 9 * MINUTE)
    assert told(leg__isnull=False) == set()
    deliver(posts, case.now + 10 * MINUTE)
    assert told(leg__isnull=False) == {case.guard.pk, case.boss.pk}


def test_further_ways_follow_until_the_leg_is_taken_and_not_after(case, posts):
    for user in (case.guard, case.boss):
        Address.objects.create(user=user, channel="email", address=f"{user.pk}@example.org")
    sent(case)
    deliver(posts, case.now)
    step(Leg.objects.get(is_lead=False), "accept", case.guard, Given(), case.now + SECOND)
    deliver(posts, case.now + 10 * MINUTE)
    assert [message for message in posts["email"].sent if message.subject.zh == "联动任务"] == []
    assert set(Message.objects.filter(leg__isnull=False, channel="email").values_list("state", flat=True)) == {
        "dropped"
    }


def test_a_receipt_ends_that_persons_ladder_and_no_other(case, posts):
    for user in (case.guard, case.boss):
        Address.objects.create(user=user, channel="email", address=f"{user.pk}@example.org")
    sent(case)
    deliver(posts, case.now)
    Message.objects.filter(leg__isnull=False, user=case.guard, channel="in_app").update(state="received")
    deliver(posts, case.now + 10 * MINUTE)
    assert [message.to for message in posts["email"].sent if message.subject.zh == "联动任务"] == [
        f"{case.boss.pk}@example.org"
    ]


def test_a_leg_is_not_told_once_its_alert_is_over_or_held_back(case, posts):
    sent(case)
    Alert.objects.update(mode_state="held")
    deliver(posts, case.now)
    assert told(leg__isnull=False) == set()
    Alert.objects.update(mode_state="", work_state="archived")
    deliver(posts, case.now)
    assert told(leg__isnull=False) == set()


def test_a_drill_tells_only_those_who_take_part_and_says_it_is_one(case, posts):
    drill = Mode.objects.create(
        kind="drill", area=case.alert.area, why="演练", set_by=case.boss, begins_at=1, ends_at=2**52
    )
    drill.participants.set([case.guard])
    sent(case)
    Alert.objects.update(mode=drill, mode_state="drill")
    deliver(posts, case.now)
    assert told(leg__isnull=False) == {case.guard.pk}
    assert all("演练" in message.subject.zh for message in posts["in_app"].sent)


def test_a_volunteer_is_told_what_and_where_and_nothing_of_the_alert(case, posts):
    Address.objects.create(user=case.volunteer, channel="email", address="helper@example.org")
    offer(sent(case), case.volunteer, "请邻居绕行", case.dispatcher, case.now)
    deliver(posts, case.now)
    deliver(posts, case.now + 10 * MINUTE)
    (mail,) = [message for message in posts["email"].sent if message.to == "helper@example.org"]
    assert mail.text.zh == "芙蓉一区 · 1 号楼电梯：请邻居绕行"
    assert (mail.alerts, mail.link) == ((), "https://anlin.example.org/tasks")
    assert "电动车" not in mail.text.zh + mail.subject.zh


def test_a_volunteer_who_is_off_duty_or_has_answered_is_left_alone(case, posts):
    made = sent(case)
    task = offer(made, case.volunteer, "请邻居绕行", case.dispatcher, case.now)
    duty = Duty.objects.create(user=case.volunteer, begins_at=1, ends_at=2)
    deliver(posts, case.now)
    assert told(task__isnull=False) == set()
    duty.delete()
    answer(task, "decline", case.volunteer, case.now)
    deliver(posts, case.now)
    assert told(task__isnull=False) == set()

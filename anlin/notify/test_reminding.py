"""LU-94: whoever has to tell a wrongly matched person is reminded before the day is over, and after it."""

import pytest

from anlin.alerts.conftest import NOON as AT
from anlin.lists.models import WrongMatch
from anlin.lists.righting import told
from anlin.notify.models import Address, Duty, Message
from anlin.notify.reminding import remind
from anlin.notify.sending import due_messages, send
from anlin.notify.test_notify import CHANNELS, Post
from anlin.observations.instants import DAY, HOUR, SECOND


@pytest.fixture
def posts():
    return {name: Post(name) for name in CHANNELS}


@pytest.fixture
def officer(person, town):
    made = person("community_officer", town.compound)
    Address.objects.create(user=made, channel="email", address="officer@example.org")
    return made


@pytest.fixture
def wrong(town, officer):
    return WrongMatch.objects.create(
        alert=7, kind="stolen_vehicle", area=town.compound, reason="套牌车", found_by=officer, found_at=AT,
        due_at=AT + DAY,
    )  # fmt: skip


def run(posts, now):
    remind(now, CHANNELS)
    for number in due_messages(now):
        send(number, posts, lambda: now, "https://anlin.example.org")


def reminded() -> int:
    return Message.objects.filter(channel="in_app", wrong__isnull=False).count()


def test_lu_94_whoever_has_to_tell_is_reminded_at_once_at_half_time_before_the_end_and_after_it(wrong, posts):
    counts = []
    for hour in (0, 1, 11.999, 12, 13, 19.999, 20, 23.999, 24, 25, 48):
        run(posts, AT + int(hour * HOUR))
        counts.append(reminded())
    assert counts == [1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4]
    run(posts, AT + 49 * HOUR)
    mails = posts["email"].sent
    assert [mail.subject.en for mail in mails][-1] == "Somebody should have been told by now"
    assert {mail.link for mail in mails} == {"https://anlin.example.org/lists?tab=wrong"}


def test_lu_94_once_the_person_was_told_nobody_is_reminded_and_what_waits_is_not_sent(wrong, posts, officer):
    run(posts, AT)
    told(wrong, "telephone", officer, AT + SECOND)
    for hour in (1, 12, 20, 24, 30):
        run(posts, AT + hour * HOUR)
    assert reminded() == 1
    assert posts["email"].sent == []


def test_lu_94_a_reminder_says_no_list_no_reason_and_no_place(wrong, posts):
    run(posts, AT)
    run(posts, AT + HOUR)
    said = "".join(str(message) for post in posts.values() for message in post.sent)
    assert "须在 23 小时内告知当事人" in said
    for word in ("套牌", "被盗", "芙蓉", "stolen"):
        assert word not in said


def test_lu_94_whoever_is_off_duty_is_reminded_as_soon_as_they_are_back(wrong, posts, officer):
    Duty.objects.create(user=officer, begins_at=AT + 8 * HOUR, ends_at=AT + 30 * HOUR)
    run(posts, AT)
    assert reminded() == 0
    run(posts, AT + 8 * HOUR)
    assert reminded() == 1


def test_lu_94_when_the_day_is_over_those_further_up_are_told_too_and_nobody_of_another_list(
    wrong, posts, person, town
):
    bureau = person("community_officer", town.city)
    person("health_worker", town.compound)
    person("property_guard", town.compound)
    for hour in (0, 12, 20):
        run(posts, AT + hour * HOUR)
    assert not Message.objects.filter(user=bureau).exists()
    run(posts, AT + DAY)
    assert set(Message.objects.values_list("user__grants__role", flat=True)) == {"community_officer"}
    assert Message.objects.filter(user=bureau, channel="in_app").count() == 1


def test_of_two_processes_one_reminds(wrong, posts, officer):
    stale = WrongMatch.objects.select_related("area").get()
    assert remind(AT, CHANNELS) == 1
    from anlin.notify.reminding import _remind

    assert not _remind(stale, AT, CHANNELS)
    assert reminded() == 1

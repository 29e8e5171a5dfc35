import pytest

from anlin.alerts.conftest import FixedFacts, condition
from anlin.alerts.models import Alert
from anlin.alerts.sink import ConditionSink
from anlin.notify.channels.in_app.transport import InApp
from anlin.notify.models import Message
from anlin.notify.planning import take_calls
from anlin.notify.sending import due_messages, send
from anlin.observations.clock import system_clock


@pytest.fixture
def guard(browsers, person, town):
    user = person("property_guard", town.compound)
    ConditionSink(FixedFacts()).apply(1, 1, 1, [condition(area=town.compound.pk, zone=town.zone.pk)])
    take_calls(system_clock(), frozenset({"in_app"}))
    for number in due_messages(system_clock()):
        send(number, {"in_app": InApp()}, system_clock, "")
    return browsers().sign_in(user)


def test_a_notice_is_mine_until_confirmed_and_stays_readable(guard):
    notice = guard.get("/api/notices").json()[0]
    assert (notice["subject"]["zh"], notice["is_received"]) == ("重要预警", False)
    assert guard.post(f"/api/notices/{notice['id']}/receipt").status_code == 204
    assert guard.post(f"/api/notices/{notice['id']}/receipt").status_code == 204
    assert guard.get("/api/notices").json()[0]["is_received"] is True


def test_a_notice_a_page_showed_is_not_received_and_its_other_channels_go_on(guard):
    before = guard.get("/api/notices?is_new=true").json()
    assert [(one["is_shown"], one["is_received"]) for one in before] == [(False, False)]
    number = before[0]["id"]
    assert guard.post("/api/notices/shown", {"notices": [number]}).status_code == 204
    first = Message.objects.get().shown_at
    assert guard.post("/api/notices/shown", {"notices": [number, 99999]}).status_code == 204
    assert (Message.objects.get().shown_at, Message.objects.get().state) == (first, "sent")
    assert [one["is_shown"] for one in guard.get("/api/notices?is_new=true").json()] == [True]


def test_nobody_says_that_another_persons_notice_was_shown(guard, browsers, person, town):
    other = browsers().sign_in(person("property_guard", town.compound))
    assert other.post("/api/notices/shown", {"notices": [Message.objects.get().pk]}).status_code == 204
    assert Message.objects.get().shown_at is None


def test_what_others_have_taken_is_new_to_nobody(guard):
    Alert.objects.update(work_state="accepted")
    assert guard.get("/api/notices?is_new=true").json() == []
    assert len(guard.get("/api/notices").json()) == 1


def test_lu_03_another_persons_notice_is_like_none(guard, browsers, person, town):
    other = browsers().sign_in(person("property_guard", town.compound))
    mine = Message.objects.get().pk
    answers = [other.post(f"/api/notices/{number}/receipt") for number in (mine, 99999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert other.get("/api/notices").json() == []


def test_a_volunteer_reads_and_confirms_what_they_were_asked_and_sees_no_alert(browsers, person, town, raise_alert):
    from anlin.dispatch.models import Dispatch, Task
    from anlin.notify.joint import tell

    helper, desk = person("volunteer", town.compound), person("dispatcher", town.district)
    dispatch = Dispatch.objects.create(alert=raise_alert(), made_by=desk, made_at=1)
    Task.objects.create(
        dispatch=dispatch, offered_to=helper, offered_by=desk, what="请邻居绕行", where_zh="芙蓉一区",
        where_en="Furong", offered_at=1, since=1,
    )  # fmt: skip
    tell(system_clock(), frozenset({"in_app"}))
    for number in due_messages(system_clock()):
        send(number, {"in_app": InApp()}, system_clock, "")
    browser = browsers().sign_in(helper)
    (notice,) = browser.get("/api/notices?is_new=true").json()
    assert (notice["text"]["zh"], notice["alerts"], notice["link"]) == ("芙蓉一区：请邻居绕行", [], "/tasks")
    assert browser.post(f"/api/notices/{notice['id']}/receipt").status_code == 204
    assert browser.get("/api/notices?is_new=true").json() == []
    assert browser.get("/api/alerts").status_code == 403

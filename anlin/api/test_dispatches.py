"""Joint dispatch through the routes, each person with their own browser."""

import json

import pytest

from anlin.dispatch import conftest as joint

case = joint.case


@pytest.fixture
def browser_of(browsers):
    return lambda user: browsers().sign_in(user)


def sent(browser, case):
    parts = [
        {"unit": case.police.pk, "what": "到场劝离", "is_lead": True},
        {"unit": case.property.pk, "what": "守住 1 层电梯"},
    ]
    return browser.post("/api/dispatches", {"alert": case.alert.pk, "parts": parts})


def test_from_sending_to_the_end_everyone_sees_what_waits_for_whom(case, browser_of):
    desk, officer, guard = browser_of(case.dispatcher), browser_of(case.officer), browser_of(case.guard)
    choices = desk.get(f"/api/dispatches/choices?alert={case.alert.pk}").json()
    assert [unit["name"]["zh"] for unit in choices["units"]] == ["芙蓉派出所", "芙蓉物业"]
    assert [one["id"] for one in choices["volunteers"]] == [case.volunteer.pk]
    made = sent(desk, case).json()
    lead, other = made["legs"]
    assert (lead["is_lead"], lead["state"], other["steps"]) == (True, "waiting", [])
    assert officer.post(f"/api/dispatches/legs/{lead['id']}/accept").status_code == 200
    assert officer.send("PUT", "/api/tasks/position", {"lon": 119.53, "lat": 35.41}).status_code == 204
    shown = desk.get("/api/dispatches").json()[0]["legs"][0]
    assert (shown["holder"]["id"], shown["where"]["lon"]) == (case.officer.pk, 119.53)
    # Where an officer is, is nobody's matter but theirs who send people.
    assert guard.get("/api/dispatches").json()[0]["legs"][0]["where"] is None
    for action in ("arrive", "resolve"):
        assert officer.post(f"/api/dispatches/legs/{lead['id']}/{action}", {"verdict": "true"}).status_code == 200
    done = desk.post(f"/api/dispatches/legs/{lead['id']}/verify").json()
    assert (done["is_open"], [leg["state"] for leg in done["legs"]]) == (False, ["verified", "released"])
    assert desk.get("/api/dispatches").json() == []
    assert len(desk.get("/api/dispatches?is_open=false").json()) == 1


def test_a_volunteer_learns_what_and_where_and_nothing_else(case, browser_of):
    desk, volunteer = browser_of(case.dispatcher), browser_of(case.volunteer)
    made = sent(desk, case).json()
    asked = {"volunteer": case.volunteer.pk, "what": "请邻居绕行"}
    assert desk.post(f"/api/dispatches/{made['id']}/tasks", asked).status_code == 200
    (task,) = volunteer.get("/api/tasks").json()
    assert set(task) == {"id", "what", "where", "state", "offered_at"}
    told = json.dumps(volunteer.get("/api/tasks").json(), ensure_ascii=False)
    for other in (case.officer.name, case.guard.name, "电动车", case.police.name_zh):
        assert other not in told
    assert volunteer.get("/api/dispatches").status_code == 403
    assert volunteer.post(f"/api/tasks/{task['id']}/take").json()["state"] == "taken"
    assert volunteer.send("PUT", "/api/tasks/position", {"lon": 119.53, "lat": 35.41}).status_code == 204
    # A guard sees the legs, and not who was asked to help.
    assert browser_of(case.guard).get("/api/dispatches").json()[0]["tasks"] == []


def test_lu_03_another_volunteers_task_is_like_none(case, browser_of, person, town):
    desk = browser_of(case.dispatcher)
    made = sent(desk, case).json()
    desk.post(f"/api/dispatches/{made['id']}/tasks", {"volunteer": case.volunteer.pk, "what": "请邻居绕行"})
    task = desk.get("/api/dispatches").json()[0]["tasks"][0]["id"]
    other = browser_of(person("volunteer", town.community))
    answers = [other.post(f"/api/tasks/{number}/take") for number in (task, 99999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_lu_36_a_position_is_refused_without_a_task(case, browser_of):
    answer = browser_of(case.guard).send("PUT", "/api/tasks/position", {"lon": 119.53, "lat": 35.41})
    assert answer.status_code == 409


def test_a_refused_sending_leaves_nothing_behind(case, browser_of):
    desk = browser_of(case.dispatcher)
    parts = [{"unit": case.police.pk, "what": " ", "is_lead": True}]
    assert desk.post("/api/dispatches", {"alert": case.alert.pk, "parts": parts}).status_code == 422
    case.alert.refresh_from_db()
    assert case.alert.assigned_role == "property_guard"
    assert desk.get("/api/dispatches").json() == []

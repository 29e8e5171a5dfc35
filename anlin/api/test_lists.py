"""The routes of lists and candidates as a browser uses them."""

import json

import pytest

from anlin.access.models import AuditRecord
from anlin.api.security import DECLARED
from anlin.lists.conftest import PLATE, in_force
from anlin.lists.models import Entry, Hit
from anlin.lists.orders import declare_order
from anlin.observations.clock import system_clock
from anlin.observations.instants import DAY, iso
from anlin.people.models import Unit, User
from anlin.people.roles import ROLES
from anlin.people.stops import AccountStop

pytestmark = pytest.mark.usefixtures("demo")
ALL_COMPARED = ["picture", "plate", "vehicle", "colour", "list"]


@pytest.fixture
def officers(town, person):
    units = [Unit.objects.create(code=code, name_zh=code, kind="police") for code in ("station", "traffic", "bureau")]
    return [person("community_officer", town.community, unit=unit) for unit in units]


@pytest.fixture
def desks(officers, browsers):
    return [browsers().sign_in(officer) for officer in officers]


def given(area, **fields):
    until = iso(system_clock() + 30 * DAY)
    return {
        "kind": "stolen_vehicle", "criterion": "case_filed", "subject": PLATE, "area": area.pk,
        "legal_basis": "刑事诉讼法 115", "issuing_body": "东港分局", "document_number": "立字 12 号", "until": until,
        **fields,
    }  # fmt: skip


def test_an_entry_goes_from_proposal_to_force_to_withdrawal(desks, town):
    first, second, third = desks
    made = first.post("/api/lists/entries", given(town.community)).json()
    assert (made["state"], made["subject"], made["actions"]) == ("proposed", "鲁L***W9", ["withdraw"])
    path = f"/api/lists/entries/{made['id']}"
    assert first.post(f"{path}/approve").status_code == 403
    assert second.get(path).json()["actions"] == ["approve", "refuse", "withdraw"]
    assert second.post(f"{path}/approve").json()["approvals"] == ["traffic"]
    assert third.post(f"{path}/approve").json()["state"] == "in_force"
    assert first.get("/api/lists/entries?state=in_force").json()["total"] == 1
    assert first.post(f"{path}/withdraw").json()["state"] == "withdrawn"
    records = [json.loads(row.body) for row in AuditRecord.objects.filter(operation__contains="/api/lists")]
    assert all(PLATE not in json.dumps(record, ensure_ascii=False) for record in records)
    assert {record["purpose"] for record in records} == {"watch_lists"}


def test_an_auditor_suspends_an_entry_without_seeing_whom_it_is_about(officers, town, as_role, person, browsers):
    entry = in_force(town.community, officers, system_clock())
    auditor = browsers().sign_in(person("auditor"))
    row = auditor.get(f"/api/lists/entries/{entry.pk}").json()
    assert (row["subject"], row["actions"]) == (None, ["suspend"])
    assert auditor.post(f"/api/lists/entries/{entry.pk}/suspend").json()["state"] == "suspended"
    assert auditor.post(f"/api/lists/entries/{entry.pk}/withdraw").status_code == 403


def test_a_health_worker_keeps_health_lists_only_and_an_officer_none_of_them(town, desks, as_role):
    health = as_role("health_worker", town.community)
    assert [row["code"] for row in health.get("/api/lists").json()] == ["public_health"]
    assert "public_health" not in [row["code"] for row in desks[0].get("/api/lists").json()]
    assert health.post("/api/lists/entries", given(town.community)).status_code == 404
    wrong = given(town.community, kind="public_health", criterion="area_order")
    assert desks[0].post("/api/lists/entries", wrong).status_code == 404


def test_lu_08_guards_grid_workers_and_volunteers_reach_no_list_route(town, as_role, officers):
    entry = in_force(town.community, officers, system_clock())
    for role in ("property_guard", "property_manager", "grid_worker", "grid_leader", "volunteer", "resident"):
        routes = [declared for declared in DECLARED.values() if declared.permission.startswith("lists.")]
        assert len(routes) >= 9
        for declared in routes[:8]:
            path = declared.path.replace("{entry_id}", str(entry.pk)).replace("{alert_id}", "1")
            assert as_role(role).send(declared.method, path, {}).status_code == 403, (role, path)


def test_lu_08_a_probing_burst_is_stopped_and_shown_to_the_auditor(town, person, browsers):
    guard = person("property_guard", town.compound)
    desk = browsers().sign_in(guard)
    answers = [desk.get("/api/lists/entries").status_code for _ in range(12)]
    assert answers == [403] * 10 + [401] * 2
    assert not User.objects.get(pk=guard.pk).is_active
    assert AccountStop.objects.get().because == "probing_lists"
    auditor = browsers().sign_in(person("auditor"))
    (stop,) = auditor.get("/api/audit/stops").json()
    assert (stop["who"]["id"], stop["because"]) == (guard.pk, "probing_lists")


def test_lu_27_no_route_answers_where_a_subject_was(town, as_role):
    for declared in DECLARED.values():
        assert "plate" not in declared.path
        assert "subject" not in declared.path
    assert not [name for spec in ROLES.values() for name in spec.permissions if "search" in name]


@pytest.fixture
def candidate(town, officers, raise_alert):
    """A hit of an entry in force at the lift's zone: (alert, entry)."""
    entry = in_force(town.community, officers, system_clock() - DAY, until_at=system_clock() + DAY)
    return lambda number=1: (
        raise_alert(model="watchlist_hit", key=f"entry:{entry.pk:016x}/zone:z{number}", rule="listed"),
        entry,
    )


def test_lu_25_nobody_is_sent_before_two_named_people_compared_item_by_item(candidate, as_role):
    alert, _ = candidate()
    path = f"/api/alerts/{alert.pk}"
    first, second = as_role("community_officer"), as_role("auxiliary")
    assert first.get(f"{path}/entry").json()["compare"] == ALL_COMPARED
    for action in ("dispatch", "accept", "arrive"):
        assert first.post(f"{path}/{action}").status_code in (403, 409)
    for missing in ALL_COMPARED:
        some = [name for name in ALL_COMPARED if name != missing]
        assert first.post(f"{path}/confirm", {"note": "一致", "compared": some}).status_code == 409
    whole = {"note": "一致", "compared": ALL_COMPARED}
    assert first.post(f"{path}/confirm", whole).status_code == 200
    assert first.post(f"{path}/confirm", whole).status_code == 403
    assert first.post(f"{path}/dispatch").status_code == 409
    assert second.post(f"{path}/confirm", whole).status_code == 200
    assert Hit.objects.get().outcome == "confirmed"
    assert first.post(f"{path}/dispatch").json()["work_state"] == "dispatched"


def test_lu_24_a_confirmed_hit_of_a_health_order_is_a_task_at_the_gate_and_in_the_grid(
    town, officers, raise_alert, as_role
):
    now = system_clock()
    nurses = [as_role("health_worker", town.community) for _ in range(2)]
    guard, worker = as_role("property_guard", town.compound), as_role("grid_worker", town.compound)
    declare_order("卫 7 号", town.community, "区卫健局", now - DAY, now + 9 * DAY, officers[0])
    given = {"kind": "public_health", "criterion": "contact_order", "document_number": "卫 7 号"}
    entry = in_force(town.community, officers, now - DAY, **given, until_at=now + DAY)
    alert = raise_alert(model="public_health_list", key=f"entry:{entry.pk:016x}/zone:g", rule="candidate")
    compared = {"note": "一致", "compared": ["plate", "list"]}
    assert nurses[0].post(f"/api/alerts/{alert.pk}/confirm", compared).status_code == 200
    assert nurses[0].post(f"/api/alerts/{alert.pk}/confirm", compared).status_code == 403
    assert guard.get("/api/tasks").json() == []
    assert nurses[1].post(f"/api/alerts/{alert.pk}/confirm", compared).status_code == 200
    (asked,), (checking,) = guard.get("/api/tasks").json(), worker.get("/api/tasks").json()
    assert (asked["what"], asked["state"]) == ("请来人先登记 · Please check in", "offered")
    assert "卫 7 号" in checking["what"]
    assert guard.get(f"/api/alerts/{alert.pk}").status_code == 404
    assert guard.post(f"/api/tasks/{asked['id']}/take").json()["state"] == "taken"
    (row,) = nurses[0].get("/api/dispatches").json()
    assert sorted(task["state"] for task in row["tasks"]) == ["offered", "taken"]


def test_lu_23_a_candidate_whose_entry_was_withdrawn_cannot_be_confirmed(candidate, as_role, desks):
    alert, entry = candidate()
    desks[0].post(f"/api/lists/entries/{entry.pk}/withdraw")
    answer = as_role("community_officer").post(
        f"/api/alerts/{alert.pk}/confirm", {"note": "一致", "compared": ALL_COMPARED}
    )
    assert (answer.status_code, "no longer on the list" in answer.json()["title"]["en"]) == (409, True)


def test_lu_23_a_candidate_of_stale_lists_cannot_be_confirmed(candidate, as_role):
    alert, _ = candidate()
    type(alert).objects.filter(pk=alert.pk).update(rows={"first": {"quality": 512}})
    answer = as_role("community_officer").post(
        f"/api/alerts/{alert.pk}/confirm", {"note": "一致", "compared": ALL_COMPARED}
    )
    assert (answer.status_code, "out of date" in answer.json()["title"]["en"]) == (409, True)


def test_lu_26_two_false_hits_suspend_the_entry_and_say_why(candidate, as_role, desks):
    officer = as_role("community_officer")
    for number in (1, 2):
        alert, entry = candidate(number)
        assert officer.post(f"/api/alerts/{alert.pk}/reject").status_code == 422
        assert officer.post(f"/api/alerts/{alert.pk}/reject", {"reason": "车型不符"}).status_code == 200
        row = desks[0].get(f"/api/lists/entries/{entry.pk}").json()
        assert (row["false"], row["state"]) == (number, "in_force" if number == 1 else "suspended")
    assert [hit.reason for hit in Hit.objects.all()] == ["车型不符", "车型不符"]
    assert row["suspended_because"] == "two_false_hits"
    (figures,) = [row for row in desks[0].get("/api/lists").json() if row["code"] == "stolen_vehicle"]
    assert (figures["confirmed"], figures["false"], figures["precision"]) == (0, 2, 0.0)


def test_the_listed_plate_is_shown_for_comparing_once_the_alert_is_claimed(candidate, as_role):
    alert, entry = candidate()
    path = f"/api/alerts/{alert.pk}"
    officer = as_role("community_officer")
    assert officer.post(f"{path}/entry/reveal").status_code == 409
    assert officer.post(f"{path}/claim").status_code == 200
    assert officer.post(f"{path}/entry/reveal").json()["value"] == PLATE
    assert Entry.objects.get(pk=entry.pk).pseudonym in json.loads(AuditRecord.objects.last().body)["subjects"]

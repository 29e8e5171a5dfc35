"""LU-07 at the routes: who may ask for police, what police then see, and that it is masked and on record."""

import json

import pytest

from anlin.access.models import AuditRecord
from anlin.alerts.models import Alert
from anlin.api.conftest import _emergency, _resident
from anlin.care.models import EmergencyAccess
from anlin.residents.conftest import CANARIES, DOOR


@pytest.fixture
def access(town):
    return _emergency(town)


def test_lu_07_police_get_no_care_row_from_any_page_without_an_open_access(town, as_role, access):
    EmergencyAccess.objects.update(ended_at=1)
    police = as_role("community_officer")
    for path in ("/api/alerts?state=open", "/api/emergency"):
        answer = police.get(path).json()
        assert (answer["items"] if isinstance(answer, dict) else answer) == []
    assert police.get(f"/api/alerts/{access.code}").status_code == 404
    assert police.get(f"/api/alerts/{access.code}/people").status_code in (403, 404)


def test_lu_07_police_see_the_place_and_the_alert_masked_and_the_door_by_one_step(as_role, access):
    police = as_role("community_officer")
    answer = police.get("/api/emergency")
    (row,) = answer.json()
    assert (row["alert"], row["door"]) == (int(access.code), "1-5**")
    assert [value for value in CANARIES if value in answer.content.decode()] == []
    assert police.post(f"/api/emergency/{access.id}/door").json()["value"] == DOOR
    record = json.loads(AuditRecord.objects.order_by("-position")[0].body)
    assert (record["persons"], record["fields"], record["work_item"]) == (1, ["door"], f"alert:{access.code}")


def test_lu_07_the_dispatcher_asks_says_why_and_ends_it(town, as_role):
    _resident(town)
    access = _emergency(town)
    EmergencyAccess.objects.all().delete()
    desk, police = as_role("dispatcher"), as_role("auxiliary")
    assert desk.post("/api/emergency", {"alert": int(access.code), "why": " "}).status_code == 409
    made = desk.post("/api/emergency", {"alert": int(access.code), "why": "门反锁"}).json()
    assert len(police.get("/api/emergency").json()) == 1
    assert desk.post(f"/api/emergency/{made['id']}/end").status_code == 204
    assert police.get("/api/emergency").json() == []
    assert police.post(f"/api/emergency/{made['id']}/door").status_code == 404
    assert [step.action for step in Alert.objects.get(pk=access.code).timeline.all()][-1] == "emergency"


def test_lu_07_police_cannot_open_an_access_themselves(as_role, access):
    assert (
        as_role("community_officer").post("/api/emergency", {"alert": int(access.code), "why": "x"}).status_code == 403
    )

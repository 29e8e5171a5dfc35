"""Showing one field of one person: for open work of one's own unit, for five minutes, counted (LU-11 to LU-14)."""

import json

import pytest

from anlin.access.models import AuditRecord
from anlin.alerts.models import Alert
from anlin.observations.clock import system_clock
from anlin.observations.instants import DAY, MINUTE, iso
from anlin.people.models import Unit, User
from anlin.people.stops import AccountStop, stop_account
from anlin.residents.conftest import ELDER, SON, make_home
from anlin.residents.models import Look, Reveal
from anlin.residents.registering import NewResident, register_resident, withdraw_consent
from anlin.residents.reveals import PEOPLE_PER_WEEK, PER_DAY, PER_PERSON

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def home(town):
    return make_home(town.compound)


@pytest.fixture
def work(town, home, raise_alert, person, browsers):
    """An alert about the home, claimed by a grid worker: (browser, path of the alert, worker)."""
    unit = Unit.objects.create(code="community", name_zh="芙蓉社区", kind="community")
    worker = person("grid_worker", town.compound, unit=unit)
    alert = raise_alert(home.bedroom, model="elderly_inactivity")
    Alert.objects.filter(pk=alert.pk).update(claimed_by=worker, work_state="accepted")
    return browsers().sign_in(worker), f"/api/alerts/{alert.pk}", worker


def test_lu_10_whom_an_alert_concerns_is_masked(work, home):
    desk, path, _ = work
    body = desk.get(f"{path}/people").json()
    assert body["door"] == "1-5**"
    elder, son = body["items"]
    assert [field["masked"] for field in elder["fields"]] == ["欧***", "138****0077"]
    assert [field["masked"] for field in son["fields"]] == ["欧***", "139****0077"]
    assert son["relation"] == {"zh": "子女", "en": "Child"}
    record = json.loads(AuditRecord.objects.last().body)
    assert (record["persons"], record["work_item"]) == (2, path.removeprefix("/api/alerts/").join(["alert:", ""]))


def test_lu_12_from_the_alert_one_click_without_typing_shows_one_field(work, home):
    desk, path, worker = work
    before = system_clock()
    answer = desk.post(f"{path}/resident/{home.elder.pk}/reveal", {"field": "phone"})
    assert answer.json()["value"] == ELDER.phone
    look = Reveal.objects.get()
    assert (look.of, look.field_class, look.purpose, look.user) == (
        home.elder.pseudonym, "phone", "elder_care", worker,
    )  # fmt: skip
    record = json.loads(AuditRecord.objects.last().body)
    assert (record["persons"], record["fields"], record["who"]) == (1, ["phone"], worker.pk)
    assert ELDER.phone not in AuditRecord.objects.last().body
    assert before + 5 * MINUTE <= look.shown_until <= system_clock() + 5 * MINUTE


def test_lu_13_the_answer_says_when_it_ends_and_is_kept_nowhere(work, home):
    desk, path, _ = work
    answer = desk.post(f"{path}/contact/{home.son.pk}/reveal", {"field": "name"})
    assert answer.json() == {"value": SON[0], "shown_until": iso(Reveal.objects.get().shown_until)}
    assert answer["Cache-Control"] == "no-store"
    assert desk.get(f"{path}/contact/{home.son.pk}/reveal").status_code == 405


def test_lu_11_no_claim_closed_foreign_or_missing_work_shows_nothing(work, home, town, raise_alert, person, browsers):
    desk, path, worker = work
    reveal = f"{path}/resident/{home.elder.pk}/reveal"
    alert = Alert.objects.get(pk=int(path.rpartition("/")[2]))
    of_another_unit = person("grid_worker", town.compound, unit=Unit.objects.create(code="x", name_zh="x", kind="x"))
    assert browsers().sign_in(of_another_unit).post(reveal, {"field": "phone"}).status_code == 409
    colleague = person("grid_leader", town.compound, unit=worker.unit)
    assert browsers().sign_in(colleague).post(reveal, {"field": "phone"}).status_code == 200
    for state in ("archived", "merged", "suppressed"):
        Alert.objects.filter(pk=alert.pk).update(work_state=state)
        assert desk.post(reveal, {"field": "phone"}).status_code == 409, state
    foreign = raise_alert(town.neighbour_zone)
    assert desk.post(f"/api/alerts/{foreign.pk}/resident/{home.elder.pk}/reveal", {"field": "phone"}).status_code == 404
    assert desk.post(f"/api/alerts/999999/resident/{home.elder.pk}/reveal", {"field": "phone"}).status_code == 404
    assert Reveal.objects.count() == 1


def test_lu_11_a_resident_of_another_area_is_not_shown_for_this_work(work, town, person, browsers, raise_alert):
    _, _, worker = work
    leader = person("grid_leader", town.community, unit=worker.unit)
    stranger = make_home(town.neighbour, "9-1-101").elder
    path = f"/api/alerts/{Alert.objects.get().pk}"
    answer = browsers().sign_in(leader).post(f"{path}/resident/{stranger.pk}/reveal", {"field": "phone"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_shown")


def test_lu_11_work_on_another_home_or_on_a_lift_shows_nobody_of_this_one(work, home, town, raise_alert):
    desk, _, worker = work
    next_door = make_home(town.compound, "1-5-502")
    for zone, model in ((town.zone, "ebike_in_building"), (next_door.bedroom, "access_anomaly")):
        alert = raise_alert(zone, model=model, key=f"zone:{zone.code}/{model}")
        Alert.objects.filter(pk=alert.pk).update(claimed_by=worker, work_state="accepted")
        answer = desk.post(f"/api/alerts/{alert.pk}/resident/{home.elder.pk}/reveal", {"field": "phone"})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_shown")
    assert not Reveal.objects.exists()


def test_lu_11_work_that_was_handed_over_or_taken_back_shows_nothing_more(work, home, town, person, browsers):
    desk, path, _ = work
    reveal = f"{path}/resident/{home.elder.pk}/reveal"
    assert desk.post(reveal, {"field": "phone"}).status_code == 200
    assert desk.post(f"{path}/hand_over", {"to": "grid_leader"}).status_code == 200
    assert desk.post(reveal, {"field": "phone"}).status_code == 409
    other = Unit.objects.create(code="other", name_zh="另一单位", kind="community")
    leader = browsers().sign_in(person("grid_leader", town.compound, unit=other))
    assert leader.post(f"{path}/accept").status_code == 200
    assert desk.post(reveal, {"field": "phone"}).status_code == 409
    assert leader.post(reveal, {"field": "phone"}).status_code == 200


def test_lu_04_lu_11_a_role_that_ended_meanwhile_shows_nothing_more(work, home):
    from anlin.people.models import RoleGrant

    desk, path, worker = work
    RoleGrant.objects.filter(user=worker).update(valid_to=system_clock() - 1)
    assert desk.post(f"{path}/resident/{home.elder.pk}/reveal", {"field": "phone"}).status_code == 403


def test_lu_11_words_alone_are_never_a_reason(work, home):
    desk, path, _ = work
    Alert.objects.update(work_state="archived")
    body = {"field": "phone", "reason": "investigation", "note": "侦查需要"}
    assert desk.post(f"{path}/resident/{home.elder.pk}/reveal", body).status_code == 409
    assert not Reveal.objects.exists()


def test_lu_09_withdrawn_consent_stops_showing_at_once(work, home):
    desk, path, _ = work
    withdraw_consent(home.elder, "household_register", system_clock())
    answer = desk.post(f"{path}/resident/{home.elder.pk}/reveal", {"field": "phone"})
    assert (answer.status_code, "withdrew" in answer.json()["title"]["en"]) == (403, True)


def test_lu_11_only_named_fields_and_only_roles_that_need_them(work, home):
    desk, path, _ = work
    assert desk.post(f"{path}/resident/{home.elder.pk}/reveal", {"field": "id_number"}).status_code == 403
    assert desk.post(f"{path}/resident/{home.elder.pk}/reveal", {"field": "registered_at"}).status_code == 404


def looked(user, of: str, at: int, count: int = 1) -> None:
    Reveal.objects.bulk_create(
        Reveal(user=user, role="x", alert=1, of=of, field_class="phone", purpose="x", at=at, shown_until=at)
        for _ in range(count)
    )


def test_lu_14_one_person_is_shown_to_one_user_so_often_a_day(work, home):
    desk, path, worker = work
    looked(worker, home.elder.pseudonym, system_clock(), PER_PERSON)
    assert desk.post(f"{path}/resident/{home.elder.pk}/reveal", {"field": "phone"}).status_code == 429
    assert User.objects.get(pk=worker.pk).is_active


def test_lu_14_three_hundred_looks_a_day_are_stopped_on_the_first_day(work, home, town):
    """One officer made 88,985 look-ups in nine months: 330 a day."""
    desk, path, worker = work
    people = [
        register_resident(home.dwelling, NewResident(f"居民{n}", f"1370000{n:04}"), f"同意书 {n}", None, system_clock())
        for n in range(12)
    ]
    answers = []
    for nth in range(330):
        answers.append(desk.post(f"{path}/resident/{people[nth % 12].pk}/reveal", {"field": "phone"}).status_code)
        if answers[-1] == 401:
            break
    assert answers == [200] * PER_DAY + [429, 401]
    assert AccountStop.objects.get().because == "reveals_a_day"
    assert not User.objects.get(pk=worker.pk).is_active


def test_lu_14_the_supervisor_of_the_unit_and_the_auditor_are_told(work, town, person, browsers):
    _, _, worker = work
    leader = browsers().sign_in(person("grid_leader", town.neighbour, unit=worker.unit))
    stranger = browsers().sign_in(person("grid_leader", town.neighbour))
    assert leader.get("/api/duty/stopped").json() == []
    stop_account(worker, "reveals_a_day", system_clock())
    (told,) = leader.get("/api/duty/stopped").json()
    assert (told["who"]["id"], told["is_active"]) == (worker.pk, False)
    assert stranger.get("/api/duty/stopped").json() == []
    (seen,) = browsers().sign_in(person("auditor")).get("/api/audit/stops").json()
    assert seen["words"] == told["why"]


def test_lu_14_twenty_unrelated_people_a_day_are_stopped_within_a_week(work, home, person, browsers):
    desk, path, worker = work
    now = system_clock()
    stopped_on = 0
    for day in range(7):
        known = Reveal.objects.filter(user=worker).values_list("of", flat=True).distinct().count()
        if known >= PEOPLE_PER_WEEK:
            stopped_on = day
            break
        for n in range(20):
            looked(worker, f"resident:{10_000 + 20 * day + n}", now - (6 - day) * DAY)
    assert 0 < stopped_on < 7
    Reveal.objects.filter(at__gt=now - DAY).update(at=now - DAY - 1)
    assert desk.post(f"{path}/resident/{home.elder.pk}/reveal", {"field": "phone"}).status_code == 429
    auditor = browsers().sign_in(person("auditor"))
    assert auditor.get("/api/audit/stops").json()[0]["because"] == "reveals_a_week"


def test_lu_91_a_resident_sees_who_looked_at_what_and_why(work, home, person, browsers):
    desk, path, _ = work
    account = person("resident", home.dwelling.building.area)
    type(home.elder).objects.filter(pk=home.elder.pk).update(account=account)
    desk.post(f"{path}/resident/{home.elder.pk}/reveal", {"field": "phone"})
    (look,) = browsers().sign_in(account).get("/api/residents/looks").json()
    assert (look["organisation"], look["role"]["en"], look["fields"]) == ("芙蓉社区", "Grid worker", ["phone"])
    assert (look["purpose"]["en"][:4], look["is_masked"]) == ("Care", False)
    stranger = person("resident", home.dwelling.building.area)
    assert browsers().sign_in(stranger).get("/api/residents/looks").json() == []


def test_lu_91_every_list_view_is_seen_too_and_what_was_refused_or_is_ones_own_is_not(work, home, person, browsers):
    desk, path, _ = work
    account = person("resident", home.dwelling.building.area)
    type(home.elder).objects.filter(pk=home.elder.pk).update(account=account)
    own = browsers().sign_in(account)
    for address in (f"{path}/people", "/api/residents", f"/api/residents/{home.elder.pk}"):
        assert desk.get(address).status_code == 200
    own.get("/api/own")
    desk.post(f"{path}/resident/{home.elder.pk}/reveal", {"field": "id_number"})
    looks = own.get("/api/residents/looks").json()
    assert [look["is_masked"] for look in looks] == [True, True, True]
    assert [look["fields"] for look in looks] == [["id_number", "name", "phone"]] * 2 + [["name", "phone"]]
    assert [look["purpose"]["en"][:4] for look in looks] == ["Reac", "Reac", "Care"]


def test_lu_91_a_look_at_a_contact_is_a_look_at_who_named_them(work, home):
    desk, path, _ = work
    assert desk.post(f"{path}/contact/{home.son.pk}/reveal", {"field": "name"}).status_code == 200
    look = Look.objects.get()
    assert (look.resident, look.fields, look.is_masked) == (home.elder, "name", False)


def test_lu_91_what_the_resident_would_not_see_does_not_leave(work, home, monkeypatch):
    from django.db import DatabaseError

    def full(*_: object, **__: object) -> None:
        raise DatabaseError("disk full")

    desk, path, _ = work
    before = AuditRecord.objects.count()
    monkeypatch.setattr(type(Look.objects), "bulk_create", full)
    for address in (f"{path}/people", "/api/residents"):
        answer = desk.get(address)
        assert (answer.status_code, answer.content) == (503, b"")
    assert (AuditRecord.objects.count(), Look.objects.count()) == (before, 0)


def test_lu_51_a_route_that_opens_more_than_it_declares_answers_nothing(work, home, monkeypatch):
    from anlin.access.audit import Notes

    desk, path, _ = work
    monkeypatch.setattr(Notes, "showed", lambda self, pseudonym, *fields: None)
    for answer in (desk.get(f"{path}/people"), desk.get(f"/api/residents/{home.elder.pk}")):
        assert (answer.status_code, answer.content) == (503, b"")

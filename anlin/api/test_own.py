"""The pages of a resident and of a contact: their own, masked, on record, and nothing of anybody else."""

import json

import pytest

from anlin.access.models import AuditRecord
from anlin.alerts.models import Alert
from anlin.care.conftest import CareFacts
from anlin.care.models import HomeNow, Looking
from anlin.observations.clock import system_clock
from anlin.observations.instants import MINUTE, iso
from anlin.residents.conftest import AT, CANARIES, NewResident, make_home
from anlin.residents.models import Notice
from anlin.residents.registering import NotRegistered, give_consent, register_resident


@pytest.fixture
def home(town):
    made = make_home(town.compound)
    give_consent(made.elder, "elder_care", "同意书 0002", AT)
    now = system_clock()
    HomeNow.objects.create(
        dwelling=made.dwelling, state="home", since=now - MINUTE, heard_at=now - MINUTE, usual_s=6600
    )
    Looking.objects.create(shard=1, at=now)
    return made


@pytest.fixture
def elder(home, person, town, browsers):
    home.elder.account = person("resident", town.compound)
    home.elder.save()
    return browsers().sign_in(home.elder.account)


@pytest.fixture
def son(home, person, town, browsers):
    home.son.account = person("family_contact", town.compound)
    home.son.save()
    return browsers().sign_in(home.son.account)


@pytest.fixture
def silent(home, town):
    """The model asks about the home; gives the alert, told to `role`."""
    from anlin.alerts.conftest import condition
    from anlin.alerts.sink import ConditionSink

    def raise_it(role: str = "resident", rule: str = "silence") -> Alert:
        now = system_clock()
        said = condition(
            model="elderly_inactivity", rule=rule, key="dwelling:x", area=town.compound.pk, zone=home.bedroom.pk
        )
        said = type(said)(
            **{name: getattr(said, name) for name in said.__struct_fields__}
            | {"at": now, "opened_at": now, "start": now}
        )
        ConditionSink(CareFacts(), clock=lambda: now).apply(1, 1, 1, [said])
        Alert.objects.update(assigned_role=role)
        return Alert.objects.get()

    return raise_it


def last_record() -> dict:
    return json.loads(AuditRecord.objects.order_by("-position")[0].body)


def test_a_resident_sees_their_home_their_contacts_and_what_they_agreed_to(elder, home):
    page = elder.get("/api/own").json()
    assert (page["home"]["state"], page["home"]["usual_s"], page["question"]) == ("home", 6600, None)
    assert [(row["name"], row["sees_home"]) for row in page["contacts"]] == [("欧***", False)]
    assert [(row["purpose"], row["given_at"] is not None) for row in page["consents"]] == [
        ("household_register", True),
        ("elder_care", True),
    ]
    assert (last_record()["operation"], last_record()["persons"]) == ("GET /api/own", 1)


def test_lu_10_neither_page_shows_a_personal_value(elder, son, home, silent):
    silent("family_contact")
    elder.post(f"/api/own/contacts/{home.son.pk}", {"sees_home": True})
    for browser, paths in (
        (elder, ("/api/own", "/api/own/notices", "/api/residents/looks")),
        (son, ("/api/watched", "/api/own/notices")),
    ):
        for path in paths:
            answer = browser.get(path)
            assert answer.status_code == 200
            assert [value for value in CANARIES if value in answer.content.decode()] == []


def test_the_question_is_shown_and_im_fine_answers_it(elder, silent, monkeypatch, tmp_path):
    from anlin.journal import open_journal

    monkeypatch.setattr("anlin.api.own.journal", lambda: open_journal(f"sqlite:///{tmp_path / 'j.sqlite3'}"))
    alert = silent()
    question = elder.get("/api/own").json()["question"]
    assert (question["alert"], question["help_called"], question["on_the_way"]) == (alert.pk, False, False)
    assert elder.post("/api/own/fine").json()["question"] is None
    step = alert.timeline.order_by("-pk")[0]
    assert (step.action, step.who.username.startswith("resident")) == ("fine", True)


def test_whom_somebody_has_visited_is_not_asked_any_more_and_the_contact_reads_that(elder, son, silent, town, person):
    silent("grid_worker")
    Alert.objects.update(work_state="handling", claimed_by=person("grid_worker", town.compound))
    assert elder.get("/api/own").json()["question"]["on_the_way"]
    assert son.get("/api/watched").json()[0]["alerts"][0]["step"] == "on_the_way"
    Alert.objects.update(work_state="feedback")
    assert elder.get("/api/own").json()["question"] is None
    assert son.get("/api/watched").json()[0]["alerts"][0]["step"] == "visited"


def test_the_question_says_until_when_nothing_moved(elder, silent):
    silent()
    assert elder.get("/api/own").json()["question"]["until"] is None
    Alert.objects.update(cleared_at=AT)
    assert elder.get("/api/own").json()["question"]["until"] == iso(AT)


def test_a_withdrawal_on_the_page_is_in_force_with_the_answer_and_the_family_is_told(elder, son, home):
    page = elder.post("/api/own/consents/withdraw", {"purpose": "elder_care"}).json()
    assert page["home"] is None
    assert page["consents"][1]["given_at"] is None
    assert elder.post("/api/own/fine").status_code == 422
    assert son.get("/api/watched").json()[0]["home"] is None
    assert {row.kind for row in Notice.objects.all()} == {"withdrawn"}
    assert elder.get("/api/own/notices").json()[0]["is_seen"] is False


def test_what_was_withdrawn_can_be_given_again_on_the_page(elder):
    elder.post("/api/own/consents/withdraw", {"purpose": "elder_care"})
    page = elder.post("/api/own/consents", {"purpose": "elder_care"}).json()
    assert page["consents"][1]["given_at"] is not None
    assert elder.post("/api/own/consents", {"purpose": "elder_care"}).status_code == 422


def test_a_notice_is_read_once_and_only_by_whom_it_is_to(elder, son):
    elder.post("/api/own/consents/withdraw", {"purpose": "elder_care"})
    (mine,) = elder.get("/api/own/notices").json()
    assert son.post(f"/api/own/notices/{mine['id']}/seen").status_code == 404
    assert elder.post(f"/api/own/notices/{mine['id']}/seen").status_code == 204
    assert elder.get("/api/own/notices").json()[0]["is_seen"]


def test_lu_37_a_contact_sees_the_home_only_while_the_person_lets_them(elder, son, home):
    assert son.get("/api/watched").json()[0]["home"] is None
    elder.post(f"/api/own/contacts/{home.son.pk}", {"sees_home": True})
    assert son.get("/api/watched").json()[0]["home"]["usual_s"] == 6600
    assert last_record()["subjects"] == [home.elder.pseudonym]
    elder.post(f"/api/own/contacts/{home.son.pk}", {"sees_home": False})
    assert son.get("/api/watched").json()[0]["home"] is None


def test_a_contact_is_shown_an_alert_once_they_are_asked_and_can_send_somebody(son, home, silent):
    alert = silent()
    assert son.get("/api/watched").json()[0]["alerts"] == []
    Alert.objects.update(assigned_role="family_contact", rung=1)
    (shown,) = son.get("/api/watched").json()[0]["alerts"]
    assert shown["step"] == "asked"
    assert son.post(f"/api/watched/{home.son.pk}/alerts/{alert.pk}/not-reached").status_code == 204
    assert son.get("/api/watched").json()[0]["alerts"][0]["step"] == "sent"
    assert last_record()["work_item"] == ""


def test_a_contact_no_longer_named_sees_nothing_and_answers_nothing(son, home, silent):
    alert = silent("family_contact")
    home.son.ended_at = AT
    home.son.save()
    assert son.get("/api/watched").json() == []
    assert son.post(f"/api/watched/{home.son.pk}/alerts/{alert.pk}/reached").status_code == 404


def test_a_resident_and_a_contact_of_another_home_see_nothing_of_this_one(home, town, person, browsers, silent):
    alert = silent("family_contact")
    other = make_home(town.compound, "3-1-601")
    other.elder.account, other.son.account = person("resident", town.compound), person("family_contact", town.compound)
    other.elder.save()
    other.son.save()
    resident, contact = browsers().sign_in(other.elder.account), browsers().sign_in(other.son.account)
    assert resident.get("/api/own").json()["home"] is None
    assert contact.get("/api/watched").json()[0]["alerts"] == []
    for number in (home.son.pk, other.son.pk):
        assert contact.post(f"/api/watched/{number}/alerts/{alert.pk}/reached").status_code == 404
    assert resident.post(f"/api/own/contacts/{home.son.pk}", {"sees_home": True}).status_code == 404


def test_an_account_without_a_home_gets_an_empty_page(as_role):
    assert as_role("resident").get("/api/own").json()["registered"] is False
    assert as_role("family_contact").get("/api/watched").json() == []


def test_lu_31_those_who_live_there_are_told_on_paper_or_on_their_page(home, person, town, browsers):
    other = make_home(town.compound, "3-1-701")
    husband = register_resident(other.dwelling, NewResident("欧阳某"), document="7", by=None, at=AT)
    with pytest.raises(NotRegistered, match="on paper"):
        give_consent(other.elder, "elder_care", "8", AT)
    husband.account = person("resident", town.compound)
    husband.save()
    give_consent(other.elder, "elder_care", "8", AT)
    (told,) = browsers().sign_in(husband.account).get("/api/own/notices").json()
    assert "microphone" in told["text"]["en"]


def test_lu_31_whoever_moves_in_later_is_told_too(home):
    later = register_resident(home.dwelling, NewResident("欧阳某"), document="7", by=None, at=AT)
    assert list(later.notices.values_list("kind", flat=True)) == ["home_sensing"]

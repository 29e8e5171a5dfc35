import pytest
from django.db import DatabaseError, transaction

from anlin.access.models import AuditRecord
from anlin.access.reading import read_only
from anlin.places.models import Area


@pytest.fixture
def auditor(browsers, person):
    return browsers().sign_in(person("auditor", username="gao"))


def test_an_auditor_sees_who_asked_for_what_and_is_on_record_too(browser, auditor, person, town):
    guard = person("property_guard", town.compound, username="wang")
    browser.sign_in(guard)
    browser.get(f"/api/areas/{town.neighbour.pk}")
    page = auditor.get("/api/audit").json()
    newest = page["items"][0]
    assert newest["who"]["username"] == "wang"
    assert (newest["operation"], newest["result"]) == ("GET /api/areas/{area_id}", "absent")
    assert newest["subjects"] == [f"area:{town.neighbour.pk}"]
    assert newest["roles"] == ["property_guard"]
    again = auditor.get("/api/audit?limit=1").json()
    assert again["items"][0]["operation"] == "GET /api/audit"
    older = auditor.get(f"/api/audit?before={again['next']}&limit=2").json()
    assert [row["position"] for row in older["items"]] == [again["next"] - 1, again["next"] - 2]


def test_records_are_found_by_person_and_result(browser, auditor, person, town):
    guard = person("property_guard", town.compound)
    browser.sign_in(guard)
    browser.get("/api/accounts")
    found = auditor.get(f"/api/audit?who={guard.pk}&result=refused").json()["items"]
    assert [(row["operation"], row["reason"]) for row in found] == [("GET /api/accounts", "not_permitted")]


def test_a_record_is_said_in_words_of_both_languages(browser, auditor, person, town):
    browser.sign_in(person("property_guard", town.compound))
    browser.get("/api/alerts")
    (row,) = [row for row in auditor.get("/api/audit").json()["items"] if row["operation"] == "GET /api/alerts"]
    assert row["did"] == {"zh": "看预警队列", "en": "looked at the queue of alerts"}
    assert row["acted_as"] == [{"zh": "保安", "en": "Property guard"}]
    assert row["why"] == {"zh": "警情处置", "en": "Handling alerts"}


def test_looks_at_people_are_found_by_who_looked_and_about_what(browser, auditor, person, town, raise_alert):
    alert = raise_alert()
    worker = person("grid_worker", town.compound, username="zhao.lan")
    browser.sign_in(worker)
    browser.get("/api/alerts")
    browser.get(f"/api/alerts/{alert.pk}/people")
    found = auditor.get("/api/audit?name=ZHAO").json()["items"]
    assert {row["who"]["username"] for row in found} == {"zhao.lan"}
    assert auditor.get("/api/audit?name=nobody").json()["items"] == []
    about = auditor.get(f"/api/audit?about=alert:{alert.pk}").json()["items"]
    assert [row["operation"] for row in about] == ["GET /api/alerts/{alert_id}/people"]
    assert auditor.get(f"/api/audit?about=alert:{alert.pk}0").json()["items"] == []
    assert all(row["persons"] > 0 for row in auditor.get("/api/audit?persons=true").json()["items"])


def test_the_page_says_whether_the_log_is_sound(auditor):
    heads = auditor.get("/api/audit/heads").json()
    assert heads["public_key"].startswith("-----BEGIN PUBLIC KEY-----")
    assert heads["heads"][-1]["position"] > 0
    chain = auditor.get("/api/audit/chain").json()
    assert (chain["sound"], chain["findings"]) == (True, [])
    assert chain["position"] == chain["checked"]


def test_lu_53_whoever_reads_the_log_cannot_write_meanwhile(town, auditor):
    before = AuditRecord.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic(), read_only():
        Area.objects.create(code="x", kind="city", name_zh="甲")
    Area.objects.create(code="x", kind="city", name_zh="甲")
    assert auditor.get("/api/audit").status_code == 200
    assert AuditRecord.objects.count() == before + 1

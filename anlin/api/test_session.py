import pytest

from anlin.access.audit import verify_chain
from anlin.access.models import AuditRecord
from anlin.api.conftest import PASSWORD
from anlin.observations.clock import system_clock
from anlin.observations.instants import SECOND
from anlin.people import second_factor
from anlin.people.models import RoleGrant, User


@pytest.fixture
def guard(town, person):
    return person("property_guard", town.compound, username="wang", password=PASSWORD)


def give_password(browser, username="wang", password=PASSWORD):
    browser.get("/api/session")
    return browser.post("/api/session", {"username": username, "password": password})


def sign_in_fully(browser):
    """The authenticator's secret, and the answer to its code of now."""
    assert give_password(browser).status_code == 200
    secret = browser.post("/api/session/second-factor/enrol").json()["secret"]
    answer = browser.post("/api/session/second-factor", {"code": second_factor.code_at(secret, system_clock())})
    return secret, answer


def test_signing_in_takes_the_password_and_then_the_code(browser, guard):
    assert browser.get("/api/session").status_code == 401
    assert give_password(browser).json()["next"] == "enrol"
    assert browser.get("/api/session").status_code == 401
    _, answer = sign_in_fully(browser)
    assert answer.status_code == 200
    session = browser.get("/api/session").json()
    assert session["user"]["username"] == "wang"
    assert session["grants"][0]["role"] == "property_guard"
    assert session["grants"][0]["area"]["code"] == "furong-1"
    assert "alerts.work" in session["permissions"]


def test_the_picture_of_the_secret_is_drawn_here(browser, guard):
    give_password(browser)
    enrolment = browser.post("/api/session/second-factor/enrol").json()
    assert enrolment["qr_svg"].startswith("<svg")
    assert "http" not in enrolment["qr_svg"].replace("http://www.w3.org", "")
    assert enrolment["otpauth"].startswith("otpauth://totp/")


def test_the_secret_is_shown_once_only(browser, browsers, guard):
    sign_in_fully(browser)
    other = browsers()
    assert give_password(other).json()["next"] == "second_factor"
    assert other.post("/api/session/second-factor/enrol").status_code == 409


def test_lu_06_a_code_counts_once(browser, browsers, guard):
    give_password(browser)
    secret = browser.post("/api/session/second-factor/enrol").json()["secret"]
    # The very same code twice: between two sign-ins the authenticator may have gone on to its next one.
    code = second_factor.code_at(secret, system_clock())
    assert browser.post("/api/session/second-factor", {"code": code}).status_code == 200
    other = browsers()
    give_password(other)
    again = other.post("/api/session/second-factor", {"code": code})
    assert again.status_code == 401
    assert again.json()["code"] == "wrong_code"


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_code_is_refused(browser, guard, code):
    give_password(browser)
    browser.post("/api/session/second-factor/enrol")
    assert browser.post("/api/session/second-factor", {"code": code}).status_code == 401


def test_wrong_codes_lock_the_second_factor(browser, guard):
    give_password(browser)
    browser.post("/api/session/second-factor/enrol")
    statuses = [browser.post("/api/session/second-factor", {"code": "x"}).status_code for _ in range(6)]
    assert statuses == [401, 401, 401, 401, 401, 429]


def test_the_second_factor_needs_the_password_first(browser, guard):
    browser.get("/api/session")
    assert browser.post("/api/session/second-factor", {"code": "123456"}).status_code == 401
    assert browser.post("/api/session/second-factor/enrol").status_code == 401


def test_wrong_name_and_wrong_password_are_told_in_the_same_bytes(browser, guard):
    assert give_password(browser, password="x").content == give_password(browser, username="nobody").content


def test_a_name_is_throttled_after_five_wrong_passwords(browser, guard):
    statuses = [give_password(browser, password="wrong").status_code for _ in range(6)]
    assert statuses[:4] == [401] * 4
    assert statuses[-1] == 429
    assert give_password(browser).status_code == 429


def test_every_change_needs_the_csrf_header(browser, guard):
    browser.get("/api/session")
    answer = browser.client.post("/api/session", {"username": "wang"}, content_type="application/json")
    assert answer.status_code == 403


def test_lu_06_a_session_copied_to_a_second_device_is_refused_ended_and_on_record(browser, browsers, guard):
    browser.sign_in(guard)
    thief = browsers(agent="another browser")
    thief.client.cookies["anlin_session"] = browser.client.cookies["anlin_session"].value
    assert thief.get("/api/areas").status_code == 401
    assert AuditRecord.objects.filter(body__contains="sign_in_replayed").exists()
    assert browser.get("/api/session").status_code == 401


def test_lu_06_no_account_exists_by_default(db):
    assert User.objects.count() == 0


def test_lu_06_an_account_of_the_demo_cannot_sign_in_on_the_platform(browser, person, town):
    user = person("property_guard", town.compound, username="demo-x", password=PASSWORD, is_demo=True)
    assert give_password(browser, "demo-x").status_code == 401
    browser.sign_in(user)
    assert browser.get("/api/areas").status_code == 401


def test_the_roles_of_the_demo_do_not_exist_on_the_platform(browser):
    assert browser.get("/api/demo/roles").status_code == 404
    browser.get("/api/session")
    assert browser.post("/api/demo/sign-in", {"role": "auditor"}).status_code == 404


def test_lu_04_disabling_an_account_ends_its_sign_in_at_the_next_request(browser, guard):
    browser.sign_in(guard)
    assert browser.get("/api/session").status_code == 200
    guard.is_active = False
    guard.save()
    assert browser.get("/api/session").status_code == 401
    guard.is_active = True
    guard.save()
    assert browser.get("/api/session").status_code == 401


def test_lu_04_a_grant_that_ends_ends_at_the_next_request(browser, guard):
    browser.sign_in(guard)
    assert browser.get("/api/areas").status_code == 200
    RoleGrant.objects.filter(user=guard).update(valid_to=system_clock() - SECOND)
    assert browser.get("/api/areas").status_code == 403


def test_signing_out_ends_the_session(browser, guard):
    browser.sign_in(guard)
    assert browser.send("DELETE", "/api/session").status_code == 204
    assert browser.get("/api/session").status_code == 401


def test_an_answer_that_comes_after_a_new_sign_in_does_not_end_it(browser, guard):
    before = browser.sign_in(guard).client.cookies["anlin_session"].value
    assert browser.send("DELETE", "/api/session").cookies["anlin_session"]["max-age"] == 0
    browser.client.cookies["anlin_session"] = before  # What was asked before the end, and is answered after it.
    answer = browser.get("/api/session")
    assert answer.status_code == 401
    assert "anlin_session" not in answer.cookies


def test_lu_50_each_request_leaves_exactly_one_record_refusals_included(browser, guard):
    before = AuditRecord.objects.count()
    give_password(browser, password="wrong")
    give_password(browser)
    browser.get("/api/areas")
    browser.post("/api/session", {"nonsense": 1})
    rows = AuditRecord.objects.order_by("position")[before:]
    assert [(row.operation, row.result) for row in rows] == [
        ("GET /api/session", "refused"),
        ("POST /api/session", "refused"),
        ("GET /api/session", "refused"),
        ("POST /api/session", "allowed"),
        ("GET /api/areas", "refused"),
        ("POST /api/session", "invalid"),
    ]
    assert verify_chain() == []


def test_no_record_holds_a_name_or_what_was_typed(browser, guard):
    give_password(browser, username="王强 13800138000")
    sign_in_fully(browser)
    everything = "".join(AuditRecord.objects.values_list("body", flat=True))
    for personal in ("王强", "13800138000", "wang", PASSWORD):
        assert personal not in everything

import pytest

from anlin.api.conftest import PASSWORD
from anlin.observations.clock import system_clock
from anlin.observations.instants import HOUR, iso
from anlin.people import second_factor
from anlin.people.models import RoleGrant, User


@pytest.fixture
def security(browser, person):
    return browser.sign_in(person("security_manager", username="lin"))


def invite(security, username="wang"):
    return security.post("/api/accounts", {"username": username, "name": "王强", "unit": "芙蓉物业"}).json()


def test_somebody_who_is_invited_signs_in_changes_the_password_and_works(security, browsers, town):
    invited = invite(security)
    number = invited["account"]["id"]
    given = security.post(f"/api/accounts/{number}/grants", {"role": "property_guard", "area": town.compound.pk})
    assert given.json()["grants"][0]["in_force"] is True

    guard = browsers()
    guard.get("/api/session")
    guard.post("/api/session", {"username": "wang", "password": invited["password"]})
    secret = guard.post("/api/session/second-factor/enrol").json()["secret"]
    guard.post("/api/session/second-factor", {"code": second_factor.code_at(secret, system_clock())})
    assert guard.get("/api/areas").json()["code"] == "change_password"
    guard.post("/api/session/password", {"old": invited["password"], "new": PASSWORD})
    assert [area["code"] for area in guard.get("/api/areas").json()] == ["furong-1"]


def test_changing_the_password_ends_the_other_sign_ins(browser, browsers, person, town):
    user = person("property_guard", town.compound, password=PASSWORD)
    here, there = browser.sign_in(user), browsers().sign_in(user)
    assert here.post("/api/session/password", {"old": PASSWORD, "new": "another long one"}).status_code == 200
    assert here.get("/api/session").status_code == 200
    assert there.get("/api/session").status_code == 401


def test_lu_04_a_disabled_account_is_out_at_its_next_request(security, browsers, person, town):
    user = person("property_guard", town.compound)
    guard = browsers().sign_in(user)
    assert guard.get("/api/areas").status_code == 200
    assert security.post(f"/api/accounts/{user.pk}/disable").json()["is_active"] is False
    assert guard.get("/api/areas").status_code == 401


def test_lu_04_an_ended_grant_no_longer_counts_and_stays_on_record(security, browsers, person, town):
    user = person("property_guard", town.compound)
    guard = browsers().sign_in(user)
    grant = RoleGrant.objects.get(user=user)
    assert guard.get("/api/areas").status_code == 200
    ended = security.send("DELETE", f"/api/accounts/{user.pk}/grants/{grant.pk}")
    assert ended.json()["grants"][0]["in_force"] is False
    assert guard.get("/api/areas").status_code == 403
    assert security.send("DELETE", f"/api/accounts/{user.pk}/grants/{grant.pk}").status_code == 404


def test_a_lost_phone_is_answered_with_a_new_password_and_a_new_second_factor(security, browsers, person, town):
    user = person("property_guard", town.compound, username="wang", password=PASSWORD)
    second_factor.verify(user, second_factor.code_at(second_factor.enrol(user), system_clock()))
    thief = browsers().sign_in(user)
    again = security.post(f"/api/accounts/{user.pk}/reset").json()
    assert thief.get("/api/session").status_code == 401
    guard = browsers()
    guard.get("/api/session")
    assert guard.post("/api/session", {"username": "wang", "password": PASSWORD}).status_code == 401
    assert guard.post("/api/session", {"username": "wang", "password": again["password"]}).json()["next"] == "enrol"


def test_nobody_changes_their_own_account_and_rights(security, town):
    own = User.objects.get(username="lin").pk
    for path in ("disable", "enable", "reset"):
        assert security.post(f"/api/accounts/{own}/{path}").status_code == 403
    given = security.post(f"/api/accounts/{own}/grants", {"role": "dispatcher", "area": town.city.pk})
    assert given.json()["code"] == "own_account"


def test_lu_05_conflicting_grants_are_refused(security, person, town):
    auditor = person("auditor")
    given = security.post(f"/api/accounts/{auditor.pk}/grants", {"role": "dispatcher", "area": town.city.pk})
    assert given.status_code == 409
    assert "LU-05" in given.json()["title"]["zh"]
    assert RoleGrant.objects.filter(user=auditor).count() == 1


@pytest.mark.parametrize(
    "grant",
    [
        {"role": "emperor"},
        {"role": "dispatcher"},
        {"role": "auditor", "area": 1},
        {"role": "dispatcher", "area": 10**9},
        {"role": "auditor", "valid_to": "2020-01-01T00:00:00Z"},
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(security, person, grant):
    assert security.post(f"/api/accounts/{person().pk}/grants", grant).status_code == 422


def test_a_grant_can_end_by_itself(security, person, town):
    user = person()
    until = iso(system_clock() + HOUR)
    row = security.post(
        f"/api/accounts/{user.pk}/grants", {"role": "dispatcher", "area": town.city.pk, "valid_to": until}
    ).json()
    assert row["grants"][0]["valid_to"] == until


def test_a_name_is_given_once_whatever_its_case(security):
    invite(security, "Wang")
    assert security.post("/api/accounts", {"username": "wANG", "name": "另一人"}).status_code == 409


def test_the_list_asks_as_much_for_many_accounts_as_for_two(security, person, town, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(1000) as asked:
            rows = security.get("/api/accounts").json()["items"]
        return len(rows), len(asked)

    person("property_guard", town.compound)
    few, asked_for_few = queries()
    for _ in range(5):
        person("property_guard", town.compound)
    assert queries() == (few + 5, asked_for_few)


def test_pages_of_accounts_follow_one_another_without_gap_or_repeat(security, person, monkeypatch):
    monkeypatch.setattr("anlin.api.accounts.PAGE", 2)
    made = [person().username for _ in range(3)]
    security.post(f"/api/accounts/{User.objects.get(username=made[0]).pk}/disable")
    names, cursor = [], ""
    while cursor is not None:
        page = security.get(f"/api/accounts?cursor={cursor}").json()
        assert (page["total"], page["disabled"]) == (User.objects.count(), 1)
        names += [row["username"] for row in page["items"]]
        cursor = page["next"]
    assert names == sorted(User.objects.values_list("username", flat=True))


def test_an_account_is_found_by_name_unit_or_number(security):
    made = invite(security, "guard.wang")["account"]
    for wanted in ("q=ARD.wa", "q=王强", "q=芙蓉物业", f"account={made['id']}"):
        assert [row["id"] for row in security.get(f"/api/accounts?{wanted}").json()["items"]] == [made["id"]]
    assert security.get("/api/accounts?cursor=nonsense").status_code == 422

"""Personal values with a mark, seeded in every sealed column: they come out by a reveal and by no other way (LU-10).

What every role gets from every route is crawled with the matrix (`test_matrix.py`); here are refusals, errors, logs,
the audit log, the database and the files beside it.
"""

import json
import logging

import pytest
from django.db import connection
from django.test import Client

from anlin.access import vault as vault_module
from anlin.alerts.models import Alert
from anlin.api.conftest import Browser
from anlin.api.security import DECLARED
from anlin.lists.conftest import PLATE, in_force
from anlin.observations.clock import system_clock
from anlin.people.models import Unit, User
from anlin.residents.conftest import CANARIES, DOOR, ELDER, SON, make_home
from anlin.residents.models import Resident
from anlin.site.config import config

pytestmark = pytest.mark.usefixtures("demo")
VALUES = (*CANARIES, PLATE)


@pytest.fixture
def seeded(town, raise_alert, person):
    """A home, an entry, an alert about each, held by an officer and a grid worker: (home, alerts, people)."""
    home = make_home(town.compound)
    units = [Unit.objects.create(code=f"u{n}", name_zh=f"单位{n}", kind="police") for n in range(3)]
    officers = [person("community_officer", town.community, unit=unit) for unit in units]
    entry = in_force(town.community, officers, system_clock())
    worker = person("grid_worker", town.compound, unit=units[0])
    care = raise_alert(home.bedroom, model="elderly_inactivity", key=f"dwelling:{home.dwelling.code}")
    hit = raise_alert(model="watchlist_hit", key=f"entry:{entry.pk:016x}/zone:g")
    Alert.objects.filter(pk=care.pk).update(claimed_by=worker, work_state="accepted")
    Alert.objects.filter(pk=hit.pk).update(claimed_by=officers[0])
    return home, (care, hit), (worker, officers[0])


def found_in(text: str, values: tuple[str, ...] = VALUES) -> list[str]:
    return [value for value in values if value in text]


def everything_of(answer) -> str:
    return f"{answer.headers}{answer.content.decode()}"


def whole_database() -> str:
    """Every row of every table; homes have their codes there, which are no register of people."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return json.dumps(rows, ensure_ascii=False, default=str)


def crawl(browser: Browser, user: User, numbers: list[int]) -> list[str]:
    """Every route the person may use but the reveals, with every number and with canaries in wrong fields."""
    answers = []
    for declared in list(DECLARED.values()):
        # Trying what one may not is refused before anything is read, and would end the account (LU-08).
        if declared.permission not in user.permissions or declared.path.endswith("/reveal"):
            continue
        for number in numbers:
            path = declared.path
            for name in ("alert_id", "resident_id", "contact_id", "entry_id", "area_id", "device_id", "account_id"):
                path = path.replace("{" + name + "}", str(number))
            for body in ({}, {"field": ELDER.phone, "note": 7}, {"document": [ELDER.name], "until": ELDER.id_number}):
                if declared.path == "/api/stream" or "{" in path:
                    continue
                answers.append((f"{declared.method} {path}", browser.send(declared.method, path, body)))
    assert len(answers) > 50
    return [place for place, answer in answers if found_in(everything_of(answer))]


def test_lu_10_refusals_and_errors_of_every_route_repeat_no_personal_value(seeded, browsers, caplog):
    caplog.set_level(logging.DEBUG)
    home, alerts, people = seeded
    numbers = sorted({home.elder.pk, *(alert.pk for alert in alerts)})
    for user in people:
        assert crawl(browsers().sign_in(user), user, numbers) == []
    assert found_in(caplog.text) == []


def test_lu_10_a_route_that_fails_inside_says_and_logs_no_value(seeded, browsers, caplog, monkeypatch):
    home, _, (worker, _) = seeded

    def broken(*_: object) -> str:
        raise RuntimeError(f"cannot read {ELDER.name} {ELDER.phone}")

    desk = browsers().sign_in(worker)
    monkeypatch.setattr(vault_module.Vault, "open", broken)
    desk.client.raise_request_exception = False
    answer = desk.get(f"/api/residents/{home.elder.pk}")
    assert answer.status_code in (500, 503)
    assert found_in(everything_of(answer) + caplog.text) == []


def test_lu_10_after_reveals_neither_database_nor_audit_nor_files_hold_a_value(seeded, browsers, caplog):
    caplog.set_level(logging.DEBUG)
    home, (care, hit), (worker, officer) = seeded
    desk, police = browsers().sign_in(worker), browsers().sign_in(officer)
    told = [
        desk.post(f"/api/alerts/{care.pk}/resident/{home.elder.pk}/reveal", {"field": "phone"}),
        desk.post(f"/api/alerts/{care.pk}/contact/{home.son.pk}/reveal", {"field": "name"}),
        police.post(f"/api/alerts/{hit.pk}/entry/reveal"),
    ]
    assert [answer.json()["value"] for answer in told] == [ELDER.phone, SON[0], PLATE]
    for alert in (care, hit):
        desk.post(f"/api/alerts/{alert.pk}/claim", {"note": "x"})
    personal = tuple(value for value in VALUES if value != DOOR)
    assert found_in(whole_database(), personal) == []
    stored = b"".join(path.read_bytes() for path in config().home.rglob("*") if path.is_file())
    assert found_in(stored.decode("utf-8", "ignore"), personal) == []
    assert found_in(caplog.text) == []


def test_lu_10_what_is_typed_into_a_path_or_query_stays_out_of_logs_and_audit(seeded, browsers, caplog):
    caplog.set_level(logging.DEBUG)
    _, _, (worker, _) = seeded
    desk = browsers().sign_in(worker)
    for path in (
        f"/api/residents/{ELDER.phone}",
        f"/api/residents?q={ELDER.phone}",
        f"/api/lists/entries?kind={PLATE}",
    ):
        assert found_in(everything_of(desk.get(path))) == []
    Client().get(f"/api/nowhere/{ELDER.phone}")
    assert found_in(caplog.text) == []
    phones = [row for row in whole_database().split("resident:") if row.startswith(ELDER.phone)]
    assert phones == []
    assert Resident.objects.count() == 1

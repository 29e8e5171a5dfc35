"""A second count beside the platform's own: whoever the vault opened is who the audit says was shown (LU-51).

The count is taken where the ciphertext becomes text, knows nothing of requests, and is held against the log afterwards.
`ANLIN_LOAD_S=86400 pytest -s anlin/api/test_reads_on_record.py` goes on for a day; the suite's run takes some seconds.
"""

import json
import os
import sys
import threading
import time
from collections import Counter
from itertools import cycle
from typing import Any

import pytest
from django.db import connection

from anlin.access.models import AuditRecord
from anlin.access.vault import Place, Vault
from anlin.alerts.models import Alert
from anlin.api.conftest import Browser
from anlin.conftest import make_town
from anlin.lists.conftest import in_force
from anlin.observations.clock import system_clock
from anlin.people.models import RoleGrant, Unit, User
from anlin.people.roles import ROLES
from anlin.residents.conftest import make_home
from anlin.residents.registering import NewResident, register_resident

LOAD_S = float(os.environ.get("ANLIN_LOAD_S", "3"))
PEOPLE = {"residents_resident": "resident", "residents_householdcontact": "contact", "lists_entry": "entry"}
"""Tables whose rows are persons, and what their pseudonyms begin with."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Pseudonym to the number of requests in which the vault opened a field of that person."""
    counts: Counter[str] = Counter()
    mine, lock = threading.local(), threading.Lock()
    plainly = Vault.open

    def counting(vault: Vault, place: Place, sealed: str) -> str:
        if place.table in PEOPLE:
            seen = mine.__dict__.setdefault("seen", set())
            seen.add(f"{PEOPLE[place.table]}:{place.row}")
        return plainly(vault, place, sealed)

    def settle() -> None:
        with lock:
            counts.update(mine.__dict__.pop("seen", set()))

    monkeypatch.setattr(Vault, "open", counting)
    counts.settle = settle  # type: ignore[attr-defined]
    return counts


def a_place_with_people() -> tuple[list[tuple[str, str, Any]], dict[str, User]]:
    """What is asked for, again and again, by whom; some of it is refused and some does not exist."""
    from anlin.alerts.conftest import NOON, FixedFacts, condition
    from anlin.alerts.sink import ConditionSink

    town = make_town()
    home = make_home(town.compound)
    for number in range(6):
        register_resident(
            home.dwelling, NewResident(f"居民{number}", f"1370000{number:04}"), f"同意书 {number}", None, 1
        )
    units = [Unit.objects.create(code=f"u{n}", name_zh=f"单位{n}", kind="police") for n in range(3)]

    def named(role: str, nth: int, unit: Unit, area: Any) -> User:
        user = User.objects.create_user(f"{role}{nth}", f"人员{nth}", unit=unit)
        RoleGrant.objects.create(user=user, role=role, area=None if ROLES[role].is_platform_wide else area)
        return user

    officers = [named("community_officer", n, unit, town.community) for n, unit in enumerate(units)]
    people = {
        "worker": named("grid_worker", 3, units[0], town.compound),
        "officer": officers[0],
        "auditor": named("auditor", 4, units[1], None),
        "neighbour": named("grid_worker", 5, units[2], town.neighbour),
    }
    entry = in_force(town.community, officers, system_clock())
    said = [
        condition(id=1, model="elderly_inactivity", key="dwelling:x", area=town.compound.pk, zone=home.bedroom.pk),
        condition(id=2, model="watchlist_hit", key=f"entry:{entry.pk:016x}/zone:g", area=town.compound.pk),
    ]
    ConditionSink(FixedFacts(), clock=lambda: NOON).apply(1, 1, 1, said)
    care, hit = Alert.objects.get(model="elderly_inactivity"), Alert.objects.get(model="watchlist_hit")
    Alert.objects.filter(pk=care.pk).update(claimed_by=people["worker"], work_state="accepted")
    Alert.objects.filter(pk=hit.pk).update(claimed_by=people["officer"])
    wishes = [
        ("worker", f"/api/alerts/{care.pk}/people", None),
        ("worker", "/api/residents", None),
        ("worker", f"/api/residents/{home.elder.pk}", None),
        ("worker", f"/api/alerts/{care.pk}/resident/{home.elder.pk}/reveal", {"field": "phone"}),
        ("neighbour", f"/api/residents/{home.elder.pk}", None),
        ("neighbour", "/api/residents", None),
        ("officer", f"/api/alerts/{hit.pk}/entry", None),
        ("officer", "/api/lists/entries", None),
        ("officer", f"/api/alerts/{hit.pk}/entry/reveal", {}),
        ("auditor", "/api/lists/entries", None),
        ("auditor", "/api/residents", None),
        ("worker", "/api/residents/999999", None),
    ]
    return wishes, people


@pytest.mark.django_db(transaction=True)
def test_lu_51_under_load_no_person_is_read_whom_the_audit_does_not_name(opened: Any, demo: None) -> None:
    wishes, people = a_place_with_people()
    browsers = {name: Browser().sign_in(user) for name, user in people.items()}
    start = AuditRecord.objects.order_by("-position")[0].position
    opened.settle()
    opened.clear()
    until, asked, statuses = time.monotonic() + LOAD_S, Counter[str](), Counter[int]()

    def ask_on(first: int) -> None:
        # Each thread with cookies of its own: a sign-in is one device's.
        own = {name: Browser() for name in browsers}
        for name, browser in own.items():
            browser.client.cookies.update(browsers[name].client.cookies)
        try:
            for nth, (who, path, body) in enumerate(cycle(wishes[first:] + wishes[:first])):
                if nth >= len(wishes) and time.monotonic() >= until:
                    break
                answer = own[who].get(path) if body is None else own[who].post(path, body)
                opened.settle()
                asked[path] += 1
                statuses[answer.status_code] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=ask_on, args=(first,)) for first in (0, 4, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bodies = [json.loads(row.body) for row in AuditRecord.objects.filter(position__gt=start)]
    on_record: Counter[str] = Counter()
    for body in bodies:
        on_record.update(name for name in body["subjects"] if body["persons"] and name.split(":")[0] in PEOPLE.values())
    sys.stderr.write(f"\n{asked.total()} requests, {opened.total()} persons read, {on_record.total()} on record\n")
    assert statuses[200] > 10
    assert opened.total() > 10
    assert sum(body["persons"] for body in bodies) == opened.total()
    assert on_record == opened

"""From the resident's page to the real door, the journal and the real engine, and back."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from anlin.api import intake_store
from anlin.api.conftest import Browser
from anlin.care.conftest import MODEL
from anlin.care.models import HomeNow
from anlin.care.showing import Showing
from anlin.engine.live import Shard
from anlin.gateway import GatewaySettings
from anlin.gateway.app import create_app
from anlin.gateway.conftest import DoorClient, running
from anlin.journal import Journal
from anlin.observations.clock import system_clock
from anlin.observations.instants import HOUR, MINUTE, iso
from anlin.places.directory import directory_source
from anlin.places.registering import make_token, register_device
from anlin.site.config import config

pytestmark = pytest.mark.django_db(transaction=True)
IN_FORCE_WITHIN_S = 60
"""LU-31, LU-37; the door looks once a second, here twenty times."""
SENSOR = "pir-of-the-bedroom"


@pytest.fixture
def journal(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """The door's and the page's journal is one."""
    monkeypatch.setattr("anlin.api.own.journal", lambda: journal)
    intake_store.journal.cache_clear()
    return journal


class Sensor:
    """The home's own device as its gateway sends for it."""

    def __init__(self, door: DoorClient, token: str) -> None:
        self._door, self._token, self._count = door, token, 0

    def moves(self, at: int | None = None) -> str:
        self._count += 1
        said = {"device": SENSOR, "kind": "ir_motion", "label": "on", "event": self._count}
        said |= {"observed_at": iso(at)} if at else {}
        answer = self._door.post(
            "/api/observations",
            content=json.dumps({"observations": [said]}),
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )
        (outcome,) = answer.json()["outcomes"]
        return outcome.get("reason") or outcome["outcome"]


@pytest.fixture
def sensor(home: Any, town: Any, journal: Journal) -> Iterator[Sensor]:
    register_device(town.compound, home.bedroom, SENSOR, "卧室红外", "motion_sensor")
    _, token = make_token(town.compound, "hub")
    settings = GatewaySettings(directory_every_s=0.05, quarantine_key=bytes(32))
    app = create_app(journal, directory_source(system_clock), system_clock, None, settings)
    with running(app) as door:
        yield Sensor(door, token)


def engine_of(journal: Journal) -> Shard:
    class Nowhere:
        def applied(self, shard: int) -> int:
            return 0

        def apply(self, *_: object) -> None: ...

    engine = Shard(journal, config().shard, [MODEL], Nowhere())
    engine.progress.position = 0
    return engine


def test_lu_31_after_the_withdrawal_on_the_own_page_the_door_refuses_and_counts(sensor, journal, elder):
    page = Browser().sign_in(elder)
    assert sensor.moves() == "journalled"
    assert page.post("/api/own/consents/withdraw", {"purpose": "elder_care"}).json()["home"] is None
    begun, refused = time.monotonic(), 0
    while not refused and time.monotonic() - begun < IN_FORCE_WITHIN_S:
        refused = sensor.moves() == "no_consent"
    assert refused
    held = journal.totals()["journalled"]
    for _ in range(7):
        assert sensor.moves() == "no_consent"
    (tally,) = [row for row in journal.tallies(SENSOR) if row.outcome == "refused"]
    assert (tally.reason, tally.count) == ("no_consent", 8)
    totals = journal.totals()
    assert totals["journalled"] == held
    assert totals["received"] == totals["journalled"] + totals["refused"]


def test_lu_37_after_the_withdrawal_engine_and_page_know_nothing_of_the_home(sensor, journal, elder, home):
    page = Browser().sign_in(elder)
    engine, show = engine_of(journal), Showing(config().shard)

    def look() -> list[Any]:
        engine.take(engine.read()[0])
        show(engine.homes(), engine.clock)
        return engine.homes()

    sensor.moves()
    look()  # The first step may compile for longer than a word of the engine counts.
    for _ in range(3):
        sensor.moves()
    begun = time.monotonic()
    while not look() and time.monotonic() - begun < IN_FORCE_WITHIN_S:
        pass
    assert page.get("/api/own").json()["home"]["state"] in ("home", "asleep")
    page.post("/api/own/consents/withdraw", {"purpose": "elder_care"})
    while look() and time.monotonic() - begun < IN_FORCE_WITHIN_S:
        pass
    assert engine.homes() == []
    assert engine.state is not None
    assert not engine.state.arrays.pool.any()
    assert not HomeNow.objects.exists()
    assert page.get("/api/own").json()["home"] is None


def test_im_fine_on_the_page_ends_the_engines_silence(sensor, journal, elder):
    page = Browser().sign_in(elder)
    engine = engine_of(journal)
    sensor.moves()
    begun = time.monotonic()
    while engine.plan is None or not engine.homes():
        engine.take(engine.read()[0])
        assert time.monotonic() - begun < IN_FORCE_WITHIN_S
    before = engine.homes()[0].heard_at
    assert page.post("/api/own/fine").status_code == 200
    while engine.homes()[0].heard_at == before:
        engine.take(engine.read()[0])
        assert time.monotonic() - begun < IN_FORCE_WITHIN_S
    assert engine.homes()[0].heard_at - before < HOUR + MINUTE

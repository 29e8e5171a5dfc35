"""The gateway killed again and again under load: nothing acknowledged is lost, nothing kept twice, counts balance."""

import http.client
import json
import multiprocessing
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from anlin.gateway.conftest import SENSOR, TOKEN, directory_of
from anlin.journal import Journal, open_journal
from anlin.observations import from_bytes, kind_code, observation_id
from anlin.observations.kinds import LABEL_CODES

KILLS = 16  # On each store.
SENDERS = 4
BATCH = 5

_MOTION = kind_code("ir_motion")

# Children come from a process that has loaded everything, so that a start costs a fork.
_children = multiprocessing.get_context("forkserver")
_children.set_forkserver_preload(["anlin.gateway.test_crash", "anlin.gateway.app", "anlin.gateway.serving"])


def serve_gateway(url: str, port: int) -> None:
    from anlin.gateway import FixedDirectory, GatewaySettings
    from anlin.gateway.app import create_app
    from anlin.gateway.serving import serve
    from anlin.observations.clock import system_clock

    settings = GatewaySettings(quarantine_key=bytes(32))
    app = create_app(open_journal(url), FixedDirectory(directory_of()), system_clock, None, settings)
    serve(app, "127.0.0.1", port)


class Sender(threading.Thread):
    """A source as it should be: keeps a batch until it is acknowledged, and sends it again until then."""

    def __init__(self, name: str, port: int) -> None:
        super().__init__(daemon=True)
        self.source, self.port = name, port
        self.acknowledged: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self.tries = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        for number in range(1_000_000):
            events = [f"{self.source}-{number}-{n}" for n in range(BATCH)]
            answer = self._send_until_acknowledged(events)
            if answer is None:
                return
            self.acknowledged += events
            self.outcomes.update(outcome["outcome"] for outcome in answer["outcomes"])

    def _send_until_acknowledged(self, events: list[str]) -> Any:
        observations = [{"device": SENSOR, "event": event, "kind": "ir_motion", "label": "on"} for event in events]
        body = json.dumps({"observations": observations})
        while not self.is_over.is_set():
            self.tries += 1
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("POST", "/api/observations", body, {"Authorization": f"Bearer {TOKEN}"})
                answer = connection.getresponse()
                text = answer.read()
                if answer.status == 200:
                    return json.loads(text)
            except (OSError, http.client.HTTPException, json.JSONDecodeError):
                time.sleep(0.005)
            finally:
                connection.close()
        return None


@pytest.mark.crash
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_nothing_acknowledged_is_lost_when_the_gateway_is_killed(
    store: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    is_sqlite = store == "sqlite"
    url = f"sqlite:///{tmp_path / 'journal.sqlite3'}" if is_sqlite else request.getfixturevalue("new_postgres")()
    open_journal(url).close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    senders = [Sender(f"s{nth}", port) for nth in range(SENDERS)]
    chance = random.Random(store)
    for sender in senders:
        sender.start()
    for _ in range(KILLS):
        gateway = start_gateway(url, port)
        taken = total(senders)
        wait_until(lambda taken=taken: total(senders) > taken)
        time.sleep(chance.random() * 0.3)
        os.kill(gateway.pid, signal.SIGKILL)
        gateway.join()
    gateway = start_gateway(url, port)
    taken = total(senders)
    wait_until(lambda: total(senders) > taken + 20 * BATCH)
    for sender in senders:
        sender.is_over.set()
    for sender in senders:
        sender.join(20)
    gateway.terminate()
    gateway.join(20)
    journal = open_journal(url)
    check(journal, senders)
    journal.close()


def start_gateway(url: str, port: int) -> Any:
    gateway = _children.Process(target=serve_gateway, args=(url, port))
    gateway.start()
    return gateway


def total(senders: list[Sender]) -> int:
    return sum(len(sender.acknowledged) for sender in senders)


def wait_until(is_so: Any) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until, "the gateway took nothing for a minute"
        time.sleep(0.002)


def check(journal: Journal, senders: list[Sender]) -> None:
    positions = [entry.position for entry in journal.read(1, 0, 10**9)]
    assert positions == list(range(1, len(positions) + 1))
    ids: Counter[int] = Counter()
    for entry in journal.read(1, 0, 10**9):
        if entry.kind == "rows":
            ids.update(from_bytes(entry.payload).column("id").to_pylist())
    assert max(ids.values()) == 1, "an observation was kept twice"
    acknowledged = [event for sender in senders for event in sender.acknowledged]
    lost = [e for e in acknowledged if observation_id(SENSOR, f"#{e}", _MOTION, LABEL_CODES["on"]) not in ids]
    assert lost == []
    totals = journal.totals()
    assert totals["received"] == totals["journalled"] + totals.get("duplicate", 0)
    assert totals["journalled"] == len(ids)
    told = sum((sender.outcomes for sender in senders), Counter())
    assert set(told) <= {"journalled", "duplicate"}
    # What was committed and not answered comes again, as a repeat: the killing did hit requests on their way.
    assert sum(sender.tries for sender in senders) > len(acknowledged) // BATCH

"""The gateway on a real socket: bodies that are far too much cost an answer and not the memory."""

import http.client
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anlin.gateway.conftest import SENSOR, TOKEN
from anlin.gateway.test_crash import start_gateway
from anlin.journal import open_journal

MIB = 1 << 20
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


class Served:
    def __init__(self, port: int, pid: int) -> None:
        self.port, self.pid = port, pid

    def post(self, body: Any) -> tuple[int, dict[str, Any]]:
        """A body of pieces is sent in chunks."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", "/api/observations", body, WITH_TOKEN)
        answer = connection.getresponse()
        read = answer.status, json.loads(answer.read())
        connection.close()
        return read

    def memory_mib(self) -> float:
        """The most this process ever held."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no VmHWM")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"sqlite:///{folder / 'journal.sqlite3'}"
    gateway = start_gateway(url, port)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.02)
    yield Served(port, gateway.pid)
    gateway.terminate()
    gateway.join(30)
    assert gateway.exitcode == 0 or gateway.exitcode == -15
    journal = open_journal(url)
    totals = journal.totals()
    journal.close()
    # Where the tests of this file are shared out, one server may have seen only some of them.
    assert totals.get("received", 0) == totals.get("journalled", 0) + totals.get("quarantined", 0)


def test_a_hundred_megabytes_are_refused_in_words_without_being_held(served: Served) -> None:
    before = served.memory_mib()
    status, answer = served.post(b"x" * (100 * MIB))
    assert (status, answer["error"]) == (413, "too_large")
    status, _ = served.post(b"x" * MIB for _ in range(100))
    assert status == 413
    # One body may be held up to its bound of 32 MiB; twice that while it is put together.
    assert served.memory_mib() - before < 100


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"observations":' + b"[" * 5_000_000, "too_deep"),
        (b"[" * 5_000_000, "malformed"),
        (b'{"observations":[' + b"{}," * 10_001 + b"{}]}", "too_many"),
        (b'"' + b"\\u0000" * 1_000_000 + b'"', "malformed"),
    ],
)
def test_bodies_made_to_hurt_get_a_clear_error(served: Served, body: bytes, error: str) -> None:
    status, answer = served.post(body)
    assert (status, answer["error"]) == (400, error)


@pytest.mark.parametrize(
    "body",
    [
        b"{" + b",".join(b'"k%d":%d' % (n, n) for n in range(1_000_000)) + b"}",
        b'{"observations":[' + b"{}," * 10_000_000 + b"{}]}",
    ],
)
def test_a_million_keys_or_objects_are_refused_before_they_are_decoded(served: Served, body: bytes) -> None:
    before = served.memory_mib()
    status, answer = served.post(body)
    assert (status, answer["detail"]) == (413, "the body has more than 200000 fields")
    assert served.memory_mib() - before < 100


def test_ordinary_work_goes_on_after_all_that(served: Served) -> None:
    observation = {"device": SENSOR, "event": "1", "kind": "ir_motion", "label": "on"}
    status, answer = served.post(json.dumps({"observations": [observation]}).encode())
    assert (status, answer["outcomes"][0]["outcome"]) == (200, "journalled")

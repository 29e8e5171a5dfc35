"""How long it takes from the commit of an alert to a listening browser, through a real uvicorn."""

import json
import socket
import subprocess
import threading
import time
from pathlib import Path

import httpx
import pytest

WRITER = str(Path(__file__).with_name("writer.py"))
AGENT = "live-test"
LISTENERS, ALERTS = 8, 60


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Browser(threading.Thread):
    """Listens until it has seen `wanted` alerts; remembers when each came."""

    def __init__(self, url: str, session: str, wanted: int) -> None:
        super().__init__(daemon=True)
        self.url, self.session, self.wanted = url, session, wanted
        self.came: dict[int, int] = {}
        self.greeted = threading.Event()
        self.ids: list[int] = []

    def run(self) -> None:
        cookies = {"anlin_session": self.session, "anlin_device": "device"}
        with (
            httpx.Client(headers={"user-agent": AGENT}, timeout=30, cookies=cookies) as client,
            client.stream("GET", f"{self.url}/api/stream") as answer,
        ):
            assert answer.status_code == 200, answer.read()
            event = ""
            for line in answer.iter_lines():
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                elif line.startswith("id: "):
                    self.ids.append(int(line.removeprefix("id: ")))
                elif line.startswith("data: ") and event == "hello":
                    self.greeted.set()
                elif line.startswith("data: ") and event == "alert":
                    self.came.setdefault(json.loads(line.removeprefix("data: "))["id"], time.time_ns() // 1000)
                    if len(self.came) == self.wanted:
                        return


def wait_until_it_answers(url: str) -> None:
    for _ in range(150):
        try:
            if httpx.get(f"{url}/healthz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the web process did not start")


@pytest.mark.load
def test_an_alert_reaches_every_browser_within_150_ms_of_its_commit(home):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    web = home.start("-m", "uvicorn", "anlin.site.asgi:application", "--port", str(port), "--log-level", "warning")
    writer = home.start(WRITER, str(ALERTS), "0.05", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        session = writer.stdout.readline().split()[1]
        wait_until_it_answers(url)
        browsers = [Browser(url, session, ALERTS) for _ in range(LISTENERS)]
        for browser in browsers:
            browser.start()
        assert all(browser.greeted.wait(20) for browser in browsers)
        writer.stdin.write("go\n")
        writer.stdin.flush()
        committed = dict(map(int, line.split()) for line in writer.stdout)
        for browser in browsers:
            browser.join(20)
    finally:
        for process in (writer, web):
            process.kill()
            process.communicate()
    took = sorted(b.came[alert] - at for b in browsers for alert, at in committed.items())
    assert len(took) == LISTENERS * ALERTS
    assert all(browser.ids == sorted(browser.ids) for browser in browsers)
    p50, p99 = took[len(took) // 2] / 1000, took[int(len(took) * 0.99)] / 1000
    print(f"\n{home.store}: commit to browser p50 {p50:.0f} ms, p99 {p99:.0f} ms, most {took[-1] / 1000:.0f} ms")
    assert p99 <= 150

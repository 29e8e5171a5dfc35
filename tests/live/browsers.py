"""A browser that listens to the live stream, and the web process it listens to."""

import json
import socket
import threading
import time

import httpx

AGENT = "live-test"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Browser(threading.Thread):
    """Listens until it has seen `wanted` alerts (of one severity, if given); remembers when each came first."""

    def __init__(self, url: str, session: str, wanted: int, severity: str = "", device: str = "device") -> None:
        super().__init__(daemon=True)
        self.device = device
        self.zones: dict[int, int] = {}
        self.url, self.session, self.wanted, self.severity = url, session, wanted, severity
        self.came: dict[int, int] = {}
        self.greeted = threading.Event()
        self.ids: list[int] = []

    def run(self) -> None:
        cookies = {"anlin_session": self.session, "anlin_device": self.device}
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
                    alert = json.loads(line.removeprefix("data: "))
                    if self.severity in ("", alert["severity"]):
                        self.came.setdefault(alert["id"], time.time_ns() // 1000)
                        self.zones[alert["id"]] = (alert["zone"] or {}).get("id", 0)
                    if len(self.came) == self.wanted:
                        return


def wait_until_it_answers(url: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{url}/healthz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the web process did not start")

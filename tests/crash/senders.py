"""Devices that send until they are answered, as real ones do, and remember what was acknowledged."""

import itertools
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

NO_ANSWER_S = 60
"""The door comes back after ten seconds when it was killed often; a busy machine takes its time to start it."""

Sent = tuple[str, str, str, str]
"""(device, event, kind, label): what an observation's id is made of."""


@dataclass
class Acknowledged:
    """What the platform answered for. `journalled` holds everything said to be kept, repeats included."""

    journalled: set[Sent] = field(default_factory=set)
    others: dict[str, int] = field(default_factory=dict)
    answers: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, sent: list[Sent], outcomes: list[dict[str, str]]) -> None:
        with self.lock:
            self.answers += 1
            for one, outcome in zip(sent, outcomes, strict=True):
                if outcome["outcome"] in ("journalled", "duplicate"):
                    self.journalled.add(one)
                else:
                    self.others[outcome["outcome"]] = self.others.get(outcome["outcome"], 0) + 1


class Sender(threading.Thread):
    """Sends batches for some devices; a batch without an answer is sent again, the same, until there is one."""

    def __init__(self, url: str, town: dict[str, Any], number: int, said: Acknowledged, stop: threading.Event) -> None:
        super().__init__(name=f"sender-{number}", daemon=True)
        self._url = f"{url}/api/observations"
        self._token = town["token"]
        self._cameras, self._doors = town["cameras"][number::2], town["doors"][number::2]
        self._said, self._halt = said, stop
        self._random = random.Random(number)
        self._number = number
        self.trouble: list[str] = []

    def run(self) -> None:
        with httpx.Client(timeout=3, headers={"Authorization": f"Bearer {self._token}"}) as client:
            for nth in itertools.count():
                if self._halt.is_set():
                    return
                items, sent = self._batch(nth)
                self._send(client, items, sent)
                if nth % 7 == 0:
                    self._send(client, items, sent)  # A device that missed the answer.
                time.sleep(0.03)

    def _send(self, client: httpx.Client, items: list[dict[str, Any]], sent: list[Sent]) -> None:
        deadline = time.monotonic() + NO_ANSWER_S
        while time.monotonic() < deadline:
            try:
                answer = client.post(self._url, json={"observations": items})
            except httpx.HTTPError:
                time.sleep(0.05)
                continue
            if answer.status_code == 200:
                self._said.note(sent, answer.json()["outcomes"])
                return
            if answer.status_code != 503:
                self.trouble.append(f"{answer.status_code}: {answer.text[:200]}")
                return
            time.sleep(0.05)
        self.trouble.append(f"no answer for {NO_ANSWER_S} s")

    def _batch(self, nth: int) -> tuple[list[dict[str, Any]], list[Sent]]:
        """E-bikes in lifts now and then, doors forced and shut, an unreadable item, an unknown device."""
        now, items = time.time(), []
        for camera in self._cameras:
            if (nth // 40) % 2 == 0:
                items.append(_item(camera, nth, "ebike_detected", "ebike", now, confidence=0.9))
        for door in self._doors:
            label = self._random.choice(("open", "closed", "forced"))
            items.append(_item(door, nth, "door_state", label, now))
        if nth % 5 == 0:
            items.append({"device": self._doors[0], "kind": "no_such_kind", "event": f"bad-{nth}", "observed_at": now})
            items.append(_item(f"stranger-{self._number}", nth, "door_state", "open", now))
        sent = [(i["device"], i["event"], i["kind"], i.get("label", "")) for i in items]
        return items, sent


def _item(device: str, nth: int, kind: str, label: str, now: float, **more: float) -> dict[str, Any]:
    return {"device": device, "event": f"e{nth}", "kind": kind, "label": label, "observed_at": now, **more}


class Guard(threading.Thread):
    """A person who accepts alerts as they come and goes there; remembers each step that the platform confirmed."""

    def __init__(self, url: str, stop: threading.Event) -> None:
        super().__init__(name="guard", daemon=True)
        self._url, self._halt = url, stop
        self.confirmed: list[list[object]] = []
        self.answers: Counter[str] = Counter()

    def run(self) -> None:
        # What is killed hangs up at once; who does not wait for a slow answer never learns that the step was taken.
        with httpx.Client(base_url=self._url, timeout=30, headers={"user-agent": "guard"}) as client:
            while not self._halt.is_set():
                try:
                    self._work(client)
                except httpx.HTTPError as error:  # The page is away for a moment; a person tries again.
                    self.answers[type(error).__name__] += 1
                time.sleep(0.1)

    def _work(self, client: httpx.Client) -> None:
        session = client.get("/api/session")
        if session.status_code == 401:
            client.post("/api/demo/sign-in", json={"role": "property_guard"}, headers=self._csrf(client))
            return
        if session.status_code != 200:
            return
        alerts = client.get("/api/alerts", params={"state": "waiting,accepted"})
        for alert in alerts.json()["items"] if alerts.status_code == 200 else ():
            name = "arrive" if alert["work_state"] == "accepted" else "accept"
            step = client.post(f"/api/alerts/{alert['id']}/{name}", json={}, headers=self._csrf(client))
            self.answers[f"{name} {step.status_code}"] += 1
            if step.status_code == 200:
                self.confirmed.append([alert["id"], name])

    @staticmethod
    def _csrf(client: httpx.Client) -> dict[str, str]:
        return {"x-csrftoken": client.cookies.get("csrftoken", "")}

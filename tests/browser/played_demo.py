"""The real demo for the browser tests: started, and led to where most of its story is to be seen."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

PRESENT_WITHIN_S = 480
"""The first start on a machine compiles the engine's kernels."""
CHAPTER = 5
"""The silent kitchen: lane, recorder and crowd are under way by then."""
JUMPS_WITHIN_S = 120
SWEPT_WITHIN_S = 60
SETTLES_S = 4
"""What the chapter begins with is on the pages, and the next is far."""
ASK = """async ([path, body]) => {
    const token = (document.cookie.match(/csrftoken=([^;]+)/) || [])[1] || '';
    const answer = await fetch(path, body === null ? {} : {
        method: 'POST', headers: {'Content-Type': 'application/json', 'X-CSRFToken': token},
        body: JSON.stringify(body) });
    return answer.ok ? await answer.json() : null;
}"""


@contextmanager
def running_demo(folder: Path) -> Iterator[str]:
    """The address of a demo that has reached its present."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "ANLIN_"))}
    log = folder / "lines"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "anlin", "demo", "--json"],
            stdout=out,
            env={**environment, "TMPDIR": str(folder)},
        )
    try:
        yield _opened(log, process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _opened(log: Path, process: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + PRESENT_WITHIN_S
    while time.monotonic() < deadline:
        lines = [json.loads(line) for line in log.read_text().splitlines() if line.endswith("}")]
        if any(line["event"] == "present" for line in lines):
            return str(next(line["address"] for line in lines if line["event"] == "open"))
        assert process.poll() is None, lines[-3:]
        time.sleep(0.2)
    raise AssertionError("the demo did not reach its present")


def ask(page: Page, path: str, body: object = None) -> Any:
    """An answer of the platform to this page, None if it refuses; with a body it is a POST."""
    return page.evaluate(ASK, [path, body])


def settle(page: Page) -> dict[str, object]:
    """Go on to the chapter as a dispatcher and pause there, so that all pictures show one minute.

    Gives what the addresses of the pages name.
    """
    ask(page, "/api/demo/tour", {"is_paused": False})
    while (tour := ask(page, "/api/demo/tour")) is not None and tour["chapter"] < CHAPTER:
        _jump(page, tour["chapter"])
    time.sleep(SETTLES_S)
    ask(page, "/api/demo/tour", {"is_paused": True})
    for _ in range(JUMPS_WITHIN_S * 2):
        if (ask(page, "/api/demo/tour") or {"is_paused": True})["is_paused"]:
            break
        time.sleep(0.5)
    alerts = ask(page, "/api/alerts")["items"]
    (lane, *_) = [alert["id"] for alert in alerts if alert["model"] == "fire_lane_occupied"]
    (broken, *_) = [each["device"]["id"] for each in ask(page, "/api/upkeep")["broken"] if each["device"]]
    (beach, *_) = [place["area"]["id"] for place in ask(page, "/api/crowd")["places"]]
    _send_jointly(page, alerts)
    told = ask(page, "/api/demo/tour")["alert"] or lane
    return {"told": told, "alert": lane, "broken": f"d{broken}", "beach": beach, "sweep": _sweep(page)}


def _jump(page: Page, chapter: int) -> None:
    """On to the next chapter, and no further: a jump is wished once, and its end seen before anything else is."""
    ask(page, "/api/demo/tour", {"jump": True})
    for _ in range(JUMPS_WITHIN_S * 2):
        time.sleep(0.5)
        tour = ask(page, "/api/demo/tour")
        if tour is None or tour["chapter"] != chapter:
            return


def _send_jointly(page: Page, alerts: list[dict[str, Any]]) -> None:
    """Two organisations to one alert, so that there is a dispatch to look at."""
    for alert in alerts:
        choices = ask(page, f"/api/dispatches/choices?alert={alert['id']}")
        units = [unit["id"] for unit in (choices or {}).get("units", [])][:2]
        if len(units) < 2:
            continue
        parts = [
            {"unit": units[0], "what": "到场处置 Deal with it there", "is_lead": True},
            {"unit": units[1], "what": "引导群众绕行 Lead people another way"},
        ]
        if ask(page, "/api/dispatches", {"alert": alert["id"], "parts": parts}) is not None:
            return
    raise AssertionError("no alert of the demo takes two organisations")


def _sweep(page: Page) -> int:
    """A finished look for better limits, over the days that are archived."""
    today = ask(page, "/api/demo/tour")["now"][:10]
    body = {"model": "fire_lane_occupied", "first_day": today, "last_day": today}
    asked = ask(page, "/api/trials/sweeps", body)
    for _ in range(SWEPT_WITHIN_S):
        if asked["state"] in ("done", "failed"):
            break
        time.sleep(1)
        asked = ask(page, f"/api/trials/sweeps/{asked['id']}")
    assert asked["state"] == "done", asked
    return int(asked["id"])

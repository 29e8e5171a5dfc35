"""How the map does with a whole prefecture: `python tests/browser/map_speed.py [ADDRESS]`.

Without an address it registers the prefecture in a home of its own and starts the web process. Headless Chromium draws
with the processor, so frames a second say nothing; what is measured is the page's own script, as processor time of the
page's main thread (`tdur` of Chromium's trace), so that neighbours on the machine do not count.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

# Run by itself it must find what pytest finds by its settings.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from played_browser import DESKTOP, FLAGS, PLAY_ROLE, WAIT_MS, chromium_path
from played_world import ROOT, World
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

SCRIPT = frozenset(
    {
        "FireAnimationFrame", "FunctionCall", "EventDispatch", "TimerFire", "RunMicrotasks", "EvaluateScript",
        "HandlePostMessage", "FireIdleCallback", "MinorGC", "MajorGC",
    }
)  # fmt: skip
"""Trace events in which the page's own script runs, or its garbage is collected."""
CATEGORIES = ["devtools.timeline", "v8", "disabled-by-default-devtools.timeline", "__metadata"]
MIDDLE = (900, 480)
PANS = 4
STEPS = 10
ROUNDS = 5
FURNISH = """
import sys
from pathlib import Path
from anlin.cli.played.home import Home
from anlin.cli.played.ready import furnish
furnish(Home(Path(sys.argv[1]), 0, 0), 1)
"""

PATROL = """
import time
from anlin.cli.processes.starting import start_django
start_django()
from anlin.demo.load_rounds import Rounds
from anlin.demo.rounds import rounds_of
from anlin.demo.town import city
from anlin.observations.clock import system_clock
rounds = Rounds(rounds_of(city(1), 1))
while True:
    rounds.go(system_clock())
    time.sleep(2)
"""
"""Two thousand patrols that move."""


@contextmanager
def prefecture(home: Path) -> Iterator[World]:
    """A web process over the registered prefecture, without devices that send; its patrols move."""
    played = World(home, settled=False)
    home.mkdir(parents=True, exist_ok=True)
    environment = {**played.environment, "DJANGO_SETTINGS_MODULE": "anlin.site.settings"}
    subprocess.run([sys.executable, "-c", FURNISH, str(home)], env=environment, cwd=ROOT, check=True)
    with played:
        played.start("-c", PATROL)
        yield played


def measure(browser: Browser, address: str) -> dict[str, Any]:
    """First paint in s, script p50 and p95 of a frame in ms from afar and from near, growth of the heap in MiB."""
    context = browser.new_context(viewport=DESKTOP, base_url=address, service_workers="block")  # type: ignore[arg-type]
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto("/sign-in")
    if page.evaluate(PLAY_ROLE, "dispatcher") != 200:
        raise SystemExit(f"{address}: no demo")
    page.goto("/")
    # The first visit has read what the browser keeps; this one is measured as a visitor's every other.
    page.goto("/")
    found: dict[str, Any] = {"first_paint_s": round(first_paint(page), 2)}
    page.wait_for_timeout(8_000)
    for name, wheel in (("city", 0), ("district", -900), ("compound", -1_300)):
        come_near(page, wheel)
        found[name] = frames(browser, page)
    found["yardstick_ms"] = round(yardstick(browser, page), 2)
    found["heap_growth_mib"] = growth(context.new_cdp_session(page), page)
    context.close()
    return found


def first_paint(page: Page) -> float:
    """Seconds from the navigation to the first picture of the areas, alerts and ground (`usePlaces`)."""
    for _ in range(600):
        drawn: float | None = page.evaluate("performance.getEntriesByName('anlin.map')[0]?.startTime ?? null")
        if drawn is not None:
            return drawn / 1000
        page.wait_for_timeout(200)
    raise TimeoutError("the map was not drawn within two minutes")


def come_near(page: Page, wheel: int) -> None:
    page.mouse.move(*MIDDLE)
    for _ in range(abs(wheel) // 100):
        page.mouse.wheel(0, -100)
        page.wait_for_timeout(60)
    page.wait_for_timeout(6_000 if wheel else 0)


def pan(page: Page) -> None:
    """Drags the map to and fro."""
    x, y = MIDDLE
    for turn in range(PANS):
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(STEPS):
            reach = 14 * step * (1 if turn % 2 else -1)
            page.mouse.move(x + reach, y + reach / 2)
            page.wait_for_timeout(30)
        page.mouse.up()


def frames(browser: Browser, page: Page) -> dict[str, float]:
    browser.start_tracing(page=page, categories=CATEGORIES)
    pan(page)
    spent = script_of_frames(json.loads(browser.stop_tracing())["traceEvents"])
    return {
        "frames": len(spent),
        "script_p50_ms": round(spent[len(spent) // 2], 2),
        "script_p95_ms": round(spent[len(spent) * 95 // 100], 2),
    }


def script_of_frames(events: list[dict[str, Any]]) -> list[float]:
    """Milliseconds of processor time that script took between one animation frame's begin and the next, ascending."""
    names = {
        (e["pid"], e["tid"]) for e in events if e["name"] == "thread_name" and e["args"]["name"] == "CrRendererMain"
    }
    script = [e for e in events if e["name"] in SCRIPT and e.get("ph") == "X" and (e["pid"], e["tid"]) in names]
    begins = [e for e in script if e["name"] == "FireAnimationFrame"]
    busiest = max(
        {(e["pid"], e["tid"]) for e in begins}, key=lambda main: sum((e["pid"], e["tid"]) == main for e in begins)
    )
    mine = sorted((e for e in script if (e["pid"], e["tid"]) == busiest), key=lambda e: (e["ts"], -e["dur"]))
    outermost, end = [], 0.0
    for event in mine:
        if event["ts"] >= end:
            outermost.append(event)
            end = event["ts"] + event["dur"]
    starts = sorted({e["ts"] for e in outermost if e["name"] == "FireAnimationFrame"})
    spent = []
    for first, following in pairwise(starts):
        spent.append(sum(e.get("tdur", e["dur"]) for e in outermost if first <= e["ts"] < following) / 1000)
    return sorted(spent)


YARDSTICK = """() => {
    // What script does here: small objects, a map, strings, sorting.
    const made = Array.from({length: 30_000}, (_, n) => ({id: n * 7919 % 30_011, name: `n${n % 97}`}));
    const by = new Map(made.map((one) => [one.id, one]));
    made.sort((a, b) => a.id - b.id);
    return JSON.stringify([...by.values()].slice(0, 5_000)).length;
}"""
TIMES = 15


def yardstick(browser: Browser, page: Page) -> float:
    """Milliseconds of processor time that a fixed piece of script takes in this page on this machine, in the middle."""
    browser.start_tracing(page=page, categories=CATEGORIES)
    for _ in range(TIMES):
        # A turn of its own each, begun by a timer, so that it stands in the trace as one.
        page.evaluate(f"new Promise((done) => setTimeout(() => done(({YARDSTICK})()), 0))")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    turns = sorted(e.get("tdur", e["dur"]) / 1000 for e in events if e["name"] == "TimerFire" and e.get("ph") == "X")
    return turns[-TIMES // 2 - 1]


def growth(devtools: CDPSession, page: Page) -> float:
    """How much more the page holds after some rounds of moving about than after the first, garbage collected."""
    held = []
    for _ in range(ROUNDS):
        pan(page)
        page.wait_for_timeout(500)
        devtools.send("HeapProfiler.collectGarbage")
        held.append(devtools.send("Runtime.getHeapUsage")["usedSize"] / 2**20)
    return round(held[-1] - held[1], 2)


def main(arguments: list[str]) -> int:
    path = chromium_path()
    if path is None:
        sys.stderr.write("chromium is not installed; apt-get install chromium fonts-noto-cjk\n")
        return 2
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=path, args=list(FLAGS))
        if arguments:
            found = measure(browser, arguments[0])
        else:
            with prefecture(Path(folder) / "home") as world:
                found = measure(browser, world.address)
        browser.close()
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How the map does with a whole prefecture: `python tests/browser/map_speed.py [ADDRESS] [--hold MINUTES]`.

Without an address it registers the prefecture in a home of its own, starts the web process and plays a city's life
(`played_city.py`). With `--hold` the page stays open for so long, lightly used, and what it holds is told
every five. Headless Chromium draws
with the processor, so frames a second say nothing; what is measured is the page's own script, as processor time of the
page's main thread (`tdur` of Chromium's trace), so that neighbours on the machine do not count.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import pairwise
from pathlib import Path
from typing import Any

# Run by itself it must find what pytest finds by its settings.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from played_browser import DESKTOP, FLAGS, WAIT_MS, chromium_path, sign_in
from played_world import HERE, ROOT, World
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

SCRIPT = frozenset(
    {
        "FireAnimationFrame", "FunctionCall", "EventDispatch", "TimerFire", "RunMicrotasks", "EvaluateScript",
        "HandlePostMessage", "FireIdleCallback", "MinorGC", "MajorGC",
    }
)  # fmt: skip
"""Trace events in which the page's own script runs, or its garbage is collected."""
CATEGORIES = ["devtools.timeline", "v8", "disabled-by-default-devtools.timeline", "__metadata"]
MIDDLE = (700, 400)
PANS = 4
STEPS = 10
SMALL = {"width": 960, "height": 600}
"""For the hour: what is drawn is not what is measured, and the processor draws."""
ROUNDS = 5
LOOKED_EVERY_S = 300
FURNISH = """
import sys
from pathlib import Path
from anlin.cli.played.home import Home
from anlin.cli.played.ready import furnish
furnish(Home(Path(sys.argv[1]), 0, 0), 1)
"""


@contextmanager
def prefecture(home: Path) -> Iterator[World]:
    """A web process over the registered prefecture, and its life: patrols, alerts, devices that are heard of."""
    played = World(home, settled=False)
    home.mkdir(parents=True, exist_ok=True)
    environment = {**played.environment, "DJANGO_SETTINGS_MODULE": "anlin.site.settings"}
    subprocess.run([sys.executable, "-c", FURNISH, str(home)], env=environment, cwd=ROOT, check=True)
    with played:
        played.start(str(HERE / "played_city.py"))
        yield played


def measure(browser: Browser, address: str) -> dict[str, Any]:
    """First paint in s, script p50 and p95 of a frame in ms from afar and from near, growth of the heap in MiB."""
    context = opened(browser, address)
    page = context.pages[0]
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


def opened(browser: Browser, address: str, size: dict[str, int] = DESKTOP) -> BrowserContext:
    """With one page, on which a dispatcher has signed in."""
    context = browser.new_context(viewport=size, base_url=address, service_workers="block")  # type: ignore[arg-type]
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    if sign_in(page, "dispatcher") != 200:
        raise SystemExit(f"{address}: no demo")
    return context


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


def pan(page: Page, turns: int = PANS) -> None:
    """Drags the map to and fro."""
    x, y = MIDDLE
    for turn in range(turns):
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(STEPS):
            reach = 14 * step * (1 if turn % 2 else -1)
            page.mouse.move(x + reach, y + reach / 2)
            page.wait_for_timeout(30)
        page.mouse.up()


def frames(browser: Browser, page: Page) -> dict[str, Any]:
    browser.start_tracing(page=page, categories=CATEGORIES)
    pan(page)
    spent = script_of_frames(json.loads(browser.stop_tracing())["traceEvents"])
    tail = spent[len(spent) * 95 // 100 :]
    return {
        "frames": len(spent),
        "script_p50_ms": round(spent[len(spent) // 2][0], 2),
        "script_p95_ms": round(tail[0][0], 2),
        # What the slowest frames spent it on, ms a frame.
        "tail": {name: round(ms / len(tail), 1) for name, ms in sum_of(tail).most_common(4)},
    }


def sum_of(frames: list[tuple[float, Counter[str]]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for _, parts in frames:
        total.update(parts)
    return total


def script_of_frames(events: list[dict[str, Any]]) -> list[tuple[float, Counter[str]]]:
    """Milliseconds of processor time that script took between one animation frame's begin and the next, ascending,
    with what it was spent on."""
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
        parts: Counter[str] = Counter()
        for event in outermost:
            if first <= event["ts"] < following:
                parts[kind_of(event)] += event.get("tdur", event["dur"]) / 1000
        spent.append((sum(parts.values()), parts))
    return sorted(spent, key=lambda frame: frame[0])


def kind_of(event: dict[str, Any]) -> str:
    told = event.get("args", {}).get("data", {})
    return " ".join(filter(None, (event["name"], str(told.get("type") or told.get("functionName") or ""))))


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


def hold(browser: Browser, address: str, minutes: int) -> Iterator[dict[str, float]]:
    """What an open page holds, every five minutes: MiB of heap after collection, nodes, MiB of its processes (PSS).

    In each five minutes it is looked at from afar, over a district and inside a compound, and an alert is opened.
    """
    context = opened(browser, address, SMALL)
    page = context.pages[0]
    devtools, machine = context.new_cdp_session(page), browser.new_browser_cdp_session()
    page.goto("/")
    first_paint(page)
    began, following = time.monotonic(), 0.0
    while following <= minutes * 60:
        use(page)
        while (passed := time.monotonic() - began) < following:
            page.wait_for_timeout(1_000 * min(60.0, following - passed))
            pan(page, turns=2)
        devtools.send("HeapProfiler.collectGarbage")
        counters = devtools.send("Memory.getDOMCounters")
        processes = machine.send("SystemInfo.getProcessInfo")["processInfo"]
        yield {
            "minute": round((time.monotonic() - began) / 60, 1),
            "heap_mib": round(devtools.send("Runtime.getHeapUsage")["usedSize"] / 2**20, 1),
            "nodes": counters["nodes"],
            "listeners": counters["jsEventListeners"],
            "renderer_mib": sum(held_mib(one["id"]) for one in processes if one["type"] == "renderer"),
            "gpu_mib": sum(held_mib(one["id"]) for one in processes if one["type"] == "GPU"),
        }
        following += LOOKED_EVERY_S
    context.close()


def use(page: Page) -> None:
    """From afar to near and back, and an alert opened and left."""
    for wheel in (-900, -1_300):
        come_near(page, wheel)
        pan(page, turns=2)
    page.locator("[data-alert]").first.click()
    page.wait_for_timeout(2_000)
    page.keyboard.press("Escape")
    page.mouse.move(*MIDDLE)
    for _ in range(30):
        page.mouse.wheel(0, 100)
        page.wait_for_timeout(60)
    page.wait_for_timeout(3_000)


def held_mib(process: int) -> int:
    """MiB that are the process's own, shared pages counted by share; 0 where the system does not say."""
    rollup = Path(f"/proc/{process}/smaps_rollup")
    lines = rollup.read_text().splitlines() if rollup.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // 1024


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", nargs="?")
    parser.add_argument("--hold", type=int, metavar="MINUTES")
    wanted = parser.parse_args(arguments)
    path = chromium_path()
    if path is None:
        sys.stderr.write("chromium is not installed; apt-get install chromium fonts-noto-cjk\n")
        return 2
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        # In memory, where the system has room for it: a full disk must not end an hour's look.
        browser = play.chromium.launch(
            executable_path=path, args=list(FLAGS), ignore_default_args=["--disable-dev-shm-usage"]
        )
        with nullcontext() if wanted.address else prefecture(Path(folder) / "home") as world:
            address = wanted.address or world.address
            for found in hold(browser, address, wanted.hold) if wanted.hold else [measure(browser, address)]:
                sys.stdout.write(json.dumps(found) + "\n")
                sys.stdout.flush()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

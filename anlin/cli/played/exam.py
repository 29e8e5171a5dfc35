"""`anlin demo --once`: a labelled day of the prefecture through the real door, and how right the platform was.

Thirteen weeks of what offices enter come first, by the same door. The platform's clock is the demo's: it steps through
the day two minutes at a time, each step when every message of the last one is answered. Platforms upload every two
minutes, and hosts of most sites' gates hand over what passed every five; both are registered as such.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from anlin.cli.collector import without_collector
from anlin.cli.failure import CouldNotRun
from anlin.cli.played.home import Home, import_ahead, new_home, register
from anlin.cli.played.platform import Platform, applied_position
from anlin.cli.played.workload import workload
from anlin.cli.serve import Process

if TYPE_CHECKING:
    from anlin.demo.naive import NaiveRules
    from anlin.demo.terminal import Terminal
    from anlin.demo.town import Manners, Town
    from anlin.demo.world import World
    from anlin.observations.clock import ClockFile

SECOND = 1_000_000
DAY = 86_400 * SECOND
MIDNIGHT = 1_773_763_200 * SECOND
"""2026-03-18 00:00 in China, a Wednesday: any day would do, and the same one keeps figures comparable."""
PAST = MIDNIGHT - (13 * 7 + 2) * DAY
"""Thirteen weeks before the Monday of that week: what offices entered since then the platform has seen for itself."""
UPLOAD_S = 120
BEAT_S = 600
DEVICES_S = 4 * 3600
CAPTURES_S = 300
HANDED_OVER = 480 * SECOND
"""Played beyond midnight, so that what happened before it has been uploaded: the host of a gate takes seven minutes.
What waits for silence is judged by then too."""
AFTERWARDS = 10 * SECOND
"""The clock's last step, for what is released by the clock alone. Much later every platform would be found dead."""
CAUGHT_UP_WITHIN_S = 300
IN_FORCE_WITHIN_S = 60
FIGURES = ("received", "journalled", "duplicates", "quarantined", "refused", "parked")


def examine(seed: int, terminal: "Terminal", keep: Path | None = None) -> dict[str, Any]:
    """Plays and scores one day; what `--json` prints. Raises `CouldNotRun`.

    `keep`: where truth and alerts are left behind, as files.
    """
    import uvloop

    from anlin.demo.naive import NaiveRules
    from anlin.demo.town import Manners, prefecture
    from anlin.demo.world import World
    from anlin.observations.clock import ClockFile

    begun = time.monotonic()
    manners = Manners(UPLOAD_S, BEAT_S, DEVICES_S, CAPTURES_S)
    with new_home() as home:
        import_ahead()
        with terminal.step("建起全市", "building the prefecture"):
            town = prefecture(seed)
            clock = ClockFile.create(home.clock, PAST)
        with terminal.step("准备数据库，登记场所与设备", "preparing the database, registering places and devices"):
            register(town, home, PAST, manners, feeds_only=True)
        processor_s = {"setting_up": time.process_time()}
        world, naive = World(town, PAST), NaiveRules(town)
        with without_collector():
            # The loop the door runs on: a thousand devices talk through this one too.
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                requests, taken = runner.run(_play_day(home, world, naive, clock, manners, terminal))
            processor_s |= taken
        seconds = time.monotonic() - begun
        processor_s["world"] = time.process_time() - processor_s["setting_up"]
        with terminal.step("评分", "scoring"):
            return {
                "seconds": round(seconds, 1),
                "processor_s": {name: round(taken, 1) for name, taken in processor_s.items()},
                "seed": seed,
                "counts": _counts(home),
                "requests": requests,
                "models": _figures(world, naive, keep),
                "workload": workload(MIDNIGHT, MIDNIGHT + DAY),
            }


async def _play_day(
    home: Home, world: "World", naive: "NaiveRules", clock: "ClockFile", manners: "Manners", terminal: "Terminal"
) -> tuple[int, dict[str, float]]:
    """How many requests bore observations on the day; processor time of the platform's processes, seconds by name."""
    from anlin.demo.day import begin_day, begin_past
    from anlin.demo.devices import Fleet, HttpLine, Refusal
    from anlin.demo.play import Play
    from anlin.demo.town.plan import FEED_S, offices_of

    stopped = asyncio.Event()

    def lost(name: str, status: object) -> None:
        raise CouldNotRun(f"process {name} ended ({status}) in the middle of the day; see {home.log}")

    def line() -> HttpLine:
        return HttpLine(home.door)

    platform = Platform(home, lost, (Process.GATEWAY, Process.ENGINE))
    try:
        with terminal.step("启动平台", "starting the platform"):
            await platform.until_ready("gateway", stopped)
        begin_past(world, MIDNIGHT)
        async with contextlib.aclosing(Fleet(offices_of(world.town), line, (), manners)) as offices:
            with terminal.bar("补演十三周的登记与案件", "playing thirteen weeks of records", MIDNIGHT - PAST) as bar:
                play = Play(world, offices, clock, FEED_S * SECOND, naive.see)
                await play.hurry(lambda: MIDNIGHT, _watching(platform, bar, PAST))
        with terminal.step("名单生效，全部设备上线", "lists come into force, every device goes live"):
            await _until_in_force(await asyncio.to_thread(_open_the_day, world.town), platform)
        day = begin_day(world)
        async with contextlib.aclosing(Fleet(world.town, line, day.outages, manners, world.clocks)) as fleet:
            with terminal.bar("演一整天", "playing the whole day", DAY) as bar:
                play = Play(world, fleet, clock, UPLOAD_S * SECOND, naive.see)
                await play.hurry(lambda: MIDNIGHT + DAY + HANDED_OVER, _watching(platform, bar, MIDNIGHT))
        naive.end(world.now)
        with terminal.step("引擎追上", "the engine catches up"):
            clock.set(world.now + AFTERWARDS)
            await _until_caught_up(home, platform)
        return fleet.counts["requests"], platform.processor_s()
    except Refusal as refused:
        raise CouldNotRun(f"{refused} See {home.log}") from None
    finally:
        platform.stop()


def _watching(platform: Platform, bar: Callable[[float], None], begun: int) -> Callable[[int], None]:
    """What is told of each step: the processes are looked after, and the bar moves."""

    def told(now: int) -> None:
        platform.look_after()
        bar(now - begun)

    return told


def _open_the_day(town: "Town") -> int:
    """Lists and rosters in force, every device live; the registry's version then."""
    from django.db import connections

    from anlin.demo.load import load_rosters, switch_on
    from anlin.demo.load_lists import load_lists

    try:
        load_lists(town, MIDNIGHT)
        load_rosters(town, MIDNIGHT)
        return switch_on()
    finally:
        connections.close_all()


async def _until_in_force(version: int, platform: Platform) -> None:
    """Until the door works by this version of the registers: it enters the journal before any row of it."""
    from anlin.journal import open_journal, registry_of
    from anlin.site.config import config

    journal = open_journal(config().journal)
    deadline = time.monotonic() + IN_FORCE_WITHIN_S
    try:
        while (entry := journal.latest_control(config().shard, "registry")) is None or (
            registry_of(entry).version < version
        ):
            platform.look_after()
            if time.monotonic() > deadline:
                raise CouldNotRun(f"the door does not know version {version} of the registers")
            await asyncio.sleep(0.2)
    finally:
        journal.close()


async def _until_caught_up(home: Home, platform: Platform) -> None:
    """Until the engine has applied all that is in the journal, the last tick included."""
    from anlin.journal import open_journal
    from anlin.site.config import config

    journal = open_journal(config().journal)
    try:
        shard = config().shard
        await asyncio.sleep(1.0)  # A silent door tells the new instant five times a second.
        end = journal.last_position(shard)
        deadline = time.monotonic() + CAUGHT_UP_WITHIN_S
        while await asyncio.to_thread(applied_position) < end:
            platform.look_after()
            if time.monotonic() > deadline:
                raise CouldNotRun(f"the engine is still behind after {CAUGHT_UP_WITHIN_S} s; see {home.log}")
            await asyncio.sleep(0.1)
    finally:
        journal.close()


def _counts(home: Home) -> dict[str, int]:
    """What became of everything that was sent; received is the sum of the others."""
    from anlin.journal import open_journal
    from anlin.site.config import config

    journal = open_journal(config().journal)
    try:
        totals = journal.totals()
    finally:
        journal.close()
    return {name: totals.get(name.removesuffix("s") if name == "duplicates" else name, 0) for name in FIGURES}


def _figures(world: "World", naive: "NaiveRules", keep: Path | None) -> dict[str, Any]:
    """Precision, recall and delay per model, and beside them those of the naive rule of the same purpose."""
    from anlin.engine.scoring import Incident, ScoredAlert, score
    from anlin.observations.instants import iso

    rows = [incident.row(world.now) for incident in world.incidents]
    incidents = [msgspec.convert(row, Incident) for row in rows]
    names = {incident.model for incident in incidents}
    # Neither what was said of the weeks before, nor what is of the next day.
    begins, ends = iso(MIDNIGHT), iso(MIDNIGHT + DAY)
    said = [alert for alert in naive.alerts if begins <= alert["opened_at"] < ends]
    simple = score([msgspec.convert(alert, ScoredAlert) for alert in said], incidents)
    alerts = [alert for alert in _alerts() if alert.model in names and begins <= alert.opened_at < ends]
    ours = score(alerts, incidents)
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        for name, lines in (("truth", incidents), ("alerts", alerts)):
            (keep / f"{name}.jsonl").write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    return {name: {**ours[name], "naive": simple.get(name)} for name in sorted(names)}


def _alerts() -> "list[Any]":
    """What people would have got, had nobody acted: the platform's conditions, merged as `anlin replay` does."""
    from anlin.alerts.models import AppliedCondition
    from anlin.engine import load_models
    from anlin.engine.conditions import Condition, What
    from anlin.engine.replay import alerts_of
    from anlin.engine.scoring import ScoredAlert
    from anlin.models import folders
    from anlin.observations.instants import iso
    from anlin.places.models import Area, Zone

    areas = dict(Area.objects.values_list("pk", "code"))
    zones = dict(Zone.objects.values_list("pk", "code"))
    opened: dict[int, int] = {}
    conditions = []
    for row in AppliedCondition.objects.filter(alert__isnull=False).select_related("alert").order_by("at", "token"):
        alert = row.alert
        if alert is None:
            continue
        conditions.append(
            Condition(
                id=row.condition, model=alert.model, rule=alert.rule, key=alert.key, what=What(row.what),
                level=row.level, at=row.at, opened_at=opened.setdefault(row.condition, row.at), start=row.at, count=0,
                value=0.0, first=0, last=0, area=alert.area_id or 0, zone=alert.zone_id or 0,
                suspected=row.suspected, shadow=alert.shadow,
            )
        )  # fmt: skip
    return [
        ScoredAlert(
            model=alert.first.model, opened_at=iso(alert.first.opened_at), area=areas.get(alert.first.area, ""),
            zone=zones.get(alert.first.zone, ""), suspected=alert.is_suspected, shadow=alert.first.shadow,
        )
        for alert in alerts_of(conditions, load_models(folders()))
    ]  # fmt: skip

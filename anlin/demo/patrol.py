"""People at work everywhere but in the story: guards, grid workers, engineers of the place an alert is about.

They take what comes as people do: most within minutes, some only when it has gone up the ladder; they go there, look,
write what they found, and somebody else checks it. What is doubtful is judged first, and rejected where nothing is.
"""

import asyncio
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

import httpx

from anlin.demo.seat import Seat
from anlin.demo.staff import FOUND, FOUND_OTHERWISE, NOTHING_THERE
from anlin.demo.world import World
from anlin.demo.world.kernel import SECOND

LOOK_EVERY_S = 10.0
A_MOMENT_S = 0.25
"""Between two glances at the world's clock, in our own seconds; half as often at the queue, however fast it goes."""
PROMPT_S, LATE_S = (15.0, 140.0), (320.0, 700.0)
LATE_SHARE = 0.12
"""Who is late finds that it has gone to the next role."""
JUDGED_S, THERE_S, HANDLED_S, CHECKED_S = (20.0, 120.0), (60.0, 420.0), (90.0, 600.0), (60.0, 400.0)
UNCLEAR_SHARE, RETURNED_SHARE = 0.05, 0.04
LATELY_S = 1200
TRIES = 12
"""Steps that somebody else was before us with, or that are not ours to take: then this alert is left alone."""
WATCHER = "dispatcher"
CHECKERS = ("property_manager", "grid_leader", WATCHER)
DOUBTED = "看了画面并电话核实，没有此事。 Looked at the pictures and called: there is nothing."
UNCLEAR = "到场时人已离开，情况不明。 Nobody was there any more; it stays unclear."
MENDED = "已检修，恢复正常。 Mended; it works again."
AGAIN = "请补充处置经过。 Please say what was done."


class Next(NamedTuple):
    """What somebody does with an alert that stands as it does: who, after how many seconds, and what comes with it."""

    role: str
    action: str
    after_s: float
    body: dict[str, Any]


class Patrol:
    """`world`: where they live and what is true. `elsewhere`: names of areas they leave to others. `browser` opens one;
    its maker closes it."""

    def __init__(
        self,
        world: World,
        elsewhere: Collection[str],
        browser: Callable[[], httpx.AsyncClient],
        moment_s: float = A_MOMENT_S,
    ) -> None:
        self._world = world
        self._moment_s = moment_s
        self._elsewhere = frozenset(elsewhere)
        self._browser = browser
        self._seats: dict[tuple[str, int | None], Seat] = {}
        self._begun: set[int] = set()
        self._areas = {area.code: area.name for area in world.town.areas}
        self._rng = world.chance("patrol")

    async def work(self, stopped: asyncio.Event) -> None:
        """Look, and see to each alert beside all others, until `stopped`."""
        async with asyncio.TaskGroup() as group:
            while not stopped.is_set():
                for alert in await self._new_ones():
                    self._begun.add(alert["id"])
                    group.create_task(self._see_to(alert["id"], stopped))
                await asyncio.sleep(2 * self._moment_s)
                await self._pass(LOOK_EVERY_S, stopped)

    async def _new_ones(self) -> list[dict[str, Any]]:
        try:
            items = await self._seat(WATCHER).open_alerts()
        except (httpx.TransportError, httpx.HTTPStatusError):
            return []  # The pages are away for a moment.
        return [
            each
            for each in items
            if each["id"] not in self._begun and each["area"] and each["area"]["name"]["zh"] not in self._elsewhere
        ]

    async def _see_to(self, number: int, stopped: asyncio.Event) -> None:
        """Step by step until it is archived; whoever was late, or second, looks again."""
        for _ in range(TRIES):
            try:
                alert = await self._seat(WATCHER).alert(number)
                coming = self._next(alert) if alert is not None else None
                if alert is None or coming is None:
                    # It may come back: what was archived while its cause stays is opened again.
                    self._begun.discard(number)
                    return
                await self._pass(coming.after_s, stopped)
                if stopped.is_set():
                    return
                await self._seat(coming.role, alert["area"]["id"]).step(number, coming.action, coming.body)
            except (httpx.TransportError, httpx.HTTPStatusError):
                await asyncio.sleep(2 * self._moment_s)

    def _next(self, alert: dict[str, Any]) -> Next | None:
        rng, state, role = self._rng, alert["work_state"], alert["assigned_role"]
        if state in ("received", "triage"):
            return self._judged(alert)
        if state == "dispatched":
            late = rng.random() < LATE_SHARE
            return Next(role, "accept", rng.uniform(*(LATE_S if late else PROMPT_S)), {})
        if state == "accepted":
            return Next(role, "arrive", rng.uniform(*THERE_S), {})
        if state == "handling":
            return Next(role, "resolve", rng.uniform(*HANDLED_S), self._outcome(alert))
        if state != "feedback":
            return None
        checker = next(other for other in self._checkers(alert) if other != role)
        if rng.random() < RETURNED_SHARE:
            return Next(checker, "return", rng.uniform(*CHECKED_S), {"reason": AGAIN})
        return Next(checker, "verify", rng.uniform(*CHECKED_S), {})

    def _judged(self, alert: dict[str, Any]) -> Next:
        role = "ops_engineer" if alert["model"] == "device_upkeep" else WATCHER
        after_s = self._rng.uniform(*JUDGED_S)
        if alert["model"] == "device_upkeep" or self._is_true(alert):
            return Next(role, "dispatch", after_s, {})
        return Next(role, "reject", after_s, {"reason": DOUBTED})

    def _checkers(self, alert: dict[str, Any]) -> tuple[str, ...]:
        if alert["model"] == "device_upkeep":
            return ("property_manager", WATCHER)
        return ("grid_leader", WATCHER) if alert["model"] == "elderly_inactivity" else CHECKERS

    def _outcome(self, alert: dict[str, Any]) -> dict[str, str]:
        if alert["model"] == "device_upkeep":
            return {"verdict": "true", "note": MENDED}
        if self._rng.random() < UNCLEAR_SHARE:
            return {"verdict": "unclear", "note": UNCLEAR}
        if self._is_true(alert):
            return {"verdict": "true", "note": FOUND.get(alert["model"], FOUND_OTHERWISE)}
        return {"verdict": "false", "note": NOTHING_THERE}

    def _is_true(self, alert: dict[str, Any]) -> bool:
        """Whether the world knows of such an incident there, now or lately."""
        zone = alert["zone"]["name"]["zh"] if alert["zone"] else ""
        recent = self._world.now - LATELY_S * SECOND
        return any(
            incident.model == alert["model"]
            and self._areas[incident.area] == alert["area"]["name"]["zh"]
            and (not incident.zone or self._world.zones[incident.zone].name == zone)
            and (incident.end is None or incident.end > recent)
            for incident in self._world.incidents
        )

    def _seat(self, role: str, area: int | None = None) -> Seat:
        seat = self._seats.get((role, area))
        if seat is None:
            seat = self._seats[role, area] = Seat(self._browser(), role, area)
        return seat

    async def _pass(self, seconds: float, stopped: asyncio.Event) -> None:
        """Until so many seconds of the world have gone by."""
        until = self._world.now + seconds * SECOND
        while self._world.now < until and not stopped.is_set():
            await asyncio.sleep(self._moment_s)

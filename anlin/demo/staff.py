"""People of the demo at work, over the real API: a guard who closes e-bike alerts, a manager who checks his work, an
officer who compares hits of lists, a grid worker who visits."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from anlin.demo.seat import Seat
from anlin.demo.world import World
from anlin.demo.world.kernel import SECOND

LOOK_EVERY_S = 1.0
LEAST_REST_S = 0.25
"""Between two looks, in our own seconds, however fast the world goes."""
A_MOMENT_S = 0.05
IMPATIENCE_S = 300
"""Other alerts are the visitor's; the guard takes one only when he has seen it wait this long."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What a played person does when an alert offers `action`: how long they take, and what they write."""

    action: str
    after_s: float
    note: str = ""


GUARD = (
    Habit("claim", 3),
    Habit("accept", 2),
    Habit("arrive", 6),
    Habit("resolve", 6),
)
MANAGER = (Habit("verify", 5),)
OFFICER = (
    Habit("claim", 8),
    Habit(
        "reject",
        25,
        "车型、颜色与名单不符，系套牌，已转交警。 Model and colour differ: a cloned plate; told traffic police.",
    ),
)
OPERATOR = (Habit("claim", 20), Habit("accept", 5), Habit("arrive", 170))
"""Who runs a site stays with a crowd as long as it lasts."""
VISITOR = (Habit("claim", 4), Habit("accept", 4), Habit("arrive", 40), Habit("resolve", 30))
ASKED_FIRST = ("resident", "family_contact")
PLAYED = ("property_guard", "property_manager", "community_officer", "grid_worker", "scenic_operator")

FOUND = {
    "ebike_in_building": "已劝其推出电梯，告知充电棚位置。 Asked to take it out; showed the way to the charging shed.",
    "fire_lane_occupied": "已联系车主挪车，通道恢复畅通。 Reached the owner, who moved it; the lane is clear again.",
    "access_anomaly": "门已关好，提醒住户随手关门。 Closed the door and asked the residents to keep it closed.",
    "perimeter_intrusion": "已沿围墙查看，请离并登记。 Walked the wall, asked them to leave, wrote it down.",
    "falling_object": "已拉起警戒，提醒楼上住户收好物品。 Kept people away; asked those above to secure their things.",
    "abnormal_behavior": "已到场处理，人员无碍。 Went there and helped; nobody is hurt.",
    "fire_hazard": "已到户查看并排除隐患，通风正常。 Looked at the home, hazard removed, aired.",
    "elderly_inactivity": "老人在厨房滑倒，已扶起并联系女儿。 She had slipped; helped up, daughter called.",
    "crowd_flow": "已增派人手疏导，引导至其他出口。 Sent more people; led the crowd to the other exits.",
}
"""What the guard writes after finding what the alert told of; zh and en together."""
FOUND_OTHERWISE = "已到现场处理完毕。 Went there and dealt with it."
NOTHING_THERE = "到场查看，未见异常。 Looked: nothing there."


def crew(
    browsers: Mapping[str, httpx.AsyncClient],
    world: World,
    told: Callable[[str, str, dict[str, Any]], None],
) -> list["PlayedPerson"]:
    """Those of `PLAYED`. The guard takes e-bikes at once and leaves the rest to the visitor a while; an officer
    compares hits of lists, a grid worker looks after the old once asking has not helped, an operator after a crowd.
    They live in their world's time: it may stand still or hurry, and their times stay those of people."""

    first_seen: dict[int, int] = {}

    def waited(item: dict[str, Any]) -> int:
        return world.now - first_seen.setdefault(item["id"], world.now)

    def guards(item: dict[str, Any]) -> bool:
        return item["model"] == "ebike_in_building" or waited(item) > IMPATIENCE_S * SECOND

    def really(zone: str) -> bool:
        recent = world.now - 900 * SECOND
        return any(
            (not incident.zone or world.zones[incident.zone].name == zone)
            and (incident.end is None or incident.end > recent)
            for incident in world.incidents
        )

    takes: dict[str, tuple[tuple[Habit, ...], Callable[[dict[str, Any]], bool]]] = {
        "property_guard": (GUARD, guards),
        "property_manager": (MANAGER, lambda item: item["work_state"] == "feedback"),
        "community_officer": (OFFICER, lambda item: item["model"] == "watchlist_hit"),
        "grid_worker": (
            VISITOR,
            lambda item: item["model"] == "elderly_inactivity" and item["assigned_role"] not in ASKED_FIRST,
        ),
        "scenic_operator": (OPERATOR, lambda item: item["model"] == "crowd_flow"),
    }  # fmt: skip
    return [
        PlayedPerson(Seat(browsers[role], role), habits, really, chooses, told, world)
        for role, (habits, chooses) in takes.items()
    ]


class PlayedPerson:
    """One played person of the story; works on one alert at a time, the worst first.

    `really(zone's name)` says what there is to see when they get there; `told(text)` is given each step in words.
    """

    def __init__(
        self,
        seat: Seat,
        habits: tuple[Habit, ...],
        really: Callable[[str], bool],
        takes: Callable[[dict[str, Any]], bool],
        told: Callable[[str, str, dict[str, Any]], None],
        world: World,
    ) -> None:
        self._seat = seat
        self._world = world
        self._habits = habits
        self._done: set[tuple[int, str]] = set()
        self._really = really
        self._takes = takes
        self._told = told

    async def work(self, stopped: asyncio.Event) -> None:
        """Look, take, handle, until `stopped`. A platform that is away for a moment is waited for."""
        while not stopped.is_set():
            try:
                alert = await self._next()
                if alert is not None:
                    await self._handle(alert, stopped)
            except httpx.TransportError:
                pass  # The web process is being restarted; the next look finds it again.
            except httpx.HTTPStatusError as refused:
                # A page that is down for a moment is tried again; a role that does not exist is not.
                if refused.response.status_code < 500:
                    raise
            await asyncio.sleep(LEAST_REST_S)
            await self._pass(LOOK_EVERY_S, stopped)

    async def _pass(self, seconds: float, stopped: asyncio.Event) -> None:
        """Until so many seconds of the world have gone by."""
        until = self._world.now + seconds * SECOND
        while self._world.now < until and not stopped.is_set():
            await asyncio.sleep(A_MOMENT_S)

    async def _next(self) -> dict[str, Any] | None:
        for item in await self._seat.open_alerts():
            if self._takes(item):
                alert = await self._seat.alert(item["id"])
                if alert is not None and self._chosen(alert):
                    return alert
        return None

    async def _handle(self, alert: dict[str, Any], stopped: asyncio.Event) -> None:
        """Step by step, as long as the alert offers something this person does."""
        while (habit := self._chosen(alert)) is not None and not stopped.is_set():
            await self._pass(habit.after_s, stopped)
            after = await self._seat.step(alert["id"], habit.action, self._body(habit, alert))
            if after is None:
                return  # Somebody else was first, or things have changed: look again.
            alert = after
            self._done.add((alert["id"], habit.action))
            self._told(self._seat.role, habit.action, alert)

    def _chosen(self, alert: dict[str, Any]) -> Habit | None:
        """The next of this person's steps that the alert offers; each is done once only."""
        offered = alert.get("actions", [])
        return next(
            (
                habit
                for habit in self._habits
                if habit.action in offered and (alert["id"], habit.action) not in self._done
            ),
            None,
        )

    def _body(self, habit: Habit, alert: dict[str, Any]) -> dict[str, Any]:
        if habit.action == "reject":
            return {"reason": habit.note}
        if habit.action != "resolve":
            return {"note": habit.note} if habit.note else {}
        zone = alert["zone"]["name"]["zh"] if alert.get("zone") else ""
        verdict = "true" if self._really(zone) else "false"
        note = FOUND.get(alert["model"], FOUND_OTHERWISE) if verdict == "true" else NOTHING_THERE
        return {"verdict": verdict, "note": note}

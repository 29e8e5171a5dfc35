"""The people of the rest of the city at work, before a small platform of the test's own."""

import asyncio
import json
from typing import Any

import httpx

from anlin.demo.patrol import Patrol
from anlin.demo.town import furong
from anlin.demo.world import World
from anlin.demo.world.kernel import SECOND

AT = 1_767_573_000 * SECOND
AFTER = {"accept": "accepted", "arrive": "handling", "resolve": "feedback", "verify": "archived", "reject": "archived",
         "dispatch": "dispatched", "return": "handling"}  # fmt: skip


class Pages:
    """The API as the patrol meets it: alerts that go on as steps are taken; `steps`: who did what with which."""

    def __init__(self, alerts: list[dict[str, Any]]) -> None:
        self.alerts = {alert["id"]: alert for alert in alerts}
        self.steps: list[tuple[int, str, str, dict[str, Any]]] = []

    def browser(self) -> httpx.AsyncClient:
        who = {"role": ""}

        def answer(request: httpx.Request) -> httpx.Response:
            path = request.url.path.split("/")[2:]
            if path[-1] == "sign-in":
                who["role"] = json.loads(request.content)["role"]
                return httpx.Response(200, json={"csrf": "token"})
            if path == ["session"]:
                return httpx.Response(401, headers={"set-cookie": "csrftoken=first"}, json={})
            if path == ["alerts"]:
                waiting = [alert for alert in self.alerts.values() if alert["work_state"] != "archived"]
                return httpx.Response(200, json={"items": waiting})
            alert = self.alerts[int(path[1])]
            if request.method == "POST":
                alert["work_state"] = AFTER[path[2]]
                self.steps.append((alert["id"], who["role"], path[2], json.loads(request.content)))
            return httpx.Response(200, json=alert)

        return httpx.AsyncClient(base_url="http://pages", transport=httpx.MockTransport(answer))


def alert(number: int, zone: str, area: str, state: str = "dispatched", **fields: Any) -> dict[str, Any]:
    return {
        "id": number, "model": "fire_lane_occupied", "work_state": state, "assigned_role": "property_guard",
        "area": {"id": 7, "name": {"zh": area}}, "zone": {"name": {"zh": zone}}, **fields,
    }  # fmt: skip


async def hurried(world: World, alerts: list[dict[str, Any]], patrol: Patrol, stopped: asyncio.Event) -> None:
    """Lets the world's time pass until every alert is archived and nobody is busy with one."""
    while patrol._begun or any(each["work_state"] != "archived" for each in alerts):
        world.now += 100 * SECOND
        await asyncio.sleep(0.001)
    stopped.set()


def worked(world: World, alerts: list[dict[str, Any]]) -> Pages:
    """What became of the alerts once the patrol has had hours for them, in a moment of ours."""
    pages, stopped = Pages(alerts), asyncio.Event()
    patrol = Patrol(world, (), pages.browser, moment_s=0.001)

    async def play() -> None:
        await asyncio.wait_for(asyncio.gather(patrol.work(stopped), hurried(world, alerts, patrol, stopped)), 60)

    asyncio.run(play())
    return pages


def test_what_is_true_is_handled_on_the_spot_and_checked_by_somebody_else() -> None:
    world = World(furong(3), AT)
    lane = next(zone for zone in world.town.zones if zone.kind == "fire_lane")
    area = next(area for area in world.town.areas if area.code == lane.area)
    world.happens("fire_lane_occupied", lane.code)
    steps = worked(world, [alert(1, lane.name, area.name)]).steps
    assert [action for _, _, action, _ in steps if action != "return"][:3] == ["accept", "arrive", "resolve"]
    assert next(body["verdict"] for _, _, action, body in steps if action == "resolve") in ("true", "unclear")
    assert steps[-1][2] == "verify"
    assert steps[-1][1] != "property_guard"


def test_a_doubtful_alert_without_a_cause_is_rejected_with_a_reason() -> None:
    world = World(furong(3), AT)
    lane = next(zone for zone in world.town.zones if zone.kind == "fire_lane")
    area = next(area for area in world.town.areas if area.code == lane.area)
    [(_, role, action, body)] = worked(world, [alert(1, lane.name, area.name, "triage", assigned_role="")]).steps
    assert (role, action) == ("dispatcher", "reject")
    assert body["reason"]


def test_what_is_opened_again_is_seen_to_again() -> None:
    world = World(furong(3), AT)
    alerts = [alert(1, "东门", "别处", "triage", assigned_role="")]
    pages = Pages(alerts)
    patrol = Patrol(world, (), pages.browser, moment_s=0.001)

    async def play() -> None:
        for steps in (1, 2):
            alerts[0]["work_state"], stopped = "triage", asyncio.Event()
            await asyncio.wait_for(asyncio.gather(patrol.work(stopped), hurried(world, alerts, patrol, stopped)), 60)
            assert len(pages.steps) == steps

    asyncio.run(play())


def test_what_happens_in_the_story_is_left_to_the_visitor() -> None:
    world = World(furong(3), AT)
    alerts = [alert(1, "东门", "芙蓉花园"), alert(2, "东门", "别处")]
    found = asyncio.run(Patrol(world, ("芙蓉花园",), Pages(alerts).browser)._new_ones())
    assert [each["id"] for each in found] == [2]

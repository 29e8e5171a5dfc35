"""The people of the demo's city take the platform's own steps, over its own routes."""

import asyncio
import queue
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import pytest
from django.test import Client

import anlin.api.alerts as alerts_module
import anlin.api.demo as demo_module
import anlin.api.session as session_module
from anlin.alerts.conftest import NOON, FixedFacts, condition
from anlin.alerts.models import Alert, WorkChange
from anlin.alerts.sink import ConditionSink
from anlin.api.api import new_api
from anlin.demo.patrol import Patrol
from anlin.demo.town import furong
from anlin.demo.world import World
from anlin.demo.world.kernel import SECOND
from anlin.site.config import config


@pytest.fixture
def pages(settings, monkeypatch):
    """The demo's routes."""
    from django.urls import path

    monkeypatch.setenv("ANLIN_DEMO", "1")
    config.cache_clear()
    api = new_api("patrol")
    for module in (demo_module, session_module, alerts_module):
        api.add_router(module.routes.prefix, module.routes.router)
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("api/", api.urls)]})

    yield
    monkeypatch.undo()
    config.cache_clear()


class Desk:
    """Browsers in a loop of another thread; their requests are answered here, in the thread of the test's database."""

    def __init__(self) -> None:
        self._asked: queue.Queue[tuple[Client, httpx.Request, Future[httpx.Response]]] = queue.Queue()

    def browser(self) -> httpx.AsyncClient:
        client = Client(enforce_csrf_checks=True)

        async def answer(request: httpx.Request) -> httpx.Response:
            coming: Future[httpx.Response] = Future()
            self._asked.put((client, request, coming))
            return await asyncio.wrap_future(coming)

        return httpx.AsyncClient(base_url="http://testserver", transport=httpx.MockTransport(answer))

    def answer_until(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            try:
                client, request, coming = self._asked.get(timeout=0.05)
            except queue.Empty:
                continue
            said = client.generic(
                request.method, request.url.raw_path.decode(), request.content, "application/json",
                headers={"X-CSRFToken": request.headers.get("x-csrftoken", "")},
            )  # fmt: skip
            token = client.cookies.get("csrftoken")
            headers = {"set-cookie": f"csrftoken={token.value}"} if token else {}
            coming.set_result(httpx.Response(said.status_code, content=said.content, headers=headers))


def test_an_alert_of_the_city_is_worked_to_its_end_by_two_people(pages, person, town):
    for role, area in (
        ("dispatcher", town.city), ("property_guard", town.compound), ("property_manager", town.community),
    ):  # fmt: skip
        person(role, area, is_demo=True)
    seen = condition(area=town.compound.pk, zone=town.zone.pk, device=town.device.pk)
    ConditionSink(FixedFacts(), clock=lambda: NOON).apply(1, 1, 1, (seen,))
    desk, world, stopped = Desk(), World(furong(3), NOON), asyncio.Event()
    patrol = Patrol(world, (), desk.browser, moment_s=0.001)

    async def hurry() -> None:
        begun = False
        while patrol._begun or not begun:
            begun = begun or bool(patrol._begun)
            world.now += 100 * SECOND
            await asyncio.sleep(0.001)
        stopped.set()

    async def play() -> None:
        await asyncio.wait_for(asyncio.gather(patrol.work(stopped), hurry()), 120)

    with ThreadPoolExecutor(1) as elsewhere:
        playing = elsewhere.submit(asyncio.run, play())
        desk.answer_until(playing.done)
        playing.result()
    steps = dict(WorkChange.objects.exclude(who=None).values_list("action", "who__grants__role"))
    assert steps["accept"] == steps["arrive"] == steps["resolve"] == "property_guard"
    assert steps["verify"] == "property_manager"
    assert Alert.objects.get().verdict in ("false", "unclear")

import msgspec
import pytest
from django.urls import path

import anlin.api.demo as demo_module
import anlin.api.session as session_module
from anlin.api.api import new_api
from anlin.demo.board import Board, Coming, Sentence, Telling, Truth, Wish
from anlin.people.models import User
from anlin.site.config import config


@pytest.fixture
def demo(settings, monkeypatch):
    """The same routes as `anlin demo` mounts them."""
    monkeypatch.setenv("ANLIN_DEMO", "1")
    config.cache_clear()
    api = new_api("demo")
    for module in (demo_module, session_module):
        api.add_router(module.routes.prefix, module.routes.router)
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("api/", api.urls)]})
    yield
    monkeypatch.undo()
    config.cache_clear()


def test_in_a_demo_one_click_plays_a_role(demo, browser, person, town):
    person("property_guard", town.compound, username="demo-guard", is_demo=True)
    person("auditor", username="demo-auditor", is_demo=True)
    person("dispatcher", town.city, username="real")
    roles = browser.get("/api/demo/roles").json()
    assert [row["role"] for row in roles] == ["property_guard", "auditor"]
    assert browser.post("/api/demo/sign-in", {"role": "property_guard"}).json()["user"]["username"] == "demo-guard"
    assert browser.get("/api/session").json()["is_demo"] is True
    assert browser.post("/api/demo/sign-in", {"role": "dispatcher"}).status_code == 404


def test_a_role_is_offered_once_and_played_by_whoever_is_nearest_to_the_place_named(demo, browser, person, town):
    person("property_guard", town.neighbour, username="story", is_demo=True)
    person("property_guard", town.city, username="far", is_demo=True)
    person("property_guard", town.compound, username="near", is_demo=True)
    assert [row["role"] for row in browser.get("/api/demo/roles").json()] == ["property_guard"]

    def plays(**wanted):
        return browser.post("/api/demo/sign-in", {"role": "property_guard", **wanted}).json()["user"]["username"]

    assert plays() == "story"
    assert plays(area=town.compound.pk) == "near"
    assert plays(area=town.elsewhere.pk) == "far"


def test_a_played_role_has_no_password(demo, browser, person, town):
    user = person("property_guard", town.compound, username="demo-guard", is_demo=True)
    assert not User.objects.get(pk=user.pk).has_usable_password()


@pytest.fixture
def board(demo, tmp_path, monkeypatch):
    """The board of a show that is being played."""
    found = Board(tmp_path)
    monkeypatch.setattr(demo_module, "board", lambda: found)
    return found


def telling(**fields):
    said = Sentence("有人把电动车推进电梯。", "An e-bike.")
    first = Telling(
        now=1_764_043_200_000_000, speed=1.0, is_paused=False, is_jumping=False, said=said, chapter=2, chapters=7
    )
    return msgspec.structs.replace(first, **fields)


def test_a_platform_that_nobody_plays_has_no_tour(board, as_role):
    guard = as_role("property_guard")
    assert guard.get("/api/demo/tour").status_code == 404
    assert guard.post("/api/demo/tour", {"jump": True}).status_code == 404


def test_the_tour_says_what_happens_now_and_by_which_clock(board, as_role):
    board.tell(telling(alert=4, role="property_guard", coming=Coming(Sentence("下一件", "Next"), 0)))
    assert not board.is_seen()
    tour = as_role("property_guard").get("/api/demo/tour").json()
    assert board.is_seen()
    assert tour["now"] == "2025-11-25T04:00:00.000000Z"
    assert (tour["said"]["zh"], tour["alert"]) == ("有人把电动车推进电梯。", 4)
    assert tour["coming"] == {"title": {"zh": "下一件", "en": "Next"}, "at": None}


def test_whoever_watches_may_pause_hurry_and_jump(board, as_role):
    board.tell(telling())
    guard = as_role("property_guard")
    assert guard.post("/api/demo/tour", {"is_paused": True}).status_code == 200
    assert board.wished().is_paused
    assert guard.post("/api/demo/tour", {"speed": 10}).json()["speed"] == 10
    guard.post("/api/demo/tour", {"jump": True})
    assert board.wished() == Wish(10.0, is_paused=False, jumps=1)
    assert guard.post("/api/demo/tour", {"speed": 1000}).status_code == 422


def test_a_pause_is_said_to_come_until_the_show_has_heeded_it(board, as_role):
    board.tell(telling())
    guard = as_role("property_guard")
    wished = guard.post("/api/demo/tour", {"is_paused": True}).json()
    assert (wished["is_paused"], wished["is_pausing"]) == (False, True)
    board.tell(telling(is_paused=True))
    heeded = guard.get("/api/demo/tour").json()
    assert (heeded["is_paused"], heeded["is_pausing"]) == (True, False)


def test_how_the_models_do_against_the_truth_is_told_in_a_demo(board, as_role):
    board.tell_truth([Truth("fire_lane_occupied", 3, 4, precision=0.75, precision_low=0.3, precision_high=0.95)])
    [row] = as_role("dispatcher").get("/api/demo/truth").json()
    assert (row["model"], row["precision"], row["recall"]) == ("fire_lane_occupied", 0.75, None)

"""What is said of a home: at home, asleep, away; and unknown rather than well."""

from typing import Any

import msgspec
import numpy as np
import pytest

from anlin.engine import homes, load_models
from anlin.engine.homes import Home, homes_of, look
from anlin.engine.kernel import uncompiled
from anlin.engine.plan import Plan
from anlin.engine.rehearsal import PLACE, PLAIN, at, row, rows, with_devices, with_watcher
from anlin.engine.state import State
from anlin.engine.steps import step
from anlin.models import folders
from anlin.observations import Registry
from anlin.observations.instants import SECOND

MODELS = [model for model in load_models(folders()) if model.name == homes.MODEL]
MIN, H = 60, 3600
NIGHT = 14 * H
"""22:00 of the first day; 0 is 08:00 in Shanghai."""


REGISTRY = with_watcher(PLACE, "living", "201-living", "living_room", dwelling=1)
REGISTRY = with_watcher(REGISTRY, "bedroom", "201-bedroom", "bedroom", dwelling=1)
REGISTRY = with_watcher(REGISTRY, "door", "201-door", "outside_door", dwelling=1)


@pytest.fixture(autouse=True, params=["plain", "compiled"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "plain":
        monkeypatch.setattr(homes, "look", uncompiled(look))


def seen(*given: tuple[str, str, float], until: float, registry: Registry = REGISTRY) -> list[Home]:
    plan = Plan(MODELS, registry)
    made = sorted((row(registry, *each) for each in given), key=lambda each: each["received_at"])
    state, _ = step(plan, State.fresh(plan), rows(made), at(until) + 1, by=PLAIN)
    return homes_of(plan, state, at(until))


def told(*given: tuple[str, str, float], until: float, **more: Any) -> tuple[str, float | None]:
    (home,) = seen(*given, until=until, **more)
    return home.state, None if home.since is None else (home.since - at(0)) / SECOND


def test_who_was_heard_is_at_home_since_then() -> None:
    assert told(("living", "ir_motion/on", 0), ("living", "ir_motion/on", 600), until=H) == ("home", 600)


def test_who_went_out_by_the_door_is_away_since_then() -> None:
    assert told(("living", "ir_motion/on", 0), ("door", "door_state/open", 30), until=5 * H) == ("away", 30)


@pytest.mark.parametrize(("after", "state"), [(20 * MIN - 1, "home"), (20 * MIN, "asleep")])
def test_who_falls_silent_in_the_bedroom_at_night_sleeps_after_twenty_minutes(after: float, state: str) -> None:
    assert told(("bedroom", "ir_motion/on", NIGHT), until=NIGHT + after) == (state, NIGHT)


def test_a_home_whose_sensors_are_all_dead_is_unknown_and_not_well() -> None:
    registry = with_devices(REGISTRY, living={"heartbeat_s": 60}, bedroom={"heartbeat_s": 60}, door={"heartbeat_s": 60})
    assert told(("living", "ir_motion/on", 0), until=H, registry=registry) == ("unknown", None)


def test_a_home_of_which_nothing_was_ever_heard_and_one_without_consent_are_not_named() -> None:
    assert seen(until=H) == []
    without = tuple(msgspec.structs.replace(home, care_consent=False) for home in REGISTRY.dwellings)
    refused = msgspec.structs.replace(REGISTRY, dwellings=without)
    assert seen(("living", "ir_motion/on", 0), until=H, registry=refused) == []


def test_a_home_that_only_a_meter_watches_is_unknown() -> None:
    registry = with_watcher(REGISTRY, "meter", "201-living", "living_room")
    given = [{**row(registry, "meter", "water_use", 0), "value": 0.5}]
    plan = Plan(MODELS, registry)
    state, _ = step(plan, State.fresh(plan), rows(given), at(H) + 1, by=PLAIN)
    assert [home.state for home in homes_of(plan, state, at(H))] in ([], ["unknown"])


def test_the_usual_pause_is_that_of_this_hour() -> None:
    instants = (0, *range(5400, 24 * H + 1, 1800))
    (home,) = seen(*(("living", "ir_motion/on", s) for s in instants), until=24 * H + 60)
    assert home.usual_us == pytest.approx(5400 * SECOND * 31 / 32 * 31 / 32, rel=0.04)
    assert isinstance(home.usual_us, int)
    assert np.iinfo(np.int64).min not in (home.since, home.heard_at)

"""Cases by grid and type: what happens here and there, gangs that work a quarter, and what only looks like one.

Stations enter a case when it is reported; in some grids the call centre has entered the same case a little before.
"""

import random
from math import exp

from anlin.demo.day.hours import DAY_S
from anlin.demo.day.plan import Past
from anlin.demo.world.kernel import SECOND, Life, World

MODEL = "incident_hotspot"
TYPES = ("theft", "burglary", "fraud", "vehicle_crime", "vandalism")
GANGS = 28
BUSY = 110
"""Grid and type of a shopping street or a station: two cases a week are nothing there."""
FESTIVALS = 60
CAMPAIGNS = 60
LATEST = 17.0
"""Offices hand over four times a day; a gang's last case of the day is in the books by then."""


def begin(past: Past) -> None:
    world = past.world
    rng = world.chance("cases")
    grids = [zone.code for zone in world.town.zones if zone.kind == "grid"]
    pairs = [(grid, what) for grid in grids for what in TYPES]
    rng.shuffle(pairs)
    busy = pairs[: past.some(BUSY, pairs)]
    # One gang to a grid.
    gangs = list({grid: (grid, what) for grid, what in pairs[len(busy) :]}.values())[: past.some(GANGS, grids)]
    for number, pair in enumerate(pairs):
        # Cases a week; most quarters are quiet.
        weekly = rng.uniform(1.2, 2.6) if number < len(busy) else min(1.0, rng.lognormvariate(-2.0, 0.9))
        world.begin(_now_and_then(world, *pair, weekly, random.Random(rng.random())))
    past.traps[MODEL, "an ordinary week of a busy grid"] += len(busy)
    past.traps[MODEL, "one record copied by two feeds"] += len(
        [grid for grid in grids if len(world.watching[grid]) > 1]
    )
    for grid, what in gangs:
        past.at(
            rng.uniform(1.0, LATEST - 5) * 3600, _gang(world, grid, what, past.midnight, random.Random(rng.random()))
        )
    for grid in rng.sample(grids, past.some(FESTIVALS, grids)):
        past.traps[MODEL, "festivals"] += 1
        past.at(rng.uniform(10, 15) * 3600, _festival(world, grid, rng.randint(1, 2), random.Random(rng.random())))
    for grid in rng.sample(grids, past.some(CAMPAIGNS, grids)):
        past.traps[MODEL, "more reporting is not more crime"] += 1
        past.at(rng.uniform(-3, 0) * DAY_S, _campaign(world, grid, random.Random(rng.random())))


def _now_and_then(world: World, grid: str, what: str, weekly: float, rng: random.Random) -> Life:
    """One here, one there, each for its own reasons."""
    while True:
        yield rng.expovariate(weekly / (7 * DAY_S))
        _case(world, grid, what, rng)


def _gang(world: World, grid: str, what: str, midnight: int, rng: random.Random) -> Life:
    """Two or three people work through a quarter in a day: at least four doors, garages or cars."""
    incident = world.happens(MODEL, grid, tolerance_s=6 * 3600)
    incident.zone = ""
    number = rng.randint(5, 9)
    left = LATEST * 3600 - (world.now - midnight) / SECOND
    for wait in _shares(number, left, rng):
        _case(world, grid, what, rng)
        yield wait
    incident.end = world.now


def _festival(world: World, grid: str, number: int, rng: random.Random) -> Life:
    """A crowd, a wallet or two; and many people who tell the police of noise."""
    for _ in range(number):
        _case(world, grid, "theft", rng)
        yield rng.uniform(600, 5000)
    for _ in range(rng.randint(4, 9)):
        _enter(world, grid, "citizen_report", "dispute", 0, rng)
        yield rng.uniform(200, 900)


def _campaign(world: World, grid: str, rng: random.Random) -> Life:
    """Posters ask people to report what they see: reports rise, cases do not."""
    for _ in range(rng.randint(6, 14)):
        _enter(world, grid, "citizen_report", rng.choice(("theft", "hazard", "vandalism")), 0, rng)
        yield rng.expovariate(1 / 14_000)


def _case(world: World, grid: str, what: str, rng: random.Random) -> None:
    _enter(world, grid, "case_record", what, world.new_track(), rng)


def _enter(world: World, grid: str, kind: str, what: str, record: int, rng: random.Random) -> None:
    """The station's feed has it; where there is a second feed, four in five are there too, under the same number."""
    for nth, feed in enumerate(world.watching[grid]):
        if nth == 0 or rng.random() < 0.8:
            world.notice(feed.code, kind, what, 1.0, track=record)


def _shares(number: int, seconds: float, rng: random.Random) -> list[float]:
    """So many waits that make up `seconds` together."""
    weights = [exp(rng.uniform(-0.7, 0.7)) for _ in range(number)]
    return [seconds * weight / sum(weights) for weight in weights]

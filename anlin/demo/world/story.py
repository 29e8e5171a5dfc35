"""The first demo's story: what is already under way when a visitor opens the page, and what happens before their eyes.

Times are seconds from the present (the minute of a morning at which the visitor comes in): negative ones lie in the
past that is played before: some hours of one quiet home, then ten minutes of everything.
"""

from dataclasses import dataclass

from anlin.demo.world.kernel import LOCAL_OFFSET_S, SECOND, Life, World
from anlin.demo.world.life import Neighbourhood
from anlin.demo.world.trouble import Trouble, seconds_until

MORNING_S = 10 * 3600 + 40 * 60
"""The time of day at which the story's present is."""
PRELUDE_S = 600
EARLY_S = 12_900
LAST_SIGN_S = 12_135
"""That long ago the old lady on the third floor was last seen in her kitchen."""
ASKED_S = -1330
FAMILY_ASKED_S = -425
"""When she and then her family are asked. Who hurries through the past rests here a moment: the times people are given
to answer count from when they were really asked."""
EBIKE_AT_S = 12
LANE_AT_S = 60
LANE_TEN_MINUTES_S = 75
RECORDER_SILENT_S = 160
RECORDER_AT_S = 96
VISITOR_CALLED_AT_S = 180
VISIT_S = 900
"""If nobody was sent: by then a neighbour rings."""
CROWD_AT_S = 282
CAR_AT_S = 330
CROWD_EVERY_S = 10


@dataclass(frozen=True, slots=True)
class Outage:
    """A platform that falls silent: it sends nothing, not even a sign of life. `until` None: it stays dead."""

    platform: str
    start: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """What was begun: outages are played by the platforms themselves, everything else by the world."""

    present: int
    outages: tuple[Outage, ...]


def morning(now: int) -> int:
    """The present of a story that is told at `now`: the latest such minute of a morning that has passed, in µs."""
    local_s = now // SECOND + LOCAL_OFFSET_S
    today = local_s - local_s % 86_400 + MORNING_S
    return ((today if today <= local_s else today - 86_400) - LOCAL_OFFSET_S) * SECOND


def begin_story(world: World, present: int) -> Story:
    """Start daily life now and the story around `present`; both in µs since 1970 UTC. The town must be furong."""
    neighbourhood = Neighbourhood(world)
    trouble = Trouble(neighbourhood)
    neighbourhood.live()
    area = next(area.code for area in world.town.areas if area.kind == "compound")

    def at(seconds: float) -> float:
        return seconds_until(present + round(seconds * SECOND), world.now)

    # Blocked for almost nine minutes when the page opens: the visitor sees it escalate at ten.
    world.begin(trouble.lane_blocked(f"{area}/lane-6", 1080), at(LANE_TEN_MINUTES_S - 600))
    world.begin(trouble.lane_blocked(f"{area}/lane-2", 170), at(-300))
    # A household moves in: the door is propped, and closes while the visitor looks.
    world.begin(trouble.door_propped(f"{area}/door-13-2", 260), at(-190))
    world.begin(trouble.ebike_into_lift(f"{area}/lift-18-1-1", 14), at(EBIKE_AT_S))
    world.begin(trouble.ebike_into_lift(f"{area}/lift-08-1-1", 6), at(470))
    for car in world.town.wanted:
        world.begin(trouble.wanted_car_drives_in(car.plate), at(CAR_AT_S))
    for zone in world.town.zones:
        if zone.kind == "square" and zone.capacity:
            world.begin(_a_sunny_forenoon(world, zone.code, zone.capacity))
    trouble.now_and_then(at(480), ebike_every_s=240, lane_every_s=420, door_every_s=360)
    by_name = {platform.name_en: platform.code for platform in world.town.platforms}
    east = by_name["Furong Gardens east recorder"]
    fence = by_name["Furong Gardens fence recorder"]
    return Story(
        present,
        (
            Outage(east, present - RECORDER_SILENT_S * SECOND, None),
            Outage(fence, present - 420 * SECOND, present + 28 * SECOND),
        ),
    )


def begin_early(world: World, present: int) -> None:
    """The hours before: what only slow things need. A town without the old lady's home has none."""
    rooms = {zone.kind: zone.code for zone in world.town.zones if zone.dwelling}
    if rooms:
        world.begin(_a_quiet_kitchen(world, rooms, present))


def _a_quiet_kitchen(world: World, rooms: dict[str, str], present: int) -> Life:
    """She gets up, washes, has breakfast; then nothing, until somebody comes and rings."""
    last = present - LAST_SIGN_S * SECOND
    rng = world.chance("grandmother")
    while world.now < last - 200 * SECOND:
        _moves(world, rooms[rng.choice(("bedroom", "bathroom", "kitchen"))])
        yield rng.uniform(30, 90)
    yield seconds_until(last, world.now)
    _moves(world, rooms["kitchen"])
    incident = world.happens("elderly_inactivity", rooms["kitchen"], tolerance_s=1800)
    incident.zone = ""
    home = world.zones[rooms["kitchen"]].dwelling
    while home not in world.visited and world.now < present + VISIT_S * SECOND:
        yield 2
    for state in ("open", "closed"):
        for device in world.watching[rooms["home_door"]]:
            world.notice(device.code, "door_state", state)
        yield 12
    incident.end = world.now
    while True:
        _moves(world, rooms[rng.choice(("bedroom", "kitchen"))])
        yield rng.uniform(60, 600)


def _moves(world: World, room: str) -> None:
    for device in world.watching[room]:
        if device.kind == "motion":
            world.notice(device.code, "ir_motion", "on", 1.0)


def _a_sunny_forenoon(world: World, square: str, capacity: int) -> Life:
    """People come down to the sea: past nine tenths before the visitor's eyes, a while of that, then fewer."""
    rng = world.chance(f"crowd at {square}")
    begun, incident = world.now, None
    while True:
        minutes = (world.now - begun) / SECOND / 60
        share = 0.625 + 0.022 * min(minutes, 14.2) - 0.02 * max(0.0, minutes - 40)
        share = max(0.45, share) + rng.gauss(0, 0.003)
        if incident is None and share >= 0.8:
            incident = world.happens("crowd_flow", square, tolerance_s=300)
        elif incident is not None and incident.end is None and share < 0.75:
            incident.end = world.now
        for device in world.watching[square]:
            world.notice(device.code, "people_count", "", float(round(share * capacity)))
        yield CROWD_EVERY_S

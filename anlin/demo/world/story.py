"""The first demo's story: what is already under way when a visitor opens the page, and what happens before their eyes.

Times are seconds from the present (the instant at which the platform has caught up with the system's clock): negative
ones lie in the ten minutes that are played before.
"""

from dataclasses import dataclass

from anlin.demo.world.kernel import SECOND, World
from anlin.demo.world.life import Neighbourhood
from anlin.demo.world.trouble import Trouble, seconds_until

PRELUDE_S = 600


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


def begin_story(world: World, present: int) -> Story:
    """Start daily life now and the story around `present`; both in µs since 1970 UTC. The town must be furong."""
    neighbourhood = Neighbourhood(world)
    trouble = Trouble(neighbourhood)
    neighbourhood.live()
    area = world.town.areas[-1].code

    def at(seconds: float) -> float:
        return seconds_until(present + round(seconds * SECOND), world.now)

    # Blocked for nine minutes and a half when the page opens: the visitor sees it escalate at ten.
    world.begin(trouble.lane_blocked(f"{area}/lane-6", 1080), at(-565))
    world.begin(trouble.lane_blocked(f"{area}/lane-2", 170), at(-300))
    # A household moves in: the door is propped, and closes while the visitor looks.
    world.begin(trouble.door_propped(f"{area}/door-13-2", 260), at(-190))
    world.begin(trouble.ebike_into_lift(f"{area}/lift-18-1-1", 14), at(12))
    world.begin(trouble.ebike_into_lift(f"{area}/lift-08-1-1", 6), at(95))
    trouble.now_and_then(at(110), ebike_every_s=240, lane_every_s=420, door_every_s=360)
    by_name = {platform.name_en: platform.code for platform in world.town.platforms}
    east = by_name["Furong Gardens east recorder"]
    fence = by_name["Furong Gardens fence recorder"]
    return Story(
        present,
        (
            Outage(east, present - 258 * SECOND, None),
            Outage(fence, present - 420 * SECOND, present + 28 * SECOND),
        ),
    )

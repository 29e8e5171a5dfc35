"""What goes wrong with the equipment itself: recorders that fall silent and send everything at once, some for good,
and clocks that nobody set."""

from collections.abc import Sequence

from anlin.demo.day import homes
from anlin.demo.day.hours import DAY_S
from anlin.demo.day.plan import Day
from anlin.demo.town.plan import Town
from anlin.demo.world.kernel import SECOND, Life, World
from anlin.demo.world.story import Outage

EVERYWHERE = "all models"
BURSTS = 7
DEAD = 2
WRONG_CLOCKS_S = (-1500, 420, 3 * 3600)
"""Behind, ahead, and a time zone off."""


def begin(day: Day) -> None:
    rng = day.world.chance("outages of the day")
    platforms = [platform for platform in day.world.town.platforms if not platform.is_feed]
    chosen = rng.sample(platforms, min(len(platforms), BURSTS + DEAD + len(WRONG_CLOCKS_S)))
    for turn, platform in enumerate(chosen[: BURSTS + DEAD]):
        begins_s = round(rng.uniform(6, 20) * 3600)
        start = day.start + begins_s * SECOND
        lasts = round(rng.uniform(900, 5400)) * SECOND
        is_dead = turn >= BURSTS
        day.outages.append(Outage(platform.code, start, None if is_dead else start + lasts))
        day.traps[EVERYWHERE, "dead gateways" if is_dead else "bursts after an outage"] += 1
        if is_dead:
            for room in homes_behind(day.world.town, platform.code):
                day.at(begins_s, _nobody_can_tell(day.world, room, DAY_S - begins_s))
    for platform, offset_s in zip(chosen[BURSTS + DEAD :], WRONG_CLOCKS_S, strict=False):
        day.world.clocks[platform.code] = offset_s * SECOND
        day.traps[EVERYWHERE, "wrong clocks"] += 1
    day.traps[EVERYWHERE, "five-minute batches"] += len(day.zones("gate"))


def homes_behind(town: Town, platform: str) -> Sequence[str]:
    """A room of each home of an old person whose every device is behind this platform."""
    cared_for = {dwelling.code for dwelling in town.dwellings if dwelling.care_consent}
    home_of = {zone.code: zone.dwelling for zone in town.zones if zone.dwelling in cared_for}
    behind: dict[str, set[str]] = {}
    rooms: dict[str, str] = {}
    for device in town.devices:
        home = home_of.get(device.zone)
        if home:
            behind.setdefault(home, set()).add(device.platform)
            rooms[home] = device.zone
    return [rooms[home] for home, platforms in behind.items() if platforms == {platform}]


def _nobody_can_tell(world: World, room: str, rest_of_day_s: float) -> Life:
    """No sign of an old person for the rest of the day: whatever the reason, their family would want to hear of it."""
    incident = world.happens(homes.MODEL, room)
    incident.zone = ""
    yield rest_of_day_s - 1
    incident.end = world.now

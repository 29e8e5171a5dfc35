"""What goes wrong with the equipment itself: recorders that fall silent and send everything at once, some for good,
and clocks that nobody set."""

from anlin.demo.day.plan import Day
from anlin.demo.world.kernel import SECOND
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
        start = day.start + round(rng.uniform(6, 20) * 3600) * SECOND
        lasts = round(rng.uniform(900, 5400)) * SECOND
        is_dead = turn >= BURSTS
        day.outages.append(Outage(platform.code, start, None if is_dead else start + lasts))
        day.traps[EVERYWHERE, "dead gateways" if is_dead else "bursts after an outage"] += 1
    for platform, offset_s in zip(chosen[BURSTS + DEAD :], WRONG_CLOCKS_S, strict=False):
        day.world.clocks[platform.code] = offset_s * SECOND
        day.traps[EVERYWHERE, "wrong clocks"] += 1
    day.traps[EVERYWHERE, "five-minute batches"] += len(day.zones("gate"))

"""Homes of the old: they sleep, wash, cook, sit, nap, go out, come back; and some day one of them falls.

The living room has no detector: who sits there is not seen. Nobody knows this world's rhythm but the world.
"""

import random
from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal

from anlin.demo.day.hours import DAY_S
from anlin.demo.day.plan import Day
from anlin.demo.town.plan import Dwelling
from anlin.demo.world.kernel import Life

MODEL = "elderly_inactivity"
Turn = Literal[
    "", "collapse", "sos", "away", "long_outing", "long_nap", "sleeps_in", "weak_battery", "pet", "guest", "stuck"
]
TURNS: tuple[tuple[Turn, int], ...] = (
    ("collapse", 34), ("sos", 12), ("away", 60), ("long_outing", 230), ("long_nap", 120), ("sleeps_in", 60),
    ("weak_battery", 30), ("pet", 30), ("guest", 30), ("stuck", 20),
)  # fmt: skip
TRAPS: dict[Turn, str] = {
    "away": "staying with children", "long_outing": "left home", "long_nap": "asleep", "sleeps_in": "asleep",
    "weak_battery": "flat battery", "pet": "pet", "guest": "guest moving", "stuck": "sensor stuck occupied",
}  # fmt: skip


@dataclass(slots=True)
class Home:
    """A home, its rooms by kind, and what its day has in store; seconds after midnight."""

    dwelling: Dwelling
    rooms: dict[str, str]
    turn: Turn
    turn_at: float
    wakes: float
    sleeps: float


def begin(day: Day) -> None:
    rng = day.world.chance("homes of the day")
    rooms: dict[str, dict[str, str]] = {}
    for zone in day.world.town.zones:
        if zone.dwelling:
            rooms.setdefault(zone.dwelling, {})[zone.kind] = zone.code
    homes = [dwelling for dwelling in day.world.town.dwellings if dwelling.care_consent]
    turns: list[Turn] = [turn for turn, number in TURNS for _ in range(number)]
    turns = turns[: len(homes)] + [""] * max(0, len(homes) - len(turns))
    rng.shuffle(turns)
    for dwelling, turn in zip(homes, turns, strict=True):
        home = Home(
            dwelling, rooms[dwelling.code], turn, rng.uniform(7.6, 14.5) * 3600,
            dwelling.quiet_to_min * 60 + rng.uniform(-2400, 1800),
            dwelling.quiet_from_min * 60 + rng.uniform(-1500, 2400),
        )  # fmt: skip
        if turn in TRAPS:
            day.traps[MODEL, TRAPS[turn]] += 1
        day.at(0, _Elder(day, home, random.Random(rng.random())).lives())


class _Elder:
    """One person, one day."""

    def __init__(self, day: Day, home: Home, rng: random.Random) -> None:
        self.day, self.world, self.home, self.rng = day, day.world, home, rng
        self.turned = home.turn in ("", "sleeps_in")

    def lives(self) -> Life:
        home, rng = self.home, self.rng
        yield from self._night()
        wakes = home.wakes + (rng.uniform(4500, 7800) if home.turn == "sleeps_in" else 0)
        yield from self._until(wakes)
        yield from self._moves("bedroom", 300)
        yield from self._moves("bathroom", 900)
        yield from self._moves("kitchen", 1500)
        if home.turn == "away":
            yield from self._goes_out(DAY_S)
            return
        while self._now() < home.sleeps:
            if not self.turned and self._now() >= home.turn_at:
                self.turned = True
                if (yield from self._turn()):
                    return
            yield from self._something()
        yield from self._moves("bathroom", 500)
        yield from self._moves("bedroom", 400)

    def _night(self) -> Life:
        """Asleep; up once or twice, unless it is a night of deep sleep."""
        visits = 0 if self.home.turn == "sleeps_in" else self.rng.choice((0, 1, 1, 2, 2, 3))
        for at in sorted(self.rng.uniform(1800, self.home.wakes - 3600) for _ in range(visits)):
            yield from self._until(at)
            yield from self._moves("bedroom", 20)
            yield from self._moves("bathroom", self.rng.uniform(90, 420))
            yield from self._moves("bedroom", 30)

    def _something(self) -> Life:
        """The next thing an old person does on an ordinary day."""
        hour = self._now() / 3600
        rng = self.rng
        if 12.6 < hour < 14.2 and rng.random() < 0.55:
            yield from self._moves("bedroom", 200)
            yield rng.uniform(1800, 6000)  # A nap.
            yield from self._moves("bedroom", 120)
            return
        draw = rng.random()
        if draw < 0.30:
            yield from self._moves("kitchen", rng.uniform(300, 2400))
        elif draw < 0.45:
            yield from self._moves("bathroom", rng.uniform(120, 900))
        elif draw < 0.60:
            yield from self._moves("bedroom", rng.uniform(200, 1500))
        elif draw < 0.72 and 7.5 < hour < 19:
            yield from self._goes_out(rng.uniform(1200, 7200))
        elif draw < 0.76:
            yield from self._answers_the_door()
        else:
            # Sits before the television; gets up for tea.
            yield rng.uniform(600, 3900)
            yield from self._moves("kitchen", rng.uniform(60, 240))

    def _turn(self) -> Generator[float, None, bool]:
        """The day's own happening; True when nothing more of this day is to be told."""
        turn, rng, world = self.home.turn, self.rng, self.world
        if turn == "collapse":
            yield from self._falls()
            return True
        if turn == "sos":
            incident = world.happens(MODEL, self.home.rooms["bedroom"], tolerance_s=300)
            incident.zone = ""
            self._say("bedroom", "button", "sos_button", "alarm")
            yield rng.uniform(600, 2400)
            yield from self._door()
            incident.end = world.now
        elif turn == "long_outing":
            yield from self._goes_out(rng.uniform(3.3, 6.5) * 3600)
        elif turn == "long_nap":
            yield from self._moves("bedroom", 200)
            yield rng.uniform(2.0, 2.85) * 3600
            yield from self._moves("bedroom", 120)
        elif turn == "weak_battery":
            self._say("kitchen", "motion", "device_fault", "battery_low")
            for device in world.watching[self.home.rooms["kitchen"]]:
                if device.kind == "motion":
                    world.dark.add(device.code)
        elif turn == "guest":
            yield from self._has_a_guest()
        elif turn == "stuck":
            world.begin(self._bathroom_sticks(rng.uniform(2, 6) * 3600))
        elif turn == "pet":
            world.begin(self._cat(rng.uniform(3600, 9000)))
            yield from self._goes_out(rng.uniform(3600, 9000))
        return False

    def _falls(self) -> Life:
        """Falls, in the bathroom more often than elsewhere, lies there until somebody comes; then to hospital."""
        room = self.rng.choices(("bathroom", "bedroom", "kitchen"), (5, 3, 2))[0]
        yield from self._moves(room, self.rng.uniform(30, 200))
        incident = self.world.happens(MODEL, self.home.rooms[room])
        incident.zone = ""
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            yield self.rng.uniform(20, 200)
            self._say(room, "motion", "ir_motion", "on")
        yield self.rng.uniform(5.5, 8.5) * 3600
        incident.end = self.world.now
        yield from self._door()
        yield from self._moves(room, 1200)
        yield from self._door()

    def _moves(self, room: str, seconds: float) -> Life:
        """Is busy in a room: the detector sees it every minute or so, then every few."""
        left = seconds
        while left > 0:
            self._say(room, "motion", "ir_motion", "on")
            wait = min(left, self.rng.uniform(40, 420))
            yield wait
            left -= wait

    def _goes_out(self, seconds: float) -> Life:
        self._say("bedroom", "motion", "ir_motion", "on")
        yield self.rng.uniform(60, 300)
        yield from self._door()
        yield min(seconds, max(1.0, DAY_S - self._now() - 1))
        yield from self._door()
        yield 20
        self._say("bedroom", "motion", "ir_motion", "on")

    def _has_a_guest(self) -> Life:
        """A niece comes, cooks and cleans while the old one walks to the market, and leaves before her."""
        yield from self._door()
        yield from self._moves("kitchen", 400)
        out = self.rng.uniform(1.5, 3.5) * 3600
        self.world.begin(self._guest_stays(self.rng.uniform(1500, 3600)))
        yield from self._goes_out(out)

    def _guest_stays(self, seconds: float) -> Life:
        yield from self._moves(self.rng.choice(("kitchen", "bedroom")), seconds)
        yield from self._door()

    def _bathroom_sticks(self, seconds: float) -> Life:
        """The bathroom's detector does not let go; after a while it notices so itself."""
        left = seconds
        has_said = False
        while left > 0:
            self._say("bathroom", "motion", "ir_motion", "on")
            if not has_said and seconds - left > 1200:
                has_said = True
                self._say("bathroom", "motion", "device_fault", "stuck")
            wait = self.rng.uniform(30, 90)
            yield wait
            left -= wait
        self._say("bathroom", "motion", "device_fault", "normal")

    def _answers_the_door(self) -> Life:
        yield from self._door()
        yield 30
        yield from self._moves("kitchen", 180)

    def _door(self) -> Life:
        self._say("home_door", "door", "door_state", "open")
        yield self.rng.uniform(5, 25)
        self._say("home_door", "door", "door_state", "closed")

    def _cat(self, seconds: float) -> Life:
        left = seconds
        while left > 0:
            self._say(self.rng.choice(("kitchen", "bedroom")), "motion", "ir_motion", "on")
            wait = self.rng.uniform(300, 1800)
            yield wait
            left -= wait

    def _until(self, second: float) -> Life:
        wait = second - self._now()
        if wait > 0:
            yield wait

    def _now(self) -> float:
        return (self.world.now - self.day.start) / 1e6

    def _say(self, room: str, device: str, kind: str, label: str) -> None:
        for each in self.world.watching[self.home.rooms[room]]:
            if each.kind == device:
                self.world.notice(each.code, kind, label, 1.0 if label in ("on", "alarm") else 0.0)

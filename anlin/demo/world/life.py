"""An ordinary day: people leave and come home on foot and by car, couriers come and go, prams ride in lifts."""

import random
from collections.abc import Sequence

from anlin.demo.town.plan import Town, Zone
from anlin.demo.world.households import Household, households
from anlin.demo.world.kernel import Life, World
from anlin.demo.world.senses import Doors, Lanes, lift_frames, person_passes
from anlin.demo.world.things import BICYCLE, PRAM, TROLLEY, WHEELCHAIR, Look

# Trips an hour of one household in each hour of a working day; 0 is midnight.
TRIPS = (
    .02, .01, .01, .01, .02, .08, .22, .50, .55, .30, .22, .26,
    .34, .22, .20, .22, .30, .48, .55, .42, .30, .20, .10, .05,
)  # fmt: skip
# Share of trips that lead out of the compound, in the same hours.
OUTWARD = (
    .3, .3, .3, .4, .6, .85, .85, .85, .75, .6, .5, .4, .45, .6, .55, .45, .35, .25, .25, .35, .3, .2, .2, .2,
)  # fmt: skip
NIGHT_FLOOR = 0.12
CART_SHARE = ((0.020, PRAM), (0.006, WHEELCHAIR), (0.002, BICYCLE), (0.016, TROLLEY))


class Neighbourhood:
    """The people of the compounds and the things they use. `live` starts their day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.doors = Doors(world)
        self.barriers = Doors(world, "sensor", "barrier_event")
        self.lanes = Lanes(world, world.chance("lanes"))
        self.homes: list[Household] = households(world.town)
        self._rng = world.chance("daily life")
        self._gates = _gates(world.town)

    def live(self) -> None:
        self.world.begin(self._trips())
        self.world.begin(self._deliveries())
        self.world.begin(self._brief_stops())

    def _trips(self) -> Life:
        rng, homes = self._rng, self.homes
        while True:
            hour = int(self.world.hour())
            per_second = max(TRIPS[hour], NIGHT_FLOOR) * len(homes) / 3600
            yield rng.expovariate(per_second)
            home = rng.choice(homes)
            by_car = bool(home.plate) and rng.random() < 0.4
            if rng.random() < OUTWARD[hour]:
                self.world.begin(self._leave(home, by_car))
            else:
                self.world.begin(self._come_home(home, by_car))

    def _leave(self, home: Household, by_car: bool) -> Life:
        rng = self._rng
        yield from self._ride(home)
        person_passes(self.world, home.lobby, rng)
        yield rng.uniform(3, 8)
        yield from self.doors.pass_through(home.door, rng.uniform(4, 9))
        yield rng.uniform(40, 140)
        if by_car:
            yield from self._drive_through("out", home.plate)
        else:
            person_passes(self.world, self._gates["walk"][0].code, rng)

    def _come_home(self, home: Household, by_car: bool) -> Life:
        rng = self._rng
        if by_car:
            yield from self._drive_through("in", home.plate)
        else:
            person_passes(self.world, self._gates["walk"][0].code, rng)
        yield rng.uniform(40, 150)
        yield from self.doors.pass_through(home.door, rng.uniform(4, 9))
        yield rng.uniform(2, 6)
        person_passes(self.world, home.lobby, rng)
        yield from self._ride(home)

    def _ride(self, home: Household) -> Life:
        """Waiting and riding; a few bring something on wheels that a detector looks at twice."""
        rng = self._rng
        yield rng.uniform(5, 40)
        seconds = 6 + 1.6 * home.floor
        cart = _cart(rng)
        if cart is None:
            yield seconds
        else:
            yield from lift_frames(self.world, rng.choice(home.lifts), cart, seconds, rng)

    def _drive_through(self, way: str, plate: str) -> Life:
        world, rng = self.world, self._rng
        zone = rng.choice(self._gates[way])
        for device in world.watching[zone.code]:
            if device.kind == "gate_camera":
                world.notice(device.code, "plate_read", way, 0.0, round(rng.uniform(0.88, 0.99), 2), plate=plate)
        yield rng.uniform(0.6, 2.0)
        yield from self.barriers.pass_through(zone.code, rng.uniform(6, 12))

    def _deliveries(self) -> Life:
        """Couriers: in by the gate, a door held with a foot, up and down with a trolley."""
        rng = self._rng
        while True:
            yield rng.expovariate(1 / 95)
            self.world.begin(self._deliver(rng.choice(self.homes)))

    def _deliver(self, home: Household) -> Life:
        rng = self._rng
        person_passes(self.world, self._gates["walk"][0].code, rng)
        yield rng.uniform(60, 150)
        self.world.begin(self.doors.pass_through(home.door, rng.uniform(12, 55)))
        person_passes(self.world, home.lobby, rng)
        yield from lift_frames(self.world, rng.choice(home.lifts), TROLLEY, 6 + 1.6 * home.floor, rng)

    def _brief_stops(self) -> Life:
        """Cars that stop on a lane to let someone out or unload, and drive on."""
        rng = self._rng
        lanes = [zone.code for zone in self.world.town.zones if zone.kind == "fire_lane"]
        while True:
            yield rng.expovariate(1 / 75)
            thing = "vehicle" if rng.random() < 0.85 else "objects"
            seconds = rng.uniform(8, 45) if rng.random() < 0.7 else rng.uniform(45, 140)
            self.world.begin(self.lanes.stand(rng.choice(lanes), thing, seconds))

    def drives_in(self, plate: str) -> Life:
        yield from self._drive_through("in", plate)


def _cart(rng: random.Random) -> Look | None:
    draw = rng.random()
    for share, look in CART_SHARE:
        if draw < share:
            return look
        draw -= share
    return None


def _gates(town: Town) -> dict[str, Sequence[Zone]]:
    """Gates by the way through them: `in` and `out` for cars, `walk` for people."""
    gates = [zone for zone in town.zones if zone.kind == "gate"]
    return {
        "in": [zone for zone in gates if zone.code.endswith("-in")],
        "out": [zone for zone in gates if zone.code.endswith("-out")],
        "walk": [zone for zone in gates if not zone.code.endswith(("-in", "-out"))],
    }

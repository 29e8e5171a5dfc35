"""Trouble, with the truth of it: e-bikes pushed into lifts, cars left on fire lanes, doors propped open."""

from anlin.demo.world.kernel import SECOND, Life
from anlin.demo.world.life import Neighbourhood
from anlin.demo.world.senses import lift_frames
from anlin.demo.world.things import EBIKE, EBIKE_HALF_HIDDEN


class Trouble:
    """What goes wrong; each kind as one life that writes down its own truth."""

    def __init__(self, neighbourhood: Neighbourhood) -> None:
        self.world = neighbourhood.world
        self._neighbourhood = neighbourhood
        self.doors = neighbourhood.doors
        self.lanes = neighbourhood.lanes
        self._homes = [home for home in neighbourhood.homes if home.has_ebike]
        self._rng = self.world.chance("trouble")

    def ebike_into_lift(self, lift: str, floor: int, half_hidden: bool = False) -> Life:
        """Someone pushes an e-bike into the lift to charge it upstairs, rides, and pushes it out."""
        incident = self.world.happens("ebike_in_building", lift, tolerance_s=30)
        look = EBIKE_HALF_HIDDEN if half_hidden else EBIKE
        yield from lift_frames(self.world, lift, look, 8 + 1.6 * floor, self._rng)
        incident.end = self.world.now

    def lane_blocked(self, lane: str, seconds: float, thing: str = "vehicle") -> Life:
        """Someone parks on the lane and goes away; real once it has stood three minutes."""
        start = self.world.now
        self.world.begin(self.lanes.stand(lane, thing, seconds))
        if seconds > 180:
            yield 180
            incident = self.world.happens("fire_lane_occupied", lane)
            incident.start = start
            yield seconds - 180
            incident.end = self.world.now

    def door_propped(self, door: str, seconds: float) -> Life:
        """Movers put a brick in front of the door; real once it has stood a minute and a half."""
        start = self.world.now
        self.world.begin(self.doors.pass_through(door, seconds))
        if seconds > 90:
            yield 90
            incident = self.world.happens("access_anomaly", door)
            incident.start = start
            yield seconds - 90
            incident.end = self.world.now

    def wanted_car_drives_in(self, plate: str) -> Life:
        """A car with the plate of a stolen one: another car, as an officer sees at once in the picture."""
        yield from self._neighbourhood.drives_in(plate)

    def now_and_then(self, after_s: float, ebike_every_s: float, lane_every_s: float, door_every_s: float) -> None:
        """After `after_s` trouble comes by itself, each kind at its mean distance."""
        self.world.begin(self._ebikes(ebike_every_s), after_s)
        self.world.begin(self._lanes(lane_every_s), after_s)
        self.world.begin(self._doors(door_every_s), after_s)

    def _ebikes(self, every_s: float) -> Life:
        rng = self._rng
        while True:
            yield rng.expovariate(1 / every_s)
            home = rng.choice(self._homes)
            self.world.begin(self.ebike_into_lift(rng.choice(home.lifts), home.floor, rng.random() < 0.2))

    def _lanes(self, every_s: float) -> Life:
        rng = self._rng
        lanes = [zone.code for zone in self.world.town.zones if zone.kind == "fire_lane"]
        while True:
            yield rng.expovariate(1 / every_s)
            self.world.begin(self.lane_blocked(rng.choice(lanes), rng.uniform(200, 1500)))

    def _doors(self, every_s: float) -> Life:
        rng = self._rng
        doors = [zone.code for zone in self.world.town.zones if zone.kind == "door"]
        while True:
            yield rng.expovariate(1 / every_s)
            self.world.begin(self.door_propped(rng.choice(doors), rng.uniform(100, 420)))


def seconds_until(at: int, now: int) -> float:
    """Seconds from `now` to `at`; 0 if it has passed."""
    return max(0, at - now) / SECOND

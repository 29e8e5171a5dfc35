"""What the town's devices do while something is in front of them. Each is a life that ends when there is nothing left.

Rates and noise are those of such devices in the field: a lift detector works at two or three frames a second, a lane
camera repeats its state, a magnet speaks only when the door moves.
"""

import random

from anlin.demo.world.kernel import Life, World
from anlin.demo.world.things import Look

LIFT_FRAME_S = 0.4
LANE_REPEAT_S = 10.0


def lift_frames(world: World, zone: str, look: Look, seconds: float, rng: random.Random) -> Life:
    """The lift's detector looks at one thing for `seconds`, frame by frame."""
    track = world.new_track()
    for _ in range(max(1, round(seconds / LIFT_FRAME_S))):
        confidence = look.frame(rng)
        if confidence is not None:
            for device in world.watching[zone]:
                world.notice(device.code, "ebike_detected", look.label, 1.0, round(confidence, 2), track)
        yield LIFT_FRAME_S


def person_passes(world: World, zone: str, rng: random.Random) -> None:
    """A camera reports one person once per passage, most of the time."""
    for device in world.watching[zone]:
        if rng.random() < 0.93:
            world.notice(
                device.code, "person_detected", "person", 1.0, round(rng.uniform(0.7, 0.97), 2), world.new_track()
            )


class Doors:
    """Magnets on doors, switches on barrier arms: open while anyone holds it, silent while nothing moves.

    `device`: which kind of device says so; `kind`: in which kind of observation.
    """

    def __init__(self, world: World, device: str = "door", kind: str = "door_state") -> None:
        self._world = world
        self._device = device
        self._kind = kind
        self._holders: dict[str, int] = {}

    def pass_through(self, zone: str, seconds: float) -> Life:
        """Somebody opens the door, or keeps it open, for `seconds`."""
        holders = self._holders.get(zone, 0)
        self._holders[zone] = holders + 1
        if holders == 0:
            self._say(zone, "open")
        yield seconds
        self._holders[zone] -= 1
        if self._holders[zone] == 0:
            self._say(zone, "closed")

    def _say(self, zone: str, state: str) -> None:
        for device in self._world.watching[zone]:
            if device.kind == self._device:
                self._world.notice(device.code, self._kind, state)


class Lanes:
    """What stands on the fire lanes, and the cameras that repeat it every ten seconds while it stands."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self._world = world
        self._rng = rng
        self._standing: dict[str, list[str]] = {}

    def stand(self, zone: str, thing: str, seconds: float) -> Life:
        """A `vehicle` or `objects` stands on the lane for `seconds`."""
        things = self._standing.setdefault(zone, [])
        things.append(thing)
        if len(things) == 1:
            self._world.begin(self._look(zone))
        yield seconds
        things.remove(thing)

    def _look(self, zone: str) -> Life:
        things = self._standing[zone]
        while things:
            # A passer-by or a glare hides the lane in a frame now and then; the camera then says nothing.
            if self._rng.random() < 0.96:
                self._report(zone, things[-1], len(things))
            yield LANE_REPEAT_S
        for _ in range(2):
            self._report(zone, "clear", 0)
            yield LANE_REPEAT_S
            if things:
                self._world.begin(self._look(zone))
                return

    def _report(self, zone: str, label: str, count: int) -> None:
        for device in self._world.watching[zone]:
            confidence = round(self._rng.uniform(0.82, 0.97), 2)
            self._world.notice(device.code, "zone_occupied", label, float(count), confidence)

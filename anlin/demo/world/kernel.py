"""The world's time: lives take turns, each saying how long it waits; what devices notice is put down in order.

A life is a generator that yields seconds: `yield 40` is forty seconds of walking. Nothing here knows a rule or an
alert. Chance comes from generators named by seed and purpose, so adding one life does not change another's.
"""

import heapq
import random
from collections import defaultdict
from collections.abc import Generator
from typing import NamedTuple

from anlin.demo.town.plan import Device, Town, Zone
from anlin.demo.world.truth import Incident

SECOND = 1_000_000
LOCAL_OFFSET_S = 8 * 3600  # The town's clock; China has one zone and no summer time.

Life = Generator[float, None, None]


class Sighting(NamedTuple):
    """What one device noticed at one instant (true time, µs since 1970 UTC); `serial` is the device's own counter."""

    at: int
    device: str
    kind: str
    label: str
    value: float
    confidence: float
    track: int
    plate: str
    serial: int


class World:
    """A town in time. `advance` moves it; `drain` gives what was noticed since the last call, in order of time."""

    def __init__(self, town: Town, at: int) -> None:
        self.town = town
        self.now = at
        self.incidents: list[Incident] = []
        self.watching: dict[str, list[Device]] = defaultdict(list)
        self.zones: dict[str, Zone] = {zone.code: zone for zone in town.zones}
        self.dark: set[str] = set()
        self.visited: set[str] = set()  # Homes somebody was sent to and reached; what goes on inside may wait for it.
        self.clocks: dict[str, int] = {}  # How far a platform's clock is off, µs; ahead is positive.
        self._due: list[tuple[int, int, Life]] = []
        self._order = 0
        self._noticed: list[Sighting] = []
        self._serial: dict[str, int] = defaultdict(int)
        self._tracks = 0
        for device in town.devices:
            self.watching[device.zone].append(device)

    def chance(self, purpose: str) -> random.Random:
        """A source of chance of its own for one purpose."""
        return random.Random(f"{self.town.seed}/{purpose}")

    def begin(self, life: Life, after_s: float = 0.0) -> None:
        self._order += 1
        heapq.heappush(self._due, (self.now + round(after_s * SECOND), self._order, life))

    def next_at(self) -> int | None:
        """When the next thing happens; None if nothing ever will."""
        return self._due[0][0] if self._due else None

    def advance(self, until: int) -> None:
        """Let everything happen that is due up to and including `until`."""
        while self._due and self._due[0][0] <= until:
            at, _, life = heapq.heappop(self._due)
            self.now = at
            wait = next(life, None)
            if wait is not None:
                self.begin(life, wait)
        self.now = max(self.now, until)

    def notice(
        self, device: str, kind: str, label: str = "", value: float = 0.0, confidence: float = 1.0, track: int = 0,
        plate: str = "",
    ) -> None:  # fmt: skip
        """The device noticed this now, unless it is dark (dead, cut off, covered)."""
        if device in self.dark:
            return
        self._serial[device] += 1
        self._noticed.append(
            Sighting(self.now, device, kind, label, value, confidence, track, plate, self._serial[device])
        )

    def new_track(self) -> int:
        self._tracks += 1
        return self._tracks

    def drain(self) -> list[Sighting]:
        noticed, self._noticed = self._noticed, []
        return noticed

    def hour(self) -> float:
        """Hours since local midnight."""
        return (self.now / SECOND + LOCAL_OFFSET_S) % 86_400 / 3600

    def happens(self, model: str, zone: str, tolerance_s: int = 60) -> Incident:
        """Write down that something real begins now; whoever ends it sets its `end`.

        Its start is told to the second, as such cameras tell the time: none sees a thing before it was there.
        """
        start = self.now - self.now % SECOND
        incident = Incident(model, self.zones[zone].area, zone, start, tolerance_s=tolerance_s)
        self.incidents.append(incident)
        return incident

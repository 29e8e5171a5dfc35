"""All platforms of the town: who sends what when, who is silent, who sends again."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

from anlin.demo.devices.box import EdgeBox
from anlin.demo.devices.line import DoorAway, Line
from anlin.demo.devices.objects import LISTS
from anlin.demo.devices.platform import Speaker, VideoPlatform
from anlin.demo.town.plan import FEED_S, USUAL, Device, Manners, Town
from anlin.demo.world.kernel import SECOND, Sighting
from anlin.demo.world.story import Outage

OFFICE = Manners(FEED_S, FEED_S, 10**9)
"""Records have no life of their own: it is the feed that must be heard."""


class Fleet:
    """`tick(now, sightings)` plays the platforms up to `now` and returns when every message has its answer."""

    def __init__(
        self,
        town: Town,
        line: Callable[[], Line],
        outages: Sequence[Outage] = (),
        manners: Manners = USUAL,
        clocks: Mapping[str, int] = MappingProxyType({}),
        opens: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """`opens`: when platforms open their sessions, by code; at once, or as soon as they have something to say."""
        self._clocks = clocks
        self.counts: Counter[str] = Counter()
        self._rng = random.Random(f"{town.seed}/fleet")
        self._home = {device.code: device.platform for device in town.devices}
        self._box = _boxes(town)
        uploads = manners.uploads(town)
        feeds = {platform.code for platform in town.platforms if platform.is_feed}
        self._slow = {
            code for code, seconds in uploads.items() if seconds > manners.upload_s and self._home[code] not in feeds
        }
        behind: dict[str, list[Device]] = defaultdict(list)
        for device in town.devices:
            behind[device.platform].append(device)
        self._lines: list[Line] = []
        self._posts: dict[str, _Post] = {}
        for platform in town.platforms:
            speaks = EdgeBox if platform.dialect == "edge_box" else VideoPlatform
            self._lines.append(line())
            speaker: Speaker = speaks(platform, behind[platform.code], self._lines[-1])
            silences = [outage for outage in outages if outage.platform == platform.code]
            phase = self._rng.randrange(manners.captures_s) if manners.captures_s else 0
            own = OFFICE if platform.is_feed else manners
            self._posts[platform.code] = _Post(speaker, silences, own, phase, opens.get(platform.code, 0))

    async def tick(self, now: int, sightings: Sequence[Sighting]) -> None:
        """Raises `Refusal` when the door does not know a platform; a door that is away is waited for."""
        mail: dict[str, list[Sighting]] = defaultdict(list)
        captures: dict[str, list[Sighting]] = defaultdict(list)
        for sighting in sightings:
            home = self._home[sighting.device] if sighting.kind in LISTS else self._box[sighting.device]
            # What hangs on a dead recorder is not seen, whoever else would have told of it.
            if self._posts[home].is_dead(sighting.at) or self._posts[self._home[sighting.device]].is_dead(sighting.at):
                self.counts["unsent"] += 1
                continue
            off = self._clocks.get(home, 0)
            told = sighting._replace(at=sighting.at + off) if off else sighting
            (captures if sighting.device in self._slow else mail)[home].append(told)
        for code, kept in captures.items():
            self._posts[code].keep(kept)
        busy = [
            post.tick(now, mail.get(code, []), self.counts, self._rng)
            for code, post in self._posts.items()
            if code in mail or post.is_due(now)
        ]
        if busy:
            await asyncio.gather(*busy)

    def states(self, now: int) -> dict[str, str]:
        """Each platform's state in a word: `online`, `waiting` (the door does not answer), `silent`."""
        return {code: post.state(now) for code, post in self._posts.items()}

    async def aclose(self) -> None:
        for line in self._lines:
            await line.close()


def _boxes(town: Town) -> dict[str, str]:
    """For each device the edge box that speaks for it: its own, else that of its area or of the nearest one above."""
    boxes = {
        platform.area: platform.code
        for platform in town.platforms
        if platform.dialect == "edge_box" and not platform.is_feed
    }
    all_boxes = {platform.code for platform in town.platforms if platform.dialect == "edge_box"}
    parents = {area.code: area.parent for area in town.areas}
    zones = {zone.code: zone.area for zone in town.zones}
    found = {}
    for device in town.devices:
        if device.platform in all_boxes:
            found[device.code] = device.platform
            continue
        area = zones[device.zone]
        while area and area not in boxes:
            area = parents[area]
        found[device.code] = boxes.get(area, "")
    return found


class _Post:
    """One platform's desk: who speaks, what waits to be sent, when the next sign of life is due."""

    def __init__(
        self, speaker: Speaker, silences: Sequence[Outage], manners: Manners, phase_s: int, opens: int
    ) -> None:
        self._speaker = speaker
        self._silences = silences
        self._manners = manners
        self._opens = opens
        self._is_open = False
        self._beat_at = 0
        self._devices_at = 0
        self._waiting: list[Sighting] = []
        self._captures: list[Sighting] = []
        self._uploaded = 0
        self._phase = phase_s * SECOND
        self._was_silent = False

    def is_dead(self, at: int) -> bool:
        """Dead for good: what its devices would have seen is lost, not kept."""
        return any(silence.start <= at and silence.until is None for silence in self._silences)

    def keep(self, captures: list[Sighting]) -> None:
        """For the next upload of captures."""
        self._captures += captures

    def is_due(self, now: int) -> bool:
        """Whether it has something to do without mail."""
        if self._is_silent(now) != self._was_silent:
            return True
        if not self._is_open and now < self._opens and not self._waiting:
            return False
        return not self._was_silent and (
            not self._is_open or bool(self._waiting) or now >= self._next() or self._uploads_captures(now)
        )

    def state(self, now: int) -> str:
        if self._is_silent(now):
            return "silent"
        return "online" if self._is_open else "waiting"

    async def tick(self, now: int, mail: list[Sighting], counts: Counter[str], rng: random.Random) -> None:
        self._waiting += mail
        if self._uploads_captures(now):
            self._waiting += self._captures
            self._captures, self._uploaded = [], self._turn(now)
        if self._is_silent(now):
            if not self._was_silent and self._is_open:
                # The last signs of life, just before the line is cut.
                await self._attempt(self._speaker.tell_devices)
                await self._attempt(self._speaker.beat)
            self._was_silent, self._is_open = True, False
            return
        if self._was_silent:
            # A recorder empties its cache in no order.
            rng.shuffle(self._waiting)
            self._was_silent = False
        if not self._is_open:
            self._is_open = await self._attempt(self._speaker.open)
            # Platforms do not beat in step.
            self._beat_at = now + rng.randrange(self._manners.beat_s // 2, self._manners.beat_s) * SECOND
            self._devices_at = now
        if self._is_open and now >= self._beat_at:
            self._is_open = await self._attempt(self._speaker.beat)
            self._beat_at = now + self._manners.beat_s * SECOND
        if self._is_open and now >= self._devices_at:
            self._is_open = await self._attempt(self._speaker.tell_devices)
            self._devices_at = now + self._manners.devices_s * SECOND
        if self._is_open and self._waiting:
            await self._send(counts)

    async def _send(self, counts: Counter[str]) -> None:
        """What cannot be sent now waits; the door knows by its ids what it has already taken."""
        try:
            counts.update(await self._speaker.send(self._waiting))
            self._waiting = []
        except DoorAway:
            self._is_open = False

    async def _attempt(self, act: Callable[[], Awaitable[None]]) -> bool:
        try:
            await act()
        except DoorAway:
            return False
        return True

    def _uploads_captures(self, now: int) -> bool:
        return bool(self._captures) and self._turn(now) != self._uploaded

    def _turn(self, now: int) -> int:
        """Counts the uploads of captures; hosts do not upload in step."""
        return (now + self._phase) // (max(1, self._manners.captures_s) * SECOND)

    def _next(self) -> int:
        return min(self._beat_at, self._devices_at)

    def _is_silent(self, now: int) -> bool:
        return any(
            silence.start <= now and (silence.until is None or now < silence.until) for silence in self._silences
        )

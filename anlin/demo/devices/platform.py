"""One platform's session with the door: GA/T 1400 over HTTP, in its dialect."""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Protocol

import msgspec

from anlin.demo.devices.dialects import JSON_TYPES, batch_body, session_body
from anlin.demo.devices.digest import authorization, challenge_of
from anlin.demo.devices.line import Answer, Line
from anlin.demo.devices.objects import LISTS, capture_devices, is_sent, object_of
from anlin.demo.town.plan import Device, Platform
from anlin.demo.world.kernel import Sighting

BATCH = 50


class Refusal(Exception):
    """The door does not let this platform in; `status` is its HTTP status."""

    def __init__(self, platform: str, status: int) -> None:
        super().__init__(f"the door answered {platform} with {status}: is the platform's account registered?")
        self.status = status


class Speaker(Protocol):
    """What the fleet needs of a platform, whatever protocol it speaks. Every method raises `Refusal`, `DoorAway`."""

    platform: Platform

    async def open(self) -> None:
        """Begin the session."""

    async def beat(self) -> None:
        """Say that the platform itself is alive."""

    async def tell_devices(self) -> None:
        """Say of each device behind it that it is alive."""

    async def send(self, sightings: Sequence[Sighting]) -> Counter[str]:
        """Send them; how many the door took (`taken`) and how many not (`refused`), in how many `requests`."""


class _Status(msgspec.Struct, rename="pascal"):
    status_code: int | str = 1


class _Statuses(msgspec.Struct):
    statuses: list[_Status] = msgspec.field(name="ResponseStatusObject", default_factory=list)


class _Reply(msgspec.Struct):
    batch: _Statuses | None = msgspec.field(name="ResponseStatusListObject", default=None)
    single: _Status | None = msgspec.field(name="ResponseStatusObject", default=None)


_reply = msgspec.json.Decoder(_Reply)


class VideoPlatform:
    """A recorder or lower platform with its cameras."""

    def __init__(self, platform: Platform, devices: Iterable[Device], line: Line) -> None:
        self.platform = platform
        self._devices = {device.code: device for device in devices}
        self._line = line
        self._headers = {"User-Identify": platform.code, "Content-Type": JSON_TYPES[platform.dialect]}

    async def open(self) -> None:
        path = "/VIID/System/Register"
        body = session_body(self.platform.dialect, "Register", self.platform.code)
        answer = await self._line.post(path, body, self._headers)
        if answer.status == 401:
            challenge = challenge_of(answer.headers.get("www-authenticate", ""))
            if not challenge:
                raise Refusal(self.platform.code, 401)
            credentials = authorization(
                self.platform.dialect, challenge, self.platform.user, self.platform.password,
                self._line.address + path, path, secrets.token_hex(8),
            )  # fmt: skip
            answer = await self._line.post(path, body, {**self._headers, "Authorization": credentials})
        if answer.status != 200 or _refused(answer, 1):
            raise Refusal(self.platform.code, answer.status)

    async def beat(self) -> None:
        body = session_body(self.platform.dialect, "Keepalive", self.platform.code)
        await self._post("/VIID/System/Keepalive", body)

    async def tell_devices(self) -> None:
        devices = list(self._devices.values())
        for start in range(0, len(devices), BATCH):
            listed = capture_devices(devices[start : start + BATCH], self.platform.code)
            await self._post("/VIID/APEs", batch_body("standard", "APE", listed))

    async def send(self, sightings: Sequence[Sighting]) -> Counter[str]:
        counts: Counter[str] = Counter()
        sent = [sighting for sighting in sightings if is_sent(sighting)]
        # Each list of objects has a path of its own; the order in time is kept within it.
        sent.sort(key=lambda sighting: LISTS[sighting.kind])
        for name, group in groupby(sent, key=lambda sighting: LISTS[sighting.kind]):
            objects = [object_of(sighting, self._devices[sighting.device]) for sighting in group]
            for start in range(0, len(objects), BATCH):
                batch = objects[start : start + BATCH]
                answer = await self._post(f"/VIID/{name}s", batch_body(self.platform.dialect, name, batch))
                refused = _refused(answer, len(batch))
                counts.update(taken=len(batch) - refused, refused=refused, requests=1)
        return counts

    async def _post(self, path: str, body: bytes) -> Answer:
        answer = await self._line.post(path, body, self._headers)
        if answer.status == 401:
            # The door has forgotten us: register and say it again, as devices do.
            await self.open()
            answer = await self._line.post(path, body, self._headers)
        return answer


def _refused(answer: Answer, objects: int) -> int:
    """How many of the objects the answer does not confirm with status 0."""
    if answer.status != 200:
        return objects
    reply: Any = _reply.decode(answer.body)
    if reply.batch is not None and reply.batch.statuses:
        return sum(int(status.status_code) != 0 for status in reply.batch.statuses)
    return 0 if reply.single is not None and int(reply.single.status_code) == 0 else objects

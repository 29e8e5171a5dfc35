"""One platform's session with the door: GA/T 1400 over HTTP, in its dialect."""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Protocol

import httpx

from anlin.demo.devices.dialects import JSON_TYPES, batch_body, session_body
from anlin.demo.devices.digest import authorization, challenge_of
from anlin.demo.devices.objects import LISTS, capture_devices, is_sent, object_of
from anlin.demo.town.plan import Device, Platform
from anlin.demo.world.kernel import Sighting

BATCH = 20


class Refusal(Exception):
    """The door does not let this platform in; `status` is its HTTP status."""

    def __init__(self, platform: str, status: int) -> None:
        super().__init__(f"the door answered {platform} with {status}: is the platform's account registered?")
        self.status = status


class Line(Protocol):
    """What the fleet needs of a platform, whatever protocol it speaks."""

    platform: Platform

    async def open(self) -> None:
        """Begin the session. Raises `Refusal`, httpx.TransportError."""

    async def beat(self) -> None:
        """Say that platform and devices are alive."""

    async def send(self, sightings: Sequence[Sighting]) -> Counter[str]:
        """Send them, in this order; how many the door took (`taken`) and how many not (`refused`)."""


class VideoPlatform:
    """A recorder or lower platform with its cameras."""

    def __init__(self, platform: Platform, devices: Iterable[Device], http: httpx.AsyncClient) -> None:
        self.platform = platform
        self._devices = {device.code: device for device in devices}
        self._http = http
        self._headers = {"User-Identify": platform.code, "Content-Type": JSON_TYPES[platform.dialect]}

    async def open(self) -> None:
        path = "/VIID/System/Register"
        body = session_body(self.platform.dialect, "Register", self.platform.code)
        answer = await self._http.post(path, content=body, headers=self._headers)
        if answer.status_code == 401:
            challenge = challenge_of(answer.headers.get("www-authenticate", ""))
            if not challenge:
                raise Refusal(self.platform.code, 401)
            credentials = authorization(
                self.platform.dialect, challenge, self.platform.user, self.platform.password,
                str(self._http.base_url.join(path)), path, secrets.token_hex(8),
            )  # fmt: skip
            headers = {**self._headers, "Authorization": credentials}
            answer = await self._http.post(path, content=body, headers=headers)
        if answer.status_code != 200 or _refused(answer, 1):
            raise Refusal(self.platform.code, answer.status_code)
        await self._tell_devices()

    async def beat(self) -> None:
        body = session_body(self.platform.dialect, "Keepalive", self.platform.code)
        await self._post("/VIID/System/Keepalive", body)
        await self._tell_devices()

    async def send(self, sightings: Sequence[Sighting]) -> Counter[str]:
        counts: Counter[str] = Counter()
        sent = [sighting for sighting in sightings if is_sent(sighting)]
        for name, group in groupby(sent, key=lambda sighting: LISTS[sighting.kind]):
            objects = [object_of(sighting, self._devices[sighting.device]) for sighting in group]
            for start in range(0, len(objects), BATCH):
                batch = objects[start : start + BATCH]
                answer = await self._post(f"/VIID/{name}s", batch_body(self.platform.dialect, name, batch))
                refused = _refused(answer, len(batch))
                counts.update(taken=len(batch) - refused, refused=refused, requests=1)
        return counts

    async def _tell_devices(self) -> None:
        devices = list(self._devices.values())
        for start in range(0, len(devices), BATCH):
            listed = capture_devices(devices[start : start + BATCH], self.platform.code)
            await self._post("/VIID/APEs", batch_body("standard", "APE", listed))

    async def _post(self, path: str, body: bytes) -> httpx.Response:
        answer = await self._http.post(path, content=body, headers=self._headers)
        if answer.status_code == 401:
            # The door has forgotten us: register and say it again, as devices do.
            await self.open()
            answer = await self._http.post(path, content=body, headers=self._headers)
        if answer.status_code == 503:
            raise httpx.ReadError("the door is busy")
        return answer


def _refused(answer: httpx.Response, objects: int) -> int:
    """How many of the objects the answer does not confirm with status 0."""
    if answer.status_code != 200:
        return objects
    listed: Any = answer.json()
    statuses = listed.get("ResponseStatusListObject", {}).get("ResponseStatusObject", [])
    single = listed.get("ResponseStatusObject")
    if not statuses and single:
        return 0 if int(single["StatusCode"]) == 0 else objects
    return sum(int(status["StatusCode"]) != 0 for status in statuses)

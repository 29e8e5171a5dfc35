"""An edge box: collects magnets, barriers and lane detection of a site and sends them to the door as plain JSON."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import httpx

from anlin.demo.devices.platform import Refusal
from anlin.demo.town.plan import Device, Platform
from anlin.demo.world.kernel import Sighting
from anlin.demo.world.truth import iso

BATCH = 50


class EdgeBox:
    """Speaks `POST /api/observations` with the token of its source."""

    def __init__(self, platform: Platform, devices: Iterable[Device], http: httpx.AsyncClient, now: Any) -> None:
        self.platform = platform
        self._own = [device.code for device in devices]
        self._http = http
        self._now = now
        self._beats = 0
        self._headers = {"Authorization": f"Bearer {platform.password}", "Content-Type": "application/json"}

    async def open(self) -> None:
        await self.beat()

    async def beat(self) -> None:
        self._beats += 1
        at = iso(self._now())
        rows = [
            {"device": code, "kind": "device_heartbeat", "observed_at": at, "event": f"beat-{self._beats}"}
            for code in (self.platform.code, *self._own)
        ]
        for start in range(0, len(rows), BATCH):
            await self._post(rows[start : start + BATCH])

    async def send(self, sightings: Sequence[Sighting]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for start in range(0, len(sightings), BATCH):
            rows = [_row(sighting) for sighting in sightings[start : start + BATCH]]
            refused = await self._post(rows)
            counts.update(taken=len(rows) - refused, refused=refused, requests=1)
        return counts

    async def _post(self, rows: list[dict[str, Any]]) -> int:
        answer = await self._http.post("/api/observations", json={"observations": rows}, headers=self._headers)
        if answer.status_code in (401, 403):
            raise Refusal(self.platform.code, answer.status_code)
        if answer.status_code != 200:
            return len(rows)
        return sum(item["outcome"] in ("quarantined", "refused", "parked") for item in answer.json()["items"])


def _row(sighting: Sighting) -> dict[str, Any]:
    return {
        "device": sighting.device,
        "event": str(sighting.serial),
        "kind": sighting.kind,
        "label": sighting.label,
        "value": sighting.value,
        "confidence": sighting.confidence,
        "observed_at": iso(sighting.at),
    }

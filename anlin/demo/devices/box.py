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

    def __init__(self, platform: Platform, devices: Iterable[Device], http: httpx.AsyncClient) -> None:
        self.platform = platform
        self._alive = [{"device": code, "online": True} for code in (platform.code, *(each.code for each in devices))]
        self._http = http
        self._headers = {"Authorization": f"Bearer {platform.password}"}

    async def open(self) -> None:
        await self.beat()

    async def beat(self) -> None:
        for start in range(0, len(self._alive), BATCH):
            await self._post({"devices": self._alive[start : start + BATCH]})

    async def send(self, sightings: Sequence[Sighting]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for start in range(0, len(sightings), BATCH):
            rows = [_row(sighting) for sighting in sightings[start : start + BATCH]]
            refused = await self._post({"observations": rows})
            counts.update(taken=len(rows) - refused, refused=refused, requests=1)
        return counts

    async def _post(self, body: dict[str, Any]) -> int:
        """How many items were turned away. Raises `Refusal`, and httpx.TransportError when the door is busy."""
        answer = await self._http.post("/api/observations", json=body, headers=self._headers)
        if answer.status_code == 503:
            raise httpx.ReadError("the door is busy")
        if answer.status_code != 200:
            raise Refusal(self.platform.code, answer.status_code)
        outcomes = answer.json()["outcomes"]
        return sum(outcome["outcome"] in ("quarantined", "refused", "parked") for outcome in outcomes)


def _row(sighting: Sighting) -> dict[str, Any]:
    row = {
        "device": sighting.device,
        "event": f"{sighting.at}-{sighting.serial}",
        "kind": sighting.kind,
        "label": sighting.label,
        "value": sighting.value,
        "confidence": sighting.confidence,
        "observed_at": iso(sighting.at),
        "track": sighting.track,
    }
    if sighting.plate:
        row["subject"] = {"type": "plate", "text": sighting.plate}
    return row

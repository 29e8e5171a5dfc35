"""An edge box: collects magnets, barriers and lane detection of a site and sends them to the door as plain JSON."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from anlin.demo.devices.line import Line
from anlin.demo.devices.platform import BATCH, Refusal
from anlin.demo.town.plan import Device, Platform
from anlin.demo.world.kernel import Sighting
from anlin.demo.world.truth import iso

TURNED_AWAY = frozenset({"quarantined", "refused", "parked"})


class _Outcome(msgspec.Struct):
    outcome: str


class _Reply(msgspec.Struct):
    outcomes: list[_Outcome]


_reply = msgspec.json.Decoder(_Reply)


class EdgeBox:
    """Speaks `POST /api/observations` with the token of its source."""

    def __init__(self, platform: Platform, devices: Iterable[Device], line: Line) -> None:
        self.platform = platform
        self._devices = [{"device": device.code, "online": True} for device in devices]
        self._line = line
        self._headers = {"Authorization": f"Bearer {platform.password}", "Content-Type": "application/json"}

    async def open(self) -> None:
        await self.beat()

    async def beat(self) -> None:
        await self._post({"devices": [{"device": self.platform.code, "online": True}]})

    async def tell_devices(self) -> None:
        for start in range(0, len(self._devices), BATCH):
            await self._post({"devices": self._devices[start : start + BATCH]})

    async def send(self, sightings: Sequence[Sighting]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for start in range(0, len(sightings), BATCH):
            rows = [_row(sighting) for sighting in sightings[start : start + BATCH]]
            refused = await self._post({"observations": rows})
            counts.update(taken=len(rows) - refused, refused=refused, requests=1)
        return counts

    async def _post(self, body: dict[str, Any]) -> int:
        """How many items were turned away."""
        answer = await self._line.post("/api/observations", msgspec.json.encode(body), self._headers)
        if answer.status != 200:
            raise Refusal(self.platform.code, answer.status)
        return sum(outcome.outcome in TURNED_AWAY for outcome in _reply.decode(answer.body).outcomes)


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

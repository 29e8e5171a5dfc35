"""The ANPR element -> a plate read, or a vehicle where the plate could not be read."""

from anlin.gateway.decoded import Picture, Seen, Subject
from anlin.gateway.protocols.hikvision_isapi import codes
from anlin.gateway.reading import Fields, code, number, text
from anlin.observations.kinds import label_code
from anlin.observations.plates import normal_plate
from anlin.observations.quality import Quality

_LABELS = {
    "vehicle": "car",
    "suvmpv": "car",
    "mpv": "car",
    "truck": "truck",
    "van": "car",
    "bus": "bus",
    "largebus": "bus",
}
_MAX_PLATE = 15


def plate_read(
    fields: Fields,
    device: str,
    at: int | None,
    moment: int,
    quality: int,
    pictures: tuple[Picture, ...],
    dropped: tuple[str, ...],
) -> Seen:
    """`licensePlate` may sit in `ANPR` or under the root; `unknown` is none; confidence comes as 0-100 or 0-1."""
    inner = fields.get("ANPR")
    anpr = inner if isinstance(inner, dict) else fields
    plate = normal_plate(text(anpr.get("licensePlate"), 40))
    if code(anpr.get("alarmDataType")) == 1:
        quality |= Quality.REPLAYED
    uuid = text(fields.get("UUID"), 80)
    event = uuid if len(uuid) > 8 else f"anpr {code(anpr.get('line'))} {moment}"
    if plate and len(plate) <= _MAX_PLATE:
        sent = number(anpr.get("confidenceLevel")) or 100.0
        confidence = min(max(sent if sent <= 1 else sent / 100, 0.0), 1.0)
        return Seen(
            event, device, event, codes.PLATE, 0, at, 0.0, confidence, quality,
            subject=Subject("plate", plate), pictures=pictures, dropped=dropped,
        )  # fmt: skip
    name = _LABELS.get(text(anpr.get("vehicleType"), 20).lower())
    label = label_code(name) if name else 0
    return Seen(event, device, event, codes.VEHICLE, label, at, quality=quality, pictures=pictures, dropped=dropped)

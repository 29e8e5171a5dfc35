"""Where a device or zone code stands: numbers, shard, lineage and what the law allows there, looked up in one step."""

from anlin.gateway.clocks import DeviceClock
from anlin.gateway.directory import Directory
from anlin.observations import DeviceIds, kind_codes
from anlin.observations.instants import SECOND
from anlin.observations.registry import HOME_KINDS

# What watches over a dwelling itself and not over the people in it; the rest needs their consent (LU-31).
NEEDS_NO_CONSENT = frozenset(
    kind_codes(
        [
            "smoke", "heat", "gas", "electrical_fault", "water_pressure", "water_leak", "battery", "device_heartbeat",
            "device_fault", "registration_record",
        ]
    )
)  # fmt: skip

# Only a camera sees these; none may look into a home, with consent or without (LU-30).
SEEN_BY_CAMERA = frozenset(
    kind_codes(
        [
            "person_detected", "vehicle_detected", "plate_read", "ebike_detected", "object_trajectory",
            "visual_smoke_fire", "left_object",
        ]
    )
)  # fmt: skip

ISOLATION_DOOR = "isolation_door"
HEARD_UNDER_ORDER = frozenset(kind_codes(["door_state", "battery", "device_heartbeat", "device_fault"]))
"""All that an isolation order lets be heard at its door (LU-35)."""


class Where:
    """A zone: its number, the area and shard it is in, and whether the home behind it agreed to be sensed.

    `ordered_until`: an isolation door is heard before this instant only; None for every other place.
    """

    __slots__ = ("area", "areas", "consent", "is_home", "ordered_until", "shard", "zone")

    def __init__(
        self,
        zone: int,
        area: int,
        areas: frozenset[int],
        shard: int,
        is_home: bool,
        consent: bool,
        ordered_until: int | None = None,
    ) -> None:
        self.zone, self.area, self.areas, self.shard = zone, area, areas, shard
        self.is_home, self.consent, self.ordered_until = is_home, consent, ordered_until


class Place:
    """A registered device: its number, home zone, the codes it lives behind (itself included), budget and clock.

    `sender`: the clock of what it lives behind; None where it lives behind nothing.
    """

    __slots__ = ("clock", "code", "enabled", "ids", "is_camera", "late_after", "lineage", "number", "sender", "where")

    def __init__(
        self,
        code: str,
        number: int,
        where: Where,
        lineage: frozenset[str],
        late_after: int,
        enabled: bool,
        is_camera: bool,
        clock: DeviceClock,
    ) -> None:
        self.code, self.number, self.where, self.lineage = code, number, where, lineage
        self.ids = DeviceIds(code)
        self.late_after, self.enabled, self.is_camera, self.clock = late_after, enabled, is_camera, clock
        self.sender: DeviceClock | None = None


class Whereabouts:
    """A directory made ready for looking up; measured clocks are taken over from the one before."""

    def __init__(self, directory: Directory, clocks: dict[str, DeviceClock]) -> None:
        self.directory = directory
        registry = directory.registry
        parents = {area.number: area.parent for area in registry.areas}
        consents = {dwelling.number: dwelling.care_consent for dwelling in registry.dwellings}
        lines = {number: _line_up(number, parents) for number in parents}
        self.areas = {number: frozenset(line) for number, line in lines.items()}
        self.shards = directory.all_shards()
        self.zones: dict[str, Where] = {}
        by_number: dict[int, Where] = {}
        for zone in registry.zones:
            line = lines.get(zone.area, [zone.area])
            where = Where(
                zone.number,
                zone.area,
                frozenset(line),
                directory.shard_of(zone.area),
                zone.dwelling != 0 or zone.kind in HOME_KINDS,
                consents.get(zone.dwelling, False),
                zone.ordered_until if zone.kind == ISOLATION_DOOR else None,
            )
            self.zones[zone.code] = by_number[zone.number] = where
        above = {device.number: device.parent for device in registry.devices}
        codes = {device.number: device.code for device in registry.devices}
        self.devices: dict[str, Place] = {}
        for device in registry.devices:
            line = lines.get(device.area, [device.area])
            home = by_number.get(device.zone) or Where(
                0, device.area, frozenset(line), directory.shard_of(device.area), False, False
            )
            self.devices[device.code] = Place(
                device.code,
                device.number,
                home,
                frozenset(codes[n] for n in _line_up(device.number, above) if n in codes),
                # Whole-second clocks are up to a second behind; that second is not lateness.
                max(device.lateness_ms * 1000, 2 * SECOND) + SECOND,
                device.enabled,
                device.kind == "camera",
                clocks.get(device.code) or DeviceClock(),
            )
        for device in registry.devices:
            if device.parent in codes:
                self.devices[device.code].sender = self.devices[codes[device.parent]].clock
        self.codes = codes


def _line_up(number: int, parents: dict[int, int]) -> list[int]:
    """The number and those above it, nearest first; a circle in the register ends the line."""
    line = [number]
    while (number := parents.get(number, 0)) and number not in line:
        line.append(number)
    return line

"""Devices: is it alive, is its clock right, does what it sent balance with what became of it?"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ninja import Query, Schema

from anlin.alerts.rowcopies import last_rows_of
from anlin.api.alert_shapes import DeviceHealth, health_shape
from anlin.api.intake_store import clock, journal
from anlin.api.live.device_states import DeviceState
from anlin.api.problems import absent, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, Ref, cursor_of, named, place_of, ref
from anlin.journal import Liveness, Tally
from anlin.observations.instants import iso
from anlin.observations.quality import names as quality_names
from anlin.people.models import User
from anlin.places.finding import books
from anlin.places.health import Health, health_of, judged
from anlin.places.models import Area, Device
from anlin.places.reach import Reach
from anlin.places.registry import current_version
from anlin.site.config import config

routes = Routes("/devices", tag="devices")
PAGE, MOST = 50, 200
STATES = ("online", "offline", "unknown", "never")
WANTED_AT_ONCE = 500


class DeviceRow(Schema):
    """`health` tells gateway and channel apart; `parent` is the recorder or platform it lives behind."""

    id: int
    code: str
    name: Text
    kind: str
    area: Ref | None
    zone: Ref | None
    parent: Ref | None
    enabled: bool
    lon: float | None
    lat: float | None
    floor: int
    health: DeviceHealth


class DevicePage(Schema):
    items: list[DeviceRow]
    total: int
    next: str | None


class TallyRow(Schema):
    outcome: str
    reason: str
    count: int


class Balance(Schema):
    """received = journalled + duplicate + quarantined + refused + parked, always (P4).

    `apart`: what is counted outside the balance, such as fields that were dropped by law.
    """

    received: int
    journalled: int
    duplicate: int
    quarantined: int
    refused: int
    parked: int
    balances: bool
    rows: list[TallyRow]
    apart: list[TallyRow]


class LastObservation(Schema):
    """One of the newest rows of a device; of a device in a home there are none to see here (LU-37)."""

    observed_at: Instant
    received_at: Instant
    kind: str
    label: str
    value: float
    confidence: float
    quality: list[str]


class DeviceDetail(DeviceRow):
    vendor_id: str
    standard_id: str
    heartbeat_s: int
    lateness_ms: int
    purpose: str
    covers: str
    filing_number: str
    channels: list[DeviceRow]
    channel_count: int
    tallies: Balance
    last_observations: list[LastObservation]


class DeviceFilter(Schema):
    """`state`: online, offline, unknown, never, separated by commas."""

    area: int | None = None
    state: str = ""
    kind: str = ""
    q: str = ""
    cursor: str = ""
    limit: int = PAGE


BALANCED = ("journalled", "duplicate", "quarantined", "refused", "parked")


def balance_of(tallies: Iterable[Tally]) -> Balance:
    """The tallies of one device, or of all, with the proof that nothing vanished."""
    sums = dict.fromkeys(("received", *BALANCED), 0)
    rows, apart = [], []
    for tally in tallies:
        row = TallyRow(outcome=tally.outcome, reason=tally.reason, count=tally.count)
        if tally.outcome in sums:
            sums[tally.outcome] += tally.count
            rows.append(row)
        else:
            apart.append(row)
    balances = sums["received"] == sum(sums[outcome] for outcome in BALANCED)
    return Balance(**sums, balances=balances, rows=rows, apart=apart)


def healths_of(devices: list[Device], now: int) -> dict[int, Health]:
    """Health by device number; the devices come with their parents."""
    codes = sorted({code for d in devices for code in (d.code, d.parent.code if d.parent else d.code)})
    liveness: dict[str, Liveness] = {}
    for start in range(0, len(codes), WANTED_AT_ONCE):
        liveness |= journal().liveness(codes[start : start + WANTED_AT_ONCE])
    return {device.pk: health_of(device, device.parent, liveness, now) for device in devices}


def _fields(device: Device, health: Health) -> dict[str, Any]:
    return {
        "id": device.pk,
        "code": device.code,
        "name": named(device),
        "kind": device.kind,
        "area": ref(device.area),
        "zone": ref(device.zone),
        "parent": ref(device.parent),
        "enabled": device.enabled,
        "lon": device.lon,
        "lat": device.lat,
        "floor": device.floor,
        "health": health_shape(health),
    }


class Watching(NamedTuple):
    """A device as far as its state needs it. `parent` is "" and its heartbeat None where it lives behind nothing."""

    number: int
    path: str
    code: str
    heartbeat_s: int
    parent: str
    parent_heartbeat_s: int | None
    is_in_use: bool
    is_on_map: bool


@lru_cache(maxsize=1)
def watching(version: int) -> list[Watching]:
    """Every device of one version of the registers: a map asks again and again, and they seldom change."""
    rows = Device.objects.order_by("id").values_list(
        "pk", "area__path", "code", "heartbeat_s", "parent__code", "parent__heartbeat_s", "enabled", "lon"
    )
    return [
        Watching(pk, path or "", code, beat, parent or "", parent_beat, enabled, lon is not None)
        for pk, path, code, beat, parent, parent_beat, enabled, lon in rows
    ]


def device_states(reach: Reach, *, in_use: bool = False) -> Iterator[tuple[Watching, str]]:
    """Every device in reach, and its state now; with `in_use` no others."""
    liveness, now = journal().liveness(), clock()()
    for each in watching(current_version()):
        if (each.is_in_use or not in_use) and reach.includes(each.path):
            gateway = liveness.get(each.parent)
            yield each, judged(each.heartbeat_s, liveness.get(each.code), each.parent_heartbeat_s, gateway, now)[0]


def states_of_devices() -> dict[int, DeviceState]:
    """Every device in use as the live stream compares it; who may see which is decided there."""
    found = device_states(Reach(everywhere=True), in_use=True)
    return {each.number: DeviceState(each.number, each.path, state) for each, state in found}


def rows_of_devices(numbers: Sequence[int]) -> dict[int, str]:
    """The row of each of these devices as the live stream tells it, JSON."""
    rows: dict[int, str] = {}
    for start in range(0, len(numbers), WANTED_AT_ONCE):
        some = numbers[start : start + WANTED_AT_ONCE]
        devices = list(Device.objects.filter(pk__in=some).select_related("area", "zone", "parent"))
        health = healths_of(devices, clock()())
        rows |= {device.pk: DeviceRow(**_fields(device, health[device.pk])).model_dump_json() for device in devices}
    return rows


def _filtered(request: Request, wanted: DeviceFilter) -> list[int]:
    """Numbers of the devices asked for, in the order of the area tree."""
    within = ""
    if wanted.area is not None:
        area = Area.objects.visible_to(request.user).filter(pk=wanted.area).first()
        if area is None:
            return []
        within = area.path
    kinds = wanted.kind.split(",") if wanted.kind else ()
    return books.current().find(wanted.q.split()[:8], request.user.reach(), within, kinds)


def _read(user: User, numbers: Sequence[int]) -> list[Device]:
    """These devices in this order, as far as the person may see them now."""
    rows = Device.objects.visible_to(user).select_related("area", "zone", "parent").in_bulk(numbers)
    return [rows[number] for number in numbers if number in rows]


def _last_observations(device: Device) -> list[LastObservation]:
    if device.zone is not None and device.zone.dwelling_id is not None:
        return []
    rows = last_rows_of(journal(), config().shard, device.pk)
    return [
        LastObservation(
            observed_at=iso(row["observed_at"]),
            received_at=iso(row["received_at"]),
            kind=row["kind"],
            label=row["label"],
            value=row["value"],
            confidence=row["confidence"],
            quality=quality_names(row["quality"]),
        )
        for row in rows
    ]


@routes.get("", permission="devices.read", purpose="operations", response=DevicePage, summary="Devices within reach")
def devices(request: Request, wanted: Query[DeviceFilter]) -> DevicePage:
    """In the order of the area tree; a device's state is how it is now."""
    states = [state for state in wanted.state.split(",") if state]
    if set(states) - set(STATES):
        raise invalid(f"没有这个状态：{wanted.state}", f"There is no such state: {wanted.state}")
    found = _filtered(request, wanted)
    # The state is not in the database but in what was heard last, so it filters here.
    if states:
        wanted_now = {each.number for each, state in device_states(request.user.reach()) if state in states}
        found = [number for number in found if number in wanted_now]
    total = len(found)
    start = place_of(wanted.cursor, (int,))[0] if wanted.cursor else 0
    numbers = found[start : start + max(1, min(wanted.limit, MOST))]
    page = _read(request.user, numbers)
    health = healths_of(page, clock()())
    following = start + len(numbers)
    return DevicePage(
        items=[DeviceRow(**_fields(device, health[device.pk])) for device in page],
        total=total,
        next=cursor_of(following) if following < total else None,
    )


@routes.get(
    "/{int:device_id}", permission="devices.read", purpose="operations", response=DeviceDetail, summary="One device"
)
def device(request: Request, device_id: int) -> DeviceDetail:
    """The device with the channels behind it and its tallies."""
    rows = Device.objects.visible_to(request.user).select_related("area", "zone", "parent")
    found = rows.filter(pk=device_id).first()
    if found is None:
        raise absent()
    behind = rows.filter(parent=found)
    channels = list(behind.order_by("id")[:MOST])
    health = healths_of([found, *channels], clock()())
    return DeviceDetail(
        **_fields(found, health[found.pk]),
        vendor_id=found.vendor_id,
        standard_id=found.standard_id,
        heartbeat_s=found.heartbeat_s,
        lateness_ms=found.lateness_ms,
        purpose=found.purpose,
        covers=found.covers,
        filing_number=found.filing_number,
        channels=[DeviceRow(**_fields(channel, health[channel.pk])) for channel in channels],
        channel_count=behind.count(),
        tallies=balance_of(journal().tallies(device=found.code)),
        last_observations=_last_observations(found),
    )

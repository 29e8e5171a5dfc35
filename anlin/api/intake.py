"""What came in and what became of it: tallies that balance, quarantine, devices that wait to be registered."""

from django.db import transaction
from ninja import Field, Schema

from anlin.access.audit import notes
from anlin.api.cameras import CameraItems, camera_items
from anlin.api.devices import Balance, balance_of
from anlin.api.intake_store import journal
from anlin.api.problems import absent, conflict, invalid
from anlin.api.security import Request, Routes
from anlin.api.shapes import Instant, cursor_of, place_of
from anlin.journal import Parked, Tally
from anlin.observations.instants import iso
from anlin.places.cameras import CameraNotAllowed
from anlin.places.models import Area, Device, Zone
from anlin.places.registering import register_device

routes = Routes("/intake", tag="intake")
PURPOSE = "operations"
PAGE = 100


class DeviceTallies(Schema):
    device: str
    tallies: Balance


class TallyPage(Schema):
    """`totals` of everything ever received; `devices` one page in order of code."""

    totals: Balance
    devices: list[DeviceTallies]
    next: str | None


class QuarantineRow(Schema):
    id: int
    at: Instant
    protocol: str
    device: str
    reason: str
    detail: str


class QuarantinePage(Schema):
    items: list[QuarantineRow]
    next: str | None


class ParkedRow(Schema):
    code: str
    protocol: str
    via: str
    peer: str
    first_seen: Instant
    last_seen: Instant
    count: int
    name: str
    kind: str
    model: str
    place: str
    lon: float | None
    lat: float | None


class ParkedPage(Schema):
    items: list[ParkedRow]
    next: str | None


class NewZone(Schema):
    """A place that has no number yet, such as a lift or a door."""

    kind: str = Field(max_length=24, pattern=r"^[a-z_]+$")
    name_zh: str = Field(min_length=1, max_length=80)
    floor: int = Field(0, ge=-20, le=200)


class PlacedDevice(Schema):
    """Where a device belongs and what it watches: a zone that is there, or a new one.

    A camera states what LU-30 asks (`camera`), else it is not registered.
    """

    area: int
    zone: int | None = None
    new_zone: NewZone | None = None
    parent: int | None = None
    name_zh: str = Field(min_length=1, max_length=80)
    name_en: str = Field("", max_length=120)
    kind: str = Field("camera", max_length=24, pattern=r"^[a-z_]+$")
    camera: CameraItems | None = None


class Registration(PlacedDevice):
    """Of a parked device: where it belongs and what it watches."""


class Registered(Schema):
    id: int
    code: str


@routes.get("/tallies", permission="intake.read", purpose=PURPOSE, response=TallyPage, summary="Does intake balance?")
def tallies(request: Request, cursor: str = "") -> TallyPage:
    """received = journalled + duplicate + quarantined + refused + parked, over all and per device."""
    after = place_of(cursor, (str, str, str)) if cursor else ("", "", "")
    rows = journal().tallies(after=after, limit=PAGE * 10)
    totals = balance_of(Tally("", outcome, "", count) for outcome, count in journal().totals().items())
    by_device: dict[str, list[Tally]] = {}
    for row in rows:
        by_device.setdefault(row.device, []).append(row)
    if len(rows) == PAGE * 10 and len(by_device) > 1:
        # The last device may go on behind the limit; it comes whole with the next page.
        del by_device[rows[-1].device]
    last = next(reversed(by_device.values()))[-1] if by_device else None
    more = last is not None and len(rows) == PAGE * 10
    return TallyPage(
        totals=totals,
        devices=[DeviceTallies(device=code, tallies=balance_of(own)) for code, own in by_device.items()],
        next=cursor_of(last.device, last.outcome, last.reason) if last and more else None,
    )


@routes.get(
    "/quarantine", permission="intake.read", purpose=PURPOSE, response=QuarantinePage, summary="What could not be taken"
)
def quarantine(request: Request, cursor: str = "") -> QuarantinePage:
    """Newest first; the sealed text itself stays sealed."""
    before = place_of(cursor, (int,))[0] if cursor else None
    rows = journal().quarantine(before_id=before, limit=PAGE)
    items = [
        QuarantineRow(
            id=row.id, at=iso(row.at), protocol=row.protocol, device=row.device, reason=row.reason, detail=row.detail
        )
        for row in rows
    ]
    return QuarantinePage(items=items, next=cursor_of(rows[-1].id) if len(rows) == PAGE else None)


def _parked_row(row: Parked) -> ParkedRow:
    return ParkedRow(
        code=row.code,
        protocol=row.protocol,
        via=row.via,
        peer=row.peer,
        first_seen=iso(row.first_seen),
        last_seen=iso(row.last_seen),
        count=row.count,
        name=row.name,
        kind=row.kind,
        model=row.model,
        place=row.place,
        lon=row.lon,
        lat=row.lat,
    )


@routes.get(
    "/parked", permission="intake.read", purpose=PURPOSE, response=ParkedPage, summary="Devices that wait for approval"
)
def parked(request: Request, cursor: str = "") -> ParkedPage:
    """Devices that spoke to us and are not registered; their observations are counted and not kept (adr/0006)."""
    after = place_of(cursor, (str,))[0] if cursor else ""
    rows = journal().parked(after=after, limit=PAGE)
    return ParkedPage(
        items=[_parked_row(row) for row in rows], next=cursor_of(rows[-1].code) if len(rows) == PAGE else None
    )


@routes.post(
    "/parked/{code}/register",
    permission="intake.register",
    purpose=PURPOSE,
    response=Registered,
    summary="Register a device that waits",
)
def register(request: Request, code: str, given: Registration) -> Registered:
    """The device gets its place; from the next registry version on its next observations count (adr/0006)."""
    waiting = waiting_device(code)
    if waiting is None:
        raise absent()
    made = place_device(request, code, given, permission="intake.register", waiting=waiting)
    return Registered(id=made.pk, code=made.code)


def waiting_device(code: str) -> Parked | None:
    """What is known of a device that spoke and is not registered."""
    return next((row for row in journal().parked(after=code[:-1], limit=PAGE * 10) if row.code == code), None)


def place_device(
    request: Request, code: str, given: PlacedDevice, *, permission: str, waiting: Parked | None
) -> Device:
    """Registers a device within the person's reach; `waiting`: what is known of one that spoke already."""
    area = Area.objects.filter(request.user.reach(permission).over("path"), pk=given.area).first()
    parent = Device.objects.filter(pk=given.parent).first() if given.parent is not None else None
    if area is None or (given.parent is not None and parent is None):
        raise invalid("区域或上级设备不正确", "The area or parent device is not right")
    if Device.objects.filter(code=code).exists():
        raise conflict("这台设备已经登记", "This device is registered already")
    items = camera_items(given.kind, given.camera)
    zone = _zone_of(given, area)
    lon, lat = (waiting.lon, waiting.lat) if waiting is not None else (area.center_lon, area.center_lat)
    try:
        made = register_device(
            area, zone, code, given.name_zh.strip() or code, given.kind, parent=parent, name_en=given.name_en,
            floor=zone.floor, lon=lon, lat=lat, **items,
        )  # fmt: skip
    except CameraNotAllowed:
        raise invalid("相机不得拍摄私密场所（LU-30）", "No camera may look into a private place (LU-30)") from None
    notes().subjects.append(f"device:{made.pk}")
    if waiting is not None:
        # Only when the register stands; a device that stays parked a moment longer harms nobody.
        transaction.on_commit(lambda: journal().unpark(code))
    return made


def _zone_of(given: PlacedDevice, area: Area) -> Zone:
    """What the device watches; without it no rule could say where something happened."""
    if given.new_zone is not None:
        wanted = given.new_zone
        number = Zone.objects.filter(area=area, kind=wanted.kind).count() + 1
        while Zone.objects.filter(code=f"{area.code}/{wanted.kind}-{number}").exists():
            number += 1
        return Zone.objects.create(
            area=area,
            code=f"{area.code}/{wanted.kind}-{number}",
            kind=wanted.kind,
            name_zh=wanted.name_zh,
            floor=wanted.floor,
        )
    zone = Zone.objects.filter(pk=given.zone, area=area).first() if given.zone is not None else None
    if zone is None:
        raise invalid("请选择这台设备看护的位置", "Please say which zone this device watches")
    return zone

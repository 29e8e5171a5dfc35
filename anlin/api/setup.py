"""The first run: administrator, second factor (by `/session`), first area, first device, the two other officers."""

from typing import Literal

from django.db import IntegrityError
from django.http import HttpResponse
from django.middleware.csrf import get_token
from ninja import Field, Schema

from anlin.access.audit import notes
from anlin.api.cameras import CameraItems, camera_items
from anlin.api.joining import DeviceCredential, Protocol, credential_of
from anlin.api.problems import Problem, absent, conflict, invalid
from anlin.api.security import ANYONE, Request, Routes
from anlin.api.session import Next, Text, weak_password
from anlin.observations.coordinates import to_wgs84
from anlin.people import first_run, second_factor, sign_in
from anlin.people.models import RoleGrant, User
from anlin.people.passwords import PasswordTooWeak
from anlin.places.cameras import CameraNotAllowed
from anlin.places.models import Area, AreaKind, Device, Zone
from anlin.places.registering import device_password, register_device

routes = Routes("/setup", tag="setup")
PURPOSE = "account_security"


class SetupState(Schema):
    """`step`: administrator, second_factor, area, device, officers or done. `code_needed`: ask for the setup code."""

    open: bool
    step: Literal["administrator", "second_factor", "area", "device", "officers", "done"]
    code_needed: bool
    csrf: str


class NewAdministrator(Schema):
    username: str = Field(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9._-]+$")
    name: str = Field(min_length=1, max_length=40)
    password: str = Field(max_length=200)
    code: str = ""


class NewArea(Schema):
    """The first place to look after. Coordinates of Chinese maps are converted once, here."""

    name_zh: str = Field(min_length=1, max_length=80)
    name_en: str = Field("", max_length=120)
    kind: Literal["city", "district", "town", "community", "compound", "scenic", "market", "rural"] = "compound"
    code: str = Field("", max_length=40)
    lon: float
    lat: float
    system: Literal["WGS84", "CGCS2000", "GCJ02", "BD09"] = "WGS84"


class NewDevice(Schema):
    """The first device and the zone it watches. `protocol` decides how it signs in."""

    code: str = Field(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")
    name_zh: str = Field(min_length=1, max_length=80)
    name_en: str = Field("", max_length=120)
    kind: str = Field("camera", max_length=24, pattern=r"^[a-z_]+$")
    protocol: Protocol = "gat1400"
    zone_kind: str = Field(max_length=24, pattern=r"^[a-z_]+$")
    zone_name_zh: str = Field(min_length=1, max_length=80)
    floor: int = Field(0, ge=-20, le=200)
    camera: CameraItems | None = None


class AreaMade(Schema):
    id: int
    code: str
    name: Text


class NewOfficer(Schema):
    username: str = Field(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9._-]+$")
    name: str = Field(min_length=1, max_length=40)


class NewOfficers(Schema):
    """The two people who watch over the administrator (LU-05); three different people."""

    security_manager: NewOfficer
    auditor: NewOfficer


class Invitation(Schema):
    """A first password, to be handed over in person; shown once."""

    role: str
    username: str
    password: str


class Invitations(Schema):
    invitations: list[Invitation]


@routes.get("", permission=ANYONE, purpose=PURPOSE, response=SetupState, summary="How far the first run is")
def setup_state(request: Request) -> SetupState:
    return SetupState(
        open=first_run.is_open(), step=_step(), code_needed=_code_needed(request), csrf=get_token(request)
    )


@routes.post("/administrator", permission=ANYONE, purpose=PURPOSE, response=Next, summary="Become the administrator")
def make_administrator(request: Request, response: HttpResponse, given: NewAdministrator) -> Next:
    """Open only until the first administrator exists; afterwards this answers like a route that is not there."""
    if not first_run.is_open():
        raise absent()
    if _code_needed(request) and not first_run.code_is_right(given.code):
        raise Problem(
            403,
            "setup_code",
            f"请输入安装码：服务器上 {first_run.code_file()} 文件的内容",
            f"Please give the setup code: the text of {first_run.code_file()} on the server",
        )
    try:
        user = first_run.make_administrator(given.username, given.name, given.password)
    except first_run.FirstRunOver:
        raise absent() from None
    except PasswordTooWeak as weak:
        raise weak_password(weak) from None
    notes().subjects.append(f"user:{user.pk}")
    sign_in.remember_device(request, response)
    sign_in.await_second_factor(request, user)
    return Next(next="enrol", csrf=get_token(request))


@routes.post("/area", permission="places.manage", purpose="operations", response=AreaMade, summary="The first area")
def make_area(request: Request, given: NewArea) -> AreaMade:
    if Area.objects.exists():
        raise conflict("首个区域已建立", "The first area exists already")
    lon, lat = to_wgs84(given.lon, given.lat, given.system) if _on_earth(given) else _off_earth()
    area = Area.objects.create(
        code=given.code or f"{given.kind}-1",
        kind=AreaKind(given.kind),
        name_zh=given.name_zh,
        name_en=given.name_en,
        center_lon=lon,
        center_lat=lat,
    )
    notes().subjects.append(f"area:{area.pk}")
    return AreaMade(id=area.pk, code=area.code, name=Text(zh=area.name_zh, en=area.name_en or area.name_zh))


@routes.post(
    "/device", permission="devices.manage", purpose="operations", response=DeviceCredential, summary="The first device"
)
def make_device(request: Request, given: NewDevice) -> DeviceCredential:
    area = Area.objects.order_by("path").last()
    if area is None:
        raise conflict("请先建立区域", "Please make the area first")
    items = camera_items(given.kind, given.camera)
    zone, _ = Zone.objects.get_or_create(
        area=area,
        code=f"{area.code}/{given.zone_kind}-1",
        defaults={"kind": given.zone_kind, "name_zh": given.zone_name_zh, "floor": given.floor},
    )
    try:
        device = register_device(
            area,
            zone,
            given.code,
            given.name_zh,
            given.kind,
            name_en=given.name_en,
            floor=given.floor,
            lon=area.center_lon,
            lat=area.center_lat,
            **items,
        )
    except CameraNotAllowed:
        raise invalid("相机不得拍摄私密场所（LU-30）", "No camera may look into a private place (LU-30)") from None
    except IntegrityError:
        raise conflict("此设备编号已登记", "This device id is registered already") from None
    notes().subjects.append(f"device:{device.pk}")
    return credential_of(request, device, given.protocol)


@routes.post(
    "/officers",
    permission="places.manage",
    purpose=PURPOSE,
    response=Invitations,
    summary="Invite the security manager and the auditor",
)
def invite_officers(request: Request, given: NewOfficers) -> Invitations:
    """By the first administrator, while there is no security manager yet."""
    is_first = first_run.FirstRun.objects.filter(administrator=request.user.pk).exists()
    if not is_first or RoleGrant.objects.filter(role="security_manager").exists():
        raise absent()
    made = []
    for role, officer in (("security_manager", given.security_manager), ("auditor", given.auditor)):
        password = device_password()
        try:
            user = User.objects.create_user(officer.username, officer.name, password, must_change_password=True)
        except IntegrityError:
            raise conflict("用户名已存在；三员须为不同的人", "This name exists; they are different people") from None
        RoleGrant.objects.create(user=user, role=role, granted_by=request.user)
        notes().subjects.append(f"user:{user.pk}")
        made.append(Invitation(role=role, username=user.username, password=password))
    return Invitations(invitations=made)


def _step() -> Literal["administrator", "second_factor", "area", "device", "officers", "done"]:
    if first_run.is_open():
        return "administrator"
    first = first_run.FirstRun.objects.select_related("administrator").first()
    if first is None:
        return "done"  # People exist without a first run: a demo.
    if not second_factor.is_enrolled(first.administrator):
        return "second_factor"
    if not Area.objects.exists():
        return "area"
    if not Device.objects.exists():
        return "device"
    return "done" if RoleGrant.objects.filter(role="security_manager").exists() else "officers"


def _code_needed(request: Request) -> bool:
    is_forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"))
    return first_run.code_needed(request.META.get("REMOTE_ADDR", ""), is_forwarded)


def _on_earth(given: NewArea) -> bool:
    return -180 <= given.lon <= 180 and -90 <= given.lat <= 90


def _off_earth() -> tuple[float, float]:
    raise invalid("经纬度不正确，是否写反了？", "This is not a longitude and latitude; are they swapped?")

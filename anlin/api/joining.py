"""Devices join: registered before they ever spoke, with what to type into them; and a new sign-in for a lost one."""

from typing import Literal
from urllib.parse import urlsplit

from django.db import IntegrityError
from ninja import Field, Schema

from anlin.access.audit import notes
from anlin.api.intake import PlacedDevice, place_device, waiting_device
from anlin.api.intake_store import clock
from anlin.api.problems import absent, conflict
from anlin.api.security import Request, Routes
from anlin.people.first_run import LOOPBACK
from anlin.places.models import Account, Device
from anlin.places.registering import make_account, make_token, renew_account
from anlin.site.config import config

routes = Routes("/devices/joining", tag="devices")
Protocol = Literal["gat1400", "observations"]


class DeviceCredential(Schema):
    """What to type into the device; shown once, and never again. `local_only`: the door listens on loopback only.

    `device_id` is null for a source that sends for several devices.
    """

    device_id: int | None
    protocol: str
    host: str
    port: int
    local_only: bool
    path: str
    username: str | None = None
    password: str | None = None
    realm: str | None = None
    token: str | None = None


class NewcomerDevice(PlacedDevice):
    """A device that is not there yet, with where it belongs; `protocol` decides how it signs in."""

    code: str = Field(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")
    protocol: Protocol = "gat1400"


class WantedCredential(Schema):
    protocol: Protocol = "gat1400"


@routes.post(
    "", permission="devices.manage", purpose="operations", response=DeviceCredential, summary="Register a device"
)
def join(request: Request, given: NewcomerDevice) -> DeviceCredential:
    """The device, and what to type into it; a device that already spoke is registered where it waits."""
    device = place_device(request, given.code, given, permission="devices.manage", waiting=waiting_device(given.code))
    return credential_of(request, device, given.protocol)


@routes.post(
    "/{int:device_id}",
    permission="devices.manage",
    purpose="operations",
    response=DeviceCredential,
    summary="Give a device a new sign-in",
)
def renew(request: Request, device_id: int, given: WantedCredential) -> DeviceCredential:
    """For a device whose password is lost, or that had none: the old password is void from now on."""
    device = Device.objects.visible_to(request.user).filter(pk=device_id).select_related("area").first()
    if device is None:
        raise absent()
    notes().subjects.append(f"device:{device.pk}")
    return credential_of(request, device, given.protocol)


def credential_of(request: Request, device: Device, protocol: Protocol) -> DeviceCredential:
    """A new sign-in of the device. A token speaks for the device's area: sources often send for several devices."""
    made = credential_at_the_door(request, protocol, device.pk)
    if protocol == "observations":
        _, made.token = make_token(device.area, device.name_zh, clock()())
        return made
    account = Account.objects.filter(device=device).first()
    try:
        if account is None:
            account, made.password = make_account(device.area, device.code, device)
        else:
            made.password = renew_account(account)
    except IntegrityError:
        raise conflict("这个账号名已被占用", "This account name is taken") from None
    made.username, made.realm = account.username, config().realm
    return made


def credential_at_the_door(request: Request, protocol: Protocol, device_id: int | None = None) -> DeviceCredential:
    """Where to send to, without any secret yet."""
    return DeviceCredential(
        device_id=device_id,
        protocol=protocol,
        host=door_host(request),
        port=config().gateway_port,
        local_only=config().gateway_host in LOOPBACK,
        path="/VIID/System/Register" if protocol == "gat1400" else "/api/observations",
    )


def door_host(request: Request) -> str:
    """Where devices knock: the address that was set, else the one by which this page was reached."""
    host = config().gateway_host
    return host if host not in ("0.0.0.0", "::") else urlsplit(f"//{request.get_host()}").hostname or host

"""What platforms say of devices behind them -> news of a device: APE, APE status, gates, lanes, doors.

Addresses, accounts and passwords of devices are never taken.
"""

from anlin.gateway.decoded import DeviceNews, Item, Rejected
from anlin.gateway.protocols.gat1400.codes import device_type
from anlin.gateway.protocols.gat1400.fields import dropped_from
from anlin.gateway.protocols.gat1400.sender import MAX_DEVICE, Sender
from anlin.gateway.reading import Fields, code, number, text

_ONLINE = {0: False, 1: True, 2: False}  # 9: other. Nobody numbers 0; it is what a "false" reads as.
_FUNCTIONS = {1: "tollgate", 2: "person_gate", 3: "gate_point", 4: "capture", 5: "camera", 6: "facade_camera"}


def capture_device(fields: Fields, sender: Sender) -> list[Item]:
    """An APE: camera or capture machine, with its place and whether it is online."""
    device = text(fields.get("ApeID"), MAX_DEVICE)
    function = text(fields.get("FunctionType"), 16).partition("/")[0]
    kind = _FUNCTIONS.get(code(function)) or device_type(device) or "camera"
    return _news(fields, sender, device, kind, parent=text(fields.get("OwnerApsID"), MAX_DEVICE))


def capture_status(fields: Fields, sender: Sender) -> list[Item]:
    """An APE's status: online or not, at its `CurrentTime`."""
    return _news(fields, sender, text(fields.get("ApeID"), MAX_DEVICE), "")


def capture_system(fields: Fields, sender: Sender) -> list[Item]:
    return _news(fields, sender, text(fields.get("ApsID"), MAX_DEVICE), "capture_system")


def tollgate(fields: Fields, sender: Sender) -> list[Item]:
    return _news(fields, sender, text(fields.get("TollgateID"), MAX_DEVICE), "tollgate", online="Status")


def lane(fields: Fields, sender: Sender) -> list[Item]:
    """A lane: the camera that watches it, below its gate."""
    gate = text(fields.get("TollgateID"), MAX_DEVICE)
    return _news(fields, sender, text(fields.get("ApeID"), MAX_DEVICE) or gate, "lane", parent=gate)


def door_device(fields: Fields, sender: Sender) -> list[Item]:
    """A door controller of the community feed."""
    device = text(fields.get("DeviceID"), MAX_DEVICE)
    return _news(fields, sender, device, "door", parent=text(fields.get("ParentID"), MAX_DEVICE))


def door(fields: Fields, sender: Sender) -> list[Item]:
    """A door of the community feed, below its controller if that has another id."""
    own = text(fields.get("DoorID"), MAX_DEVICE)
    controller = text(fields.get("DeviceID"), MAX_DEVICE)
    return _news(fields, sender, own or controller, "door", parent="" if controller == own else controller)


def session_news(fields: Fields, sender: Sender) -> list[Item]:
    """A Register or Keepalive body: the device itself is there."""
    device = text(fields.get("DeviceID"), MAX_DEVICE) or sender.session
    if not device:
        return [_nameless(fields)]
    return [DeviceNews(device, device, kind=device_type(device), online=True)]


def farewell(fields: Fields, sender: Sender) -> list[Item]:
    """An UnRegister body: the device itself leaves."""
    device = text(fields.get("DeviceID"), MAX_DEVICE) or sender.session
    return [DeviceNews(device, device, online=False)] if device else [_nameless(fields)]


def _news(
    fields: Fields, sender: Sender, device: str, kind: str, *, parent: str = "", online: str = "IsOnline"
) -> list[Item]:
    if not device:
        return [_nameless(fields)]
    lon, lat = number(fields.get("Longitude")), number(fields.get("Latitude"))
    if not lon or not lat or abs(lon) > 180 or abs(lat) > 90:
        lon = lat = None  # Feeds send 0, 0 for "not surveyed".
    return [
        DeviceNews(
            item=device,
            device=device,
            name=text(fields.get("Name")),
            kind=kind,
            parent=parent or (sender.session if sender.session != device else ""),
            online=_ONLINE.get(code(fields.get(online))),
            lon=lon,
            lat=lat,
            place=text(fields.get("Place")) or text(fields.get("Address")),
            model=text(fields.get("Model")) or text(fields.get("Manufacturer")),
            dropped=dropped_from(fields),
            observed_at=sender.instant(fields.get("CurrentTime")),
        )
    ]


def _nameless(fields: Fields) -> Item:
    return Rejected("", "no_device", "The entry has no device id.", dropped=dropped_from(fields))

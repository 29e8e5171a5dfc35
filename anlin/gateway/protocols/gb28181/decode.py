"""MANSCDP bodies of GB/T 28181 -> items. Pure; never raises.

What becomes what: `README.md`. Editions 2011, 2016 and 2022 coexist; CmdType and SN may be missing. A whole SIP
message is taken too: its head is skipped.
"""

from collections.abc import Mapping
from typing import Any

from anlin.gateway.decoded import DeviceNews, Item, Rejected, Seen
from anlin.gateway.forbidden import names_below
from anlin.gateway.markup import NotXml, xml_fields
from anlin.gateway.protocols.gb28181 import alarms
from anlin.gateway.reading import Fields, code, instant, names_of, number, spelled, text

_MAX_DEVICES = 5000
_EVENTS = {"ON": True, "OFF": False, "VLOST": None, "DEFECT": None, "ADD": None, "DEL": False, "UPDATE": None}
_PARENT_KEYS = ("ParentID", "BusinessGroupID")
_NAMES = names_of("""
    CmdType DeviceID SN Status AlarmMethod AlarmTime AlarmType AlarmTypeParam EventType Info
    DeviceList Item Event Name Longitude Latitude Address Model Manufacturer ParentID BusinessGroupID
""")


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one body."""
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        body = body.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    peer = text(headers.get("peer", ""), 64)
    try:
        root, fields = xml_fields(body.strip())
    except NotXml:
        return [Rejected("", "not_xml", "The body is not XML.", device=peer or None)]
    fields = _known(fields)
    command = text(fields.get("CmdType"), 40).lower()
    device = text(fields.get("DeviceID"), 64) or peer
    if root.lower() in ("query", "control"):
        return [Rejected("", "command", f"A {root} is no event.", device=device or None)]
    if command == "keepalive":
        status = text(fields.get("Status"), 16).upper()
        return [DeviceNews(device, device, kind="gateway", online=status in ("", "OK", "ON"))]
    if command == "catalog":
        return _catalogue(fields, device)
    if command in ("alarm", "") and ("AlarmMethod" in fields or "AlarmTime" in fields):
        return [_alarm(fields, device, now_us)]
    if not device:
        return [Rejected("", "no_device", "The message names no device.")]
    if command in ("", "mobileposition"):
        return [Rejected("", "not_taken", f"A {root} {command or 'without CmdType'} is not taken.", device=device)]
    return [DeviceNews(device, device, online=True)]


def _known(element: Any) -> Fields:
    """The children of an element, in the spelling that is read; none where it is a text."""
    return spelled(element, _NAMES) if isinstance(element, dict) else {}


def _alarm(fields: Fields, device: str, now: int) -> Item:
    """The alarm by method and type; a type may sit flat or in `Info`, and is absent for the default."""
    dropped = tuple(dict.fromkeys(names_below(fields)))
    if not device:
        return Rejected("", "no_device", "The alarm names no device.", dropped=dropped)
    inner = fields.get("Info")
    # Some send it twice, once for words of their own.
    said = [_known(each) for each in (inner if isinstance(inner, list) else [inner]) if isinstance(each, dict)]
    info: Fields = next((each for each in said if "AlarmType" in each), said[0] if said else {})
    at = instant(fields.get("AlarmTime"))
    serial = text(fields.get("SN"), 24)
    method = code(text(fields.get("AlarmMethod"), 8)[:1])
    kind_of = max(code(info.get("AlarmType")), code(fields.get("AlarmType")))
    event = f"alarm {method}.{kind_of} {serial} {at or now}"
    crossing = max(_crossing(info), _crossing(fields))
    meaning = alarms.meaning_of(method, kind_of, crossing, device)
    if meaning is None:
        return DeviceNews(event, device, online=True, observed_at=at, dropped=dropped)
    return Seen(event, device, event, *meaning, at, dropped=dropped)


def _crossing(fields: Fields) -> int:
    """Entering (1) or leaving (2) beside the type of an alarm, -1 for unknown; makers leave out levels."""
    sent = fields.get("AlarmTypeParam")
    below = _known(sent).get("EventType") if isinstance(sent, dict) else sent
    return max(code(below), code(fields.get("EventType")))


def _catalogue(fields: Fields, sender: str) -> list[Item]:
    """Devices of a catalogue answer or of its changes. Real lists hold duplicates and empty names."""
    found = _known(fields.get("DeviceList")).get("Item")
    entries = found if isinstance(found, list) else [found]
    items = [_entry(_known(entry), sender) for entry in entries[:_MAX_DEVICES] if isinstance(entry, dict)]
    return items or [DeviceNews(sender, sender, kind="gateway", online=True)]


def _entry(entry: Fields, sender: str) -> Item:
    """One device; addresses, accounts and passwords of devices are never taken."""
    device = text(entry.get("DeviceID"), 64)
    dropped = tuple(dict.fromkeys(names_below(entry)))
    if not device:
        return Rejected("", "no_device", "The entry has no device id.", dropped=dropped)
    status = text(entry.get("Status"), 16).upper()
    online = {"ON": True, "OK": True, "OFF": False}.get(status, _EVENTS.get(text(entry.get("Event"), 16).upper()))
    lon, lat = number(entry.get("Longitude")), number(entry.get("Latitude"))
    if not lon or not lat or abs(lon) > 180 or abs(lat) > 90:
        lon = lat = None
    parent = next((said for name in _PARENT_KEYS if (said := text(entry.get(name), 64))), "") or sender
    return DeviceNews(
        device, device, text(entry.get("Name")), alarms.device_type(device), "" if parent == device else parent, online,
        lon, lat, text(entry.get("Address")), text(entry.get("Model")) or text(entry.get("Manufacturer")), dropped,
    )  # fmt: skip

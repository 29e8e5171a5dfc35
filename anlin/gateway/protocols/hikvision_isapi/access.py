"""Events of an access controller -> one observation each; the holder of card, face or finger stays nameless."""

from anlin.gateway.decoded import DeviceNews, Seen, Subject
from anlin.gateway.protocols.hikvision_isapi import codes
from anlin.gateway.reading import Fields, code, text
from anlin.gateway.sensors import flag
from anlin.observations.quality import Quality

_PERSONAL = ("name", "employeeNoString", "employeeNo", "userType", "helmet", "attendanceStatus", "cardNo")
_UNSAID = {"", "undefined", "invalid", "unknown"}


def access_event(
    fields: Fields, device: str, at: int | None, moment: int, quality: int, dropped: tuple[str, ...]
) -> Seen | DeviceNews:
    """The observation of a major and minor code, news of the device where no kind is known for it.

    A card's number is the subject of a pass made by card; it is compared at the door and kept only by a purpose.
    """
    major, minor = code(fields.get("majorEventType")), code(fields.get("subEventType"))
    serial = text(fields.get("serialNo"), 24)
    door = code(fields.get("doorNo"))
    event = f"access {serial} {moment}" if serial else f"access {major}.{minor} {door} {moment}"
    card = text(fields.get("cardNo"), 40)
    by_card = major == 5 and minor in codes.CARD_MINORS
    subject = Subject("card", card) if card and by_card else None
    personal = tuple(
        name for name in _PERSONAL
        if text(fields.get(name)).lower() not in _UNSAID and not (name == "cardNo" and subject)
    )  # fmt: skip
    dropped = tuple(dict.fromkeys((*dropped, *personal)))
    meaning = codes.ACCESS.get((major, minor))
    if meaning is None:
        return DeviceNews(event, device, kind="access_controller", online=True, dropped=dropped, observed_at=at)
    if flag(fields.get("currentEvent")) is False:
        quality |= Quality.REPLAYED
    name = f"{device}/door{door}" if door > 1 else device
    return Seen(event, name, event, *meaning, at, quality=quality, subject=subject, dropped=dropped)

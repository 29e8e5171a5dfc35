"""What cameras saw -> observations: vehicles, persons and faces, scenes and their kin.

The table at the end of `docs/gat1400.md`, object by object. Of a person only place and time are taken.
"""

from anlin.gateway.decoded import DeviceNews, Item, Rejected, Seen, Subject
from anlin.gateway.protocols.gat1400 import codes
from anlin.gateway.protocols.gat1400.fields import dropped_from
from anlin.gateway.protocols.gat1400.pictures import NO_PICTURES, PICTURE_FIELDS, pictures_of
from anlin.gateway.protocols.gat1400.sender import MAX_ITEM, Sender, event_of
from anlin.gateway.reading import Fields, code, number, text
from anlin.observations.plates import normal_plate

MAX_PLATE = 15

_VEHICLE_TIMES = ("PassTime", "AppearTime", "ShotTime")
_FACE_TIMES = ("FaceAppearTime", "ShotTime", "AppearTime")
_PERSON_TIMES = ("PersonAppearTime", "AppearTime", "ShotTime")
_SCENE_TIMES = ("ShotTime", "BeginTime", "CreateTimeAbs", "AppearTime", "StartTime", "EntryTime")
_IDENTITY = ("IDNumber", "Name", "UsedName", "Alias", "IdentityNo", "SuspectedTerroristNumber", "EscapedCriminalNumber")


def motor_vehicle(fields: Fields, sender: Sender) -> list[Item]:
    """A plate read, or a vehicle where no plate was read; `InOut` is the label."""
    item = text(fields.get("MotorVehicleID"), MAX_ITEM)
    plate = normal_plate(text(fields.get("PlateNo"), 64))
    label = codes.PASSAGE.get(text(fields.get("InOut"), 8).lower(), 0)
    if plate and len(plate) <= MAX_PLATE:
        reliability = number(fields.get("PlateReliability")) or 100.0
        return _seen(
            fields, sender, item, _VEHICLE_TIMES, codes.PLATE, label,
            subject=Subject("plate", plate), confidence=min(max(reliability, 0.0), 100.0) / 100,
        )  # fmt: skip
    label = label or codes.vehicle_label(text(fields.get("VehicleClass"), 8))
    return _seen(fields, sender, item, _VEHICLE_TIMES, codes.VEHICLE, label)


def non_motor_vehicle(fields: Fields, sender: Sender) -> list[Item]:
    """An e-bike only where the sender typed it electric; any other is a vehicle of the label `nonmotor`."""
    item = text(fields.get("NonMotorVehicleID"), MAX_ITEM)
    types = (text(fields.get(name)) for name in ("VehicleType", "VehicleClass", "Category", "VehicleModel"))
    if codes.is_electric(*types):
        return _seen(fields, sender, item, _VEHICLE_TIMES, codes.EBIKE, codes.EBIKE_LABEL)
    return _seen(fields, sender, item, _VEHICLE_TIMES, codes.VEHICLE, codes.NONMOTOR)


def face(fields: Fields, sender: Sender) -> list[Item]:
    """A person at a place and time; never the face, its attributes or its pictures. Comparisons are refused."""
    item = text(fields.get("FaceID"), MAX_ITEM)
    return _refused_comparison(fields, sender, item) or _seen(
        fields, sender, item, _FACE_TIMES, codes.PERSON, 0, of_a_face=True
    )


def person(fields: Fields, sender: Sender) -> list[Item]:
    """A person at a place and time, and the act if a known one was seen; never who or of what looks."""
    item = text(fields.get("PersonID"), MAX_ITEM)
    refused = _refused_comparison(fields, sender, item)
    if refused:
        return refused
    found = _seen(fields, sender, item, _PERSON_TIMES, codes.PERSON, 0)
    act = codes.BEHAVIORS.get(code(fields.get("Behavior")))
    seen = found[0]
    if act and isinstance(seen, Seen):
        kind, label = act
        found.append(Seen(item, seen.device, seen.event, kind, label, seen.observed_at))
    return found


def scene(fields: Fields, sender: Sender) -> list[Item]:
    """A thing, scene, image, clip or label: the event it names if a kind is known for it, else evidence."""
    names = ("ThingID", "SceneID", "VideoLabelID", "ImageID", "VideoID", "VideoSliceID", "FileID")
    item = next((said for name in names if (said := text(fields.get(name), MAX_ITEM))), "")
    sort = code(fields.get("EventSort"))
    if sort in codes.COMPARISONS:
        return _refused_comparison(fields, sender, item, certain=True)
    event = codes.EVENT_SORTS.get(sort) or codes.LABEL_NAMES.get(text(fields.get("LabelName"), 32).lower())
    counts = (number(fields.get(name)) for name in ("PersonNum", "PeopleNum"))
    people = next((count for count in counts if count is not None), -1.0)
    # An empty place is a count too; but senders put a 0 beside events of other kinds.
    if 0 < people < 1e6 or (people == 0 and not event):
        return _seen(fields, sender, item, _SCENE_TIMES, codes.PEOPLE_COUNT, 0, value=people)
    kind, label = event or (0, 0)
    return _seen(fields, sender, item, _SCENE_TIMES, kind, label)


def _seen(
    fields: Fields,
    sender: Sender,
    item: str,
    times: tuple[str, ...],
    kind: int,
    label: int,
    *,
    subject: Subject | None = None,
    confidence: float = 1.0,
    value: float = 0.0,
    of_a_face: bool = False,
) -> list[Item]:
    """One observation; with kind 0 news of the device that carries the pictures as evidence."""
    if PICTURE_FIELDS.isdisjoint(fields):
        pictures = NO_PICTURES
    else:
        pictures = pictures_of(fields, of_a_face=of_a_face, compact_is_utc=sender.compact_is_utc)
    device = sender.device_of(fields, item, pictures)
    dropped = dropped_from(fields) + pictures.dropped
    if not device:
        return [Rejected(item, "no_device", "The object names no device and came in no session.", dropped=dropped)]
    at = sender.observed_at(fields, times, item, pictures)
    if not kind:
        return [DeviceNews(item, device, observed_at=at, pictures=pictures.kept, dropped=dropped)]
    event = event_of(item, at, fields)
    return [
        Seen(
            item, device, event, kind, label, at, value, confidence,
            subject=subject, pictures=pictures.kept, dropped=dropped,
        )
    ]  # fmt: skip


def _refused_comparison(fields: Fields, sender: Sender, item: str, *, certain: bool = False) -> list[Item]:
    """The refusal of a face or person that was recognised elsewhere; empty if it was not.

    Recognised means: a name, a document number or a suspect's number, or a likeness above 0 in an event sorted as a
    comparison. Cameras that only detect send these empty, and a likeness of 0. (LU-F1, LU-25)
    """
    recognised = any(text(fields.get(name)) for name in _IDENTITY)
    if not recognised and not certain:
        likeness = number(fields.get("Similaritydegree")) or 0.0
        if likeness <= 0.0 or not _is_comparison(fields):
            return []
    pictures = pictures_of(fields, of_a_face=True)
    identity = tuple(name for name in (*_IDENTITY, "IDType", "IdentityType", "Tel") if text(fields.get(name)))
    dropped = (*identity, *(name for name in dropped_from(fields) if name not in identity), *pictures.dropped)
    return [
        Rejected(
            item,
            "comparison_result",
            "A recognised person is never taken: matches are made at the door against lawful lists only.",
            device=sender.device_of(fields, item, pictures) or None,
            by_law=True,
            dropped=dropped,
        )
    ]


def _is_comparison(fields: Fields) -> bool:
    images = fields.get("SubImageList")
    listed = [images] if isinstance(images, dict) else []
    for inner in listed:
        for each in inner.values():
            for image in each if isinstance(each, list) else [each]:
                if isinstance(image, dict) and code(image.get("EventSort")) in codes.COMPARISONS:
                    return True
    return code(fields.get("EventSort")) in codes.COMPARISONS

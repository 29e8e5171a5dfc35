"""Rows of the community feed's registers: a household's cars and persons, for the catalogue under a declared purpose.

An allow-list: what finds a dwelling's people for service, and nothing of origin, belief, status or looks. Without a
declared purpose the door refuses the row; either way it never becomes an observation.
"""

from anlin.gateway.decoded import Item, RegisterRow
from anlin.gateway.protocols.gat1400.codes import colour
from anlin.gateway.protocols.gat1400.fields import dropped_from
from anlin.gateway.protocols.gat1400.sender import MAX_ITEM, Sender
from anlin.gateway.reading import Fields, code, text
from anlin.observations.plates import normal_plate

_CAR = {
    "CarInfoID": "source_id", "PlateClass": "plate_class", "VehicleClass": "vehicle_class",
    "VehicleBrand": "vehicle_brand", "OwnerName": "owner_name", "OwnerPhone": "owner_phone",
    "OwnerIDType": "owner_document_type", "OwnerIDNumber": "owner_document", "CommunityID": "community",
}  # fmt: skip
_PERSON = {
    "PersonID": "source_id", "Name": "name", "IDType": "document_type", "IDNumber": "document", "Phone": "phone",
    "ResidenceAddress": "address", "CommunityID": "community",
}  # fmt: skip


def car(fields: Fields, sender: Sender) -> list[Item]:
    """A car registered with the compound."""
    row = _taken(fields, _CAR)
    plate = normal_plate(text(fields.get("PlateNo"), 64))
    if plate:
        row["plate"] = plate
    for name, column in (("VehicleColor", "vehicle_colour"), ("PlateColor", "plate_colour")):
        said = colour(code(fields.get(name)), text(fields.get(name)))
        if said:
            row[column] = said
    item = text(fields.get("CarInfoID"), MAX_ITEM)
    return [RegisterRow(item, "parking_permit", sender.session, row, dropped_from(fields))]


def resident(fields: Fields, sender: Sender) -> list[Item]:
    """A person registered with the compound."""
    item = text(fields.get("PersonID"), MAX_ITEM)
    return [RegisterRow(item, "household_member", sender.session, _taken(fields, _PERSON), dropped_from(fields))]


def _taken(fields: Fields, columns: dict[str, str]) -> dict[str, str]:
    return {column: said for name, column in columns.items() if (said := text(fields.get(name)))}

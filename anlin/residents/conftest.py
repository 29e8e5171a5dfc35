"""A home with an elderly woman and her grandchild, for the tests of residents."""

from dataclasses import dataclass
from typing import Any

import pytest

from anlin.places.models import Building, Dwelling, Zone
from anlin.residents.models import HouseholdContact, Resident
from anlin.residents.registering import NewResident, name_contact, register_resident

AT = 1_767_573_000_000_000  # 2026-01-05 08:30:00 +08:00, microseconds since 1970 UTC.
ELDER = NewResident("欧阳秀英", "13812340077", "371102195001010029")
SON = ("欧阳志强", "13956780077")
DOOR = "3-1-502"
CANARIES = (ELDER.name, ELDER.phone, ELDER.id_number, *SON, DOOR)
"""Personal values that must not leave by any way but a reveal (LU-10)."""


@dataclass
class Home:
    """The home 3-1-502 of the compound, with its bedroom."""

    dwelling: Dwelling
    bedroom: Zone
    elder: Resident
    son: HouseholdContact


def make_home(compound: Any, code: str = DOOR, by: Any = None) -> Home:
    box = {"type": "Polygon", "coordinates": [[[119.5, 35.4], [119.6, 35.4], [119.6, 35.5], [119.5, 35.4]]]}
    building, _ = Building.objects.get_or_create(
        code=f"{compound.code}/3", defaults={"area": compound, "name_zh": "3 号楼", "outline": box}
    )
    dwelling = Dwelling.objects.create(building=building, code=code, unit="1", floor=5)
    bedroom = Zone.objects.create(
        area=compound, code=f"{code}/bedroom", kind="bedroom", name_zh="卧室", building=building, dwelling=dwelling
    )
    elder = register_resident(dwelling, ELDER, document="同意书 0001", by=by, at=AT)
    return Home(dwelling, bedroom, elder, name_contact(elder, *SON, relation="child", at=AT))


@pytest.fixture
def home(town: Any) -> Home:
    return make_home(town.compound)

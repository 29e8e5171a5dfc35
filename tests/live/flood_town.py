"""Registers a compound with many doors and some gas detectors; run as a process of the platform.

`flood_town.py DOORS DETECTORS` prints one JSON object: the source's token, and the zone of each device by its code.
"""

import json
import sys

import django

django.setup()

from anlin.people.models import RoleGrant, User  # noqa: E402
from anlin.places.models import Area, Device, Zone  # noqa: E402
from anlin.places.registering import make_token  # noqa: E402


def main(doors: int, detectors: int) -> None:
    compound = Area.objects.create(code="furong-1", kind="compound", name_zh="芙蓉一区", name_en="Furong 1")
    codes: dict[str, dict[str, int]] = {}
    for kind, zone_kind, count in (("door_sensor", "door", doors), ("gas", "lobby", detectors)):
        zones = Zone.objects.bulk_create(
            Zone(area=compound, code=f"{compound.code}/{zone_kind}-{n}", kind=zone_kind, name_zh=f"{zone_kind} {n}")
            for n in range(1, count + 1)
        )
        made = Device.objects.bulk_create(
            Device(area=compound, zone=zone, code=f"{kind}-{n}", name_zh=f"{n} 号", kind=kind)
            for n, zone in enumerate(zones, start=1)
        )
        codes[kind] = {device.code: device.zone_id or 0 for device in made}
    guard = User.objects.create_user("guard", name="保安", is_demo=True)
    RoleGrant.objects.create(user=guard, role="property_guard", area=compound)
    _, token = make_token(compound, "flood")
    print(json.dumps({"token": token, **codes}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

"""Registers a compound with lifts, doors and their devices, and people to act; run as a process of the platform.

Prints one JSON object: the source's token, and what to send.
"""

import json

import django

django.setup()

from anlin.people.models import RoleGrant, User  # noqa: E402
from anlin.places.models import Area, Override, Zone  # noqa: E402
from anlin.places.registering import make_token, register_device  # noqa: E402

LIFTS, DOORS = 8, 8
STATED = {
    "purpose": "alert_handling", "covers": "整个轿厢", "sign_photo": "sign", "filing_number": "test-1",
    "private_place_checked_at": 1,
}  # fmt: skip
"""Of a camera that has not stated these nothing is taken (LU-30)."""


def main() -> None:
    compound = Area.objects.create(code="furong-1", kind="compound", name_zh="芙蓉一区", name_en="Furong 1")
    codes: dict[str, list[str]] = {"camera": [], "door_sensor": []}
    for kind, zone_kind, count in (("camera", "lift", LIFTS), ("door_sensor", "door", DOORS)):
        for number in range(1, count + 1):
            zone = Zone.objects.create(
                area=compound,
                code=f"{compound.code}/{zone_kind}-{number}",
                kind=zone_kind,
                name_zh=f"{zone_kind} {number}",
            )
            stated = STATED if kind == "camera" else {}
            codes[kind].append(register_device(compound, zone, f"{kind}-{number}", f"{number} 号", kind, **stated).code)
    guard = User.objects.create_user("guard", name="保安", is_demo=True)
    RoleGrant.objects.create(user=guard, role="property_guard", area=compound)
    # Conditions come and go within seconds instead of half a minute.
    Override.objects.create(model="access_anomaly", parameter="clear_s", value=0)
    Override.objects.create(model="ebike_in_building", parameter="clear_s", value=5)
    # Senders wait for each answer: on a slow machine three frames take longer than the usual two seconds.
    Override.objects.create(model="ebike_in_building", parameter="window_s", value=60)
    _, token = make_token(compound, "load")
    print(json.dumps({"token": token, "cameras": codes["camera"], "doors": codes["door_sensor"]}))


if __name__ == "__main__":
    main()

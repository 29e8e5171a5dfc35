"""Registers the town that `anlin bench live` sends from; a process of the platform. Prints one JSON object.

`DOORS DETECTORS`: doors that open and close, which rouses nobody; gas detectors whose feed is proven in order, so that
nothing but the platform itself takes time.
"""

import json
import sys


def main(doors: int, detectors: int) -> None:
    import django

    django.setup()

    from anlin.people.models import RoleGrant, User
    from anlin.places.models import Area, Device, Zone
    from anlin.places.registering import make_token

    compound = Area.objects.create(code="furong-1", kind="compound", name_zh="芙蓉一区", name_en="Furong 1")
    zones: dict[str, int] = {}
    for kind, zone_kind, count in (("door_sensor", "door", doors), ("gas", "lobby", detectors)):
        made = Zone.objects.bulk_create(
            Zone(area=compound, code=f"furong-1/{zone_kind}-{n}", kind=zone_kind, name_zh=f"{n} 号", name_en=f"No. {n}")
            for n in range(count)
        )
        Device.objects.bulk_create(
            Device(
                area=compound,
                zone=zone,
                code=f"{kind}-{n}",
                kind=kind,
                name_zh=f"{n} 号",
                name_en=f"No. {n}",
                lateness_ms=0,
                heartbeat_s=0,
            )
            for n, zone in enumerate(made)
        )
        if kind == "gas":
            zones = {f"{kind}-{n}": zone.pk for n, zone in enumerate(made)}
    guard = User.objects.create_user("guard", name="保安", is_demo=True)
    RoleGrant.objects.create(user=guard, role="property_guard", area=compound)
    _, token = make_token(compound, "bench")
    sys.stdout.write(json.dumps({"token": token, "zones": zones}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

"""The naive rules are naive, but they do what they say."""

from anlin.demo.naive import DOOR_OPEN, NO_MOTION, QUIET, NaiveRules
from anlin.demo.town import furong
from anlin.demo.world import Sighting
from anlin.demo.world.kernel import SECOND

TOWN = furong(1)
AT = 1_764_000_000 * SECOND


def device(kind: str) -> str:
    return next(
        each.code for each in TOWN.devices for zone in TOWN.zones if zone.code == each.zone and zone.kind == kind
    )


def seen(zone_kind: str, kind: str, label: str, *after: int) -> list[Sighting]:
    code = device(zone_kind)
    return [Sighting(AT + wait, code, kind, label, 1.0, 0.9, 0, "", n) for n, wait in enumerate(after)]


def alerts(sightings: list[Sighting], end: int = AT) -> list[str]:
    rules = NaiveRules(TOWN)
    rules.see(sightings)
    rules.end(end)
    return [alert["model"] for alert in rules.alerts]


def test_one_frame_is_enough() -> None:
    assert alerts(seen("lift", "ebike_detected", "ebike", 0)) == ["ebike_in_building"]


def test_a_place_is_spoken_of_again_after_ten_quiet_minutes_only() -> None:
    assert len(alerts(seen("fire_lane", "zone_occupied", "vehicle", 0, QUIET - 1, 2 * QUIET - 2))) == 1
    assert len(alerts(seen("fire_lane", "zone_occupied", "vehicle", 0, QUIET))) == 2


def test_a_door_open_for_a_minute_is_spoken_of_and_one_a_moment_less_is_not() -> None:
    opened = seen("door", "door_state", "open", 0)
    for after, expected in ((DOOR_OPEN - 1, []), (DOOR_OPEN, ["access_anomaly"])):
        assert alerts([*opened, *seen("door", "door_state", "closed", after)]) == expected


def test_a_door_still_open_when_the_day_ends_is_spoken_of() -> None:
    assert alerts(seen("door", "door_state", "open", 0), AT + DOOR_OPEN) == ["access_anomaly"]


def test_three_hours_without_motion_are_spoken_of_asleep_or_not() -> None:
    assert alerts(seen("lobby", "ir_motion", "on", 0, NO_MOTION)) == ["elderly_inactivity"]
    assert alerts(seen("lobby", "ir_motion", "on", 0, NO_MOTION - 1)) == []

"""Identifiers as GB/T 28181 and GA/T 1400 build them: 20 digits, the type in places 11 to 13."""

TYPES = {
    "recorder": 118,
    "camera": 132,
    "capture": 119,
    "gate_camera": 121,
    "door": 125,
    "edge_box": 132,
    "sensor": 134,
    "community": 216,
}


def device_id(centre: str, kind: str, serial: int) -> str:
    """`centre` is 8 digits (6 of the division, 2 local); `serial` below 1,000,000. Raises ValueError outside."""
    if len(centre) != 8 or not 0 <= serial < 1_000_000:
        raise ValueError(f"no 20-digit id from centre {centre!r} and serial {serial}")
    return f"{centre}00{TYPES[kind]}0{serial:06d}"

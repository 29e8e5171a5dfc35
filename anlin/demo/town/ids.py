"""Identifiers as GB/T 28181 and GA/T 1400 build them: 20 digits, the type in places 11 to 13."""

TYPES = {
    "recorder": 118,
    "camera": 132,
    "capture": 119,
    "gate_camera": 121,
    "door": 125,
    "edge_box": 132,
    "sensor": 134,
    "smoke": 134,
    "heat": 134,
    "gas": 134,
    "motion": 134,
    "button": 134,
    "counter": 134,
    "feed": 200,
    "register": 200,
    "community": 216,
}


def device_id(centre: str, kind: str, serial: int) -> str:
    """`centre` is 8 digits (6 of the division, 2 local); `serial` below 1,000,000. Raises ValueError outside."""
    if len(centre) != 8 or not 0 <= serial < 1_000_000:
        raise ValueError(f"no 20-digit id from centre {centre!r} and serial {serial}")
    return f"{centre}00{TYPES[kind]}0{serial:06d}"


class Numbers:
    """Gives out device ids, each once."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def device(self, centre: str, kind: str) -> str:
        """The next id of a centre, whatever its kind."""
        self._last[centre] = self._last.get(centre, 0) + 1
        return device_id(centre, kind, self._last[centre])

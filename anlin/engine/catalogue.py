"""The operators a rule may name: their parameters and what a row may mean to them. Explained in `operators/`.

A parameter's name carries its unit: `_s` seconds. The engine keeps seconds as integer microseconds.
"""

import msgspec

NEVER_S = 10.0**9
"""Seconds (32 years) that stand for "never" where a rule leaves a duration out."""
ANY_VALUE = -(10.0**30)
"""Stands for "whatever its value" where a rule leaves `over_value` out."""


class Operator(msgspec.Struct, frozen=True):
    """`parameters`: name to default, None where the rule must say it. `means`: roles of rows, the usual one first."""

    name: str
    parameters: dict[str, float | None]
    means: tuple[str, ...]
    memory: int = 0  # Integers a key keeps beyond its slot, …
    per: str = ""  # … for each unit of this parameter's upper bound.
    bounds: dict[str, tuple[float, float]] = {}  # Within which the bounds of a parameter lie.


_EVERYWHERE: dict[str, float | None] = {
    "min_confidence": 0.0,  # Rows below it do not count.
    "over_value": ANY_VALUE,  # Rows whose value is not over it do not count.
    "escalate_s": NEVER_S,
    "escalate_2_s": NEVER_S,
}

OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        # Told by `liveness.py` itself, from every row of a device; needs no kernel of its own.
        Operator("liveness", {}, ("holds",)),
        Operator("episode", {**_EVERYWHERE, "quiet_s": None, "lasting_s": 0, "count": 1}, ("holds", "ends")),
        Operator(
            "surge",
            {**_EVERYWHERE, "window_s": None, "count": None, "clear_s": None, "lasting_s": 0},
            ("holds", "ends"),
            memory=3,
            per="count",
            bounds={"count": (1, 64)},
        ),
        Operator(
            "agree",
            {**_EVERYWHERE, "sensors": None, "window_s": None, "lasting_s": NEVER_S, "clear_s": 0, "expire_s": NEVER_S},
            ("holds", "ends"),
            memory=40,
            bounds={"sensors": (1, 8)},
        ),
        Operator("standing", {**_EVERYWHERE, "lasting_s": None, "clear_s": 0, "expire_s": NEVER_S}, ("holds", "ends")),
    )
}

KEYS = (
    "zone",
    "device",
    "dwelling",
    "home",  # The dwelling where the zone is in one, else the zone.
    "area",
    "zone+label",
    "device+label",
    "area+label",
    "subject+zone",
    "city",
)
"""What one alert of a rule is about."""

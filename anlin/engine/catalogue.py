"""The operators a rule may name: their parameters and what a row may mean to them. Explained in `operators/`.

A parameter's name carries its unit: `_s` seconds. The engine keeps seconds as integer microseconds.
"""

import msgspec

NEVER_S = 10.0**9
"""Seconds (32 years) that stand for "never" where a rule leaves a duration out."""
ANY_VALUE = -(10.0**30)
"""Stands for "whatever its value" where a rule leaves `over_value` out."""
NO_BOUND = 10.0**12
"""Stands for "no such threshold", its negative for none below."""
MEMORY_OF_A_HOME = 295
"""Integers `inactivity` keeps of a home; a test holds it against `rhythm.MEMORY`."""


class Operator(msgspec.Struct, frozen=True):
    """`parameters`: name to default, None where the rule must say it. `means`: roles of rows, the usual one first."""

    name: str
    parameters: dict[str, float | None]
    means: tuple[str, ...]
    is_local: bool = False  # It follows days of the site's clock.
    begins: int = 1  # How many of `means`, from the first on, can begin something.
    memory: int = 0  # Integers a key keeps beyond its slot, …
    per: str = ""  # … for each unit of this parameter's upper bound.
    begins_at_zero: bool = True  # Whether that memory must be zero when a key begins.
    bounds: dict[str, tuple[float, float]] = {}  # Within which the bounds of a parameter lie.


_EVERYWHERE: dict[str, float | None] = {
    "min_confidence": 0.0,  # Rows below it do not count.
    "over_value": ANY_VALUE,  # Rows whose value is not over it do not count.
    "escalate_s": NEVER_S,
    "escalate_2_s": NEVER_S,
}

_RISES = ("", "_1", "_2")

OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        # Told by `liveness.py` itself, from every row of a device; needs no kernel of its own.
        Operator("liveness", {}, ("holds",)),
        Operator(
            "episode", {**_EVERYWHERE, "quiet_s": None, "lasting_s": 0, "count": 1}, ("holds", "ends", "ends_own")
        ),
        Operator(
            "surge",
            {**_EVERYWHERE, "window_s": None, "count": None, "clear_s": None, "lasting_s": 0},
            ("holds", "turns", "ends", "turns_back"),
            begins=2,
            memory=3,
            per="count",
            begins_at_zero=False,
            bounds={"count": (1, 64)},
        ),
        Operator(
            "agree",
            # Of at most eight devices, nine never agree: then it opens by one that lasts only.
            {**_EVERYWHERE, "sensors": 9, "window_s": 0, "lasting_s": NEVER_S, "clear_s": 0, "expire_s": NEVER_S},
            ("holds", "ends"),
            memory=40,
            bounds={"sensors": (1, 8)},
        ),
        Operator(
            "inactivity",
            {
                **_EVERYWHERE,
                "floor_s": None,  # Limit of a pause at least, …
                "ceiling_s": None,  # … at most where the resting rooms are not watched, …
                "watched_ceiling_s": 12_000,  # … where they are, …
                "lying_ceiling_s": 43_200,  # … and in the bedroom outside the night.
                "sitting_floor_s": 14_400,
                "sitting_ceiling_s": 36_000,
                "slack_s": 1200,  # Added to a quarter more than usual.
                "asleep_s": 0,  # Limit of the first night; 0: the rule knows no nights.
                "late_s": 3600,  # After the usual latest rising.
                "restless_floor_s": 18_000,  # Limit of a pause in the night of who usually moves, at least.
                "settle_s": 10,  # After the outside door: who leaves is still seen so long.
                "gone_s": 600,  # After the outside door: from then on a single sign is no proof of being home.
                "confirm_s": 1800,  # Two signs within it are.
                "stuck_s": 3600,  # A sensor that says `on` for so long without `off` proves nothing.
                "stay": 0,  # 1: a pause counts from entering the rule's room, not from the last sign there.
                "least_m3": 0,  # Water that must run to count as a sign.
                "alone": 0,  # 1: only where nothing else watches the home.
            },
            (
                "moves",
                "moves_bedroom",
                "moves_beside",
                "moves_door",
                "still",
                "touches",
                "sits",
                "lies",
                "rises",
                "door",
                "runs",
                "fine",
                "leaves",
                "returns",
                "elsewhere",
                "rests",
                "fails",
                "sticks",
                "heals",
            ),
            memory=MEMORY_OF_A_HOME,
        ),
        Operator("outage", {**_EVERYWHERE, "lasting_s": None}, ("holds",)),
        Operator(
            "level",
            {
                **_EVERYWHERE,
                **{f"over{rise}": NO_BOUND for rise in _RISES},  # A value or count, at or above; …
                **{f"below{rise}": -NO_BOUND for rise in _RISES},  # … or at or under; …
                **{f"share{rise}": NO_BOUND for rise in _RISES},  # … or a count in per cent of the capacity; …
                "full_min": 0,  # … or minutes until the capacity is reached.
                "clear_by": 0,
                "clear_s": 0,
                "lasting_s": 0,
                "stale_s": NEVER_S,
                "trend_s": 300,
                "reset_min": -1,
            },
            ("value", "count", "in", "out"),
            begins=3,
            is_local=True,
            memory=106,
            bounds={"reset_min": (-1, 24 * 60 - 1), "trend_s": (1, 24 * 3600)},
        ),
        Operator(
            "baseline",
            {**_EVERYWHERE, "weeks": 12, "normal_weeks": 2, "least": 3},
            ("holds",),
            is_local=True,
            memory=38,
            bounds={"weeks": (1, 26), "normal_weeks": (1, 26), "least": (1, 1000)},
        ),
        Operator(
            "rare",
            # Of at most `days` days, at most one in `one_in` had a row at that hour; at least `least` must be known.
            {**_EVERYWHERE, "clear_s": None, "days": 20, "least": 4, "one_in": 10},
            ("holds",),
            is_local=True,
            memory=52,
            bounds={"days": (1, 30), "least": (1, 30), "one_in": (1, 100)},
        ),
        Operator(
            "unpaired",
            {**_EVERYWHERE, "window_s": None, "clear_s": None},
            ("holds", "allows"),
            begins=2,
            memory=16,
        ),
        Operator(
            "standing",
            {**_EVERYWHERE, "lasting_s": None, "clear_s": 0, "expire_s": NEVER_S},
            ("holds", "ends", "ends_own"),
        ),
    )
}


class Reserved(msgspec.Struct, frozen=True):
    """Who alone may look at a kind of observation, and which statement of lawful use says so."""

    models: tuple[str, ...]
    law: str


RESERVED: dict[str, Reserved] = {
    "match_candidate": Reserved(("watchlist_hit", "public_health_list"), "LU-08, LU-24"),
    "registration_record": Reserved(("registration_gap",), "LU-34"),
    "citizen_report": Reserved((), "LU-F4"),
}
"""Kinds whose audience is closed: a model of another name would show them to whoever its folder asks."""

RESERVED_ZONES: dict[str, Reserved] = {"isolation_door": Reserved(("home_isolation",), "LU-24, LU-35")}
"""Kinds of zone that only these models look at; a rule that names no kind of zone never sees them."""

OF_A_HOME = ("ir_motion", "water_use", "wearable_sos")
"""Kinds that show somebody's life at home: a rule that looks at them asks for consent (LU-31)."""

PURPOSES = ("operations", "alert_handling", "elder_care", "watch_lists", "public_health", "household_register")
"""What the alerts of a model may be for; legal basis and the rest of each stand in access/purposes.toml (LU-01)."""

RECIPIENTS = (
    "resident", "family_contact", "property_guard", "property_manager", "grid_worker", "grid_leader", "volunteer",
    "community_officer", "auxiliary", "dispatcher", "dept_handler", "ops_engineer", "health_worker", "scenic_operator",
)  # fmt: skip
"""Roles of docs/domain.md section 3 that can be told of an alert."""

PLACEHOLDERS = (
    "place", "area", "zone", "building", "floor", "device", "lasting", "count", "value", "title", "key",
    "what",
)  # fmt: skip
"""What a model's templates may name, beside the rule's own parameters by name."""
NEEDS_CAPACITY = {"share", "full_min"}
"""Parameters that compare with the capacity of the key's zone or area."""
LEVELS = ("over", "below", "share", "full_min")
"""What a `level` rule compares with: exactly one of these."""

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

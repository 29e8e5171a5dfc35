"""What a town brings along: thirteen weeks of the seafront's hourly counts and of the stations' cases, as tables with
their mappings.

It goes the way every site's past goes: `anlin import` reads the tables into the home's history.
"""

import csv
import random
from datetime import UTC, datetime
from math import exp
from pathlib import Path

from anlin.demo.day import cases
from anlin.demo.day.hours import DAY_S, midnight
from anlin.demo.day.plan import Past
from anlin.demo.town.plan import Town, offices_of
from anlin.demo.world.kernel import LOCAL_OFFSET_S, SECOND, World

WEEKS = 13
HOUR_S = 3600
MAPPING = """
[time]
column = "hour"

[columns]
device = "place"
kind = { value = "people_count" }
value = "people"
zone = "place"

[zones]
"""
# Share of the capacity in each hour of an ordinary day: people come down to the sea before noon and late in the day.
DAY = (
    .01, .01, .01, .01, .01, .04, .10, .16, .27, .44, .60, .66,
    .58, .55, .60, .66, .68, .62, .50, .46, .38, .24, .10, .03,
)  # fmt: skip
WEEKEND = 1.35


CASES_MAPPING = """
[time]
column = "at"

[columns]
device = "feed"
event = "number"
kind = { value = "case_record" }
label = "what"
track = "record"
zone = "grid"

[zones]
"""


def write_counts(town: Town, until: int, folder: Path) -> tuple[Path, Path] | None:
    """(table, mapping) of the places with a capacity, up to the instant `until` (µs); None in a town without any."""
    places = [zone for zone in town.zones if zone.kind == "square" and zone.capacity]
    if not places:
        return None
    table, mapping = folder / "counts.csv", folder / "counts.toml"
    lines = [f'"{zone.code}" = {{ zone = "{zone.code}", area = "{zone.area}", kind = "square" }}' for zone in places]
    mapping.write_text(MAPPING + "\n".join(lines) + "\n", encoding="utf-8")
    last = until // SECOND // HOUR_S * HOUR_S
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("hour", "place", "people"))
        for zone in places:
            rng = random.Random(f"{town.seed}/history of {zone.code}")
            mood = 0.0
            for at in range(last - WEEKS * 7 * 24 * HOUR_S, last, HOUR_S):
                local = datetime.fromtimestamp(at + LOCAL_OFFSET_S, UTC)
                if local.hour == 0:
                    # Weather and season last: a good day is often followed by another.
                    mood = 0.6 * mood + rng.gauss(0, 0.12)
                share = DAY[local.hour] * (WEEKEND if local.weekday() >= 5 else 1.0) * exp(mood + rng.gauss(0, 0.06))
                rows.writerow((datetime.fromtimestamp(at, UTC).isoformat(), zone.code, round(share * zone.capacity)))
    return table, mapping


def write_cases(town: Town, until: int, folder: Path) -> tuple[Path, Path] | None:
    """(table, mapping) of the cases of every grid, up to the midnight before `until` (µs); None in a town without."""
    grids = [zone for zone in town.zones if zone.kind == "grid"]
    if not grids:
        return None
    end = midnight(until)
    world = World(offices_of(town), end - WEEKS * 7 * DAY_S * SECOND)
    cases.begin(Past(world, end))
    world.advance(end - 1)
    table, mapping = folder / "cases.csv", folder / "cases.toml"
    lines = [f'"{zone.code}" = {{ zone = "{zone.code}", area = "{zone.area}", kind = "grid" }}' for zone in grids]
    mapping.write_text(CASES_MAPPING + "\n".join(lines) + "\n", encoding="utf-8")
    grid_of = {device.code: device.zone for device in town.devices}
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("at", "grid", "feed", "what", "record", "number"))
        for seen in world.drain():
            if seen.kind == "case_record":
                at = datetime.fromtimestamp(seen.at / SECOND, UTC).isoformat()
                rows.writerow((at, grid_of[seen.device], seen.device, seen.label, seen.track, seen.serial))
    return table, mapping

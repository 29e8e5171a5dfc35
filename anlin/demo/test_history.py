"""What a demo town brings along of its past."""

import csv

from anlin.demo.history import WEEKS, write_cases, write_counts
from anlin.demo.town import city, furong, part_of
from anlin.insight.cases import NEEDED_WEEKS, monday_before, outlook, weekly_cases
from anlin.observations.instants import DAY
from anlin.tables import import_tables, load_mapping

NOON = 1_764_043_200_000_000  # Tuesday 2025-11-25 12:00 in China.


def test_a_town_without_squares_and_stations_brings_nothing(tmp_path) -> None:
    assert write_counts(part_of(furong(1), lambda area: False), NOON, tmp_path) is None
    assert write_cases(furong(1), NOON, tmp_path) is None


def test_thirteen_weeks_of_cases_until_last_midnight_can_be_imported_and_foretold_from(tmp_path) -> None:
    town = city(1)
    written = write_cases(town, NOON, tmp_path)
    assert written is not None
    table, mapping = written
    with table.open(encoding="utf-8") as file:
        times = sorted(row["at"] for row in csv.DictReader(file))
    assert times[0] >= "2025-08-25"
    assert times[-1] < "2025-11-24T16:00"
    counts = import_tables([table], load_mapping(mapping), tmp_path / "cases.parquet")
    assert (counts.accepted, counts.rejected) == (len(times), 0)
    grids = {nth: zone.code for nth, zone in enumerate(town.zones) if zone.kind == "grid"}
    week = monday_before(NOON)
    known = weekly_cases(None, tmp_path, grids, ("theft", "burglary"), week - 26 * 7 * DAY, week)
    assert WEEKS - 1 <= len(known.weeks) <= WEEKS + 1
    assert len(known.weeks) >= NEEDED_WEEKS
    assert outlook(known, "theft", [0] * len(grids)) is not None

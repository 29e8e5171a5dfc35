"""The reference city's past as an archive on disk, as the live system leaves it: a segment a day, entries, in-force."""

from collections.abc import Callable
from pathlib import Path

from anlin.archive import open_manifest
from anlin.archive.in_force import InForce
from anlin.archive.segment import ROWS, day_of, entries_table, write_segment
from anlin.bench.city import City
from anlin.bench.city_rows import DAY_0, rows_of_day
from anlin.journal import Control
from anlin.observations import batch_of
from anlin.observations.instants import DAY

SHARD = 1
ENTRY = 500
"""Rows of one journal entry: what one group commit holds in a busy second."""


def write_days(folder: Path, city: City, days: int, seed: int, say: Callable[[str], None] = lambda _: None) -> int:
    """Write the city's first `days` days into an empty folder; gives how many observations they hold."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = open_manifest(f"sqlite:///{folder / 'manifest.sqlite3'}")
    in_force = InForce()
    registry = Control(SHARD, "registry", DAY_0, city.registry).to_bytes()
    position = observations = 0
    for day in range(days):
        batch = batch_of(rows_of_day(city, day, seed))
        received = batch.column("received_at").cast("int64").to_numpy()
        name = day_of(DAY_0 + day * DAY)
        in_force.write(folder, name, SHARD)
        lines: list[tuple[int, str, int, int, bytes | None]] = []
        if day == 0:
            position += 1
            lines.append((position, "registry", DAY_0, 0, registry))
            in_force.take("registry", registry)
        for start in range(0, len(batch), ENTRY):
            position += 1
            end = min(start + ENTRY, len(batch))
            lines.append((position, ROWS, int(received[end - 1]), end - start, None))
        manifest.add(write_segment(folder, SHARD, name, entries_table(lines), [batch]))
        observations += len(batch)
        if day % 28 == 27:
            say(f"{day + 1} days, {observations:,} observations")
    manifest.close()
    return observations

"""What was in force when a day began: the last control of each name, in a file beside the day's segments.

So a replay that starts with any day knows registry, arming, parameters and consents, and a day may be copied alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.compute as pc

from anlin.archive.manifest import ArchiveError, Segment
from anlin.archive.segment import NEW, read_entries
from anlin.disk import DISK, Disk

NAME = "in-force.json"


@dataclass
class InForce:
    """The last control of each name but clock ticks, as the journal holds it."""

    controls: dict[str, bytes] = field(default_factory=dict)

    def take(self, name: str, payload: bytes) -> None:
        self.controls[name] = payload

    def write(self, folder: Path, day: str, shard: int, disk: Disk = DISK) -> None:
        """Write it down as what is in force at the start of the day, and sync."""
        place = folder / f"day={day}" / f"shard={shard}"
        place.mkdir(parents=True, exist_ok=True)
        with disk.new_file(place / NAME, place / (NEW + NAME)) as file:
            file.write(msgspec.json.encode({name: msgspec.Raw(body) for name, body in self.controls.items()}))
        disk.sync_folder(place)

    @classmethod
    def at_start_of(cls, folder: Path, segment: Segment) -> "InForce":
        """What was in force when the segment's day began; nothing if the day's file is not there.

        Raises `ArchiveError` on a file that cannot be read.
        """
        return cls.beside(segment.rows_file(folder))

    @classmethod
    def beside(cls, rows_file: Path) -> "InForce":
        """The same of a segment by its file."""
        file = rows_file.with_name(NAME)
        if not file.exists():
            return cls()
        found: dict[str, msgspec.Raw]
        try:
            found = msgspec.json.decode(file.read_bytes(), type=dict[str, msgspec.Raw])
        except (OSError, msgspec.DecodeError) as error:
            raise ArchiveError(f"{file}: cannot be read ({error}). Restore it from a backup") from error
        return cls({name: bytes(body) for name, body in found.items()})

    @classmethod
    def after(cls, folder: Path, segments: Sequence[Segment]) -> "InForce":
        """What is in force after the last of the segments, which are in journal order."""
        if not segments:
            return cls()
        last_day = [segment for segment in segments if segment.day == segments[-1].day]
        found = cls.at_start_of(folder, last_day[0])
        for segment in last_day:
            for name, payload in controls_of(segment, folder):
                found.take(name, payload)
        return found


def controls_of(segment: Segment, folder: Path) -> list[tuple[str, bytes]]:
    """(name, payload) of the segment's controls but ticks, in order."""
    entries: Any = read_entries(segment.entries_file(folder), ["name", "payload"])
    chosen = entries.filter(pc.is_valid(entries.column("payload")))
    return list(
        zip(chosen.column("name").cast("string").to_pylist(), chosen.column("payload").to_pylist(), strict=True)
    )

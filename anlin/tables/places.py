"""Numbers for the zones, areas and devices of a table, and the registry that a replay of it needs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from anlin.observations import AreaRow, DeviceRow, DwellingRow, Registry, ZoneRow
from anlin.tables.mapping import AreaMeaning, Mapping

HOME_KINDS = frozenset(
    [
        "bedroom",
        "kitchen",
        "bathroom",
        "toilet",
        "living_room",
        "livingroom",
        "sitting_room",
        "lounge",
        "dining_room",
        "study",
        "balcony",
        "hall",
        "home",
    ]
)
"""Kinds of zones inside a home: an area that has one is a home, and all its zones belong to one dwelling."""


def _kind(written: str) -> str:
    """A kind of zone as models name it: `Outside door` is `outside_door`."""
    return written.strip().lower().replace(" ", "_").replace("-", "_")


class Places:
    """Gives numbers in order of first appearance: the mapping's zones first, then what the table adds."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._areas: dict[str, int] = {}
        self._zones: dict[tuple[str, str], int] = {}
        self._rows: list[ZoneRow] = []
        self._texts: dict[str, int] = {}
        self._dwellings: dict[str, tuple[int, int]] = {}
        self._devices: dict[str, tuple[int, int, int]] = {}
        homes = {zone.area for zone in mapping.zones.values() if _kind(zone.kind) in HOME_KINDS}
        for text, zone in mapping.zones.items():
            dwelling = zone.dwelling or (zone.area if zone.area in homes else "")
            self._texts[text.strip()] = self._add_zone(
                zone.zone, zone.area, _kind(zone.kind), dwelling, zone.name, zone.floor, zone.capacity
            )

    def zone_number(self, text: str) -> int | None:
        """The zone a text of the table means; None if the mapping lists zones and this is none of them."""
        if text in self._texts:
            return self._texts[text]
        if "zone" not in self._mapping.columns:
            return 0
        if self._mapping.zones or not text:
            return None
        number = self._texts[text] = self._add_zone(text, "", "", "", "", 0, 0)
        return number

    def areas_of(self, zones: npt.NDArray[Any], texts: Sequence[str]) -> npt.NDArray[np.int32]:
        """The area of each row: the table's own where a column names it, else its zone's."""
        of_zone: npt.NDArray[np.int32] = np.array([0, *(row.area for row in self._rows)], np.int32)[zones]
        if "area" not in self._mapping.columns:
            return of_zone
        given = np.fromiter((self._area(text) for text in texts), np.int32, len(texts))
        chosen: npt.NDArray[np.int32] = np.where(given > 0, given, of_zone).astype(np.int32)
        return chosen

    def device_numbers(
        self, names: Sequence[str], zones: npt.NDArray[Any], areas: npt.NDArray[Any]
    ) -> npt.NDArray[np.int32]:
        """A device's home zone is the first that it is seen in."""
        for name, zone, area in zip(names, zones.tolist(), areas.tolist(), strict=True):
            if name not in self._devices:
                self._devices[name] = (len(self._devices) + 1, zone, area)
        return np.fromiter((self._devices[name][0] for name in names), np.int32, len(names))

    def registry(self) -> Registry:
        """What was met, for a replay of this file only.

        Care models see homes of the file: who has the table answers for it. In the running platform consent comes
        from the person (LU-31), never from a file.
        """
        areas = []
        for code, number in self._areas.items():
            meaning = self._mapping.areas.get(code, AreaMeaning())
            areas.append(AreaRow(number, code, name=meaning.name or code, kind=meaning.kind, capacity=meaning.capacity))
        return Registry(
            version=1,
            zone_name=self._mapping.time.zone,
            areas=tuple(areas),
            dwellings=tuple(
                DwellingRow(number, code, area, care_consent=True) for code, (number, area) in self._dwellings.items()
            ),
            zones=tuple(self._rows),
            # The file is written in order of time, so no row has to wait for an earlier one. Nothing beats in a file.
            devices=tuple(
                DeviceRow(number, code, zone, area, kind="sensor", heartbeat_s=0, lateness_ms=0)
                for code, (number, zone, area) in self._devices.items()
            ),
        )

    def _add_zone(self, code: str, area: str, kind: str, dwelling: str, name: str, floor: int, capacity: int) -> int:
        """The number of the zone; two texts may mean the same one."""
        if (area, code) in self._zones:
            return self._zones[(area, code)]
        number = self._zones[(area, code)] = len(self._zones) + 1
        area_number = self._area(area)
        self._rows.append(
            ZoneRow(
                number, code, kind, area_number, name=name or code,
                dwelling=self._dwelling(dwelling, area_number), floor=floor, capacity=capacity,
            )
        )  # fmt: skip
        return number

    def _area(self, code: str) -> int:
        return self._areas.setdefault(code, len(self._areas) + 1) if code else 0

    def _dwelling(self, code: str, area: int) -> int:
        return self._dwellings.setdefault(code, (len(self._dwellings) + 1, area))[0] if code else 0

"""The registry's places and devices, numbered densely: index 0 is "none" everywhere."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from anlin.engine import layout
from anlin.observations import DeviceRow, Registry

MISSED = 3
"""Signs of life a device may miss before it is taken to be dead. Source: GB/T 28181 practice, offline after 3."""
DEFAULT_LAG = 2_000_000
"""Lateness budget, in microseconds, where no device says another. See docs/architecture.md, "Time, exactly"."""
_LARGEST_NUMBER = 1 << 24


class Terrain:
    """Tables over the registry; `*_codes` give a number's text, `*_index` a number's place in its table."""

    def __init__(self, registry: Registry) -> None:
        self.area_numbers = [0, *(area.number for area in registry.areas)]
        self.zone_codes = {zone.number: zone.code for zone in registry.zones}
        self.device_codes = {device.number: device.code for device in registry.devices}
        self.dwelling_codes = {dwelling.number: dwelling.code for dwelling in registry.dwellings}
        self.area_codes = {area.number: area.code for area in registry.areas}
        devices = [device for device in registry.devices if device.enabled]
        self.zone_index = _index([zone.number for zone in registry.zones])
        self.device_index = _index([device.number for device in devices])
        self.area_index = _index(self.area_numbers[1:])
        self.dwelling_index = _index([dwelling.number for dwelling in registry.dwellings])
        self.zone_kinds = sorted({zone.kind for zone in registry.zones} | {""})
        kinds = {kind: i for i, kind in enumerate(self.zone_kinds)}

        self.dwellings = np.zeros(len(registry.dwellings) + 1, layout.PLACE)
        self.care_consent = np.zeros(len(self.dwellings), bool)
        for i, dwelling in enumerate(registry.dwellings, 1):
            quiet = (dwelling.quiet_from_min * 60_000_000, dwelling.quiet_to_min * 60_000_000)
            self.dwellings[i] = (dwelling.number, _at(self.area_index, dwelling.area), 0, 0, 0, *quiet)
            self.care_consent[i] = dwelling.care_consent
        self.zones = np.zeros(len(registry.zones) + 1, layout.ZONE)
        self.zone_kind = np.array([kinds[""], *(kinds[zone.kind] for zone in registry.zones)], np.int64)
        for i, zone in enumerate(registry.zones, 1):
            home, area = _at(self.dwelling_index, zone.dwelling), _at(self.area_index, zone.area)
            self.zones[i] = (zone.number, 0, area, home, 0, 0, max(zone.capacity, 0), 0)
        self.areas = np.zeros(len(registry.areas) + 1, layout.PLACE)
        self.areas["number"] = self.area_numbers
        self.areas["capacity"] = [0, *(max(area.capacity, 0) for area in registry.areas)]
        self._set_devices(devices)
        self._set_lags()
        self._set_watchers()

    def _set_devices(self, devices: Sequence[DeviceRow]) -> None:
        self.devices = np.zeros(len(devices) + 1, layout.DEVICE)
        self.devices["lag"][0] = DEFAULT_LAG
        for i, device in enumerate(devices, 1):
            zone = _at(self.zone_index, device.zone)
            area = _at(self.area_index, device.area) or self.zones["area"][zone]
            parent, pulse = _at(self.device_index, device.parent), device.heartbeat_s * 1_000_000
            lag = device.lateness_ms * 1000
            self.devices[i] = (
                device.number,
                zone,
                area,
                0 if parent == i else parent,
                pulse,
                MISSED * pulse,
                lag,
                0,
                0,
            )
        self._cut_circles()
        self._set_children()
        for table, column in ((self.zones, "zone"), (self.areas, "area")):
            table["devices"] = np.bincount(self.devices[column][1:], minlength=len(table))
        homes = self.zones["dwelling"][self.devices["zone"][1:]]
        self.dwellings["devices"] = np.bincount(homes, minlength=len(self.dwellings))

    def _cut_circles(self) -> None:
        """A device that lives behind itself, over whatever others, lives behind nothing."""
        parents = self.devices["parent"]
        for d in range(1, len(parents)):
            above, steps = parents[d], 0
            while above and above != d and steps <= 16:
                above, steps = parents[above], steps + 1
            if above:
                parents[d] = 0

    def _set_children(self) -> None:
        parents = self.devices["parent"][1:]
        behind = np.flatnonzero(parents) + 1
        self.children = behind[np.argsort(self.devices["parent"][behind], kind="stable")].astype(np.int64)
        owners = self.devices["parent"][self.children]
        numbers = np.arange(len(self.devices))
        self.devices["children"] = np.searchsorted(owners, numbers, side="left")
        self.devices["children_end"] = np.searchsorted(owners, numbers, side="right")
        if len(self.children) == 0:
            self.children = np.zeros(1, np.int64)
            self.devices["children_end"] = self.devices["children"] = 0

    def _set_lags(self) -> None:
        """Budget of a zone: the largest of the devices that watch it or another room of the same home."""
        lag, zone = self.devices["lag"][1:], self.devices["zone"][1:]
        zones = _largest(lag, zone, len(self.zones))
        homes = _largest(zones, self.zones["dwelling"], len(self.dwellings))
        homes[0] = -1
        zones = np.maximum(zones, homes[self.zones["dwelling"]])
        zones[zones < 0] = DEFAULT_LAG
        zones[0] = DEFAULT_LAG
        self.zones["lag"], self.dwellings["lag"] = zones, np.where(homes < 0, DEFAULT_LAG, homes)
        areas = np.maximum(
            _largest(zones[1:], self.zones["area"][1:], len(self.areas)),
            _largest(lag, self.devices["area"][1:], len(self.areas)),
        )
        areas[areas < 0] = DEFAULT_LAG
        areas[0] = max(areas.max(), zones.max())
        self.areas["lag"] = areas

    def _set_watchers(self) -> None:
        """The device whose signs of life prove that a zone is watched: its own, else what they live behind."""
        for d in range(len(self.devices) - 1, 0, -1):
            device = self.devices[d]
            if device["zone"]:
                parent = device["parent"]
                if device["pulse"]:
                    self.zones["watcher"][device["zone"]] = d
                elif self.devices["pulse"][parent] and not self.zones["watcher"][device["zone"]]:
                    self.zones["watcher"][device["zone"]] = parent


def _largest(values: np.ndarray[Any, Any], groups: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    """(size,) int64: the largest value of each group, -1 where it has none."""
    largest = np.full(size, -1, np.int64)
    np.maximum.at(largest, groups, values)
    return largest


def _index(numbers: Sequence[int]) -> np.ndarray[Any, Any]:
    """Registry number to index from 1; 0 for numbers that are not there. Raises ValueError above 16 million."""
    highest = max(numbers, default=0)
    if highest > _LARGEST_NUMBER:
        raise ValueError(f"registry number {highest}: numbers go up to {_LARGEST_NUMBER}; number rows from 1 upwards")
    index = np.zeros(highest + 1, np.int32)
    index[list(numbers)] = np.arange(1, len(numbers) + 1)
    return index


def _at(index: np.ndarray[Any, Any], number: int) -> int:
    return int(index[number]) if 0 < number < len(index) else 0

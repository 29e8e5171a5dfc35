"""Rows of a table as the devices of a small registered place would send them, and what a model says of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlin.engine import Condition, load_model
from anlin.engine.layout import RowArrays
from anlin.engine.plan import Plan
from anlin.engine.replay import Setting, with_settings
from anlin.engine.rows import rows_of
from anlin.engine.scoring import wilson_high, wilson_low
from anlin.engine.spec import ModelSpec
from anlin.engine.state import State
from anlin.engine.steps import step
from anlin.models import folders
from anlin.observations import AreaRow, DeviceRow, Registry, ZoneRow, batch_of, kind_code, label_code

SECOND = 1_000_000
Instants = NDArray[np.int64]


def model_of(name: str) -> ModelSpec:
    return load_model(next(path for path in folders() if path.name == name))


def places_of(zones: Sequence[str], kind: str, capacity: Sequence[int] = (), each_an_area: bool = False) -> Registry:
    """Zones 1, 2, … of these names, each watched by the devices 2 n - 1 and 2 n; one area, or one for each zone."""
    room = list(capacity) or [0] * len(zones)
    areas = [AreaRow(1, "site", kind="site", edition="plus")]
    if each_an_area:
        areas = [AreaRow(n, name, "", "site", 0, "plus", room[n - 1]) for n, name in enumerate(zones, 1)]
    rows = [ZoneRow(n, name, kind, n if each_an_area else 1, capacity=room[n - 1]) for n, name in enumerate(zones, 1)]
    watchers = [
        DeviceRow(2 * zone.number - other, f"{zone.code}-{other}", zone.number, zone.area, heartbeat_s=0)
        for zone in rows
        for other in (1, 0)
    ]
    return Registry(1, areas=tuple(areas), zones=tuple(rows), devices=tuple(watchers))


def rows_from(columns: Mapping[str, Any], registry: Registry, says: Sequence[tuple[str, str]]) -> RowArrays:
    """Rows in order of time. `columns`: instant (µs), zone and device (numbers), saying (index into `says`), value."""
    order = np.argsort(columns["instant"], kind="stable")
    at, zone = np.asarray(columns["instant"], np.int64)[order], np.asarray(columns["zone"])[order]
    saying = np.asarray(columns["saying"])[order]
    area = np.array([0, *(each.area for each in registry.zones)])
    batch = batch_of(
        {
            "id": np.arange(1, len(at) + 1, dtype=np.uint64),
            "observed_at": at,
            "received_at": at,
            "device": np.asarray(columns["device"])[order],
            "zone": zone,
            "area": area[zone],
            "kind": np.array([kind_code(kind) for kind, _ in says])[saying],
            "label": np.array([label_code(label) for _, label in says])[saying],
            "value": np.asarray(columns["value"], np.float32)[order],
        }
    )
    return rows_of(batch, 1)


def said_of(spec: ModelSpec, registry: Registry, rows: RowArrays, settings: Sequence[Setting] = ()) -> list[Condition]:
    """What the engine's own `step` says of the rows, and a day on."""
    plan = Plan([spec], with_settings(registry, settings))
    _, said = step(plan, State.fresh(plan), rows, int(rows.observed_at[-1]) + 86_400 * SECOND)
    return list(said)


def share(hits: int, of: int) -> dict[str, Any]:
    """A share with Wilson's 95 % interval."""
    low, high = wilson_low(hits, of), wilson_high(hits, of)
    edges = None if low is None or high is None else [round(low, 3), round(high, 3)]
    return {"share": round(hits / max(of, 1), 3), "interval_95": edges, "of": of}

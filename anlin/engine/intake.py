"""What plan and columns say of a row, whatever came before: found when it is taken in, or ahead by another thread."""

from typing import Any

import numpy as np

from anlin.engine import layout
from anlin.engine.kernel import entry, inlined
from anlin.engine.layout import ALIVE, REPLAY, PlanArrays, RowArrays
from anlin.engine.plan import Plan
from anlin.engine.reference import at_address, by_reference, prefetch

_DOUBTFUL = 4 | 32 | 128
"""`Quality.CLOCK_SUSPECT | LOW_CONFIDENCE | UNHEALTHY_DEVICE`."""
_REPLAYED = 8 | 16
AHEAD = 12
"""Rows between asking memory for what one needs and reading it."""

NOT_READ = np.zeros(0, layout.ROW)
"""For `step`, where nobody has read the rows ahead. Read-only, as all that is handed to kernels with rows."""
NOT_READ.flags.writeable = False


def read_ahead(plan: Plan, rows: RowArrays, into: np.ndarray[Any, Any] | None = None) -> np.ndarray[Any, Any]:
    """(rows,) `layout.ROW`: what `step` would else find of each row itself. Another thread may step meanwhile.

    `into`: memory of an earlier answer that nobody reads any more, taken if it is large enough: memory that is new is
    given by the system page by page, which costs half as much again as what is written there.
    """
    many = len(rows.id)
    if into is None or len(into) < many:
        into = np.zeros(many, layout.ROW)
    into.flags.writeable = True
    place: Any = plan.address
    read_rows(place, rows, into[:many])
    into.flags.writeable = False
    return into[:many]


@entry
def read_rows(plan: PlanArrays, rows: RowArrays, read: Any) -> None:
    """Write what is found of each row into `read`."""
    plan, rows = at_address(plan, PlanArrays), by_reference(rows)
    for i in range(len(rows.id)):
        look_ahead(plan, rows, i + AHEAD)
        read_row(plan, rows, i, read[i])


@inlined
def read_row(plan: PlanArrays, rows: RowArrays, i: int, row: Any) -> None:
    """Copy a row's columns, and what the plan says of its zone, device and kind, beside each other."""
    at, quality = rows.observed_at[i], rows.quality[i]
    zone_no, device_no, kind, label = rows.zone[i], rows.device[i], rows.kind[i], rows.label[i]
    row.id, row.observed_at, row.place = rows.id[i], at, rows.place[i]
    row.device_no, row.zone_no, row.area_no = device_no, zone_no, rows.area[i]
    row.subject, row.track, row.kind, row.label = rows.subject[i], rows.track[i], kind, label
    row.value, row.confidence, row.quality = rows.value[i], rows.confidence[i], quality
    row.doubt = (quality & _DOUBTFUL) != 0
    row.release = at + locate(plan, row, zone_no, device_no, kind, label, quality)


@inlined
def locate(plan: PlanArrays, row: Any, zone_no: int, device_no: int, kind: int, label: int, quality: int) -> int:
    """Enter where a row's zone and device stand in the plan and which rules it concerns; the lag to wait for it."""
    z = plan.zone_index[zone_no] if 0 <= zone_no < len(plan.zone_index) else 0
    d = plan.device_index[device_no] if 0 <= device_no < len(plan.device_index) else 0
    row.zone_at, row.device_at, row.parent_at = z, d, plan.devices[d].parent
    row.hears, row.concerns = ALIVE, 0
    if 0 <= kind < plan.classes.shape[0] and 0 <= label < plan.classes.shape[1]:
        row.hears = plan.says[kind, label]
        row.concerns = plan.route[plan.classes[kind, label], plan.zones[z].route]
    if quality & _REPLAYED:
        row.hears = REPLAY
    return plan.zones[z].lag if z > 0 else plan.devices[d].lag  # type: ignore[no-any-return]


@inlined
def look_ahead(plan: PlanArrays, rows: RowArrays, i: int) -> None:
    """Have what is known of a coming row's zone and device brought near: waiting for memory is most of a row's time."""
    if i < len(rows.id):
        zone_no, device_no = rows.zone[i], rows.device[i]
        if 0 <= zone_no < len(plan.zone_index):
            prefetch(plan.zones, plan.zone_index[zone_no])
        if 0 <= device_no < len(plan.device_index):
            prefetch(plan.devices, plan.device_index[device_no])

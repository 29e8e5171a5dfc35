"""What happens in the reference city, day by day, as columns in the order of receipt."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from anlin.bench.city import City
from anlin.observations import DTYPES, kind_code, label_code
from anlin.observations.instants import DAY, HOUR, SECOND

DAY_0 = 20_454 * DAY
"""2026-01-01 00:00 UTC: where the year begins."""

Columns = dict[str, npt.NDArray[Any]]


class Saying(NamedTuple):
    """One row of a happening: by which of its devices, when, what."""

    group: str
    after_s: float
    give_or_take_s: float
    kind: str
    label: str = ""
    confidence: float = 1.0
    value: float = 0.0


class Happening(NamedTuple):
    """Rows that belong together; `a_day` of them in each compound on average."""

    a_day: float
    rows: tuple[Saying, ...]


def _frames(group: str, many: int, every_s: float, kind: str, label: str, confidence: float) -> tuple[Saying, ...]:
    return tuple(Saying(group, nth * every_s, every_s / 4, kind, label, confidence) for nth in range(many))


HAPPENINGS = (
    Happening(110, (Saying("reader", 0, 0, "access_event", "granted"), Saying("door", 1, 0.5, "door_state", "open"),
                    Saying("door", 9, 6, "door_state", "closed"))),
    Happening(70, (Saying("gate", 0, 0, "plate_read", "car"), Saying("barrier", 1.5, 1, "barrier_event", "open"),
                   Saying("barrier", 12, 5, "barrier_event", "closed"))),
    Happening(45, (Saying("bedroom", 0, 0, "ir_motion", "on"),)),
    Happening(50, (Saying("kitchen", 0, 0, "ir_motion", "on"),)),
    Happening(35, (Saying("bathroom", 0, 0, "ir_motion", "on"),)),
    Happening(10, (Saying("entry", 0, 0, "door_state", "open"), Saying("entry", 12, 8, "door_state", "closed"))),
    Happening(24, (Saying("path", 0, 0, "people_count", value=7),)),
    Happening(20, (Saying("path", 0, 0, "line_count", "in", value=2),)),
    Happening(10, (Saying("lift", 0, 0, "ebike_detected", "ebike", 0.6),)),
    Happening(0.3, _frames("lift", 6, 0.4, "ebike_detected", "ebike", 0.9)),
    Happening(6, (*_frames("lane", 3, 10, "zone_occupied", "vehicle", 0.9),
                  Saying("lane", 40, 5, "zone_occupied", "clear"))),
    Happening(0.15, (*_frames("lane", 30, 10, "zone_occupied", "vehicle", 0.9),
                     Saying("lane", 310, 5, "zone_occupied", "clear"))),
    Happening(6, (Saying("fence", 0, 0, "person_detected", "person", 0.8),)),
    Happening(0.05, _frames("fence", 3, 5, "perimeter_alarm", "alarm", 0.9)),
    Happening(4, (Saying("path", 0, 0, "behavior_detected", "run", 0.7),)),
    Happening(0.1, _frames("path", 5, 1, "behavior_detected", "fall", 0.8)),
    Happening(0.05, _frames("path", 25, 10, "behavior_detected", "loiter", 0.8)),
    Happening(2, (Saying("reader", 0, 0, "access_event", "refused"),)),
    Happening(0.05, _frames("reader", 6, 20, "access_event", "refused", 1)),
    Happening(0.3, (Saying("door", 0, 0, "door_state", "open"), Saying("door", 240, 60, "door_state", "closed"))),
    Happening(0.02, (Saying("door", 0, 0, "door_state", "forced"), Saying("door", 90, 60, "door_state", "closed"))),
    Happening(0.03, (Saying("facade", 0, 0, "object_trajectory", "down", 0.9, 4),)),
    Happening(1, (Saying("facade", 0, 0, "object_trajectory", "down", 0.4, 1),)),
    Happening(8, (Saying("gas", 0, 0, "gas", "normal"),)),
    Happening(0.01, (Saying("gas", 0, 0, "gas", "alarm"), Saying("gas", 300, 90, "gas", "normal"))),
    Happening(0.03, (Saying("smoke", 0, 0, "smoke", "alarm"), Saying("smoke", 90, 60, "smoke", "normal"))),
    Happening(24, (Saying("hydrant", 0, 0, "water_pressure", "normal", value=0.3),)),
    Happening(0.02, (Saying("hydrant", 0, 0, "water_pressure", "low"),
                     Saying("hydrant", 900, 200, "water_pressure", "normal"))),
    Happening(0.05, (Saying("lift", 0, 0, "device_fault", "covered"),
                     Saying("lift", 600, 300, "device_fault", "normal"))),
    Happening(0.02, (Saying("door", 0, 0, "device_fault", "battery_low"),)),
    Happening(0.3, (Saying("entry", 0, 0, "registration_record", "credential_issued", value=1),)),
    Happening(0.2, (Saying("entry", 0, 0, "registration_record", "registered"),)),
    Happening(0.02, (Saying("gate", 0, 0, "match_candidate", "stolen_vehicle", 0.9),)),
)  # fmt: skip
BEAT_S = 900
# Share of the day's happenings in each hour of the local day, 0 to 23: nights are quiet.
_HOURS = np.array([1, 1, 1, 1, 1, 2, 5, 8, 7, 5, 5, 6, 6, 5, 5, 5, 6, 8, 8, 7, 5, 4, 3, 2], float)
_LOCAL = 8
_LATE = 0.003
"""Share of rows from a device's own store: up to two hours behind."""


def rows_of_day(city: City, day: int, seed: int = 1) -> Columns:
    """The rows received on the `day`-th day, ascending by receipt; equal for equal arguments."""
    random = np.random.default_rng([seed, day])
    parts = [_heartbeats(city)]
    for happening in HAPPENINGS:
        parts += _of(city, happening, random)
    columns: Columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    rows = len(columns["at"])
    at = columns.pop("at") % DAY
    delay = (random.exponential(0.25, rows) * SECOND + 30_000).astype(np.int64)
    late = random.random(rows) < _LATE
    delay[late] = random.integers(5 * SECOND, 2 * HOUR, np.count_nonzero(late))
    received = np.minimum(at + delay, DAY - 1)
    order = np.argsort(received, kind="stable")
    columns["id"] = random.integers(1, 1 << 63, rows, np.uint64)
    columns["observed_at"], columns["received_at"] = at + DAY_0 + day * DAY, received + DAY_0 + day * DAY
    columns["quality"] = np.where(late, np.uint16(1), np.uint16(0))
    return {name: column[order].astype(DTYPES[name], copy=False) for name, column in columns.items()}


def _heartbeats(city: City) -> Columns:
    """One sign of life of each recorder every `BEAT_S`, all out of step."""
    beats = DAY // (BEAT_S * SECOND)
    recorder = np.tile(np.arange(city.compounds), beats)
    at = np.repeat(np.arange(beats) * BEAT_S * SECOND, city.compounds) + recorder * SECOND
    said = Saying("", 0, 0, "device_heartbeat", "online")
    return _columns(said, at, recorder + city.recorders, np.zeros_like(recorder), recorder + 2)


def _of(city: City, happening: Happening, random: np.random.Generator) -> Sequence[Columns]:
    many = random.poisson(happening.a_day * city.compounds)
    compound = random.integers(0, city.compounds, many)
    which = random.random(many)
    hour = (random.choice(24, many, p=_HOURS / _HOURS.sum()) - _LOCAL) % 24
    begins = hour * HOUR + random.integers(0, HOUR, many)
    parts = []
    for said in happening.rows:
        first, each = city.devices[said.group]
        nth = compound * each + (which * each).astype(np.int64)
        spread = (random.random(many) * 2 - 1) * said.give_or_take_s
        at = begins + ((said.after_s + spread) * SECOND).astype(np.int64)
        parts.append(_columns(said, np.maximum(at, 0), first + nth, city.zones[said.group] + nth, compound + 2))
    return parts


def _columns(
    said: Saying,
    at: npt.NDArray[np.int64],
    device: npt.NDArray[np.int64],
    zone: npt.NDArray[np.int64],
    area: npt.NDArray[np.int64],
) -> Columns:
    rows = len(at)
    listed = said.kind == "match_candidate"
    return {
        "at": at, "device": device, "zone": zone, "area": area,
        "kind": np.full(rows, kind_code(said.kind)), "label": np.full(rows, label_code(said.label)),
        "subject": device.astype(np.uint64) if listed else np.zeros(rows, np.uint64),
        "value": np.full(rows, said.value), "confidence": np.full(rows, said.confidence),
    }  # fmt: skip

"""P2: the same journal gives the same conditions, however it is cut, and compiled as in plain Python."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from anlin.engine import Condition, load_models
from anlin.engine.advance import advance
from anlin.engine.checkpoint import Checkpoints, Snapshot
from anlin.engine.intake import NOT_READ, read_ahead
from anlin.engine.layout import NEVER, RowArrays
from anlin.engine.plan import Plan
from anlin.engine.rehearsal import ENGINES, at, row, rows, specimen, with_devices
from anlin.engine.rehearsal import PLACE as SMALL_PLACE
from anlin.engine.state import State, adopt
from anlin.engine.steps import COMPILED, Kernels, step
from anlin.models import folders

# Operators and keys that Anlin's own models may not use with these rows.
SPECIMENS = [
    specimen(
        "surge", "area+label", {"zone_occupied/vehicle": "holds", "zone_occupied/occupied": "holds"},
        window_s=60, count=3, clear_s=30, lasting_s=1, escalate_s=20,
    ),
    specimen(
        "agree", "area", {
            "zone_occupied/vehicle": "holds", "zone_occupied/occupied": "holds", "door_state/open": "holds",
            "zone_occupied/clear": "ends", "door_state/closed": "ends",
        },
        sensors=2, window_s=60, lasting_s=90, clear_s=10, expire_s=200, escalate_s=120,
        # Second 0 is 08:00 there.
        schedule=(("08:01", "08:05"), ("08:06", "09:00")),
    ),
    specimen(
        "level", "area", {"people_count": "count", "line_count/in": "in", "line_count/out": "out"}, name="share",
        share=80, share_1=90, share_2=100, clear_by=5, clear_s=30, lasting_s=10, stale_s=100, reset_min=490,
        inputs="all", escalate_s=60, schedule=(("08:01", "08:05"), ("08:06", "09:00")),
    ),
    specimen(
        "level", "area", {"people_count": "count"}, name="full", full_min=1, trend_s=30, clear_by=1, reset_min=1,
    ),
    # One case is enough, so that a stream of half an hour says something.
    specimen("baseline", "zone+label", {"zone_occupied/vehicle": "holds", "door_state/open": "holds"}, least=1),
    specimen("rare", "zone", {"door_state/open": "holds", "line_count/in": "holds"}, least=1, one_in=1, clear_s=30),
    specimen("unpaired", "area", {"line_count/in": "holds", "door_state/open": "allows"}, window_s=20, clear_s=30),
    specimen("level", "zone", {"people_count": "value"}, name="low", below=40, below_1=1, clear_by=20, stale_s=200),
]  # fmt: skip
PLACE = msgspec.structs.replace(
    SMALL_PLACE, areas=tuple(msgspec.structs.replace(area, capacity=100) for area in SMALL_PLACE.areas)
)
MODELS = [*load_models(folders()), *SPECIMENS]
PLAN = Plan(MODELS, PLACE)

SAYINGS = (
    ("recorder", "device_heartbeat"),
    ("recorder", "device_heartbeat/offline"),
    ("cam-lift-1", "ebike_detected/ebike"),
    ("cam-lift-1", "device_fault/covered"),
    ("cam-lift-1", "device_fault/normal"),
    ("cam-lane-1", "zone_occupied/vehicle"),
    ("cam-lane-1", "zone_occupied/clear"),
    ("magnet-door-1", "door_state/open"),
    ("magnet-door-1", "door_state/closed"),
    ("magnet-door-1", "door_state/forced"),
    ("cam-lift-2", "ebike_detected/ebike"),
    ("magnet-lane-2", "zone_occupied/occupied"),
    ("magnet-lane-2", "zone_occupied/clear"),
    ("cam-lane-1", "people_count"),
    ("magnet-lane-2", "people_count"),
    ("cam-lane-1", "line_count/in"),
    ("magnet-lane-2", "line_count/out"),
)


@st.composite
def streams(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows in journal order: disorder, lateness, repeats, doubt, replayed rows and equal instants included."""
    given_rows, clock = [], 0.0
    for _ in range(draw(st.integers(0, 40))):
        clock += draw(st.sampled_from([0, 0, 0.5, 1, 10, 29, 30, 31, 60, 90, 200]))
        device, what = draw(st.sampled_from(SAYINGS))
        behind = draw(st.sampled_from([0, 0, 0, 0.5, 1.9, 2, 2.1, 100, -5]))
        columns = {
            "received": clock,
            "confidence": draw(st.sampled_from([0.9, 0.9, 0.5])),
            "value": draw(st.sampled_from([0, 1, 40, 41.5, 60, 90])),
            "quality": draw(st.sampled_from([0, 0, 0, 0, 8, 32])),
        }
        given_rows.append(row(PLACE, device, what, clock - behind, **columns))
        if draw(st.integers(0, 9)) == 0:
            given_rows.append({**given_rows[-1], "id": 7})
            given_rows.append({**given_rows[-1]})
    return given_rows


def sliced(all_rows: RowArrays, start: int, end: int) -> RowArrays:
    return RowArrays._make(column[start:end] for column in all_rows)


def run(
    all_rows: RowArrays, cuts: Sequence[int], until: int, by: Kernels = COMPILED, plan: Plan = PLAN
) -> list[Condition]:
    state, said = State.fresh(plan), []
    bounds = [0, *cuts, len(all_rows.id)]
    for start, end in pairwise(bounds):
        state, more = step(plan, state, sliced(all_rows, start, end), by=by)
        said += more
    return [*said, *step(plan, state, sliced(all_rows, 0, 0), until, by=by)[1]]


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(streams(), st.data())
def test_cutting_the_stream_elsewhere_gives_the_same_conditions(
    stream: list[dict[str, Any]], data: st.DataObject
) -> None:
    all_rows = rows(stream)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    assert run(all_rows, cuts, at(30000)) == run(all_rows, [], at(30000))


@QUICK
@given(streams(), st.data())
def test_rows_that_were_read_ahead_say_the_same(stream: list[dict[str, Any]], data: st.DataObject) -> None:
    all_rows = rows(stream)
    state, said = State.fresh(PLAN), []
    for start, end in pairwise([0, *sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=3))), len(stream)]):
        part = sliced(all_rows, start, end)
        read = data.draw(st.sampled_from([NOT_READ, read_ahead(PLAN, part)]))
        state, more = step(PLAN, state, part, read=read)
        said += more
    assert [*said, *step(PLAN, state, sliced(all_rows, 0, 0), at(30000))[1]] == run(all_rows, [], at(30000))


@settings(QUICK, max_examples=25)
@given(streams())
def test_plain_python_says_the_same_as_compiled(stream: list[dict[str, Any]]) -> None:
    all_rows = rows(stream)
    assert run(all_rows, [], at(30000), ENGINES["plain"]) == run(all_rows, [], at(30000))


@settings(QUICK, max_examples=20)
@given(streams(), st.data())
def test_a_restart_from_a_checkpoint_changes_nothing(stream: list[dict[str, Any]], data: st.DataObject) -> None:
    all_rows = rows(stream)
    cut = data.draw(st.integers(0, len(stream)))
    state, said = step(PLAN, State.fresh(PLAN), sliced(all_rows, 0, cut))
    with TemporaryDirectory() as folder:
        Checkpoints(Path(folder)).write(Snapshot(1, cut, 0, PLAN, state))
        loaded = Checkpoints(Path(folder)).load(1, MODELS)
    assert loaded is not None
    state, more = step(loaded[0], loaded[1], sliced(all_rows, cut, len(stream)))
    assert [*said, *more, *step(PLAN, state, sliced(all_rows, 0, 0), at(30000))[1]] == run(all_rows, [], at(30000))


# Cameras that send signs of life themselves, so that their silence may turn out to be the recorder's.
BEATING = Plan(
    MODELS, with_devices(PLACE, cam_lift_1={"heartbeat_s": 30}, cam_lane_1={"heartbeat_s": 45, "lateness_ms": 0})
)


@pytest.mark.parametrize("plan", [PLAN, BEATING], ids=["plain", "beating"])
@QUICK
@given(stream=streams(), data=st.data())
def test_a_registry_that_changes_nothing_changes_nothing(
    plan: Plan, stream: list[dict[str, Any]], data: st.DataObject
) -> None:
    assume(stream)
    all_rows = rows(stream)
    state, said, bounds = State.fresh(plan), [], sorted(data.draw(st.sets(st.integers(1, len(stream)), max_size=4)))
    received = [*all_rows.received_at.tolist(), at(30000)]
    for start, end in pairwise([0, *bounds]):
        # With the last row before it, or in the silence after.
        now = min(received[end], received[end - 1] + data.draw(st.sampled_from([0, 0, 1, 1_900_000, 30_000_000])))
        state, more = step(plan, state, sliced(all_rows, start, end), now)
        said += [*more, *adopt(state, plan, plan, now)]
    state, more = step(plan, state, sliced(all_rows, max(bounds, default=0), len(stream)))
    said += [*more, *step(plan, state, sliced(all_rows, 0, 0), at(30000))[1]]
    assert said == run(all_rows, [], at(30000), plan=plan)


@QUICK
@given(streams(), st.lists(st.integers(0, 30000), max_size=5))
def test_a_tick_that_says_nothing_new_changes_nothing(stream: list[dict[str, Any]], ticks: list[int]) -> None:
    all_rows = rows(stream)
    state, said, reached = State.fresh(PLAN), [], NEVER
    for i in range(len(stream)):
        for tick in (at(each) for each in ticks if at(each) <= reached):
            state, more = step(PLAN, state, sliced(all_rows, 0, 0), tick)
            said += more
        reached = max(reached, int(all_rows.received_at[i]))
        state, more = step(PLAN, state, sliced(all_rows, i, i + 1))
        said += more
    assert [*said, *step(PLAN, state, sliced(all_rows, 0, 0), at(30000))[1]] == run(all_rows, [], at(30000))


@QUICK
@given(streams(), st.randoms(use_true_random=False))
def test_scheduled_rows_may_be_journalled_in_any_order_while_they_are_in_time(
    stream: list[dict[str, Any]], random: Any
) -> None:
    # One instant of receipt for all of them, none late, none immediate: then the order of arrival is nothing.
    patient = msgspec.structs.replace(
        PLACE, devices=tuple(msgspec.structs.replace(d, lateness_ms=10**8) for d in PLACE.devices)
    )
    plan = Plan(MODELS, patient)
    in_time = [{**each, "received_at": at(10**4), "id": i + 1} for i, each in enumerate(stream)]
    shuffled = in_time[:]
    random.shuffle(shuffled)

    def said(order: list[dict[str, Any]]) -> list[Condition]:
        found = step(plan, State.fresh(plan), rows(order), at(10**6))[1]
        return [msgspec.structs.replace(c, first=0, last=0) for c in found]

    assert said(in_time) == said(shuffled)


def test_an_empty_batch_changes_nothing() -> None:
    state = State.fresh(PLAN)
    state, said = step(PLAN, state, rows([]), NEVER)
    assert said == []
    assert state.live_slots() == 0


@pytest.mark.parametrize("by", ENGINES.values(), ids=ENGINES.keys())
def test_slots_are_reclaimed_when_all_is_over(by: Kernels) -> None:
    stream = [row(PLACE, *SAYINGS[i % len(SAYINGS)], i * 7.0) for i in range(200)]
    stream += [
        row(PLACE, "magnet-door-1", "door_state/closed", 2000),
        row(PLACE, "magnet-lane-2", "zone_occupied/clear", 2000),
    ]
    stream += [row(PLACE, "cam-lift-1", "device_fault/normal", 2000)]
    stream += [row(PLACE, device, "people_count", 2000, value=99) for device in ("cam-lane-1", "magnet-lane-2")]
    state = State.fresh(PLAN)
    # A baseline remembers half a year.
    state, _ = step(PLAN, state, rows(stream), at(3 * 10**7), by=by)
    # What cannot be seen waits until it can.
    left = state.arrays.slots[state.arrays.slots["rule"] >= 0]
    assert np.count_nonzero(left["blind"] == 0) == 0
    assert np.count_nonzero(state.arrays.direct >= 0) == len(left) == state.live_slots()


def test_the_loop_is_compiled_for_one_kind_of_arrays() -> None:
    run(rows([]), [], at(1))
    run(rows([row(PLACE, "magnet-door-1", "door_state/open", 1)]), [0, 1], at(300))
    assert len(advance.overloads) == 1

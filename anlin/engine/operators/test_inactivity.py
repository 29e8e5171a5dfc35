from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlin.engine import Condition
from anlin.engine.catalogue import MEMORY_OF_A_HOME
from anlin.engine.checkpoint import Checkpoints, Snapshot
from anlin.engine.layout import RowArrays
from anlin.engine.operators.home import MEMORY
from anlin.engine.plan import Plan
from anlin.engine.rehearsal import ENGINES, PLAIN, Rehearsal, at, row, rows, specimen
from anlin.engine.spec import ModelSpec
from anlin.engine.state import State, adopt
from anlin.engine.steps import Kernels, step
from anlin.observations import AreaRow, DeviceRow, DwellingRow, Quality, Registry, ZoneRow

H = 3600.0
SIGNALS = {
    "ir_motion/on": "moves",
    "ir_motion/in": "moves_bedroom",
    "ir_motion/off": "still",
    "zone_occupied/occupied": "sits",
    "zone_occupied/clear": "rises",
    "door_state/open": "door",
    "door_state/closed": "touches",
    "presence/ok": "fine",
    "presence/away": "leaves",
    "presence/home": "returns",
    "presence/in": "moves_door",
    "presence/on": "moves_beside",
    "presence/occupied": "lies",
    "water_use": "runs",
}
SPEC = specimen(
    "inactivity", "dwelling", SIGNALS, floor_s=3 * H, ceiling_s=6 * H, asleep_s=9 * H, escalate_s=900, escalate_2_s=600
)
ROOM_RULE = specimen(
    "inactivity", "dwelling", {"ir_motion/in": "moves", "ir_motion/on": "rests", "door_state/open": "elsewhere"},
    name="a_room", floor_s=H, ceiling_s=3 * H, stay=1,
)  # fmt: skip
OUTAGE = specimen("outage", "dwelling", {"ir_motion/on": "holds", "ir_motion/in": "holds"}, lasting_s=2 * H)
MODELS = [SPEC, ROOM_RULE, OUTAGE]
REGISTRY = Registry(
    version=1,
    areas=(AreaRow(1, "furong"),),
    dwellings=(DwellingRow(1, "3-201", 1, care_consent=True),),
    zones=(ZoneRow(1, "living", "living_room", 1, dwelling=1), ZoneRow(2, "bedroom", "bedroom", 1, dwelling=1)),
    devices=(
        DeviceRow(1, "hub", 0, 1, kind="gateway", heartbeat_s=600),
        DeviceRow(2, "one", 1, 1, parent=1, heartbeat_s=0),
        DeviceRow(3, "two", 2, 1, parent=1, heartbeat_s=0),
    ),
)
PLAN = Plan(MODELS, REGISTRY)


@st.composite
def days(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Some days of a home: rows of all meanings, late and repeated ones, heartbeats with outages."""
    given_rows: list[dict[str, Any]] = []
    clock = draw(st.sampled_from([0, 10, 14])) * H
    beats = draw(st.sampled_from([True, True, False]))
    for _ in range(draw(st.integers(0, 30))):
        gap = draw(st.sampled_from([0, 3, 12, 60, 700, 1700, H, 2 * H, 3 * H, 3 * H + 1, 7 * H, 10 * H, 30 * H]))
        if beats and draw(st.integers(0, 9)):
            given_rows += [
                row(REGISTRY, "hub", "device_heartbeat", clock + second) for second in range(0, int(gap), 1200)
            ]
        clock += gap
        device, what = draw(st.sampled_from(["one", "two"])), draw(st.sampled_from(list(SIGNALS)))
        behind = draw(st.sampled_from([0, 0, 0, 0, 1.5, 100, 4 * H]))
        columns = {"received": clock, "quality": draw(st.sampled_from([0, 0, 0, 8, 32])), "value": 0.02}
        given_rows.append(row(REGISTRY, device, what, clock - behind, **columns))
        if draw(st.integers(0, 9)) == 0:
            given_rows.append({**given_rows[-1], "id": 7})
            given_rows.append({**given_rows[-1]})
    return given_rows


def sliced(all_rows: RowArrays, start: int, end: int) -> RowArrays:
    return RowArrays._make(column[start:end] for column in all_rows)


def run(all_rows: RowArrays, cuts: Sequence[int], by: Kernels = PLAIN) -> list[Condition]:
    state, said = State.fresh(PLAN), []
    for start, end in pairwise([0, *cuts, len(all_rows.id)]):
        state, more = step(PLAN, state, sliced(all_rows, start, end), by=by)
        said += more
    return [*said, *step(PLAN, state, sliced(all_rows, 0, 0), at(1000 * H), by=by)[1]]


@settings(max_examples=25, deadline=None)
@given(days(), st.data())
def test_cutting_the_days_elsewhere_gives_the_same_conditions(
    stream: list[dict[str, Any]], data: st.DataObject
) -> None:
    all_rows = rows(stream)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    assert run(all_rows, cuts) == run(all_rows, [])


@settings(max_examples=40, deadline=None)
@given(days())
def test_plain_python_says_the_same_as_compiled(stream: list[dict[str, Any]]) -> None:
    all_rows = rows(stream)
    assert run(all_rows, []) == run(all_rows, [], ENGINES["compiled"])


@settings(max_examples=60, deadline=None)
@given(days())
def test_a_condition_goes_opened_or_unknown_then_ends_with_cleared(stream: list[dict[str, Any]]) -> None:
    open_ones: dict[str, int] = {}
    for c in run(rows(stream), [], ENGINES["compiled"]):
        if c.what.name == "CLEARED":
            assert open_ones.pop(c.model) == c.id
        elif c.model in open_ones:
            assert open_ones[c.model] == c.id
        else:
            assert c.what.name in ("OPENED", "UNKNOWN")
            open_ones[c.model] = c.id


def quiet(home: Registry = REGISTRY) -> Registry:
    """Without heartbeats, so that only signs of life count."""
    return Registry(
        version=1,
        areas=home.areas,
        dwellings=home.dwellings,
        zones=home.zones,
        devices=tuple(DeviceRow(d.number, d.code, d.zone, 1, heartbeat_s=0) for d in home.devices),
    )


def defined(signs: list[float]) -> list[tuple[str, float]]:
    """The sentences of `inactivity_row` for a home with infra-red in a living room, by day, slowly.

    Every sign looks at all pauses before it. 0 is 08:00; the living room is watched, no bedroom is; nights are off.
    """
    said: list[tuple[str, float]] = []
    memory, vain = [0] * 24, [0] * 24
    for i, sign in enumerate(signs):
        hour = int((8 + sign / H) % 24)
        usual = max(memory[(hour + near) % 24] for near in (-1, 0, 1))
        is_vain = sum(vain[(hour + near) % 24] for near in range(-2, 3)) >= 100 or sum(vain) >= 230
        limit = min(max(3 * H, usual * 5 // 4 / 1e6 + 1200), 12 * H if is_vain else 12_000)
        due = sign + limit
        end = signs[i + 1] if i + 1 < len(signs) else 1000 * H
        if due < end:
            said.append(("OPENED", due))
            if i + 1 < len(signs):
                said.append(("CLEARED", end))
        pause = round(min(end - sign, 12 * H) * 1e6)
        if due < end:
            pause = min(pause, round(limit * 1e6) * 3 // 2)
            vain[hour] += 64
        memory[hour] = max(memory[hour], pause)
        if i == 0 or (8 + end / H) // 24 != (8 + sign / H) // 24:
            memory, vain = ([each - each // 32 for each in kept] for kept in (memory, vain))
    return said


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from([600.0, 0.5 * H, H, 2 * H, 2.5 * H, 3 * H, 3.1 * H, 3.2 * H, 4 * H, 9 * H]), max_size=25)
)
def test_it_says_what_its_sentences_say(gaps: list[float]) -> None:
    signs = [0.0]
    for gap in gaps:
        signs.append(signs[-1] + gap)
    spec = specimen("inactivity", "dwelling", {"ir_motion/on": "moves"}, floor_s=3 * H, ceiling_s=6 * H)
    said = Rehearsal([spec], quiet(), by=PLAIN).says("one", "ir_motion/on", *signs).told(1000 * H)
    to_the_microsecond = [(what, round(second, 6)) for _, _, what, second in said]
    assert to_the_microsecond == [(what, round(second, 6)) for what, second in defined(signs)]


def test_replayed_rows_end_but_teach_nothing() -> None:
    spec = specimen("inactivity", "dwelling", {"ir_motion/on": "moves"}, floor_s=3 * H, ceiling_s=6 * H)
    home = Rehearsal([spec], quiet(), by=PLAIN).says("one", "ir_motion/on", 0)
    home.says("one", "ir_motion/on", 3.5 * H, quality=int(Quality.REPLAYED)).says("one", "ir_motion/on", 4 * H)
    assert [t[2:] for t in home.told(6 * H)] == [("OPENED", 3 * H), ("CLEARED", 3.5 * H)]


def test_what_is_learned_of_a_home_is_zeroed_when_its_consent_is_withdrawn() -> None:
    stream = [row(REGISTRY, "one", "ir_motion/on", i * H) for i in range(40)]
    state, _ = step(PLAN, State.fresh(PLAN), rows(stream), at(50 * H), by=PLAIN)
    assert np.count_nonzero(state.arrays.pool)
    without = Registry(
        version=2, areas=REGISTRY.areas, dwellings=(DwellingRow(1, "3-201", 1, care_consent=False),),
        zones=REGISTRY.zones, devices=REGISTRY.devices,
    )  # fmt: skip
    plan = Plan([_with_consent(spec) for spec in MODELS], REGISTRY)
    state, _ = step(plan, State.fresh(plan), rows(stream), at(50 * H), by=PLAIN)
    ended = adopt(state, plan, Plan(list(plan.specs), without), at(51 * H))
    assert {c.what.name for c in ended} <= {"CLEARED"}
    assert not np.count_nonzero(state.arrays.pool)
    assert state.live_slots() == 0


def _with_consent(spec: ModelSpec) -> ModelSpec:
    return msgspec.structs.replace(spec, rules=(msgspec.structs.replace(spec.rules[0], consent="care"),))


def test_the_pool_has_room_for_a_home() -> None:
    assert MEMORY == MEMORY_OF_A_HOME


@pytest.mark.parametrize("by", ENGINES.values(), ids=ENGINES.keys())
def test_a_home_keeps_one_slot_for_each_rule(by: Kernels) -> None:
    stream = [row(REGISTRY, "one", "ir_motion/on", i * H) for i in range(100)]
    state, _ = step(PLAN, State.fresh(PLAN), rows(stream), at(150 * H), by=by)
    assert state.live_slots() == len(MODELS)


def test_a_restart_in_the_midst_of_a_silence_moves_no_timer_and_forgets_no_rhythm(tmp_path: Path) -> None:
    spec = specimen("inactivity", "dwelling", {"ir_motion/on": "moves"}, floor_s=3 * H, ceiling_s=6 * H)
    plan = Plan([spec], quiet())
    stream = [row(plan.registry, "one", "ir_motion/on", i * 2.9 * H) for i in range(20)]
    until = 19 * 2.9 * H
    state, _ = step(plan, State.fresh(plan), rows(stream), at(until + H), by=PLAIN)
    checkpoints = Checkpoints(tmp_path)
    checkpoints.write(Snapshot(1, 20, at(until + H), plan, state))
    loaded = checkpoints.load(1, [spec])
    assert loaded is not None
    again, state_again, _, _ = loaded
    _, said = step(plan, state, sliced(rows([]), 0, 0), at(until + 9 * H), by=PLAIN)
    _, said_again = step(again, state_again, sliced(rows([]), 0, 0), at(until + 9 * H), by=PLAIN)
    assert said == said_again
    # Usual 2 h 54, a quarter more and 20 min; but at most 3 h 20 where the living room is watched.
    assert said[0].opened_at == at(until + 12_000)

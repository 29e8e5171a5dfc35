"""P2 for every model: a town in which each model meets what it watches for, its stream cut, mixed and stopped anywhere.

`test_cutting.py` searches small streams by hypothesis; here the streams are long enough that every model speaks.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from anlin.engine import Condition, ModelSpec, What, load_models
from anlin.engine.checkpoint import Checkpoints, Snapshot
from anlin.engine.layout import NEVER, RowArrays
from anlin.engine.plan import Plan
from anlin.engine.rehearsal import ENGINES, at, row, rows
from anlin.engine.state import State, adopt
from anlin.engine.steps import COMPILED, Kernels, step
from anlin.models import folders
from anlin.observations import AreaRow, Arming, DeviceRow, DwellingRow, Override, Registry, ZoneRow

MODELS = load_models(folders())
IN_HOMES = ("bedroom", "kitchen", "bathroom", "living_room", "isolation_door")
COMPOUNDS = (2, 3)
SEEDS = range(6)
UNTIL = at(40 * 86_400)


def zone_kinds() -> list[str]:
    named = {kind for m in MODELS for r in m.rules for signal in r.signals for kind in signal.zone_kinds}
    return sorted(named | {"lobby", *IN_HOMES[:3]})


def town() -> Registry:
    """Two compounds alike: a zone of every kind a model names, each with a device behind the compound's recorder."""
    zones: list[ZoneRow] = []
    devices = [DeviceRow(c, f"recorder-{c}", 0, c, kind="gateway", heartbeat_s=3600) for c in COMPOUNDS]
    for c in COMPOUNDS:
        for kind in zone_kinds():
            number = len(zones) + 1
            home = c if kind in IN_HOMES else 0
            zones.append(ZoneRow(number, f"{kind}-{c}", kind, c, dwelling=home, capacity=50))
            for nth in (1, 2):
                code, lateness = f"{kind}-{c}-{nth}", (2000, 0, 60_000)[number % 3]
                devices.append(
                    DeviceRow(100 * number + nth, code, number, c, parent=c, heartbeat_s=0, lateness_ms=lateness)
                )
    areas = (AreaRow(1, "town", kind="town", edition="plus"),)
    compounds = tuple(AreaRow(c, f"c{c}", parent=1, edition="plus", capacity=200) for c in COMPOUNDS)
    homes = tuple(DwellingRow(c, f"home-{c}", c, care_consent=True, registered_occupants=1) for c in COMPOUNDS)
    # Some models watch only where an order is declared.
    armed = tuple(Arming(model.name, enabled=True) for model in MODELS)
    return Registry(1, "Asia/Shanghai", areas + compounds, homes, tuple(zones), tuple(devices), arming=armed)


TOWN = town()
PLAN = Plan(MODELS, TOWN)


def sayings(model: ModelSpec) -> list[tuple[str, str]]:
    """(zone kind, "kind/label") for every signal of every rule."""
    found: list[tuple[str, str]] = []
    for rule in model.rules:
        for signal in rule.signals:
            for kind in signal.kinds:
                for zone in signal.zone_kinds or ("lobby", *IN_HOMES[:3]):
                    found += [(zone, f"{kind}/{label}" if label else kind) for label in signal.labels or ("",)]
    return sorted(set(found))


OF_MODEL = [sayings(model) for model in MODELS]
SAYINGS = sorted({saying for of_model in OF_MODEL for saying in of_model})


def stream(seed: int, many: int = 500) -> list[dict[str, Any]]:
    """Bursts of the same thing at one place, long pauses, disorder, lateness, repeats, doubt; in journal order."""
    chance = random.Random(seed)
    found: list[dict[str, Any]] = []
    clock = 0.0
    share = SAYINGS[seed % len(SEEDS) :: len(SEEDS)]
    chance.shuffle(share)
    while len(found) < many or share:
        clock += chance.choice([1, 5, 60, 600, 600, 7200])
        # A model with few signals is met as often as one with many.
        zone, what = share.pop() if share and chance.random() < 0.5 else chance.choice(chance.choice(OF_MODEL))
        c, subject = chance.choice(COMPOUNDS), chance.choice([0, 5, 6, 6])
        pause = chance.choice([0.5, 5, 20])
        for _ in range(chance.choice([1, 6, 25])):
            clock += pause * chance.choice([0, 1, 1, 2])
            behind = chance.choice([0, 0, 0, 0, 0, 0.5, 1.9, 2.1, 30, 300, -5])
            given = row(
                TOWN, f"{zone}-{c}-{chance.choice([1, 1, 2])}", what, clock - behind, received=clock, subject=subject,
                confidence=chance.choice([0.95, 0.95, 0.5]), value=float(chance.choice([0, 1, 30, 95, 250])),
                quality=chance.choice([0] * 8 + [8, 32]), track=chance.choice([0, 9]),
            )  # fmt: skip
            given["id"] = 1 + len(found)
            found += [given, {**given}] if chance.random() < 0.03 else [given]
        if chance.random() < 0.3:
            said = ["device_heartbeat/offline", "device_heartbeat"] if chance.random() < 0.3 else ["device_heartbeat"]
            for nth, state in enumerate(said):
                clock += 120 * nth
                found.append(row(TOWN, f"recorder-{c}", state, clock))
    return [{**each, "id": each.get("id", 1 + n)} for n, each in enumerate(found)]


def part(of: RowArrays, start: int, end: int) -> RowArrays:
    return RowArrays._make(column[start:end] for column in of)


def played(of: RowArrays, cuts: Sequence[int] = (), by: Kernels = COMPILED) -> list[Condition]:
    state = State.fresh(PLAN)
    said: list[Condition] = []
    for start, end in pairwise([0, *cuts, len(of.id)]):
        state, more = step(PLAN, state, part(of, start, end), by=by)
        said += more
    return [*said, *step(PLAN, state, part(of, 0, 0), UNTIL, by=by)[1]]


@pytest.fixture(scope="module", params=SEEDS)
def given(request: pytest.FixtureRequest) -> RowArrays:
    return rows(stream(request.param))


@pytest.fixture(scope="module")
def uncut(given: RowArrays) -> list[Condition]:
    return played(given)


def cuts_of(given: RowArrays, many: int) -> list[int]:
    return sorted(random.Random(int(given.id[-1])).choices(range(len(given.id) + 1), k=many))


NEVER_CLEARED = {"incident_hotspot"}
"""What a month is compared with ends with the month."""


def test_every_model_meets_its_hard_cases_in_these_streams() -> None:
    met: Counter[tuple[str, What]] = Counter()
    late = repeated = 0
    for seed in SEEDS:
        given = rows(stream(seed))
        late += int(np.count_nonzero(given.received_at - given.observed_at > 2_000_000))
        repeated += len(given.id) - len(np.unique(given.id))
        met.update((c.model, c.what) for c in played(given))
    assert (late > 500, repeated > 100) == (True, True)
    for model in MODELS:
        for what, least in ((What.OPENED, 5), (What.UNKNOWN, 1), (What.CLEARED, 2)):
            if what == What.CLEARED and model.name in NEVER_CLEARED:
                continue
            assert met[model.name, what] >= least, f"{model.name}: {met[model.name, what]} {what.name}"
    assert sum(met[model.name, What.ESCALATED] > 0 for model in MODELS) >= 3


@pytest.mark.parametrize("many", [1, 7, 400])
def test_any_batching_gives_the_same_conditions(given: RowArrays, uncut: list[Condition], many: int) -> None:
    assert played(given, cuts_of(given, many)) == uncut


def test_plain_python_says_what_the_compiled_loop_says() -> None:
    given = rows(stream(1, 150)[:900])
    assert played(given, by=ENGINES["plain"]) == played(given)


def test_a_stop_anywhere_changes_nothing(given: RowArrays, uncut: list[Condition], tmp_path: Path) -> None:
    for cut in cuts_of(given, 4):
        state, said = step(PLAN, State.fresh(PLAN), part(given, 0, cut))
        Checkpoints(tmp_path).write(Snapshot(1, cut, 0, PLAN, state))
        loaded = Checkpoints(tmp_path).load(1, MODELS)
        assert loaded is not None
        state, more = step(loaded[0], loaded[1], part(given, cut, len(given.id)))
        assert [*said, *more, *step(PLAN, state, part(given, 0, 0), UNTIL)[1]] == uncut


def limits_of(registry: Registry, version: int) -> Registry:
    """The registry with every duration of every model a little longer, as far as its bounds allow."""
    changed = [
        Override(m.name, name, min(parameter.max, parameter.default * 1.5), rule=r.name)
        for m in MODELS
        for r in m.rules
        for name, parameter in r.parameters.items()
        if name.endswith("_s")
    ]
    return msgspec.structs.replace(registry, version=version, overrides=tuple(changed))


def disarmed(registry: Registry, version: int) -> Registry:
    """Every second model is switched off."""
    armed = tuple(Arming(model.name, enabled=bool(nth % 2)) for nth, model in enumerate(MODELS))
    return msgspec.structs.replace(registry, version=version, arming=armed)


def withdrawn(registry: Registry, version: int) -> Registry:
    """One home wants to be watched no more."""
    homes = tuple(msgspec.structs.replace(home, care_consent=home.number != 2) for home in registry.dwellings)
    return msgspec.structs.replace(registry, version=version, dwellings=homes)


@pytest.mark.parametrize("changed", [limits_of, disarmed, withdrawn])
def test_what_changes_in_mid_stream_takes_effect_at_its_place_under_any_batching(
    given: RowArrays, uncut: list[Condition], changed: Callable[[Registry, int], Registry]
) -> None:
    other = Plan(MODELS, changed(TOWN, 2))
    change, back = len(given.id) // 3, 2 * len(given.id) // 3

    def said(cuts: Sequence[int]) -> Iterator[Condition]:
        state, plan = State.fresh(PLAN), PLAN
        for start, end in pairwise(sorted({0, change, back, len(given.id), *cuts})):
            if start in (change, back):
                new = other if start == change else PLAN
                now = int(given.received_at[:start].max())
                state, more = step(plan, state, part(given, 0, 0), now)
                yield from more
                yield from adopt(state, plan, new, now)
                plan = new
            state, more = step(plan, state, part(given, start, end))
            yield from more
        yield from step(plan, state, part(given, 0, 0), UNTIL)[1]

    whole = list(said([]))
    assert list(said(cuts_of(given, 9))) == whole
    assert whole != uncut


def of_compound(c: int) -> Registry:
    return msgspec.structs.replace(
        TOWN,
        dwellings=tuple(home for home in TOWN.dwellings if home.area == c),
        zones=tuple(zone for zone in TOWN.zones if zone.area == c),
        devices=tuple(device for device in TOWN.devices if device.area == c),
    )


def test_a_shard_says_of_its_areas_what_one_engine_says_of_all(given: RowArrays, uncut: list[Condition]) -> None:
    """However the shards' rows lie between each other: of another shard's rows only the instant is known."""
    expected = sorted((c for c in uncut if c.area in COMPOUNDS), key=order)
    found: list[Condition] = []
    for c in COMPOUNDS:
        plan = Plan(MODELS, of_compound(c))
        state, reached = State.fresh(plan), NEVER
        for nth in range(len(given.id)):
            reached = max(reached, int(given.received_at[nth]))
            mine = part(given, nth, nth + int(given.area[nth] == c))
            state, more = step(plan, state, mine, reached)
            found += more
        found += step(plan, state, part(given, 0, 0), UNTIL)[1]
    assert sorted((c for c in found if c.area in COMPOUNDS), key=order) == expected


def order(c: Condition) -> Any:
    return c.at, c.model, c.rule, c.key, c.what, c.level, c.opened_at


@pytest.mark.parametrize("shuffle", range(3))
def test_rows_in_time_may_come_in_any_order(shuffle: int) -> None:
    patient = msgspec.structs.replace(
        TOWN, devices=tuple(msgspec.structs.replace(d, lateness_ms=10**8) for d in TOWN.devices)
    )
    plan = Plan(MODELS, patient)
    in_time = [{**each, "received_at": at(10**5), "id": n + 1} for n, each in enumerate(stream(2, 200))]
    mixed = in_time[:]
    random.Random(shuffle).shuffle(mixed)

    def said(order: list[dict[str, Any]]) -> list[Condition]:
        found = step(plan, State.fresh(plan), rows(order), at(10**7))[1]
        return [msgspec.structs.replace(c, first=0, last=0) for c in found]

    assert said(in_time) == said(mixed)

"""P2 over a real journal: wherever the engine is stopped, what it says in all is what it says in one go."""

import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from anlin.engine import Condition, load_models
from anlin.engine.checkpoint import Checkpoints
from anlin.engine.conditions import Fenced
from anlin.engine.live import PROGRESS_EVERY, Loop, Shard, run
from anlin.engine.rehearsal import PLACE, at, row, with_watcher
from anlin.journal import Commit, Control, Journal, open_journal
from anlin.models import folders
from anlin.observations import Registry, batch_of
from anlin.observations.registry import Arming

MODELS = load_models(folders())


class Kept:
    """A sink that keeps conditions with their position, as one transaction would."""

    def __init__(self) -> None:
        self.conditions: list[Condition] = []
        self.position = self.fencing = 0

    def applied(self, shard: int) -> int:
        return self.position

    def apply(self, shard: int, position: int, fencing: int, conditions: Sequence[Condition]) -> None:
        if fencing < self.fencing:
            raise Fenced(str(fencing))
        self.position, self.fencing = position, fencing
        self.conditions += conditions


class Held:
    """A lease that is ours; `fencing` as given."""

    def __init__(self, fencing: int = 1) -> None:
        self.fencing = fencing

    def acquire(self) -> bool:
        return True

    def renew(self) -> None: ...
    def release(self) -> None: ...


def batch(given: list[dict[str, Any]], first: int) -> pa.RecordBatch:
    names = {name for each in given for name in each} | {"id"}
    columns = {n: [each.get(n, 1.0 if n == "confidence" else 0) for each in given] for n in names}
    columns["id"] = [first + i for i in range(len(given))]
    return batch_of(columns)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Half an hour of a door, a lane and their recorder, with a change of the registry, ticks and an outage."""
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    journal.append_control(Control(0, "registry", at(0), PLACE))
    for minute in range(30):
        start = minute * 60.0
        given = [
            row(PLACE, "cam-lane-1", "zone_occupied/vehicle", start + s, received=start + 59) for s in range(0, 60, 10)
        ]
        given = [each | {"received_at": each["observed_at"]} for each in given] if minute < 12 else []
        if minute % 5 == 0:
            given.append(row(PLACE, "magnet-door-1", "door_state/open", start + 59))
        if minute % 5 == 3:
            given.append(row(PLACE, "magnet-door-1", "door_state/closed", start + 59))
        if given:
            journal.append(Commit(batches={0: batch(given, minute * 100 + 1)}, tallies=Counter()))
        journal.append_control(Control(0, "tick", at(start + 60)))
        if minute == 8:
            journal.append_control(Control(0, "registry", at(start + 60), PLACE))
    return journal


def engine_of(journal: Journal, sink: Kept) -> Shard:
    return Shard(journal, 0, MODELS, sink)


def whole(journal: Journal) -> list[Condition]:
    sink = Kept()
    engine = engine_of(journal, sink)
    engine.progress.position = 0
    return engine.take(journal.read(0, 0, 10**6))


def test_an_engine_stopped_anywhere_goes_on_where_it_was(journal: Journal, tmp_path: Path) -> None:
    expected = whole(journal)
    assert {c.what.name for c in expected} >= {"OPENED", "ESCALATED", "UNKNOWN", "CLEARED"}
    last = journal.last_position(0)
    for stop_at in range(1, last, 17):
        for saved_at in (0, max(1, stop_at - 5), stop_at):
            sink, checkpoints = Kept(), Checkpoints(tmp_path / f"{stop_at}-{saved_at}")
            engine = engine_of(journal, sink)
            engine.resume(checkpoints)
            for entry in journal.read(0, 0, 10**6)[:stop_at]:
                conditions = engine.take([entry])
                sink.apply(0, engine.progress.position, 1, conditions)
                snapshot = engine.snapshot()
                if entry.position == saved_at and snapshot is not None:
                    checkpoints.write(snapshot)
            after = engine_of(journal, sink)
            after.resume(checkpoints)
            while entries := after.read()[0]:
                known = after.progress.position < after.progress.applied
                conditions = after.take(entries)
                if not known:
                    sink.apply(0, after.progress.position, 1, conditions)
            assert sink.conditions == expected


@pytest.mark.parametrize("harm", ["cut", "flip", "empty"])
def test_a_damaged_checkpoint_gives_way_to_the_one_before(journal: Journal, tmp_path: Path, harm: str) -> None:
    checkpoints, engine = Checkpoints(tmp_path / "c"), engine_of(journal, Kept())
    for entry in journal.read(0, 0, 10**6)[:20]:
        engine.take([entry])
        if entry.position in (10, 20):
            snapshot = engine.snapshot()
            assert snapshot is not None
            checkpoints.write(snapshot)
    file = tmp_path / "c" / "shard-0.checkpoint"
    data = file.read_bytes()
    flipped = data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]
    file.write_bytes({"cut": data[:-9], "flip": flipped, "empty": b""}[harm])
    loaded = checkpoints.load(0, MODELS)
    assert loaded is not None
    assert loaded[2] == 10


def test_a_checkpoint_of_other_models_is_not_used(journal: Journal, tmp_path: Path) -> None:
    checkpoints, engine = Checkpoints(tmp_path / "c"), engine_of(journal, Kept())
    engine.take(journal.read(0, 0, 10**6)[:5])
    snapshot = engine.snapshot()
    assert snapshot is not None
    checkpoints.write(snapshot)
    assert checkpoints.load(0, MODELS[1:]) is None


def test_the_running_loop_says_what_the_steps_say(journal: Journal, tmp_path: Path) -> None:
    expected, sink, stop = whole(journal), Kept(), threading.Event()
    thread = threading.Thread(target=run, args=(engine_of(journal, sink), Checkpoints(tmp_path / "c"), Held(), stop))
    thread.start()
    for _ in range(3000):
        if len(sink.conditions) >= len(expected) or not thread.is_alive():
            break
        stop.wait(0.02)
    stop.set()
    thread.join(30)
    assert sink.conditions == expected


def test_what_was_read_in_silence_is_stored_though_nothing_follows(tmp_path: Path) -> None:
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    sink, now = Kept(), 0
    engine, checkpoints = engine_of(journal, sink), Checkpoints(tmp_path / "c")
    engine.resume(checkpoints)
    loop = Loop(engine, Held(), checkpoints.begin, now=lambda: now)
    last = journal.append_control(Control(0, "registry", at(0), PLACE))
    loop.turn()
    assert sink.position == 0
    now = PROGRESS_EVERY
    loop.turn()
    assert sink.position == last


def test_an_engine_that_was_overtaken_stops(journal: Journal, tmp_path: Path) -> None:
    sink = Kept()
    sink.fencing = 2
    with pytest.raises(Fenced):
        run(engine_of(journal, sink), Checkpoints(tmp_path / "c"), Held(1), threading.Event())


def wants_no_more(registry: Registry) -> Registry:
    homes = tuple(msgspec.structs.replace(home, care_consent=False) for home in registry.dwellings)
    return msgspec.structs.replace(registry, version=registry.version + 1, dwellings=homes)


CARED_FOR = with_watcher(PLACE, "pir-201", "kitchen-201", "kitchen", dwelling=1)
PAUSE = 6_420_000_000
"""107 minutes, in microseconds: nothing else in a checkpoint is as long."""
REMEMBERED = PAUSE - PAUSE // 32
"""A thirty-second is lost each day, the first one too."""


def learned_in(data: bytes) -> int:
    """How often the pause that the home's person made stands in these bytes, as the engine remembers it."""
    return data.count(REMEMBERED.to_bytes(8, "little"))


def test_lu_37_with_the_consent_what_was_learned_is_gone_from_memory_and_from_every_checkpoint(tmp_path: Path) -> None:
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    journal.append_control(Control(0, "registry", at(0), CARED_FOR))
    heard = [row(CARED_FOR, "pir-201", "ir_motion", s) for s in (60, 60 + PAUSE // 1_000_000)]
    for nth, each in enumerate(heard):
        journal.append(Commit(batches={0: batch([each], nth + 1)}, tallies=Counter()))
    journal.append_control(Control(0, "tick", at(20_000)))
    checkpoints, engine = Checkpoints(tmp_path / "c"), engine_of(journal, Kept())
    engine.progress.position = 0
    engine.take(journal.read(0, 0, 10**6))
    for _ in range(2):
        snapshot = engine.snapshot()
        assert snapshot is not None
        checkpoints.write(snapshot)
    files = [tmp_path / "c" / f"shard-0.{name}" for name in ("checkpoint", "before")]
    assert all(learned_in(file.read_bytes()) for file in files)

    stop, sink = threading.Event(), Kept()
    thread = threading.Thread(target=run, args=(engine_of(journal, sink), checkpoints, Held(), stop))
    thread.start()
    last = journal.append_control(Control(0, "registry", at(20_001), wants_no_more(CARED_FOR)))
    for _ in range(1500):
        if checkpoints.position(0) >= last or not thread.is_alive():
            break
        stop.wait(0.02)
    stop.set()
    thread.join(30)
    assert sink.position >= last
    assert sum(learned_in(file.read_bytes()) for file in (tmp_path / "c").iterdir()) == 0
    loaded = checkpoints.load(0, MODELS)
    assert loaded is not None
    assert not loaded[1].arrays.pool.any()
    assert loaded[1].live_slots() == 0


def test_lu_35_with_the_order_its_door_is_gone_from_memory_and_the_checkpoints_are_written_anew(tmp_path: Path) -> None:
    under_order = with_watcher(PLACE, "magnet-order", "isolation-1", "isolation_door")
    armed = msgspec.structs.replace(under_order, arming=(Arming("home_isolation"),))
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    journal.append_control(Control(0, "registry", at(0), armed))
    opened = [row(armed, "magnet-order", "door_state/open", s) for s in (60, 120)]
    journal.append(Commit(batches={0: batch(opened, 1)}, tallies=Counter()))
    engine = engine_of(journal, Kept())
    engine.progress.position = 0
    engine.take(journal.read(0, 0, 10**6))
    before = engine.state.live_slots()
    over = msgspec.structs.replace(PLACE, version=armed.version + 1)
    last = journal.append_control(Control(0, "registry", at(3000), over))
    engine.take(journal.read(0, last - 1, 10**6))
    assert (before > 0, engine.state.live_slots(), engine.must_forget) == (True, 0, True)


def test_a_fork_keeps_the_state_of_the_instant_it_began(journal: Journal, tmp_path: Path) -> None:
    checkpoints, engine = Checkpoints(tmp_path / "c"), engine_of(journal, Kept())
    entries = journal.read(0, 0, 10**6)
    engine.take(entries[:30])
    snapshot = engine.snapshot()
    assert snapshot is not None
    saving = checkpoints.begin(snapshot)
    expected = engine.take(entries[30:])
    assert saving.wait()
    loaded = checkpoints.load(0, MODELS)
    assert loaded is not None
    after = Shard(journal, 0, MODELS, Kept(), plan=loaded[0], state=loaded[1], clock=loaded[3])
    assert loaded[2] == 30
    assert after.take(entries[30:]) == expected
    assert [file.name for file in (tmp_path / "c").iterdir()] == ["shard-0.checkpoint"]

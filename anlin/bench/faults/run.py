"""One seed, or many: play the run, then hold what is left against what was promised (P1 to P5)."""

import asyncio
import contextlib
import logging
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from anlin.archive import Archive, ArchiveWriter, Rows, open_manifest, problems
from anlin.bench.faults import town
from anlin.bench.faults.database import StoredSink
from anlin.bench.faults.hours import PlayedLoop
from anlin.bench.faults.pages import Machine, Owner
from anlin.bench.faults.sqlite_files import SimulatedFiles, with_files
from anlin.bench.faults.town import HEARTBEAT_S, SHARDS
from anlin.bench.faults.trouble import play
from anlin.bench.faults.world import Parts, World
from anlin.engine import Condition, What
from anlin.engine.layout import RowArrays
from anlin.engine.live import Shard
from anlin.engine.rows import rows_of
from anlin.journal import Entry
from anlin.journal.sqlite import SqliteJournal
from anlin.observations import from_bytes
from anlin.observations.instants import SECOND
from anlin.observations.quality import Quality

PROMPT_S = 2.0
BALANCED = ("journalled", "duplicate", "quarantined", "refused", "parked")


class Broken(AssertionError):
    """A promise was not kept; the message is the run's short story and how to play it again."""


def run(seed: int, parts: Parts | None = None) -> World:
    """Play one seed. Raises `Broken`."""
    chance = random.Random(seed)
    with _in_memory() as folder, _quiet():
        machine = Machine(chance)
        files = SimulatedFiles(str(folder), machine, random.Random(seed + 1), Owner("nobody"))
        loop = PlayedLoop(chance)
        world = World(seed, folder, parts or Parts(), chance, loop, machine, files)
        machine.on_cut = world.lost
        try:
            with with_files(files):
                asyncio.set_event_loop(loop)
                try:
                    loop.run_until_complete(play(world))
                finally:
                    _end_all(loop)
                _judge(world)
        except Exception as error:
            story = "\n".join(world.story[-25:])
            raise Broken(
                f"seed {seed}: {type(error).__name__}: {error}\n{story}\n"
                f"Play it again: anlin bench faults --first {seed} --seeds 1"
            ) from error
    return world


def _end_all(loop: PlayedLoop) -> None:
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    asyncio.set_event_loop(None)
    loop.close()


def _judge(world: World) -> None:
    world.files.owner = Owner("judge")
    with (
        contextlib.closing(SqliteJournal(world.folder / "journal.sqlite3", wait_s=0)) as journal,
        contextlib.closing(world.parts.database(str(world.folder / "town.sqlite3"))) as database,
    ):
        sink = world.parts.sink(database, lambda *_: None, world.clock)
        _judge_stores(world, Past(journal, world.pruned), sink)


class Past:
    """All that was ever in the journal, what it has let go of included."""

    def __init__(self, journal: SqliteJournal, pruned: dict[int, dict[int, Entry]]) -> None:
        self.journal, self._pruned = journal, pruned
        self._whole: dict[int, list[Entry]] = {}
        self._rows: dict[tuple[int, int], RowArrays] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.journal, name)

    def read(self, shard: int, after: int, limit_rows: int = 10**9) -> list[Entry]:
        if shard not in self._whole:
            held = {**self._pruned.get(shard, {}), **{e.position: e for e in self.journal.read(shard, 0, 10**9)}}
            self._whole[shard] = [held[position] for position in sorted(held)]
        return [entry for entry in self._whole[shard] if entry.position > after]

    def rows(self, shard: int, upto: int = 10**9) -> Iterator[tuple[Entry, RowArrays]]:
        """The entries with observations, up to a position; each is unpacked once."""
        for entry in self.read(shard, 0)[:upto]:
            if entry.kind == "rows":
                place = shard, entry.position
                if place not in self._rows:
                    self._rows[place] = rows_of(from_bytes(entry.payload), entry.position)
                yield entry, self._rows[place]


def _judge_stores(world: World, journal: Past, sink: Any) -> None:
    ids = [one for shard in SHARDS for _, rows in journal.rows(shard) for one in rows.id.tolist()]
    missing = [event for number, event in world.acknowledged.items() if number not in ids]
    assert not missing, f"P1: acknowledged and gone: {missing[:3]}"
    assert max(Counter(ids).values(), default=1) == 1, "kept twice"
    totals = journal.totals()
    assert totals.get("received", 0) == sum(totals.get(name, 0) for name in BALANCED), f"P4: {totals}"
    _judge_time(world, journal)
    expected: list[Condition] = []
    for shard in SHARDS:
        expected += _judge_shard(world, shard, journal, sink)
        if shard in world.archives:
            _judge_archive(world, shard, journal)
    if not isinstance(sink, StoredSink):
        sink.judge(expected)


def _judge_time(world: World, journal: Past) -> None:
    """Whatever is done to the machine's clock: what comes in time is in time, and the journal's time goes on."""
    if world.was_slow:
        return
    for shard in SHARDS:
        reached, rows_at = 0, {entry.position: rows for entry, rows in journal.rows(shard)}
        for entry in journal.read(shard, 0):
            earliest = entry.received_at
            if rows := rows_at.get(entry.position):
                earliest = int(rows.received_at.min())
                late = (rows.quality & int(Quality.LATE)) != 0
                ids = [] if world.began_wrong else rows.id[late].tolist()
                wrong = [one for one in ids if world.asked_s.get(one, 9) < PROMPT_S]
                assert not wrong, f"what came within {PROMPT_S} s counts as late: {wrong}"
            behind_s = (reached - earliest) / SECOND
            assert behind_s <= PROMPT_S, f"shard {shard}: stamped {behind_s} s behind the journal: it pages nobody"
            reached = max(reached, entry.received_at)


def _judge_shard(world: World, shard: int, journal: Past, sink: Any) -> list[Condition]:
    fencings = world.fencings.get(shard, [])
    assert fencings == sorted(fencings), f"shard {shard}: an engine that was overtaken applied something: {fencings}"
    undisturbed = Shard(journal, shard, town.models(), sink, plan_of=town.plan_of)
    entries = journal.read(shard, 0, 10**9)
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1)), "positions have gaps"
    applied = sink.applied(shard)
    assert len(entries) - applied < 40, f"shard {shard}: applied to {applied} of {len(entries)}: the engine stands"
    assert applied or not entries, f"shard {shard}: the engine never began"
    expected = undisturbed.take(entries[:applied])
    said = sink.said(shard) if isinstance(sink, StoredSink) else expected
    if said != expected:
        nth = next((n for n, pair in enumerate(zip(said, expected, strict=False)) if pair[0] != pair[1]), None)
        at = min(len(said), len(expected)) if nth is None else nth
        raise AssertionError(
            f"P2: shard {shard}: {len(said)} conditions, {len(expected)} expected; from {at} on:"
            f" {said[at : at + 2]} instead of {expected[at : at + 2]}"
        )
    if applied and shard == 2:
        _judge_silence(world, journal, undisturbed.clock, applied, expected)
    return expected


def _judge_archive(world: World, shard: int, journal: Past) -> None:
    """The archive is the journal, as far as it goes; it goes on, and no file is left over."""
    folder = world.archive(shard)
    with contextlib.closing(open_manifest(f"sqlite:///{folder / 'manifest.sqlite3'}")) as manifest:
        ArchiveWriter(folder, manifest, shard, world.archives[shard].of(Owner("judge")))
        found = problems(folder, manifest, is_thorough=True)
        assert not found, f"archive of shard {shard}: {found[:2]}"
        reached, entries = manifest.archived_to(shard), journal.read(shard, 0, 10**9)
        assert len(entries) - reached < 60, f"shard {shard}: archived to {reached} of {len(entries)}: it stands"
        listed = {f for s in manifest.segments(shard) for f in (s.rows_file(folder), s.entries_file(folder))}
        assert set(folder.rglob("*.parquet")) == listed, "files that no segment names"
        kept = [
            one
            for item in Archive(folder, manifest).items()
            if isinstance(item, Rows)
            for one in item.batch.column("id").to_pylist()
        ]
        expected = [one for _, rows in journal.rows(shard, reached) for one in rows.id.tolist()]
        assert kept == expected, f"archive of shard {shard}: {len(kept)} rows, {len(expected)} in the journal"


def _judge_silence(world: World, journal: Past, clock: int, applied: int, said: list[Condition]) -> None:
    """P5: a door whose device has said nothing for three heartbeats and more is told to be unseen, and only then."""
    heard = 0
    for _, rows in journal.rows(2, applied):
        fresh = (rows.quality & int(Quality.REPLAYED)) == 0
        heard = max(heard, int(rows.received_at[fresh].max(initial=0)))
    last = [c.what for c in said if c.rule == "unseen" and c.key == "zone:far-door"]
    is_unseen = bool(last) and last[-1] != What.CLEARED
    if heard and clock - heard > 4 * HEARTBEAT_S * SECOND and world.skew_us == 0:
        assert is_unseen, "P5: a silent device is shown as if all were well"


def measure(seeds: int, first: int, say: Callable[[str], None], parts: Parts | None = None) -> dict[str, Any]:
    """Play seeds from `first` on. Raises `Broken` at the first promise that is not kept."""
    began, cpu = time.monotonic(), time.process_time()
    told: Counter[str] = Counter()
    acknowledged = 0
    for seed in range(first, first + seeds):
        world = run(seed, parts)
        acknowledged += len(world.acknowledged)
        told.update(line[11:].split(" ")[0] for line in world.story)
        if (seed - first + 1) % 500 == 0:
            say(f"{seed - first + 1} seeds")
    return {
        "seeds": seeds, "first": first, "acknowledged": acknowledged, "faults": dict(told.most_common()),
        "seconds": round(time.monotonic() - began, 1), "cpu_s": round(time.process_time() - cpu, 1),
    }  # fmt: skip


@contextmanager
def _in_memory() -> Any:
    shared = Path("/dev/shm")
    folder = tempfile.mkdtemp(prefix="anlin-faults-", dir=shared if shared.is_dir() else None)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _quiet() -> Any:
    """A run's own troubles are its story, not news."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)

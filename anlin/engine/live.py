"""The live loop of one shard: read the journal, step, hand the conditions on, checkpoint now and then."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import structlog

from anlin.engine.checkpoint import Checkpoints, Snapshot
from anlin.engine.conditions import Condition, Fenced, Sink
from anlin.engine.layout import NEVER, RowArrays
from anlin.engine.plan import Plan
from anlin.engine.rows import no_rows, rows_of, together
from anlin.engine.spec import ModelSpec
from anlin.engine.state import State, adopt
from anlin.engine.steps import step
from anlin.engine.warming import compile_kernels
from anlin.journal import Entry, Journal, JournalUnavailable, control_of, registry_of
from anlin.observations import from_bytes
from anlin.observations.clock import Clock, system_clock
from anlin.observations.instants import SECOND

log = structlog.get_logger("anlin.engine")

ROWS_AT_ONCE = 50_000
IDLE_S = 0.02
"""How long to wait when the journal has nothing new: part of every alert's delay."""
PROGRESS_EVERY = 1 * SECOND
"""Without conditions the applied position is stored this often, so that a restart re-reads little."""
RENEW_EVERY = 3 * SECOND
CHECKPOINT_EVERY = 60 * SECOND
CHECKPOINT_ROWS = 2_000_000


class Lease(Protocol):
    """The right to run the shard; `fencing` rises with each holder. Both raise `Fenced` or say no when it is lost."""

    fencing: int

    def acquire(self) -> bool: ...
    def renew(self) -> None: ...
    def release(self) -> None: ...


@dataclass
class Progress:
    """How far the loop is; read by other threads for figures."""

    position: int = 0
    applied: int = 0
    checkpointed: int = 0
    observations: int = 0
    conditions: int = 0


@dataclass
class Shard:
    """One shard's engine between two reads. `plan` is None until the journal has named a registry."""

    journal: Journal
    number: int
    specs: Sequence[ModelSpec]
    sink: Sink
    plan: Plan | None = None
    state: State | None = None
    clock: int = NEVER
    progress: Progress = field(default_factory=Progress)

    def resume(self, checkpoints: Checkpoints) -> None:
        """Begin where the newest usable checkpoint ends, else where the journal begins."""
        self.progress.applied = self.sink.applied(self.number)
        loaded = checkpoints.load(self.number, self.specs)
        first = self.journal.first_position(self.number)
        if loaded is not None and loaded[2] >= first - 1:
            self.plan, self.state, self.progress.position, self.clock = loaded
            self.progress.checkpointed = self.progress.position
            return
        self.progress.position = first - 1
        registry = self.journal.latest_control(self.number, "registry")
        if registry is not None and registry.position < first:
            self._take_registry(registry)

    def read(self) -> tuple[list[Entry], bool]:
        """The next entries, and whether what comes of them is applied already (they are read again after a restart)."""
        done = self.progress
        entries = self.journal.read(self.number, done.position, ROWS_AT_ONCE)
        if done.position >= done.applied:
            return entries, False
        # Conditions of these are in the alerts already; the cut keeps them apart from the new ones.
        return [entry for entry in entries if entry.position <= done.applied], True

    def take(self, entries: Sequence[Entry]) -> list[Condition]:
        """Step through entries in order; gives what became so."""
        conditions: list[Condition] = []
        waiting: list[RowArrays] = []
        for entry in entries:
            if entry.kind == "rows":
                waiting.append(rows_of(from_bytes(entry.payload), entry.position))
                continue
            conditions += self._step(waiting)
            waiting = []
            conditions += self._take_control(entry)
        conditions += self._step(waiting)
        if entries:
            self.progress.position = entries[-1].position
        return conditions

    def _step(self, parts: list[RowArrays]) -> list[Condition]:
        if not parts or self.plan is None or self.state is None:
            return []
        rows = together(parts)
        self.state, conditions = step(self.plan, self.state, rows)
        self.clock = max(self.clock, int(rows.received_at.max(initial=self.clock)))
        self.progress.observations += len(rows.id)
        return conditions

    def _take_control(self, entry: Entry) -> list[Condition]:
        """Time goes on to the control's instant first, so that what was due before it is judged by what held before."""
        self.clock = max(self.clock, entry.received_at)
        conditions: list[Condition] = []
        if self.plan is not None and self.state is not None:
            self.state, conditions = step(self.plan, self.state, no_rows(), self.clock)
        if control_of(entry).name == "registry":
            conditions += self._take_registry(entry)
        return conditions

    def _take_registry(self, entry: Entry) -> list[Condition]:
        new = Plan(self.specs, registry_of(entry))
        conditions = []
        if self.plan is None or self.state is None:
            self.state = State.fresh(new)
        else:
            conditions = adopt(self.state, self.plan, new, self.clock)
        self.plan = new
        return conditions

    def snapshot(self) -> Snapshot | None:
        if self.plan is None or self.state is None:
            return None
        return Snapshot(self.number, self.progress.position, self.clock, self.plan, self.state)


def run(
    engine: Shard,
    checkpoints: Checkpoints,
    lease: Lease,
    stop: threading.Event,
    now: Clock = system_clock,
    on_ready: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Run the shard's engine until `stop` is set; waits as a standby while another holds the lease.

    Raises `Fenced` when another engine has taken the shard over: then this process must end. A journal or database
    that does not answer is waited for; nothing is applied twice or left out.
    """
    # Before it holds the shard: compiling takes longer than a lease lasts.
    compile_kernels(lambda part, done, parts: log.info("compiling kernels", part=part, done=done, of=parts))
    while not lease.acquire():
        if stop.wait(1.0):
            return engine.progress
    engine.resume(checkpoints)
    log.info("engine running", shard=engine.number, position=engine.progress.position, fencing=lease.fencing)
    on_ready(engine.progress)
    with ThreadPoolExecutor(1, "checkpoint") as pool:
        _loop(engine, checkpoints, lease, stop, now, pool)
    last = engine.snapshot()
    if last is not None and engine.progress.applied >= last.position:
        checkpoints.write(last)
    lease.release()
    return engine.progress


def _loop(
    engine: Shard, checkpoints: Checkpoints, lease: Lease, stop: threading.Event, now: Clock, pool: ThreadPoolExecutor
) -> None:
    done = engine.progress
    renewed = stored = saved = now()
    saved_rows = 0
    saving: Future[None] | None = None
    while not stop.is_set():
        if now() - renewed >= RENEW_EVERY:
            _insist(lease.renew, stop)
            renewed = now()
        try:
            entries, is_known = engine.read()
        except JournalUnavailable as error:
            log.warning("journal does not answer, trying again", why=str(error))
            stop.wait(1.0)
            continue
        conditions = engine.take(entries)
        if not is_known and (conditions or (entries and now() - stored >= PROGRESS_EVERY)):
            apply = partial(engine.sink.apply, engine.number, done.position, lease.fencing, conditions)
            if not _insist(apply, stop):
                return
            done.applied, stored = done.position, now()
            done.conditions += len(conditions)
        due = now() - saved >= CHECKPOINT_EVERY or done.observations - saved_rows >= CHECKPOINT_ROWS
        if due and (saving is None or saving.done()) and done.applied >= done.position > done.checkpointed:
            saving = _save(engine, checkpoints, pool)
            saved, saved_rows = now(), done.observations
        if not entries:
            stop.wait(IDLE_S)


def _insist(act: Callable[[], None], stop: threading.Event) -> bool:
    """Do it, again and again while the database is away; False when told to stop first. Raises `Fenced`."""
    while True:
        try:
            act()
            return True
        except Fenced:
            raise
        except Exception:
            log.exception("the database did not take it, trying again")
            if stop.wait(1.0):
                return False


def _save(engine: Shard, checkpoints: Checkpoints, pool: ThreadPoolExecutor) -> "Future[None] | None":
    """Write a checkpoint in another thread; the loop goes on as soon as the arrays are copied."""
    snapshot = engine.snapshot()
    if snapshot is None:
        return None

    def write() -> None:
        try:
            checkpoints.write(snapshot)
        except OSError as error:
            log.error("checkpoint not written, the last one stays", why=str(error))
            return
        engine.progress.checkpointed = snapshot.position

    return pool.submit(write)

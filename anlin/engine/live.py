"""The live loop of one shard: read the journal, step, hand the conditions on, checkpoint now and then."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from anlin.engine.checkpoint import Checkpoints, Snapshot
from anlin.engine.conditions import Condition, Fenced, Sink
from anlin.engine.homes import Home, homes_of
from anlin.engine.layout import NEVER, RowArrays
from anlin.engine.plan import Plan
from anlin.engine.rows import no_rows, rows_of, together
from anlin.engine.spec import ModelSpec
from anlin.engine.state import State, adopt
from anlin.engine.steps import step
from anlin.engine.warming import compile_kernels
from anlin.journal import Entry, Journal, JournalUnavailable, control_of, registry_of
from anlin.observations import Registry, from_bytes
from anlin.observations.clock import Clock
from anlin.observations.instants import SECOND

log = structlog.get_logger("anlin.engine")

ROWS_AT_ONCE = 50_000
IDLE_S = 0.02
"""How long to wait when the journal has nothing new: part of every alert's delay."""
PROGRESS_EVERY = 1 * SECOND
"""Without conditions the applied position is stored this often, so that a restart re-reads little."""
RENEW_EVERY = 3 * SECOND
AGAIN_S = 1.0
"""How long to wait when journal or database do not answer."""
HOMES_EVERY = 3 * SECOND
"""How often people are shown anew how it is in homes."""
CHECKPOINT_EVERY = 60 * SECOND
CHECKPOINT_ROWS = 2_000_000


ShowHomes = Callable[[Sequence[Home], int], None]
"""Handed the homes with consent and the engine's clock (`homes.py`)."""


def show_nobody(_homes: Sequence[Home], _at: int) -> None:
    return


class Lease(Protocol):
    """The right to run the shard; `fencing` rises with each holder. Both raise `Fenced` or say no when it is lost."""

    fencing: int

    def acquire(self) -> bool: ...
    def renew(self) -> None: ...
    def release(self) -> None: ...


class Saved(Protocol):
    """A checkpoint that is being written; see `checkpoint.Saving`."""

    position: int

    def outcome(self) -> bool | None: ...


History = Callable[[int, int], Iterable[tuple[int, RowArrays | Registry | int]]]
"""A shard's past up to a journal position, as the archive holds it: rows, registries and clock instants in order, each
with the position it ends at. What is later than that position is left out."""


def no_history(_shard: int, _upto: int) -> Iterable[tuple[int, RowArrays | Registry | int]]:
    return ()


def steady() -> int:
    """Microseconds that only go on: how long ago something was, whatever is done to the machine's clock."""
    return time.monotonic_ns() // 1000


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
    history: History = no_history
    plan_of: Callable[[Sequence[ModelSpec], Registry], Plan] = Plan
    plan: Plan | None = None
    state: State | None = None
    clock: int = NEVER
    progress: Progress = field(default_factory=Progress)
    must_forget: bool = False
    """A home has withdrawn its consent, an isolation order has ended: no file may keep what was learned of it (LU-35,
    LU-37)."""

    def resume(self, checkpoints: Checkpoints, alive: Callable[[], None] = lambda: None) -> None:
        """Begin where the newest usable checkpoint ends, else learn anew from the archive, else from the journal.

        `alive` is called now and then meanwhile: learning takes minutes when the past is long.
        """
        self.progress.applied = self.sink.applied(self.number)
        loaded = checkpoints.load(self.number, self.specs)
        first = self.journal.first_position(self.number)
        if loaded is not None and loaded[2] >= first - 1:
            self.plan, self.state, self.progress.position, self.clock = loaded
            self.progress.checkpointed = self.progress.position
            return
        self._learn_anew(max(self.progress.applied, first - 1), alive)
        self.progress.position = max(self.progress.position, first - 1)
        if self.plan is None:
            registry = self.journal.latest_control(self.number, "registry")
            if registry is not None and registry.position < first:
                self._adopt(registry_of(registry))

    def _learn_anew(self, upto: int, alive: Callable[[], None]) -> None:
        """Step through the archive silently: what came of it is in the alerts. A new release's models learn again."""
        began = steady()
        for position, item in self.history(self.number, upto):
            if isinstance(item, RowArrays):
                self._step([item])
            elif isinstance(item, Registry):
                self._adopt(item)
            else:
                self._go_on(item)
            self.progress.position = max(self.progress.position, position)
            alive()
        if self.progress.position:
            log.info(
                "learned anew from the archive", shard=self.number, upto=self.progress.position,
                observations=self.progress.observations, seconds=(steady() - began) // SECOND,
            )  # fmt: skip

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
        return list(conditions)

    def _take_control(self, entry: Entry) -> list[Condition]:
        conditions = self._go_on(entry.received_at)
        if control_of(entry).name == "registry":
            conditions += self._adopt(registry_of(entry))
        return conditions

    def _go_on(self, at: int) -> list[Condition]:
        """Time goes on to a control's instant first, so that what was due before it is judged by what held before."""
        self.clock = max(self.clock, at)
        if self.plan is None or self.state is None:
            return []
        self.state, conditions = step(self.plan, self.state, no_rows(), self.clock)
        return list(conditions)

    def _adopt(self, registry: Registry) -> list[Condition]:
        new = self.plan_of(self.specs, registry)
        conditions = []
        if self.plan is None or self.state is None:
            self.state = State.fresh(new)
        else:
            conditions = adopt(self.state, self.plan, new, self.clock)
            self.must_forget |= bool(_consenting(self.plan.registry) - _consenting(new.registry))
            self.must_forget |= bool(_under_order(self.plan.registry) - _under_order(new.registry))
        self.plan = new
        return conditions

    def homes(self) -> list[Home]:
        """How it is in each home with consent, at the engine's clock."""
        if self.plan is None or self.state is None:
            return []
        return homes_of(self.plan, self.state, self.clock)

    def snapshot(self) -> Snapshot | None:
        if self.plan is None or self.state is None:
            return None
        return Snapshot(self.number, self.progress.position, self.clock, self.plan, self.state)


def _consenting(registry: Registry) -> set[int]:
    return {dwelling.number for dwelling in registry.dwellings if dwelling.care_consent}


def _under_order(registry: Registry) -> set[int]:
    return {zone.number for zone in registry.zones if zone.kind == "isolation_door"}


class Save(Protocol):
    """Begins a checkpoint; see `checkpoint.Checkpoints.begin`."""

    def __call__(self, snapshot: Snapshot, *, keep_before: bool) -> Saved: ...


@dataclass
class Loop:
    """What a shard's engine does, turn by turn. `now`: microseconds that only go on; no instant of any row.

    `save` begins a checkpoint that is written while turns go on.
    """

    engine: Shard
    lease: Lease
    save: Save
    show_homes: ShowHomes = show_nobody
    now: Clock = steady
    checkpoint_every: int = CHECKPOINT_EVERY
    _said: list[Condition] | None = None
    """Conditions that the database has not taken yet; nothing more is read before it has."""
    _saving: Saved | None = None
    _saved_rows: int = 0
    _shown: int | None = None
    _forgets: bool = False
    """The checkpoint that is being written leaves nothing of what a home has withdrawn."""

    def __post_init__(self) -> None:
        self._renewed = self._stored = self._saved = self.now()

    def turn(self) -> float:
        """Read, step, hand on; gives the seconds to wait before the next turn.

        Raises `Fenced` when another engine has taken the shard over. A journal or database that does not answer is
        tried again at the next turn; nothing is applied twice or left out.
        """
        if not self._renew() or not self._hand_on():
            return AGAIN_S
        self._follow_saving()
        try:
            entries, is_known = self.engine.read()
        except JournalUnavailable as error:
            log.warning("journal does not answer, trying again", why=str(error))
            return AGAIN_S
        conditions = self.engine.take(entries)
        if not is_known and (conditions or self._should_store_progress()):
            self._said = conditions
            if not self._hand_on():
                return AGAIN_S
        if not is_known:
            self._show_homes()
        self._save_if_due()
        return 0.0 if entries else IDLE_S

    def _should_store_progress(self) -> bool:
        """What was read without a condition is stored now and then, also when nothing follows it."""
        done = self.engine.progress
        return done.position > done.applied and self.now() - self._stored >= PROGRESS_EVERY

    @property
    def is_saving(self) -> bool:
        return self._saving is not None

    def _renew(self) -> bool:
        if self.now() - self._renewed < RENEW_EVERY:
            return True
        if not _answers(self.lease.renew):
            return False
        self._renewed = self.now()
        return True

    def _hand_on(self) -> bool:
        """Whether all that was said is applied."""
        done, said = self.engine.progress, self._said
        if said is None:
            return True
        number, sink, fencing = self.engine.number, self.engine.sink, self.lease.fencing
        if not _answers(lambda: sink.apply(number, done.position, fencing, said)):
            return False
        done.applied, self._stored = done.position, self.now()
        done.conditions += len(said)
        self._said = None
        return True

    def _show_homes(self) -> None:
        """What people see of homes may be late; nothing else is held up by it."""
        if self._shown is not None and self.now() - self._shown < HOMES_EVERY:
            return
        self._shown = self.now()
        _answers(lambda: self.show_homes(self.engine.homes(), self.engine.clock))

    def _save_if_due(self) -> None:
        done = self.engine.progress
        due = (
            self.now() - self._saved >= self.checkpoint_every or done.observations - self._saved_rows >= CHECKPOINT_ROWS
        )
        due = due or self.engine.must_forget
        if not due or self._saving is not None or not done.applied >= done.position > done.checkpointed:
            return
        snapshot = self.engine.snapshot()
        if snapshot is None:
            return
        self._saved, self._saved_rows = self.now(), done.observations
        try:
            self._saving = self.save(snapshot, keep_before=not self.engine.must_forget)
        except OSError as error:
            log.error("checkpoint not written, the last one stays", why=str(error))
            return
        self._forgets, self.engine.must_forget = self.engine.must_forget, False

    def _follow_saving(self) -> None:
        outcome = self._saving.outcome() if self._saving is not None else None
        if self._saving is None or outcome is None:
            return
        if outcome:
            self.engine.progress.checkpointed = self._saving.position
        else:
            log.error("checkpoint not written, the last one stays")
            self.engine.must_forget |= self._forgets
        self._saving = None

    def finish(self) -> None:
        """Wait for the checkpoint that is being written."""
        while self._saving is not None:
            self._follow_saving()
            time.sleep(0.01)


def run(
    engine: Shard,
    checkpoints: Checkpoints,
    lease: Lease,
    stop: threading.Event,
    on_ready: Callable[[Progress], None] = lambda _: None,
    show_homes: ShowHomes = show_nobody,
) -> Progress:
    """Run the shard's engine until `stop` is set; waits as a standby while another holds the lease.

    Raises `Fenced` when another engine has taken the shard over: then this process must end.
    """
    # Before it holds the shard: compiling takes longer than a lease lasts.
    compile_kernels(lambda part, done, parts: log.info("compiling kernels", part=part, done=done, of=parts))
    while not lease.acquire():
        if stop.wait(1.0):
            return engine.progress
    engine.resume(checkpoints, _now_and_then(lease.renew))
    log.info("engine running", shard=engine.number, position=engine.progress.position, fencing=lease.fencing)
    on_ready(engine.progress)
    loop = Loop(engine, lease, checkpoints.begin, show_homes)
    while not stop.is_set():
        wait_s = loop.turn()
        if wait_s:
            stop.wait(wait_s)
    loop.finish()
    last = engine.snapshot()
    if last is not None and engine.progress.applied >= last.position:
        checkpoints.write(last, keep_before=not engine.must_forget)
    lease.release()
    return engine.progress


def _now_and_then(act: Callable[[], None]) -> Callable[[], None]:
    """`act`, at most every `RENEW_EVERY`."""
    last = steady()

    def perhaps() -> None:
        nonlocal last
        if steady() - last >= RENEW_EVERY:
            last = steady()
            _answers(act)

    return perhaps


def _answers(act: Callable[[], None]) -> bool:
    """Whether the database took it. Raises `Fenced`."""
    try:
        act()
    except Fenced:
        raise
    except Exception:
        log.exception("the database did not take it, trying again")
        return False
    return True

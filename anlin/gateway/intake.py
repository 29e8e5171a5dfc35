"""The one way in: items of any protocol go in, and what became of each comes back once it is on disk (P1)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import structlog

from anlin.evidence import EvidenceStore
from anlin.gateway.clocks import DeviceClock
from anlin.gateway.decoded import Item, Outcome
from anlin.gateway.directory import Directory, DirectorySource
from anlin.gateway.sessions import Session, Sessions
from anlin.gateway.settings import GatewaySettings
from anlin.gateway.sorting import Draft, Sent, Sorter
from anlin.gateway.tail import ids_after, ids_held, shards_without
from anlin.gateway.timekeeping import Timekeeper
from anlin.gateway.writing import Group, GroupWriter
from anlin.journal import Journal, JournalMoved, JournalUnavailable, Liveness
from anlin.observations.instants import SECOND

T = TypeVar("T")
Waiting = tuple[Draft, asyncio.Future[list[Outcome]]]

_TRIES = 30  # Other appenders may be first that often before a group gives up for now.

log = structlog.get_logger("anlin.gateway")


class Busy(Exception):
    """Nothing was taken: the journal is away or too much waits. The sender keeps its events and tries again."""

    def __init__(self, message: str, retry_after_s: int = 2) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


@dataclass
class Health:
    """`since`: when the journal was last seen to fail, 0 while it answers; microseconds since 1970 UTC."""

    is_ready: bool = False
    failing_since: int = 0
    directory_failing_since: int = 0
    groups: int = 0
    requests: int = 0
    last_group_us: int = 0
    busy: int = 0
    pictures_lost: int = 0


class Intake:
    """Collects what is in flight into groups and answers each request when its group is on disk.

    One group is written while the next one collects, so the sync of the disk is shared by all who wait for it.
    """

    def __init__(
        self,
        journal: Journal,
        source: DirectorySource,
        now: Callable[[], int],
        evidence: EvidenceStore | None,
        settings: GatewaySettings,
        steady: Callable[[], int] | None = None,
    ) -> None:
        """`now`: the machine's clock, which somebody may set; `steady`: one that nobody can (`timekeeping.py`)."""
        ends = max((journal.last_instant(shard) for shard in journal.shards()), default=0)
        self.time = Timekeeper(now, steady, ends, settings.clock_proof)
        self.now = now = self.time.now
        self.settings = settings
        self.health = Health()
        self.journal = journal
        self._source = source
        self._evidence = evidence
        self._directory = source.current()
        self.directory_read_at = now()
        self.sessions = Sessions(journal, self._directory, settings.answer_within_s)
        clocks = {code: DeviceClock(_before(seen, self.time)) for code, seen in journal.liveness().items()}
        parked = {device.code for device in journal.parked(limit=20_000)}
        self.sorter = Sorter(self._directory, clocks, parked, settings.quarantine_key, self.time)
        self.writer = GroupWriter(evidence, settings, self.sorter.whereabouts, self.time)
        self._thread = ThreadPoolExecutor(1, "journal")
        self._waiting: list[Waiting] = []
        self._waiting_rows = 0
        self._work = asyncio.Event()
        self._closed_until = 0.0
        self._is_stuck = False
        self._tasks: list[asyncio.Task[None]] = []

    def accept(
        self, items: Sequence[Item], session: Session, received_at: int, sent: Sent | None = None
    ) -> Awaitable[list[Outcome]]:
        """What became of each item, in order; the group that holds them is on disk. Awaiting it raises `Busy`.

        The items are needed no more when this returns. `received_at`: microseconds since 1970 UTC, when the message
        came in (`intake.now()`). `sent` gives an item as it was sent; what is quarantined is kept, cleaned and sealed.
        """
        return self._written(self.sorter.sort(items, session, received_at, sent))

    async def heartbeat(self, session: Session, received_at: int) -> None:
        """Notes a sign of life of a session's own device, on disk. Raises `Busy`."""
        await self._written(self.sorter.heartbeat(session, received_at))

    async def refuse_message(self, session: Session, reason: str, detail: str, body: bytes, received_at: int) -> None:
        """Counts a message that could not be decoded and keeps it, cleaned and encrypted, 7 days. Raises `Busy`.

        `reason`: short code; `detail`: one sentence without personal values.
        """
        await self._written(self.sorter.message_refused(session, reason, detail, body, received_at))

    async def _written(self, draft: Draft) -> list[Outcome]:
        is_closed = self._is_stuck or asyncio.get_running_loop().time() < self._closed_until
        if is_closed or not self.health.is_ready:
            self.health.busy += 1
            raise Busy("the journal does not answer" if self.health.is_ready else "starting")
        if self._waiting_rows > self.settings.max_waiting_rows:
            self.health.busy += 1
            raise Busy("too many observations wait for the disk", 1)
        future: asyncio.Future[list[Outcome]] = asyncio.get_running_loop().create_future()
        self._waiting.append((draft, future))
        self._waiting_rows += len(draft.rows)
        self._work.set()
        return await future

    @property
    def waiting_rows(self) -> int:
        return self._waiting_rows

    async def start(self) -> None:
        """Warms the filter of repeats, then lets requests in. Raises `JournalUnavailable`."""
        since = self.now() - self.settings.repeats_for
        self.writer.learn(*await self._in_thread(ids_held, self.journal, since))
        unpublished = await self._in_thread(shards_without, self.journal, self._directory)
        self.writer.revise(self.sorter.whereabouts, unpublished)
        log.info("intake open", known_ids=self.writer.known_ids, devices=len(self._directory.registry.devices))
        self.health.is_ready = True
        self._tasks = [
            asyncio.create_task(self._write_groups()),
            asyncio.create_task(self._follow_directory()),
            asyncio.create_task(self._tidy()),
        ]

    async def stop(self) -> None:
        """Lets no more in and writes what waits."""
        self.health.is_ready = False
        while self._waiting:
            await asyncio.sleep(0.005)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._thread.shutdown()

    async def _write_groups(self) -> None:
        while True:
            try:
                await asyncio.wait_for(self._work.wait(), self.writer.tick_after() / SECOND)
            except TimeoutError:
                pass  # Silence: the group is empty and carries a tick.
            self._work.clear()
            waiting, self._waiting, self._waiting_rows = self._of_our_time(self._waiting), [], 0
            began = time.monotonic()
            late = asyncio.get_running_loop().call_later(self.settings.answer_within_s, self._turn_away, waiting)
            try:
                try:
                    await self._write_group([draft for draft, _ in waiting])
                finally:
                    late.cancel()
                    self._is_stuck = False
            except JournalUnavailable as error:
                self._close_for_a_while(error)
                _refuse(waiting, "the journal does not answer")
            except Exception as error:  # The loop's top: one bad group must not end the door.
                log.exception("a group was not written", why=type(error).__name__)
                _refuse(waiting, "internal error")
            else:
                self.health.failing_since = 0
                self.health.last_group_us = int((time.monotonic() - began) * SECOND)
                self.health.groups += 1
                self.health.requests += len(waiting)
                for draft, future in waiting:
                    if not future.done():
                        future.set_result(draft.outcomes)

    def _of_our_time(self, waiting: list[Waiting]) -> list[Waiting]:
        """Those stamped since our time was last put forward; the others are sent, and stamped, again."""
        stale = [each for each in waiting if each[0].received_at < self.time.stepped_to]
        if not stale:
            return waiting
        _refuse(stale, "the clock was put forward")
        return [each for each in waiting if each[0].received_at >= self.time.stepped_to]

    async def _write_group(self, drafts: list[Draft]) -> None:
        """On disk when it returns. Raises `JournalUnavailable`: nothing of it may be acknowledged."""
        for _ in range(_TRIES):
            group = self.writer.assemble(drafts, self.now())
            if group.is_empty:
                return
            try:
                positions = await self._in_thread(self._commit, group)
            except JournalMoved as moved:
                # Somebody else appended, or our own last commit did reach the disk: see what is there, then again.
                self.writer.learn(*await self._in_thread(ids_after, self.journal, moved.shard, moved.seen))
                if self.time.not_before(await self._in_thread(self.journal.last_instant, moved.shard)) and drafts:
                    raise JournalUnavailable("another door's time is later; what was stamped before is late") from None
                continue
            self.writer.written(group, positions)
            return
        raise JournalUnavailable("too many write to the journal at once")

    def _commit(self, group: Group) -> dict[int, int]:
        """In the journal's thread: pictures first, so that no row names one that is not there."""
        for picture in group.pictures:
            try:
                if self._evidence is not None:
                    self._evidence.put(picture.content, picture.until)
            except OSError as error:
                # The observation counts more than its picture.
                self.health.pictures_lost += 1
                log.error("picture not kept", why=error.strerror)
        return self.journal.append(group.commit)

    def _in_thread(self, function: Callable[..., T], *values: object) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._thread, function, *values)

    def _turn_away(self, waiting: Sequence[Waiting]) -> None:
        """The group is not on disk in time: nobody waits for it any longer, and nobody begins to until it is over.

        It may still be written; sent again, its observations are repeats.
        """
        self._is_stuck = True
        if not self.health.failing_since:
            self.health.failing_since = self.now()
            log.error("journal slow, senders are told to come again", after_s=self.settings.answer_within_s)
        self.health.busy += len(waiting) + len(self._waiting)
        _refuse([*waiting, *self._waiting], "the journal takes too long")
        self._waiting, self._waiting_rows = [], 0

    def _close_for_a_while(self, error: JournalUnavailable) -> None:
        self._closed_until = asyncio.get_running_loop().time() + self.settings.closed_for_s
        if not self.health.failing_since:
            self.health.failing_since = self.now()
            log.error("journal unavailable, senders are told to wait", why=str(error))

    async def _follow_directory(self) -> None:
        """Takes over a changed directory; the one in force stays when its source does not answer."""
        while True:
            await asyncio.sleep(self.settings.directory_every_s)
            try:
                directory = await asyncio.to_thread(self._source.current)
                if directory is not self._directory and not directory.says_the_same_as(self._directory):
                    self._take_over(directory, await self._in_thread(shards_without, self.journal, directory))
            except Exception as error:  # noqa: BLE001 - the loop's top: how a source fails is its own matter.
                if not self.health.directory_failing_since:
                    self.health.directory_failing_since = self.now()
                    log.error("directory not read, the last one stays in force", why=type(error).__name__)
                continue
            self.health.directory_failing_since = 0
            self.directory_read_at = self.now()

    def _take_over(self, directory: Directory, unpublished: list[int]) -> None:
        """All at once, between two groups: no row is located by one directory and counted by another."""
        self._directory = directory
        self.sorter.revise(directory)
        self.sessions.revise(directory)
        self.writer.revise(self.sorter.whereabouts, unpublished)

    async def _tidy(self) -> None:
        """Destroys what is due: sealed pictures by the minute, quarantine after its days."""
        while True:
            try:
                if self._evidence is not None:
                    await asyncio.to_thread(self._evidence.sweep, self.now())
                await asyncio.to_thread(self.journal.forget_quarantine, self.now() - self.settings.quarantine_for)
            except (JournalUnavailable, OSError) as error:
                log.warning("tidying put off", why=str(error))
            await asyncio.sleep(20)


def _before(seen: Liveness, time: Timekeeper) -> int | None:
    """A device's measured offset as of where our time began."""
    return None if seen.clock_offset_us is None else seen.clock_offset_us - time.shift


def _refuse(waiting: Sequence[Waiting], why: str) -> None:
    for _, future in waiting:
        if not future.done():
            future.set_exception(Busy(why))

"""From drafts to one commit: repeats dropped, lists compared, rows and tallies written together.

Runs on one thread of its own, which alone owns the filter of repeats and the lists; so there are no locks.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from anlin.gateway.comparing import Comparer, PictureKeeper
from anlin.gateway.decoded import Outcome
from anlin.gateway.directory import Directory
from anlin.gateway.repeats import Repeats
from anlin.gateway.rows import batches_of, unpacked
from anlin.gateway.settings import GatewaySettings
from anlin.gateway.sorting import Draft
from anlin.journal import Commit, Control, Journal, JournalMoved, JournalUnavailable, Liveness, registry_of
from anlin.observations import from_bytes
from anlin.observations.instants import SECOND

_TRIES = 30  # Other appenders may be first that often before a group gives up for now.

Rows = np.ndarray[Any, Any]


class GroupWriter:
    """Writes groups of drafts to the journal. `rows_written` counts rows since the start."""

    def __init__(
        self,
        journal: Journal,
        pictures: PictureKeeper,
        settings: GatewaySettings,
        directory: Directory,
        clock_offset: Callable[[str], int | None],
    ) -> None:
        self._journal = journal
        self._pictures = pictures
        self._settings = settings
        self._clock_offset = clock_offset
        self._repeats = Repeats()
        self._seen: dict[int, int] = {}
        self._written_at: dict[int, int] = {}
        self._alive_at: dict[str, int] = {}
        self._codes: dict[int, str] = {}
        self.rows_written = 0
        self.revise(directory)

    def revise(self, directory: Directory) -> None:
        """From the next group on; its registry enters the journal before rows that were located by it."""
        self._directory = directory
        self._comparer = Comparer(directory, self._pictures, self._settings)
        # Added to, not replaced: rows located just before may name a device that has gone since.
        self._codes.update({device.number: device.code for device in directory.registry.devices})
        self._unpublished = set(directory.all_shards())

    @property
    def known_ids(self) -> int:
        return len(self._repeats)

    def warm(self, now: int) -> int:
        """Reads the ids of the last days back into the filter; how many. Raises `JournalUnavailable`."""
        self._seen = {shard: self._journal.last_position(shard) for shard in self._journal.shards()}
        for received_at, ids in self._journal.ids_since(now - self._settings.repeats_for):
            self._repeats.add(ids, received_at)
        return len(self._repeats)

    def write(self, drafts: Sequence[Draft], now: int) -> None:
        """Writes the group, to disk, and corrects the outcomes of repeats.

        Raises `JournalUnavailable`: nothing of it may be acknowledged.
        """
        for _ in range(_TRIES):
            commit, fresh = self._assemble(drafts, now)
            if not (commit.batches or commit.controls or commit.tallies or commit.parked or commit.liveness):
                return
            try:
                positions = self._journal.append(commit)
            except JournalMoved as moved:
                self._catch_up(moved.shard, moved.seen)
                continue
            self._seen.update(positions)
            self._written_at.update(dict.fromkeys(positions, now))
            self._alive_at.update(dict.fromkeys(commit.liveness, now))
            self._unpublished.clear()
            self._remember(drafts, fresh, now)
            return
        raise JournalUnavailable("too many write to the journal at once")

    def _assemble(self, drafts: Sequence[Draft], now: int) -> tuple[Commit, Rows]:
        """The commit, and (n,) bool over all rows of the drafts: which are no repeats."""
        rows = unpacked(b"".join([row for draft in drafts for row in draft.rows]))
        fresh = self._fresh(rows)
        commit = Commit(seen=dict(self._seen), controls=self._registry_controls(now))
        ours, candidates, evidence = self._comparer.compare(drafts, rows, fresh)
        commit.batches = batches_of(np.concatenate([ours, candidates]) if len(candidates) else ours, evidence)
        for draft in drafts:
            commit.quarantined += draft.quarantined
            commit.parked += draft.parked
        self._count(commit, drafts, rows, fresh, candidates)
        self._note_signs_of_life(commit, drafts, rows, now)
        commit.controls += self._ticks(commit, now)
        for shard in {*commit.batches, *(control.shard for control in commit.controls)}:
            commit.seen.setdefault(shard, 0)
        return commit, fresh

    def _fresh(self, rows: Rows) -> Rows:
        """(n,) bool: the first of each id in this group, unless the filter knows it."""
        ids = np.ascontiguousarray(rows["id"])
        fresh = ~self._repeats.known(ids)
        first = np.zeros(len(ids), np.bool_)
        first[np.unique(ids, return_index=True)[1]] = True
        fresh &= first
        return fresh

    def _remember(self, drafts: Sequence[Draft], fresh: Rows, now: int) -> None:
        rows = unpacked(b"".join([row for draft in drafts for row in draft.rows]))
        self._repeats.add(np.ascontiguousarray(rows["id"][fresh]), now)
        self._repeats.forget(now - self._settings.repeats_for)
        self.rows_written += int(np.count_nonzero(fresh))
        if fresh.all():
            return
        start = 0
        for draft in drafts:
            for row in np.flatnonzero(~fresh[start : start + len(draft.rows)]).tolist():
                item = draft.items[row]
                if item >= 0:
                    draft.outcomes[item] = Outcome(draft.outcomes[item].item, "duplicate")
            start += len(draft.rows)

    def _count(self, commit: Commit, drafts: Sequence[Draft], rows: Rows, fresh: Rows, candidates: Rows) -> None:
        """P4: the drafts counted what was turned away; journalled rows, repeats and our own rows are counted here."""
        for draft in drafts:
            if draft.counts:
                commit.tallies.update(draft.counts)
        own = np.fromiter((item < 0 for draft in drafts for item in draft.items), np.bool_, len(rows))
        devices = rows["device"]
        for outcome, chosen in (("journalled", fresh & ~own), ("duplicate", ~fresh & ~own)):
            for code, count in self._per_device(devices[chosen]):
                commit.tallies[code, outcome, ""] += count
                commit.tallies[code, "received", ""] += count
        for code, count in self._per_device(devices[fresh & own]):
            commit.tallies[code, "derived", "status"] += count
        for code, count in self._per_device(candidates["device"]):
            commit.tallies[code, "derived", "match_candidate"] += count

    def _per_device(self, numbers: Rows) -> list[tuple[str, int]]:
        found, counts = np.unique(numbers, return_counts=True)
        return [(self._codes[number], count) for number, count in zip(found.tolist(), counts.tolist(), strict=True)]

    def _note_signs_of_life(self, commit: Commit, drafts: Sequence[Draft], rows: Rows, now: int) -> None:
        """At most once a second per device; what a platform says of a device is noted at once."""
        due = now - SECOND
        signs = commit.liveness
        for number in np.unique(rows["device"]).tolist():
            code = self._codes[number]
            if self._alive_at.get(code, 0) <= due:
                signs[code] = Liveness(code, channel_at=now, clock_offset_us=self._clock_offset(code))
        for code in {draft.session.device for draft in drafts}:
            if self._alive_at.get(code, 0) <= due:
                known = signs.get(code, Liveness(code))
                signs[code] = Liveness(code, now, known.channel_at, clock_offset_us=known.clock_offset_us)
        for draft in drafts:
            signs.update(draft.liveness)

    def _registry_controls(self, now: int) -> list[Control]:
        """The registry for shards that do not carry this version yet; another process may have been first."""
        controls = []
        for shard in sorted(self._unpublished):
            latest = self._journal.latest_control(shard, "registry")
            if latest is None or registry_of(latest).version < self._directory.registry.version:
                controls.append(Control(shard, "registry", now, self._directory.registry))
        return controls

    def _ticks(self, commit: Commit, now: int) -> list[Control]:
        """Carries the clock of shards on that nothing was written to for a while."""
        silent = set(self._directory.all_shards()) - set(commit.batches)
        due = now - self._settings.tick_after
        return [Control(shard, "tick", now) for shard in sorted(silent) if self._written_at.get(shard, 0) <= due]

    def _catch_up(self, shard: int, seen: int) -> None:
        """Learns the ids that somebody else appended, so that their repeats stay out."""
        while entries := self._journal.read(shard, seen):
            for entry in entries:
                if entry.kind == "rows":
                    self._repeats.add(from_bytes(entry.payload).column("id").to_numpy(), entry.received_at)
            seen = entries[-1].position
        self._seen[shard] = seen

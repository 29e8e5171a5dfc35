"""From drafts to one commit: repeats dropped, lists compared, rows and tallies together.

Everything here runs on the event loop, between two groups; only the journal's and the pictures' disk is waited for
elsewhere. So there are no locks, and no other thread has to win Python's global lock for long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from anlin.evidence import EvidenceStore
from anlin.gateway.comparing import Comparer, Kept
from anlin.gateway.decoded import Outcome
from anlin.gateway.repeats import Repeats
from anlin.gateway.rows import Rows, batches_of, unpacked
from anlin.gateway.settings import GatewaySettings
from anlin.gateway.sorting import Draft
from anlin.gateway.timekeeping import Timekeeper
from anlin.gateway.whereabouts import Whereabouts
from anlin.journal import Commit, Control, Liveness
from anlin.observations.instants import SECOND


@dataclass(slots=True)
class Group:
    """What one commit writes, and what it means for those who wait for it."""

    drafts: Sequence[Draft]
    at: int
    commit: Commit
    pictures: list[Kept]
    ids: Rows
    fresh: Rows

    @property
    def is_empty(self) -> bool:
        commit = self.commit
        return not (commit.batches or commit.controls or commit.tallies or commit.parked or commit.liveness)


class GroupWriter:
    """Assembles groups and remembers what was written. `rows_written` counts rows since the start."""

    def __init__(
        self, evidence: EvidenceStore | None, settings: GatewaySettings, whereabouts: Whereabouts, time: Timekeeper
    ) -> None:
        self._evidence = evidence
        self._time = time
        self._settings = settings
        self._repeats = Repeats()
        self._seen: dict[int, int] = {}
        self._written_at: dict[int, int] = {}
        self._ends_in_rows: set[int] = set()
        self._alive_at: dict[str, int] = {}
        self._codes: dict[int, str] = {}
        self._unpublished: list[int] = []
        self.rows_written = 0
        self.revise(whereabouts, [])

    def revise(self, whereabouts: Whereabouts, unpublished: list[int]) -> None:
        """From the next group on; in `unpublished` shards the registry enters the journal before its first rows."""
        self._whereabouts = whereabouts
        self._directory = whereabouts.directory
        self._comparer = Comparer(self._directory, whereabouts.areas, self._evidence, self._settings)
        # Added to, not replaced: rows located just before may name a device that has gone since.
        self._codes.update(whereabouts.codes)
        self._unpublished = unpublished

    @property
    def known_ids(self) -> int:
        return len(self._repeats)

    def learn(self, seen: dict[int, int], ids: Sequence[tuple[int, Any]]) -> None:
        """Takes over what the journal holds up to these positions by shard: (received_at, ids) of its entries."""
        for received_at, those in ids:
            self._repeats.add(those, received_at)
        self._seen.update(seen)

    def seen(self, shard: int) -> int:
        return self._seen.get(shard, 0)

    def assemble(self, drafts: Sequence[Draft], now: int) -> Group:
        """The group of these drafts at `now` (microseconds since 1970 UTC). Changes nothing yet."""
        rows = unpacked([row for draft in drafts for row in draft.rows])
        ids = rows["id"]
        fresh = self._repeats.fresh(ids)
        compared = self._comparer.compare(drafts, rows, fresh)
        commit = Commit(batches_of(compared.rows, compared.evidence), self._registry_controls(now))
        codes = self._count(commit, drafts, rows["device"], fresh)
        for number in compared.candidates["device"].tolist():
            commit.tallies[self._codes[number], "derived", "match_candidate"] += 1
        self._note_signs_of_life(commit, drafts, codes, now)
        for draft in drafts:
            commit.quarantined += draft.quarantined
            commit.parked += draft.parked
        commit.controls += self._ticks(commit, now)
        shards = {*commit.batches, *(control.shard for control in commit.controls)}
        commit.seen = {shard: self._seen.get(shard, 0) for shard in shards}
        commit.encode()
        return Group(drafts, now, commit, compared.pictures, ids, fresh)

    def written(self, group: Group, positions: dict[int, int]) -> None:
        """Notes that the group is on disk, and says `duplicate` where it was none."""
        self._seen.update(positions)
        self._written_at.update(dict.fromkeys(positions, group.at))
        self._ends_in_rows = self._ends_in_rows - positions.keys() | group.commit.batches.keys()
        self._alive_at.update(dict.fromkeys(group.commit.liveness, group.at))
        for control in group.commit.controls:
            if control.body is self._directory.registry_of(control.shard):
                self._unpublished.remove(control.shard)
        self._repeats.add(group.ids[group.fresh], group.at)
        self._repeats.forget(group.at - self._settings.repeats_for)
        self.rows_written += int(np.count_nonzero(group.fresh))
        if not group.fresh.all():
            _say_duplicate(group.drafts, group.fresh)

    def _count(self, commit: Commit, drafts: Sequence[Draft], device: Rows, fresh: Rows) -> list[str]:
        """P4: the drafts counted what was turned away; journalled rows, repeats and our own rows are counted here.

        device: (n,) number of each row's device; gives the codes of those that have a row.
        """
        own = np.zeros(len(fresh), np.bool_)
        start = 0
        for draft in drafts:
            if draft.counts:
                commit.tallies.update(draft.counts)
            if draft.has_own_rows:
                own[start : start + len(draft.rows)] = [item < 0 for item in draft.items]
            start += len(draft.rows)
        if not len(device):
            return []
        devices, owner = np.unique(device, return_inverse=True)
        codes = [self._codes[number] for number in devices.tolist()]
        for outcome, reason, chosen in (
            ("journalled", "", fresh & ~own),
            ("duplicate", "", ~fresh & ~own),
            ("derived", "status", fresh & own),
        ):
            counts = np.bincount(owner[chosen], minlength=len(codes)).tolist()
            for code, count in zip(codes, counts, strict=True):
                if count:
                    commit.tallies[code, outcome, reason] += count
                    if outcome != "derived":
                        commit.tallies[code, "received", ""] += count
        return codes

    def _note_signs_of_life(self, commit: Commit, drafts: Sequence[Draft], codes: list[str], now: int) -> None:
        """At most once a second per device; what a platform says of a device is noted at once."""
        due = now - SECOND
        signs = commit.liveness
        for code in codes:
            if self._alive_at.get(code, 0) <= due:
                place = self._whereabouts.devices.get(code)
                offset = place.clock.offset_us if place else None
                # Kept as of our time now: the next process begins with another one.
                offset = None if offset is None else offset + self._time.shift
                signs[code] = Liveness(code, channel_at=now, clock_offset_us=offset)
        for code in {draft.session.device for draft in drafts}:
            if code in signs:
                signs[code] = Liveness(code, now, now, clock_offset_us=signs[code].clock_offset_us)
            elif self._alive_at.get(code, 0) <= due:
                signs[code] = Liveness(code, now)
        for draft in drafts:
            signs.update(draft.liveness)

    def _registry_controls(self, now: int) -> list[Control]:
        return [Control(shard, "registry", now, self._directory.registry_of(shard)) for shard in self._unpublished]

    def tick_after(self) -> int:
        """Microseconds of silence after which the next group carries a tick."""
        return self._settings.first_tick_after if self._ends_in_rows else self._settings.tick_after

    def _ticks(self, commit: Commit, now: int) -> list[Control]:
        """Carries the clock of shards on that nothing was written to for a while; soon after rows."""
        first, then = self._settings.first_tick_after, self._settings.tick_after
        return [
            Control(shard, "tick", now)
            for shard in self._whereabouts.shards
            if shard not in commit.batches
            and self._written_at.get(shard, 0) <= now - (first if shard in self._ends_in_rows else then)
        ]


def _say_duplicate(drafts: Sequence[Draft], fresh: Rows) -> None:
    start = 0
    for draft in drafts:
        for row in np.flatnonzero(~fresh[start : start + len(draft.rows)]).tolist():
            item = draft.items[row]
            if item >= 0:
                draft.outcomes[item] = Outcome(draft.outcomes[item].item, "duplicate")
        start += len(draft.rows)

"""Fresh rows compared with the lists in force; subjects and pictures kept only where the law allows it."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from anlin.evidence import EvidenceStore
from anlin.gateway.decoded import Picture, Subject
from anlin.gateway.directory import Directory
from anlin.gateway.matching import Match, Matcher, normal
from anlin.gateway.rows import Rows
from anlin.gateway.settings import GatewaySettings
from anlin.gateway.sorting import Draft
from anlin.observations import Quality, kind_code, label_code, observation_id, subject_token
from anlin.observations.instants import DAY

_PLATE_READ = kind_code("plate_read")
_CANDIDATE = kind_code("match_candidate")
_LOW_CONFIDENCE = int(Quality.LOW_CONFIDENCE)
_STALE_LIST = int(Quality.STALE_LIST)
STALE_AFTER = DAY
"""How old a door's lists may be before its candidates can no longer be confirmed (LU-23)."""


class Kept(NamedTuple):
    """A picture to seal: its content, and when it is destroyed unless something holds it."""

    content: bytes
    until: int


class Compared(NamedTuple):
    """`rows` to journal: the fresh ones, then `candidates` of the lists. `evidence`: key by row; `pictures` to seal."""

    rows: Rows
    candidates: Rows
    evidence: dict[int, str]
    pictures: list[Kept]


class Comparer:
    """What one directory's lists and purposes make of rows. Texts and pictures of other reads end with the group."""

    def __init__(
        self,
        directory: Directory,
        areas: dict[int, frozenset[int]],
        evidence: EvidenceStore | None,
        settings: GatewaySettings,
    ) -> None:
        """`areas`: itself and those above, by area number."""
        self._matcher = Matcher(directory)
        self._read_at = directory.read_at
        self._purposes = [(purpose, {kind_code(name) for name in purpose.kinds}) for purpose in directory.purposes]
        self._areas = areas
        self._evidence = evidence
        self._settings = settings

    def compare(self, drafts: Sequence[Draft], rows: Rows, fresh: Rows) -> Compared:
        """rows: all of the drafts in their order; fresh: (n,) bool, those that are no repeats."""
        ours = rows if fresh.all() else rows[fresh]
        starts = [0, *accumulate(len(draft.rows) for draft in drafts)]
        matches, ours = self._look_up(drafts, starts, rows, fresh, ours)
        offered = {
            start + row: found
            for draft, start in zip(drafts, starts, strict=False)
            if draft.pictures
            for row, found in draft.pictures.items()
        }
        if not matches and not offered:
            return Compared(ours, ours[:0], {}, [])
        candidates = [_candidate(rows[match.row : match.row + 1], match, self._read_at) for match in matches]
        compared = Compared(np.concatenate([ours, *candidates]), np.concatenate([ours[:0], *candidates]), {}, [])
        place = np.cumsum(fresh) - 1
        for nth, match in enumerate(matches, start=len(ours)):
            self._keep(compared, nth, offered.get(match.row, ()), self._settings.plate_sealed_for)
        for row, pictures in offered.items():
            # A read that matches nothing keeps no picture (LU-27).
            if fresh[row] and rows["kind"][row] != _PLATE_READ:
                self._keep(compared, int(place[row]), pictures, self._settings.sealed_for)
        return compared

    def _look_up(
        self, drafts: Sequence[Draft], starts: Sequence[int], rows: Rows, fresh: Rows, ours: Rows
    ) -> tuple[list[Match], Rows]:
        """(candidates by row of all rows, our rows with the subjects that a declared purpose keeps)."""
        if self._matcher.is_empty and not self._purposes:
            return [], ours
        subjects = [subject for draft in drafts for subject in draft.subjects]
        numbers = [start + row for draft, start in zip(drafts, starts, strict=False) for row in draft.subject_rows]
        if not subjects:
            return [], ours
        if self._purposes:
            ours = ours.copy()
            place = np.cumsum(fresh) - 1
            for row, subject in zip(numbers, subjects, strict=True):
                if fresh[row]:
                    ours["subject"][place[row]] = self._token(subject, rows[row])
        found = [] if self._matcher.is_empty else self._matcher.matches(subjects)
        matches = [Match(numbers[match.row], match.entry, match.is_exact) for match in found]
        in_force = [match for match in matches if fresh[match.row] and self._is_in_force(match, rows[match.row])]
        # A plate that is on a list itself is not a misread neighbour of another entry.
        exact = {match.row for match in in_force if match.is_exact}
        return [match for match in in_force if match.is_exact or match.row not in exact], ours

    def _is_in_force(self, match: Match, row: Rows) -> bool:
        entry = match.entry
        areas = self._areas.get(int(row["area"]), frozenset())
        is_in_time = entry.from_at <= row["observed_at"] < entry.until_at
        return bool(is_in_time) and (not entry.areas or not areas.isdisjoint(entry.areas))

    def _token(self, subject: Subject, row: Rows) -> int:
        """The subject's token where a declared purpose keeps it, else 0."""
        areas = self._areas.get(int(row["area"]), frozenset())
        for purpose, kinds in self._purposes:
            if subject.type in purpose.types and int(row["kind"]) in kinds and not areas.isdisjoint(purpose.areas):
                return subject_token(purpose.key, purpose.code, normal(subject)) if normal(subject) else 0
        return 0

    def _keep(self, compared: Compared, row: int, pictures: Sequence[Picture], sealed_for: int) -> None:
        """The first picture that came with its bytes becomes the row's evidence."""
        content = next((picture.data for picture in pictures if picture.data), None)
        if content is not None and self._evidence is not None:
            compared.evidence[row] = self._evidence.key_of(content)
            compared.pictures.append(Kept(content, int(compared.rows["received_at"][row]) + sealed_for))


def _candidate(row: Rows, match: Match, read_at: int) -> Rows:
    """The row that says: this may be that entry. Its label is the kind of list, its subject the entry's number.

    `read_at`: when the lists were last known to be current.
    """
    made = row.copy()
    made["kind"], made["label"], made["subject"] = _CANDIDATE, label_code(match.entry.kind), match.entry.number
    made["id"] = observation_id(str(row["id"][0]), str(match.entry.number), _CANDIDATE, 0)
    if not match.is_exact:
        made["confidence"] = 0.5
        made["quality"] |= _LOW_CONFIDENCE
    if int(row["received_at"][0]) - read_at > STALE_AFTER:
        made["quality"] |= _STALE_LIST
    return made

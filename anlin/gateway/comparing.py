"""Fresh rows compared with the lists in force; subjects and pictures kept only where the law allows it."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import structlog

from anlin.evidence import EvidenceStore
from anlin.gateway.decoded import Picture, Subject
from anlin.gateway.directory import Directory, Purpose
from anlin.gateway.matching import Match, Matcher, normal
from anlin.gateway.settings import GatewaySettings
from anlin.gateway.sorting import Draft
from anlin.observations import Quality, kind_code, label_code, observation_id, subject_token

_PLATE_READ = kind_code("plate_read")
_CANDIDATE = kind_code("match_candidate")
_LOW_CONFIDENCE = int(Quality.LOW_CONFIDENCE)

Rows = np.ndarray[Any, Any]

log = structlog.get_logger("anlin.gateway")


class PictureKeeper:
    """Seals what comes with rows. `lost` counts pictures that the store could not take."""

    def __init__(self, store: EvidenceStore | None) -> None:
        self._store = store
        self.lost = 0

    def keep(self, pictures: Sequence[Picture], until: int) -> str | None:
        """Key of the first picture that came with its bytes, or None. `until`: microseconds since 1970 UTC."""
        content = next((picture.data for picture in pictures if picture.data), None)
        if content is None or self._store is None:
            return None
        try:
            return self._store.put(content, until)
        except OSError as error:
            # The observation counts more than its picture.
            self.lost += 1
            log.error("picture not kept", why=error.strerror)
            return None


class Comparer:
    """What one directory's lists and purposes make of rows. Texts and pictures of other reads end with the group."""

    def __init__(self, directory: Directory, pictures: PictureKeeper, settings: GatewaySettings) -> None:
        self._matcher = Matcher(directory)
        self._purposes = [(purpose, {kind_code(name) for name in purpose.kinds}) for purpose in directory.purposes]
        self._keep = pictures.keep
        self._settings = settings

    def compare(self, drafts: Sequence[Draft], rows: Rows, fresh: Rows) -> tuple[Rows, Rows, dict[int, str]]:
        """(fresh rows to journal, candidates to journal behind them, evidence key by row of the two together).

        rows: all of the drafts in their order; fresh: (n,) bool.
        """
        kept = np.flatnonzero(fresh)
        ours = rows[kept]
        place = {number: nth for nth, number in enumerate(kept.tolist())} if _have_more(drafts) else {}
        subjects = [read for read in _subjects(drafts) if read[0] in place]
        pictures = {row: found for row, found in _pictures(drafts) if row in place}
        self._keep_subjects(subjects, ours, place)
        candidates: list[Rows] = []
        evidence: dict[int, str] = {}
        for match in self._matches(subjects, ours, place):
            row = subjects[match.row][0]
            candidates.append(_candidate(ours[place[row] : place[row] + 1], match))
            key = self._keep(pictures.get(row, ()), int(rows["received_at"][row]) + self._settings.plate_sealed_for)
            if key:
                evidence[len(ours) + len(candidates) - 1] = key
        for row, found in pictures.items():
            # A read that matches nothing keeps no picture (LU-27).
            if rows["kind"][row] != _PLATE_READ:
                key = self._keep(found, int(rows["received_at"][row]) + self._settings.sealed_for)
                if key:
                    evidence[place[row]] = key
        return ours, np.concatenate(candidates) if candidates else ours[:0], evidence

    def _matches(
        self, subjects: list[tuple[int, Subject, frozenset[int]]], ours: Rows, place: dict[int, int]
    ) -> list[Match]:
        if self._matcher.is_empty or not subjects:
            return []
        rows, texts, areas = zip(*subjects, strict=True)
        return self._matcher.matches(texts, ours["observed_at"][[place[row] for row in rows]].tolist(), areas)

    def _keep_subjects(
        self, subjects: list[tuple[int, Subject, frozenset[int]]], ours: Rows, place: dict[int, int]
    ) -> None:
        """Writes a subject's token into its row, only where a declared purpose keeps it; else it stays 0."""
        if not self._purposes:
            return
        for row, subject, areas in subjects:
            purpose = self._purpose_for(subject, int(ours["kind"][place[row]]), areas)
            if purpose is not None and normal(subject):
                ours["subject"][place[row]] = subject_token(purpose.key, purpose.code, normal(subject))

    def _purpose_for(self, subject: Subject, kind: int, areas: frozenset[int]) -> Purpose | None:
        for purpose, kinds in self._purposes:
            if subject.type in purpose.types and kind in kinds and not areas.isdisjoint(purpose.areas):
                return purpose
        return None


def _candidate(row: Rows, match: Match) -> Rows:
    """The row that says: this may be that entry. Its label is the kind of list, its subject the entry's number."""
    made = row.copy()
    made["kind"], made["label"], made["subject"] = _CANDIDATE, label_code(match.entry.kind), match.entry.number
    made["id"] = observation_id(str(row["id"][0]), str(match.entry.number), _CANDIDATE, 0)
    if not match.is_exact:
        made["confidence"] = 0.5
        made["quality"] |= _LOW_CONFIDENCE
    return made


def _have_more(drafts: Sequence[Draft]) -> bool:
    return any(draft.subjects or draft.pictures for draft in drafts)


def _subjects(drafts: Sequence[Draft]) -> Iterator[tuple[int, Subject, frozenset[int]]]:
    start = 0
    for draft in drafts:
        for row, subject, areas in draft.subjects:
            yield start + row, subject, areas
        start += len(draft.rows)


def _pictures(drafts: Sequence[Draft]) -> Iterator[tuple[int, tuple[Picture, ...]]]:
    start = 0
    for draft in drafts:
        for row, pictures in draft.pictures.items():
            yield start + row, pictures
        start += len(draft.rows)

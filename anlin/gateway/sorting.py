"""What becomes of each item before anything is written: located, judged by clock and law, packed; or turned away."""

import struct
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from anlin.gateway.clocks import DeviceClock
from anlin.gateway.decoded import DeviceNews, Item, Outcome, Picture, RegisterRow, Rejected, Seen, Subject
from anlin.gateway.directory import Directory
from anlin.gateway.quarantine import cleaned, cleaned_item, seal
from anlin.gateway.rows import pack_row
from anlin.gateway.sessions import Session
from anlin.gateway.timekeeping import Timekeeper
from anlin.gateway.whereabouts import (
    HEARD_UNDER_ORDER,
    NEEDS_NO_CONSENT,
    SEEN_BY_CAMERA,
    Place,
    Where,
    Whereabouts,
)
from anlin.journal import Liveness, Parked, Quarantined, TallyKey
from anlin.observations import kind_code, label_code
from anlin.observations.instants import MINUTE
from anlin.observations.quality import Quality

MANY_PARKED = 10_000
KEPT_PER_MINUTE = 20  # Quarantine rows per device; beyond them items are counted only.
THE_REST = "(more)"  # The device under which unknown codes beyond MANY_PARKED are counted.

Sent = Callable[[int], Any]
"""What was sent as the item of a number: anything JSON can say. Asked only for items that go to quarantine."""

_HEARTBEAT = kind_code("device_heartbeat")
_FAULT = kind_code("device_fault")
_ONLINE = label_code("online")
_OFFLINE = label_code("offline")
_NOT_ARCHIVED = int(Quality.NOT_ARCHIVED)


class Draft(msgspec.Struct):
    """One request's share of the next group commit.

    `rows` are packed; `items[i]` is the number of the item that row i came from, -1 for a row the door adds itself
    (`has_own_rows`). `subjects[i]` belongs to row `subject_rows[i]`; `pictures` by row. `outcomes` hold for rows that
    turn out to be no repeats.
    """

    session: Session
    received_at: int
    outcomes: list[Outcome] = []
    rows: list[bytes] = []
    items: list[int] = []
    subjects: list[Subject] = []
    subject_rows: list[int] = []
    has_own_rows: bool = False
    pictures: dict[int, tuple[Picture, ...]] = {}
    counts: dict[TallyKey, int] = {}
    quarantined: list[Quarantined] = []
    parked: list[Parked] = []
    liveness: dict[str, Liveness] = {}

    def count(self, device: str, outcome: str, reason: str = "") -> None:
        key = (device, outcome, reason)
        self.counts[key] = self.counts.get(key, 0) + 1


class Sorter:
    """Sorts items by the directory in force. Lives on the event loop; nothing here waits or writes."""

    def __init__(
        self, directory: Directory, clocks: dict[str, DeviceClock], parked: set[str], key: bytes, time: Timekeeper
    ) -> None:
        self.whereabouts = Whereabouts(directory, clocks)
        self._time = time
        self._parked = parked
        self._quarantine_key = key
        self._kept: Counter[str] = Counter()
        self._kept_minute = 0

    def revise(self, directory: Directory) -> None:
        clocks = {code: place.clock for code, place in self.whereabouts.devices.items()}
        self.whereabouts = Whereabouts(directory, clocks)
        self._parked.difference_update(self.whereabouts.devices)

    def sort(self, items: Sequence[Item], session: Session, received_at: int, sent: Sent | None = None) -> Draft:
        draft = Draft(session, received_at)
        code = ""
        place, why_not = self._standing_of(session.device, session)
        for number, item in enumerate(items):
            if not isinstance(item, Seen):
                self._sort_other(draft, item, number, sent)
                continue
            # Most messages are about one device: it is looked up once.
            if item.device != code:
                code = item.device
                place, why_not = self._standing_of(code or session.device, session)
            reason = self._observe(draft, number, item, place, received_at) if place else why_not
            if reason:
                self._turn_away(draft, item, reason, number, sent)
            else:
                draft.outcomes.append(Outcome(item.item, "journalled"))
            for name in item.dropped:
                draft.count(session.device if reason == "parked" else code or session.device, "dropped", name)
        return draft

    def _standing_of(self, code: str, session: Session) -> tuple[Place | None, str]:
        """The device's place, or none and why nothing of it is taken from this session."""
        place = self.whereabouts.devices.get(code)
        if place is None:
            return None, "parked"
        if not _may_speak_for(place, session):
            return None, "foreign_device"
        return (place, "") if place.enabled else (None, "device_disabled")

    def _observe(self, draft: Draft, number: int, item: Seen, place: Place, received_at: int) -> str:
        """Adds the row, or says why it is turned away."""
        where = place.where
        if item.zone:
            other = self.whereabouts.zones.get(item.zone)
            if other is None:
                return "unknown_zone"
            if where.area not in other.areas:
                return "foreign_zone"
            where = other
        if where.ordered_until is not None:
            if item.kind not in HEARD_UNDER_ORDER or received_at >= where.ordered_until:
                return "no_order"
        elif where.is_home and (reason := _why_not_in_a_home(item.kind, place, where)):
            return reason
        observed_at, quality = place.clock.judge(
            item.observed_at, received_at, item.quality, place.late_after, place.sender, self._time.shift
        )
        if where.ordered_until is not None:
            quality |= _NOT_ARCHIVED
        try:
            packed = pack_row(
                place.ids.of(item.event, item.kind, item.label), observed_at, received_at, item.track, 0,
                place.number, where.zone, where.area, where.shard, item.value, item.confidence, item.kind, item.label,
                quality,
            )  # fmt: skip
        except (struct.error, OverflowError):
            return "out_of_range"
        if item.subject is not None:
            draft.subjects.append(item.subject)
            draft.subject_rows.append(len(draft.rows))
        if item.pictures:
            draft.pictures[len(draft.rows)] = item.pictures
        draft.rows.append(packed)
        draft.items.append(number)
        return ""

    def _turn_away(self, draft: Draft, item: Seen, reason: str, number: int, sent: Sent | None) -> None:
        device = item.device or draft.session.device
        if reason == "parked":
            self._park(draft, Parked(device, *self._how(draft), draft.received_at, draft.received_at))
            device = device if device in self._parked else THE_REST
            draft.outcomes.append(Outcome(item.item, "parked", "unknown_device"))
            draft.count(device, "parked", "unknown_device")
        elif reason in ("unknown_zone", "foreign_zone", "device_disabled", "out_of_range"):
            self._quarantine_item(draft, device, reason, f"kind {item.kind}, zone {item.zone[:60]!r}", number, sent)
            draft.outcomes.append(Outcome(item.item, "quarantined", reason))
            draft.count(device, "quarantined", reason)
        else:
            # Who speaks for a stranger's device must not spoil that device's figures.
            device = draft.session.device if reason == "foreign_device" else device
            draft.outcomes.append(Outcome(item.item, "refused", reason))
            draft.count(device, "refused", reason)
        draft.count(device, "received")

    def _sort_other(
        self, draft: Draft, item: DeviceNews | RegisterRow | Rejected, number: int, sent: Sent | None
    ) -> None:
        code = item.device or draft.session.device
        place = self.whereabouts.devices.get(code)
        device = code if place and _may_speak_for(place, draft.session) else draft.session.device
        for name in item.dropped:
            draft.count(device, "dropped", name)
        if isinstance(item, DeviceNews):
            self._note(draft, item, code)
            return
        draft.count(device, "received")
        if isinstance(item, RegisterRow):
            # No register takes rows from devices yet; without a declared purpose they are not kept (LU-01).
            outcome = Outcome(item.item, "refused", "no_declared_purpose")
        elif item.by_law:
            outcome = Outcome(item.item, "refused", item.reason)
        else:
            self._quarantine_item(draft, device, item.reason, item.detail, number, sent)
            outcome = Outcome(item.item, "quarantined", item.reason)
        draft.outcomes.append(outcome)
        draft.count(device, outcome.outcome, outcome.reason)

    def _note(self, draft: Draft, item: DeviceNews, code: str) -> None:
        """News of a registered device becomes liveness and a row of its own; an unknown device is parked."""
        place = self.whereabouts.devices.get(code)
        if place is None:
            at = draft.received_at
            self._park(
                draft,
                Parked(
                    code, *self._how(draft), at, at, 1, item.name[:80], item.kind[:24], item.model[:60],
                    item.place[:120], item.lon, item.lat,
                ),
            )  # fmt: skip
            draft.outcomes.append(Outcome(item.item, "parked", "unknown_device"))
            draft.count(code if code in self._parked else THE_REST, "noted", "unknown_device")
            return
        if not _may_speak_for(place, draft.session):
            draft.outcomes.append(Outcome(item.item, "refused", "foreign_device"))
            draft.count(draft.session.device, "noted", "foreign_device")
            return
        if item.online is not None:
            draft.liveness[code] = Liveness(code, None, draft.received_at, draft.session.device, item.online)
        if item.online is not None or item.pictures:
            # A picture without an event of its own is a sign of life that bears evidence.
            self._add_status(draft, place, item.online is not False, item.observed_at, item.item, item.pictures)
        draft.outcomes.append(Outcome(item.item, "noted"))
        draft.count(code, "noted")

    def _add_status(
        self,
        draft: Draft,
        place: Place,
        is_online: bool,
        observed_at: int | None,
        event: str = "",
        pictures: tuple[Picture, ...] = (),
    ) -> None:
        """A row that the door adds itself: the device lives, or its platform says that it does not."""
        kind, label = (_HEARTBEAT, _ONLINE) if is_online else (_FAULT, _OFFLINE)
        at, quality = place.clock.judge(
            observed_at, draft.received_at, 0, place.late_after, place.sender, self._time.shift
        )
        where = place.where
        if where.ordered_until is not None:
            quality |= _NOT_ARCHIVED
        if pictures:
            draft.pictures[len(draft.rows)] = pictures
        draft.rows.append(
            pack_row(
                place.ids.of(f"status {event} {at}", kind, label), at, draft.received_at, 0, 0, place.number,
                where.zone, where.area, where.shard, 0.0, 1.0, kind, label, quality,
            )
        )  # fmt: skip
        draft.items.append(-1)
        draft.has_own_rows = True

    def heartbeat(self, session: Session, received_at: int) -> Draft:
        """A sign of life of the session's own device, as a row, so that silence can be told from rest (P5)."""
        draft = Draft(session, received_at)
        place = self.whereabouts.devices.get(session.device)
        if place is None:
            self._park(draft, Parked(session.device, *self._how(draft), received_at, received_at))
        elif place.enabled:
            # It bears no time of the device: it says nothing of its clock.
            self._add_status(draft, place, True, None)
        return draft

    def message_refused(self, session: Session, reason: str, detail: str, body: bytes, received_at: int) -> Draft:
        """A whole message that could not be decoded: one received, one quarantined."""
        draft = Draft(session, received_at)
        if self._is_kept(draft, session.device):
            self._quarantine(draft, session.device, reason, detail, cleaned(body))
        draft.count(session.device, "received")
        draft.count(session.device, "quarantined", reason)
        draft.outcomes.append(Outcome("", "quarantined", reason))
        return draft

    def _quarantine_item(
        self, draft: Draft, device: str, reason: str, detail: str, number: int, sent: Sent | None
    ) -> None:
        """One item of a message whose others may be good; what is kept is that item alone."""
        if self._is_kept(draft, device):
            # Whoever switched a device off wants nothing of it kept.
            said = sent(number) if sent and reason != "device_disabled" else None
            self._quarantine(draft, device, reason, detail, b"" if said is None else cleaned_item(said))

    def _is_kept(self, draft: Draft, device: str) -> bool:
        minute = draft.received_at // MINUTE
        if minute != self._kept_minute:
            self._kept_minute = minute
            self._kept.clear()
        self._kept[device] += 1
        return self._kept[device] <= KEPT_PER_MINUTE

    def _quarantine(self, draft: Draft, device: str, reason: str, detail: str, kept: bytes) -> None:
        sealed = seal(self._quarantine_key, kept)
        protocol = draft.session.protocol
        draft.quarantined.append(Quarantined(draft.received_at, protocol, device, reason, detail[:300], sealed))

    def _park(self, draft: Draft, device: Parked) -> None:
        if device.code in self._parked or len(self._parked) < MANY_PARKED:
            self._parked.add(device.code)
            draft.parked.append(device)

    def _how(self, draft: Draft) -> tuple[str, str, str]:
        return draft.session.protocol, draft.session.device, draft.session.peer


def _may_speak_for(place: Place, session: Session) -> bool:
    """A credential adds events of its own device, of what lies behind it, or of its area (LU-72)."""
    return session.device in place.lineage or (session.area != 0 and session.area in place.where.areas)


def _why_not_in_a_home(kind: int, place: Place, where: Where) -> str:
    if kind in SEEN_BY_CAMERA or place.is_camera:
        return "camera_in_home"
    return "" if where.consent or kind in NEEDS_NO_CONSENT else "no_consent"

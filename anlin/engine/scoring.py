"""How right alerts were: precision, recall and delay against the recorded truth, with intervals."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Any

import msgspec

from anlin.observations.instants import SECOND, parse_device_time


class BadLine(ValueError):
    """A line of ALERTS or TRUTH cannot be read; from `read_lines` it names file and line."""


class Incident(msgspec.Struct, frozen=True):
    """What truly happened. `zone` empty: anywhere in the area. Instants ISO 8601 with zone, `tolerance_s` seconds.

    Raises `BadLine` on an instant, and on an end before the start.
    """

    model: str
    start: str
    end: str
    area: str = ""
    zone: str = ""
    tolerance_s: float = 0.0

    def __post_init__(self) -> None:
        if _instant(self.end) < _instant(self.start):
            raise BadLine(f"the end {self.end!r} is before the start {self.start!r}")


class ScoredAlert(msgspec.Struct, frozen=True):
    """What `anlin replay --alerts` or the platform wrote. Raises `BadLine` on an instant."""

    model: str
    opened_at: str
    area: str = ""
    zone: str = ""
    suspected: bool = False
    shadow: bool = False

    def __post_init__(self) -> None:
        _instant(self.opened_at)


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    nth: int


def read_lines(path: str, lines: Iterable[str], kind: type[Any]) -> list[Any]:
    """Every line as `kind`; blank lines are passed over. Raises `BadLine`."""
    read = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                read.append(msgspec.json.decode(line, type=kind))
            except msgspec.MsgspecError as error:
                raise BadLine(f"{path}:{number}: {error}") from None
    return read


def score(alerts: Sequence[ScoredAlert], incidents: Sequence[Incident]) -> dict[str, dict[str, Any]]:
    """Figures per model that has an alert or an incident, in order of name.

    An alert is right if model and zone agree and start ≤ opened_at ≤ end + tolerance_s; further alerts on one incident
    are false. Shadow alerts do not count, suspected ones are reported apart.
    """
    names = sorted({alert.model for alert in alerts} | {incident.model for incident in incidents})
    return {
        name: _of_model([a for a in alerts if a.model == name], [i for i in incidents if i.model == name])
        for name in names
    }


def _of_model(alerts: list[ScoredAlert], incidents: list[Incident]) -> dict[str, Any]:
    at_place: dict[tuple[str, str], list[_Span]] = defaultdict(list)
    starts = [_instant(incident.start) for incident in incidents]
    for nth, incident in enumerate(incidents):
        end = _instant(incident.end) + round(incident.tolerance_s * SECOND)
        at_place["" if incident.zone else incident.area, incident.zone].append(_Span(starts[nth], end, nth))
    for spans in at_place.values():
        spans.sort(key=lambda span: span.start)
    found: dict[int, float] = {}
    hinted: set[int] = set()
    suspected = counted = 0
    for alert in sorted(alerts, key=lambda a: a.opened_at):
        if alert.shadow:
            continue
        opened_at = _instant(alert.opened_at)
        taken = hinted if alert.suspected else found.keys()
        matched = _match(at_place, alert, opened_at, taken)
        if alert.suspected:
            suspected += 1
            if matched is not None:
                hinted.add(matched)
            continue
        counted += 1
        if matched is not None:
            found[matched] = (opened_at - starts[matched]) / SECOND
    return {
        "precision": _share(len(found), counted),
        "recall": _share(len(found), len(incidents)),
        "delay_s": round(median(found.values()), 3) if found else None,
        "alerts": counted,
        "incidents": len(incidents),
        "precision_low": wilson_low(len(found), counted),
        "recall_low": wilson_low(len(found), len(incidents)),
        "precision_high": wilson_high(len(found), counted),
        "recall_high": wilson_high(len(found), len(incidents)),
        "suspected": suspected,
        "incidents_only_suspected": len(hinted - found.keys()),
    }


def _match(at_place: dict[tuple[str, str], list[_Span]], alert: ScoredAlert, opened_at: int, taken: Any) -> int | None:
    """The earliest incident at the alert's zone, or in its area, that the instant falls into and nobody has found."""
    for place in (("", alert.zone), (alert.area, "")):
        spans = at_place.get(place, ())
        for span in spans[: bisect_left(spans, opened_at + 1, key=lambda span: span.start)]:
            if opened_at <= span.end and span.nth not in taken:
                return span.nth
    return None


def wilson_low(hits: int, of: int, z: float = 1.959964) -> float | None:
    """Lower end of the 95 % interval of a share (Wilson, 1927); None of nothing."""
    if of == 0:
        return None
    share = hits / of
    middle = share + z * z / (2 * of)
    wing = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return round(max(0.0, (middle - wing) / (1 + z * z / of)), 4)


def wilson_high(hits: int, of: int) -> float | None:
    """Upper end of the same interval."""
    low = wilson_low(of - hits, of)
    return None if low is None else round(1 - low, 4)


def _share(hits: int, of: int) -> float | None:
    return round(hits / of, 4) if of else None


def _instant(text: str) -> int:
    try:
        at = parse_device_time(text)
    except ValueError as error:
        raise BadLine(str(error)) from None
    if at is None:
        raise BadLine(f"{text!r} is no instant")
    return at

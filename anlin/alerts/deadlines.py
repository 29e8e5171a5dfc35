"""Until when work must be accepted and somebody be there. Source: docs/domain.md section 5 (estimate)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from anlin.alerts.lifecycle import ACCEPTED, DISPATCHED
from anlin.alerts.words import Severity

MINUTE_US = 60 * 1_000_000
ACCEPT_MIN = {Severity.CRITICAL: 2, Severity.HIGH: 5, Severity.MEDIUM: 15}
ARRIVE_MIN = {Severity.CRITICAL: 10, Severity.HIGH: 20, Severity.MEDIUM: 60}
LEAST_FOR_SAME_DAY_US = 2 * 60 * MINUTE_US
"""A low alert late in the evening still has two hours."""


def end_of_day(at: int, zone_name: str) -> int:
    """The instant at which the local day of `at` ends, µs since 1970 UTC."""
    zone = ZoneInfo(zone_name)
    local = datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), zone)
    return int(midnight.timestamp()) * 1_000_000


DAY_FROM_H, DAY_TO_H = 9, 18


def next_by_day(at: int, zone_name: str) -> int:
    """The instant itself, or the next nine o'clock where it is not between nine and six."""
    zone = ZoneInfo(zone_name)
    local = datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(zone)
    if DAY_FROM_H <= local.hour < DAY_TO_H:
        return at
    day = local.date() + timedelta(days=1 if local.hour >= DAY_TO_H else 0)
    return int(datetime.combine(day, datetime.min.time().replace(hour=DAY_FROM_H), zone).timestamp()) * 1_000_000


def due_at(
    state: str,
    severity: int,
    dispatched_at: int | None,
    zone_name: str = "Asia/Shanghai",
    *,
    patience_min: int | None = None,
    by_day: bool = False,
) -> int | None:
    """When the next step is overdue; both times count from the dispatch. None where no time runs.

    `patience_min`: minutes that whoever is asked has to accept it, where not the usual ones. `by_day`: whoever comes
    next is sent between nine and six only (LU-34).
    """
    minutes = {DISPATCHED: ACCEPT_MIN, ACCEPTED: ARRIVE_MIN}.get(state)
    if minutes is None or dispatched_at is None:
        return None
    if state == DISPATCHED and patience_min is not None:
        due = dispatched_at + patience_min * MINUTE_US
        return next_by_day(due, zone_name) if by_day else due
    return _within(minutes, severity, dispatched_at, zone_name)


def judge_by(severity: int, asked_at: int, zone_name: str = "Asia/Shanghai", *, is_claimed: bool = False) -> int:
    """When what waits to be judged is overdue: as soon as an alert must be accepted; whoever claimed it has as long as
    for arriving (estimate)."""
    return _within(ARRIVE_MIN if is_claimed else ACCEPT_MIN, severity, asked_at, zone_name)


def _within(minutes: dict[int, int], severity: int, since: int, zone_name: str) -> int:
    if severity in minutes:
        return since + minutes[severity] * MINUTE_US
    return max(end_of_day(since, zone_name), since + LEAST_FOR_SAME_DAY_US)

"""An hour that has passed, on the map: what was open, what could not be seen, how full it was."""

from typing import Any

import polars as pl
from ninja import Schema
from pydantic import AwareDatetime

from anlin.alerts.past import PastAlert, Span, alerts_between, first_instant, unseen_between
from anlin.alerts.sentences import title_of
from anlin.alerts.words import Severity
from anlin.api.alert_shapes import position_of
from anlin.api.intake_store import clock
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, instant, named, text
from anlin.archive import open_archive
from anlin.archive.history import observations
from anlin.observations.instants import SECOND, iso, micros
from anlin.observations.kinds import KIND_CODES
from anlin.people.models import User
from anlin.places.models import Zone
from anlin.site.config import config

routes = Routes("/map", tag="map")
HOUR = 3600 * SECOND


class PastSpan(Schema):
    """`until` null: still so."""

    since: Instant
    until: Instant | None


class PastAlertShape(Schema):
    """An alert that stood open in the hour; `taken_at`: since when somebody had it; `unknown`: while it was."""

    id: int
    title: Text
    severity: str
    area: int | None
    where: Text | None
    zone: int | None
    lon: float | None
    lat: float | None
    floor: int | None
    opened_at: Instant
    ended_at: Instant | None
    taken_at: Instant | None
    unknown: list[PastSpan]


class PastUnseenShape(Schema):
    zone: int
    since: Instant
    until: Instant | None


class PastCount(Schema):
    """How many people a counter told of in a minute; the last word of that minute."""

    zone: int
    at: Instant
    count: float


class PastHour(Schema):
    """`first`: the earliest instant of which anything is known here, null where nothing is."""

    begins_at: Instant
    ends_at: Instant
    first: Instant | None
    alerts: list[PastAlertShape]
    unseen: list[PastUnseenShape]
    counts: list[PastCount]


@routes.get(
    "/past", permission="situation.read", purpose="alert_handling", response=PastHour, summary="An hour that has passed"
)
def past(request: Request, at: AwareDatetime) -> PastHour:
    """The hour in which `at` lies, up to now; what one may not see now one does not see of then."""
    user = request.user
    begin = micros(at) // HOUR * HOUR
    end = max(begin, min(begin + HOUR, clock()()))
    shown = alerts_between(user, begin, end)
    request.audit.subjects += [f"alert:{entry.alert.pk}" for entry in shown]
    return PastHour(
        begins_at=iso(begin),
        ends_at=iso(end),
        first=instant(first_instant(user)),
        alerts=[_alert(entry) for entry in shown],
        unseen=[
            PastUnseenShape(zone=zone, since=iso(since), until=instant(until))
            for zone, since, until in unseen_between(user, begin, end)
        ],
        counts=_counts(user, begin, end),
    )


def _alert(entry: PastAlert) -> PastAlertShape:
    alert = entry.alert
    lon, lat, floor = position_of(alert)
    place: Any = alert.zone or alert.area
    return PastAlertShape(
        id=alert.pk, title=text(title_of(alert)), severity=Severity.NAMES[alert.severity], area=alert.area_id,
        where=named(place) if place else None, zone=alert.zone_id, lon=lon, lat=lat, floor=floor,
        opened_at=iso(alert.opened_at), ended_at=instant(entry.ended_at), taken_at=instant(entry.taken_at),
        unknown=[_span(span) for span in entry.unknown],
    )  # fmt: skip


def _span(span: Span) -> PastSpan:
    return PastSpan(since=iso(span[0]), until=instant(span[1]))


def _counts(user: User, begin: int, end: int) -> list[PastCount]:
    """From the archive, of places with a capacity within reach; nothing where nothing was archived yet."""
    zones = dict(Zone.objects.visible_to(user).filter(capacity__gt=0).values_list("pk", "area"))
    if not zones or not config().archive.is_dir():
        return []
    archive = open_archive(config().archive, config().manifest)
    rows = (
        observations(archive, begin, end, set(zones.values()), [KIND_CODES["people_count"]])
        .filter(pl.col("zone").is_in(list(zones)))
        .sort("observed_at")
        .group_by("zone", pl.col("observed_at").dt.truncate("1m").alias("minute"))
        .agg(pl.col("value").last())
        .sort("minute", "zone")
        .select("zone", pl.col("minute").dt.epoch("us"), "value")
        .collect()
    )
    return [PastCount(zone=zone, at=iso(minute), count=value) for zone, minute, value in rows.iter_rows()]

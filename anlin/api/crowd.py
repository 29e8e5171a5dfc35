"""Will it be full, when, and what do we do before that?"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from ninja import Schema

from anlin.alerts.models import Alert
from anlin.alerts.rowcopies import newest_rows_of
from anlin.alerts.rules import Places, facts_of
from anlin.api.intake_store import clock, journal
from anlin.api.models import shipped_models
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, Ref, named
from anlin.api.trials import spec_of
from anlin.archive import Archive, open_archive
from anlin.archive.history import observations
from anlin.archive.manifest import ArchiveError
from anlin.dispatch.patrols import KINDS, out_now
from anlin.insight.counting import BACK_DAYS, PEOPLE, WARM_UP_H, days_known, expected, hourly_people
from anlin.notify.recipients import people_for
from anlin.observations.instants import DAY, HOUR, MINUTE, SECOND, iso, micros
from anlin.places.coverage import gives
from anlin.places.models import Area, Device
from anlin.places.registry import settings_registry
from anlin.site.config import config

routes = Routes("/crowd", tag="crowd")
MODEL, RULE = "crowd_flow", "part_full"
SHARES = ("share", "share_1", "share_2")
"""Parameters of the shares that mean yellow, orange and red."""
RECENT_H = 6
TREND_S = 900
FRESH_S = 600
"""A count older than this says nothing about now."""
FULL_WITHIN_MIN = 600


class Counted(Schema):
    """The mean of the five minutes that begin at `at`."""

    at: Instant
    people: float


class ExpectedHour(Schema):
    """The hour that begins at `at`: nine times in ten it lies between `low` and `high`."""

    at: Instant
    people: float
    low: float
    high: float


class CrowdPlace(Schema):
    """`people` is null where no counter was heard lately. `limits`: people that mean yellow, orange, red.

    `state`: calm, yellow, orange, red or unknown. `full_in_min`: at the rate of the last quarter of an hour; null if
    it does not fill. `hours` is empty while fewer than `days_needed` days are known.
    """

    zone: Ref
    area: Ref
    capacity: int
    people: int | None
    at: Instant | None
    state: str
    limits: list[int]
    per_min: float | None
    full_in_min: int | None
    recent: list[Counted]
    hours: list[ExpectedHour]
    days_known: int
    days_needed: int
    alert: int | None


class Forces(Schema):
    """Who is there to help, in numbers: people on duty who may be called to the area, and patrols out in it by kind."""

    area: Ref
    on_duty: int
    foot: int
    car: int
    boat: int


class Crowd(Schema):
    places: list[CrowdPlace]
    advice: list[Text]
    forces: list[Forces]


@routes.get("", permission="crowd.read", purpose="operations", response=Crowd, summary="Places that may fill up")
def crowd(request: Request) -> Crowd:
    """Every place in reach with a published capacity and a counter: now, at this rate, and in the next hours."""
    counters = _counters(request)
    zones = {device.zone.pk: device.zone for device in counters if device.zone}
    if not zones:
        return Crowd(places=[], advice=[], forces=[])
    now = clock()()
    alerts = dict(
        Alert.objects.visible_to(request.user)
        .open()
        .filter(model=MODEL, zone__in=zones)
        .order_by("-severity")
        .values_list("zone_id", "pk")
    )
    past = _past(tuple(sorted((zone.pk, zone.code) for zone in zones.values())), now - now % HOUR)
    recent = _recent(list(zones), now)
    last = newest_rows_of(journal(), config().shard, {device.pk for device in counters}, "people_count")
    limits = Places(shipped_models(), settings_registry())
    spec = spec_of(MODEL)
    places = []
    for zone in zones.values():
        setting = dict(limits.at(spec, spec.rule(RULE), zone.area_id, zone.pk).values)
        at_most = [round(setting[name] / 100 * zone.capacity) for name in SHARES]
        people, at = _latest([last.get(device.pk) for device in counters if device.zone_id == zone.pk], now)
        rate = _per_min(recent.get(zone.pk, []), people, at)
        known = past.get(zone.pk, {}) | _under_way(recent.get(zone.pk, []), now, zone.capacity)
        places.append(
            CrowdPlace(
                zone=Ref(id=zone.pk, name=named(zone)), area=Ref(id=zone.area_id, name=named(zone.area)),
                capacity=zone.capacity, people=people, at=iso(at) if at else None, state=_state(people, at_most),
                limits=at_most, per_min=rate, full_in_min=_full_in(people, zone.capacity, rate),
                recent=[Counted(at=iso(when), people=count) for when, count in recent.get(zone.pk, [])],
                hours=[
                    ExpectedHour(at=iso(hour.at), people=hour.people, low=hour.low, high=hour.high)
                    for hour in expected(known, now, config().calendar)
                ],
                days_known=days_known(known, now), days_needed=WARM_UP_H // 24, alert=alerts.get(zone.pk),
            )
        )  # fmt: skip
    advice = [Text(zh=each.zh, en=each.en) for each in spec.advice]
    return Crowd(
        places=sorted(places, key=lambda place: -(place.people or 0) / place.capacity),
        advice=advice,
        forces=_forces({zone.area_id: zone.area for zone in zones.values()}.values(), now),
    )


def _forces(areas: Iterable[Area], now: int) -> list[Forces]:
    """Numbers only: whose they are is not asked here."""
    spec = spec_of(MODEL)
    facts = facts_of(spec, spec.rule(RULE), ())
    out = Counter((patrol.path, patrol.kind) for patrol in out_now(now))
    return [
        Forces(
            area=Ref(id=area.pk, name=named(area)),
            on_duty=len(people_for(facts.audience.responders, area.path, now)),
            **{
                kind: sum(many for (path, of), many in out.items() if of == kind and path.startswith(area.path))
                for kind in KINDS
            },
        )
        for area in areas
    ]


def _counters(request: Request) -> list[Device]:
    devices = Device.objects.visible_to(request.user).filter(enabled=True, zone__capacity__gt=0)
    kinds = {kind for kind in devices.values_list("kind", flat=True).distinct() if "people_count" in gives(kind)}
    return list(devices.filter(kind__in=kinds).select_related("zone__area").order_by("pk"))


def _latest(said: list[dict[str, Any] | None], now: int) -> tuple[int | None, int | None]:
    """What the counters of one place said last, together; None where one of them was not heard lately."""
    total, oldest = 0.0, now
    for row in said:
        if row is None or row["observed_at"] < now - FRESH_S * SECOND:
            return None, None
        total, oldest = total + row["value"], min(oldest, row["observed_at"])
    return round(total), oldest


def archive() -> Archive | None:
    """None on a platform so young that nothing is archived."""
    try:
        return open_archive(config().archive, config().manifest)
    except ArchiveError:
        return None


@lru_cache(maxsize=8)
def _past(zones: tuple[tuple[int, str], ...], hour: int) -> dict[int, dict[int, float]]:
    """Read once an hour: the past does not change."""
    return hourly_people(archive(), config().home / "history", dict(zones), hour - BACK_DAYS * DAY, hour)


def _recent(zones: list[int], now: int) -> dict[int, list[tuple[int, float]]]:
    """Zone → five minutes → mean number of people, of the last hours, as far as they are archived."""
    import polars as pl

    past = archive()
    if past is None:
        return {}
    five = pl.col("observed_at").dt.truncate("5m")
    rows = (
        observations(past, now - RECENT_H * HOUR, now, kinds={PEOPLE})
        .filter(pl.col("zone").is_in(zones))
        .group_by("zone", five, "device")
        .agg(pl.col("value").mean())
        .group_by("zone", "observed_at")
        .agg(pl.col("value").sum())
        .sort("zone", "observed_at")
        .collect()
    )
    found: dict[int, list[tuple[int, float]]] = {}
    for zone, at, people in rows.iter_rows():
        found.setdefault(zone, []).append((micros(at), people))
    return found


def _under_way(recent: list[tuple[int, float]], now: int, capacity: int) -> dict[int, float]:
    """The hour under way by what was counted in it; to a hundredth of the capacity, as no forecast is finer."""
    hour = now - now % HOUR
    counts = [people for at, people in recent if at >= hour]
    grain = max(1.0, capacity / 100)
    return {hour: round(sum(counts) / len(counts) / grain) * grain} if counts else {}


def _per_min(recent: list[tuple[int, float]], people: int | None, at: int | None) -> float | None:
    """By how many it grew a minute, from about a quarter of an hour ago until now."""
    if people is None or at is None:
        return None
    # The mean of five minutes is what was in their middle.
    earlier = [
        (when + 150 * SECOND, count) for when, count in recent if when + 150 * SECOND <= at - TREND_S * SECOND // 2
    ]
    if not earlier or earlier[-1][0] < at - 2 * TREND_S * SECOND:
        return None
    when, count = next((row for row in earlier if row[0] >= at - TREND_S * SECOND), earlier[-1])
    return round((people - count) / ((at - when) / MINUTE), 1)


def _full_in(people: int | None, capacity: int, rate: float | None) -> int | None:
    if people is None or rate is None:
        return None
    if people >= capacity:
        return 0
    if rate <= 0:
        return None
    minutes = round((capacity - people) / rate)
    return minutes if minutes <= FULL_WITHIN_MIN else None


def _state(people: int | None, limits: list[int]) -> str:
    if people is None:
        return "unknown"
    return ("calm", "yellow", "orange", "red")[sum(people >= limit for limit in limits)]

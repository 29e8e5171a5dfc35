"""Where do cases lie above what is usual, and where may the week under way bring most?"""

from functools import lru_cache
from typing import Any

from ninja import Schema

from anlin.alerts.models import Alert
from anlin.alerts.rules import Places
from anlin.alerts.what import WHAT
from anlin.api.crowd import archive
from anlin.api.intake_store import clock
from anlin.api.models import shipped_models
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, Ref, named
from anlin.api.trials import spec_of
from anlin.insight.cases import BACK_WEEKS, NEEDED_WEEKS, Outlook, Weekly, monday_before, outlook, weekly_cases
from anlin.observations.instants import DAY, HOUR, MINUTE, iso
from anlin.places.coverage import gives
from anlin.places.models import Device, Zone
from anlin.places.registry import settings_registry
from anlin.site.config import config

routes = Routes("/cases", tag="cases")
MODEL, RULE = "incident_hotspot", "more_than_usual"
SHOWN_WEEKS = 12
MOST = 200
"""Rows of one answer: those above their bound, then those where most is expected."""
FRESH_US = 10 * MINUTE
"""How old the count of the week under way may be."""


class CasePlace(Schema):
    """One kind in one grid. `weeks`: the last ended weeks, oldest first. `so_far`: this week until now.

    `expected` and `at_most` are of the whole week under way: nineteen times in twenty there are no more than `at_most`;
    null while fewer than `weeks_needed` weeks are known. `is_above`: more than that, and at least as many as model 14
    asks for, since of many quiet grids some are above by chance.
    """

    zone: Ref
    area: Ref
    kind: str
    weeks: list[int]
    so_far: int
    expected: float | None
    at_most: int | None
    is_above: bool
    alert: int | None


class CaseKind(Schema):
    """One kind over all places in reach."""

    kind: str
    name: Text
    last_week: int
    so_far: int
    expected: float | None


class Cases(Schema):
    """`week`: its Monday. Places and times only. `places` are the first of `total`."""

    week: Instant
    weeks_known: int
    weeks_needed: int
    kinds: list[CaseKind]
    places: list[CasePlace]
    total: int
    advice: list[Text]


@routes.get("", permission="cases.read", purpose="operations", response=Cases, summary="Where cases may be next")
def cases(request: Request, kind: str = "") -> Cases:
    """Each grid in reach that has a case feed, by kind: the weeks behind, this week until now, and what to expect."""
    now = clock()()
    week = monday_before(now)
    spec = spec_of(MODEL)
    kinds = tuple(label for signal in spec.rule(RULE).signals for label in signal.labels)
    grids = _grids()
    mine = set(_visible(request))
    places = tuple((pk, code) for pk, (code, _) in grids.items())
    hour = now - now % HOUR
    past = _past(places, kinds, week, hour)
    this_week = _this_week(places, kinds, week, now - now % FRESH_US)
    districts = tuple(district for _, district in grids.values())
    foretold = {each: _outlook(places, kinds, week, hour, each, districts) for each in kinds}
    alerts = {
        key.rpartition("/")[::2]: pk
        for key, pk in Alert.objects.visible_to(request.user).open().filter(model=MODEL).values_list("key", "pk")
    }
    limits = Places(shipped_models(), settings_registry())
    zones = {zone.pk: zone for zone in Zone.objects.filter(pk__in=mine).select_related("area")}
    rows = [
        row
        for each in kinds
        for row in _rows(each, zones, past, this_week, foretold[each], alerts, limits)
        if not kind or each == kind
    ]
    rows.sort(key=lambda row: (not row.is_above, -(row.expected or 0), -row.so_far, -sum(row.weeks)))
    return Cases(
        week=iso(week),
        weeks_known=len(past.weeks),
        weeks_needed=NEEDED_WEEKS,
        kinds=[_kind(each, mine, past, this_week, foretold[each]) for each in kinds],
        places=rows[:MOST],
        total=len(rows),
        advice=[Text(zh=each.zh, en=each.en) for each in spec.advice],
    )


def _rows(
    kind: str,
    zones: dict[int, Zone],
    past: Weekly,
    this_week: Weekly,
    told: Outlook | None,
    alerts: dict[Any, int],
    limits: Places,
) -> list[CasePlace]:
    """The places in reach where there is anything to say of a kind."""
    spec = spec_of(MODEL)
    found = []
    for pk, zone in zones.items():
        weeks = _counts(past, pk, kind)[-SHOWN_WEEKS:]
        so_far = sum(_counts(this_week, pk, kind))
        if not any(weeks) and not so_far:
            continue
        nth = past.places.index(pk)
        at_most = told.at_most[nth] if told else None
        is_above = at_most is not None and so_far > at_most
        if is_above:
            is_above = so_far >= dict(limits.at(spec, spec.rule(RULE), zone.area_id, pk).values)["least"]
        found.append(
            CasePlace(
                zone=Ref(id=pk, name=named(zone)), area=Ref(id=zone.area_id, name=named(zone.area)), kind=kind,
                weeks=weeks, so_far=so_far, expected=round(float(told.expected[nth]), 1) if told else None,
                at_most=at_most, is_above=is_above,
                alert=alerts.get((f"zone:{zone.code}", kind)),
            )
        )  # fmt: skip
    return found


def _kind(kind: str, mine: set[int], past: Weekly, this_week: Weekly, told: Outlook | None) -> CaseKind:
    words = WHAT[kind]
    return CaseKind(
        kind=kind,
        name=Text(zh=words.zh, en=words.en),
        last_week=sum(sum(_counts(past, pk, kind)[-1:]) for pk in mine),
        so_far=sum(sum(_counts(this_week, pk, kind)) for pk in mine),
        expected=round(sum(float(told.expected[past.places.index(pk)]) for pk in mine), 1) if told else None,
    )


def _counts(of: Weekly, place: int, kind: str) -> list[int]:
    if kind not in of.kinds or place not in of.places:
        return []
    return [int(count) for count in of.counts[:, of.places.index(place), of.kinds.index(kind)]]


def _feeds() -> list[str]:
    kinds = Device.objects.filter(enabled=True).values_list("kind", flat=True).distinct()
    return [kind for kind in kinds if "case_record" in gives(kind)]


def _grids() -> dict[int, tuple[str, int]]:
    """Zone → (code, larger unit around it), of all the platform: a place learns from others, also from those that the
    reader may not see, and shows none of them."""
    zones = (
        Zone.objects.filter(devices__enabled=True, devices__kind__in=_feeds())
        .select_related("area")
        .order_by("pk")
        .distinct()
    )
    return {zone.pk: (zone.code, zone.area.parent_id or 0) for zone in zones}


def _visible(request: Request) -> list[int]:
    devices = Device.objects.visible_to(request.user).filter(enabled=True, kind__in=_feeds(), zone__isnull=False)
    return list(devices.values_list("zone_id", flat=True).distinct())


@lru_cache(maxsize=4)
def _past(places: tuple[tuple[int, str], ...], kinds: tuple[str, ...], week: int, hour: int) -> Weekly:
    """Read anew each hour: a site brings its past along when it likes, and stations enter cases late."""
    history = config().home / "history"
    return weekly_cases(archive(), history, dict(places), kinds, week - BACK_WEEKS * 7 * DAY, week)


@lru_cache(maxsize=4)
def _this_week(places: tuple[tuple[int, str], ...], kinds: tuple[str, ...], week: int, until: int) -> Weekly:
    history = config().home / "history"
    return weekly_cases(archive(), history, dict(places), kinds, week, until + FRESH_US)


@lru_cache(maxsize=64)
def _outlook(
    places: tuple[tuple[int, str], ...],
    kinds: tuple[str, ...],
    week: int,
    hour: int,
    kind: str,
    districts: tuple[int, ...],
) -> Outlook | None:
    return outlook(_past(places, kinds, week, hour), kind, districts)

"""The worst thing now, who is on it, what we cannot see: figures of one person's areas, and the sentence."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q

from anlin.alerts.lifecycle import ARCHIVED, HELD_BACK, OPEN_STATES
from anlin.alerts.models import ACTIVE, Alert, Mode, Unseen
from anlin.alerts.modes import ModeQuerySet
from anlin.alerts.rights import WAITING
from anlin.alerts.words import Severity, Words, duration
from anlin.people.models import User
from anlin.places.models import Area, Zone

LISTED = 100
"""Zones that are named one by one; a district whose network is down has thousands, and the map shows them all."""


@dataclass(frozen=True)
class UnseenZone:
    """A zone where nobody can see, since when, and why."""

    zone: Zone
    since: int
    reason: Words


@dataclass(frozen=True)
class UnseenZones:
    """Zones unseen longest, by name; how many there are in all, and in how many places: a building is one."""

    named: list[UnseenZone] = field(default_factory=list)
    zones: int = 0
    places: int = 0


@dataclass(frozen=True)
class AreaLoad:
    """What is waiting in one area; `worst` is a severity, 0 where nothing is open."""

    area: Area
    waiting: int
    open: int
    worst: int


@dataclass
class Situation:
    """`open` counts open alerts by severity, `held` those a mode holds back; `still_so` archived ones whose condition
    still holds; `modes` are in force; `unseen` are zones that nothing sees."""

    sentence: Words
    open: Counter[int] = field(default_factory=Counter)
    waiting: int = 0
    oldest_waiting_us: int | None = None
    still_so: int = 0
    held: int = 0
    modes: list[Mode] = field(default_factory=list)
    unseen: UnseenZones = field(default_factory=UnseenZones)
    areas: list[AreaLoad] = field(default_factory=list)


def situation_of(user: User, now: int, inside: Q | None = None) -> Situation:
    """The situation as this person may see it; `inside` narrows it to an area (a condition on `area__path`)."""
    inside = inside if inside is not None else Q()
    rows = Alert.objects.visible_to(user).filter(inside)
    figures = rows.filter(work_state__in=OPEN_STATES)
    by_severity = Counter(dict(figures.values_list("severity").annotate(n=Count("pk")).order_by()))
    waiting = figures.filter(WAITING).aggregate(n=Count("pk"), oldest=Min("opened_at"))
    oldest = None if waiting["oldest"] is None else max(0, now - waiting["oldest"])
    unseen = unseen_zones(user, inside)
    held = figures.filter(mode_state=HELD_BACK).count()
    return Situation(
        sentence=sentence_of(waiting["n"], oldest, unseen, held),
        open=by_severity,
        waiting=waiting["n"],
        oldest_waiting_us=oldest,
        held=held,
        modes=list(modes_in_force(user, now, inside)),
        still_so=rows.filter(work_state=ARCHIVED, condition_state=ACTIVE).count(),
        unseen=unseen,
        areas=_loads(figures),
    )


def _loads(figures: "object") -> list[AreaLoad]:
    counted = (
        figures.values("area_id")  # type: ignore[attr-defined]
        .annotate(all=Count("pk"), waiting=Count("pk", filter=WAITING), worst=Min("severity"))
        .order_by()
    )
    counts = {row["area_id"]: row for row in counted}
    loads = [
        AreaLoad(area, counts[area.pk]["waiting"], counts[area.pk]["all"], counts[area.pk]["worst"])
        for area in Area.objects.filter(pk__in=counts)
    ]
    return sorted(loads, key=lambda load: (load.worst or Severity.LOW + 1, -load.waiting, load.area.path))


def unseen_zones(user: User, inside: Q) -> UnseenZones:
    """Zones in reach that nothing sees now; one entry per zone, whatever the number of models."""
    rows = Unseen.objects.filter(user.reach("situation.read").over("area__path"), inside, zone__isnull=False)
    zones = dict(rows.values_list("zone_id", "zone__building_id"))
    places = {("building", building) if building else ("zone", zone) for zone, building in zones.items()}
    found: dict[int, UnseenZone] = {}
    # A zone is unseen by as many models as watch it, so this many rows name enough zones.
    named = rows.select_related("zone__area", "zone__building", "device").order_by("since", "id")
    for row in named.defer("zone__shape", "zone__area__outline", "zone__building__outline")[: 4 * LISTED]:
        assert row.zone is not None
        if len(found) < LISTED:
            found.setdefault(row.zone.pk, UnseenZone(row.zone, row.since, _reason(row)))
    return UnseenZones(list(found.values()), len(zones), len(places))


def _reason(row: Unseen) -> Words:
    if row.device is None:
        return Words("那里没有在线的设备", "no device there is online")
    zh, en = row.device.name_zh, row.device.name_en or row.device.name_zh
    return Words(f"{zh}没有消息", f"{en} is silent")


def modes_in_force(user: User, now: int, inside: Q) -> ModeQuerySet:
    """Modes in reach that hold now, those that end first first."""
    found = Mode.objects.visible_to(user, "situation.read").in_force(now).filter(inside)
    return found.with_places().order_by("ends_at", "pk")


def sentence_of(waiting: int, oldest_us: int | None, unseen: UnseenZones, held: int = 0) -> Words:
    """`11 处待处置，最久 4 分钟；海曲三区 2 栋看不见`."""
    if waiting and oldest_us is not None:
        longest = duration(oldest_us / 1_000_000)
        work = Words(f"{waiting} 处待处置，最久 {longest.zh}", f"{waiting} waiting, longest {longest.en}")
    else:
        work = Words("没有待处置的预警", "Nothing is waiting")
    if held:
        work = Words(f"{work.zh}；{held} 处不提醒", f"{work.en}; {held} held back")
    blind = _unseen_words(unseen)
    return Words(f"{work.zh}；{blind.zh}", f"{work.en}; {blind.en}") if blind.zh else work


def _unseen_words(unseen: UnseenZones) -> Words:
    if not unseen.named:
        return Words("", "")
    zone, places = unseen.named[0].zone, unseen.places
    area, inner = zone.area, zone.building or zone
    zh = f"{area.name_zh} {inner.name_zh}"
    en = f"{area.name_en or area.name_zh}, {inner.name_en or inner.name_zh}"
    if places == 1:
        return Words(f"{zh}看不见", f"{en} cannot be seen")
    return Words(f"{zh}等 {places} 处看不见", f"{en} and {places - 1} more cannot be seen")

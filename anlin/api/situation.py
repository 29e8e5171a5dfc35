"""What is the worst thing now, who is on it, what can we not see?"""

from django.db.models import Q
from ninja import Schema

from anlin.alerts.situation import Situation, UnseenZone, situation_of
from anlin.alerts.words import Severity
from anlin.api.intake_store import clock
from anlin.api.mode_shapes import ModeShape, mode_shape
from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, Ref, named, text
from anlin.observations.instants import iso
from anlin.people.models import User
from anlin.places.models import Area

routes = Routes("/situation", tag="situation")


class OpenCounts(Schema):
    critical: int
    high: int
    medium: int
    low: int


class UnseenShape(Schema):
    zone: Ref
    area: Ref
    since: Instant
    reason: Text


class AreaShape(Schema):
    """`worst`: the severity of the worst open alert."""

    id: int
    name: Text
    waiting: int
    open: int
    worst: str


class SituationShape(Schema):
    """`still_so`: alerts that are archived although their condition still holds; `held`: held back by a mode.

    `unseen` names the zones unseen longest, `unseen_zones` counts all.
    """

    sentence: Text
    open: OpenCounts
    waiting: int
    oldest_open_s: int | None
    still_so: int
    held: int
    modes: list[ModeShape]
    unseen: list[UnseenShape]
    unseen_zones: int
    areas: list[AreaShape]


def unseen_shape(entry: UnseenZone) -> UnseenShape:
    return UnseenShape(
        zone=Ref(id=entry.zone.pk, name=named(entry.zone)),
        area=Ref(id=entry.zone.area_id, name=named(entry.zone.area)),
        since=iso(entry.since),
        reason=text(entry.reason),
    )


def situation_shape(found: Situation) -> SituationShape:
    oldest = found.oldest_waiting_us
    return SituationShape(
        sentence=text(found.sentence),
        open=OpenCounts(**{name: found.open[code] for code, name in Severity.NAMES.items()}),
        waiting=found.waiting,
        oldest_open_s=None if oldest is None else oldest // 1_000_000,
        still_so=found.still_so,
        held=found.held,
        modes=[mode_shape(mode) for mode in found.modes],
        unseen=[unseen_shape(entry) for entry in found.unseen.named],
        unseen_zones=found.unseen.zones,
        areas=[
            AreaShape(
                id=load.area.pk,
                name=named(load.area),
                waiting=load.waiting,
                open=load.open,
                worst=Severity.NAMES[load.worst],
            )
            for load in found.areas
        ],
    )


def inside_area(user: User, area_id: int | None) -> Q:
    """The condition for an area with all below it. Raises the 404 of what is not there or not in reach."""
    if area_id is None:
        return Q()
    area = Area.objects.visible_to(user).filter(pk=area_id).first()
    if area is None:
        raise absent()
    return Q(area__path__gte=area.path, area__path__lt=f"{area.path}g")


@routes.get(
    "", permission="situation.read", purpose="alert_handling", response=SituationShape, summary="The situation now"
)
def situation(request: Request, area: int | None = None) -> SituationShape:
    """Counts, the sentence of state, and what cannot be seen, in one's own areas."""
    return situation_shape(situation_of(request.user, clock()(), inside_area(request.user, area)))

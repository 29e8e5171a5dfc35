"""Limits of the models as people set them: in shadow, in force, taken back. Each step with who, when and why."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from ninja import Field, Schema

from anlin.alerts.models import Alert
from anlin.api.problems import absent, conflict
from anlin.api.security import Request, Routes
from anlin.api.shapes import Instant, PersonRef, Ref, instant, person, ref
from anlin.api.trials import LimitShape, area_within, limits_asked, spec_of
from anlin.engine.variants import variant_name
from anlin.observations.clock import open_clock
from anlin.observations.instants import SECOND, SITE_ZONE, iso
from anlin.places.models import Area
from anlin.site.config import config
from anlin.tuning.limits import SHADOW_RUN, NotSoNow, promote, put_in_force, run_in_shadow, take_back
from anlin.tuning.models import SHADOW, Change

routes = Routes("/limits", tag="models")
LATEST = 50
COMPARED_DAYS = 14


class ChangeRequest(Schema):
    """`shadow`: first beside the limits in force, paging nobody. Without `area`: everywhere."""

    model: str
    limits: list[LimitShape]
    reason: str = Field(min_length=2, max_length=300)
    area: int | None = None
    shadow: bool = True


class ShadowDay(Schema):
    """Alerts of one day of the site's clock: told, and told only in shadow."""

    day: str
    live: int
    shadow: int


class ChangeShape(Schema):
    """`state`: shadow, in_force or ended. `days` compares a shadow run with what was told, day by day."""

    id: int
    model: str
    area: Ref | None
    limits: list[LimitShape]
    before: list[LimitShape]
    state: str
    reason: str
    at: Instant
    by: PersonRef | None
    promoted_at: Instant | None
    promoted_by: PersonRef | None
    ended_at: Instant | None
    ended_by: PersonRef | None
    days: list[ShadowDay]


@routes.get("", permission="models.try", purpose="operations", response=list[ChangeShape], summary="Changed limits")
def changes(request: Request, model: str = "") -> list[ChangeShape]:
    """The latest changes of limits that hold within reach, newest first."""
    found = Change.objects.select_related("area", "user", "promoted_by", "ended_by").order_by("-pk")
    found = found.filter(model=model) if model else found
    within = set(Area.objects.visible_to(request.user).values_list("pk", flat=True))
    shown = [change for change in found[: 4 * LATEST] if change.area_id is None or change.area_id in within]
    return [_shape(change, within) for change in shown[:LATEST]]


@routes.post("", permission="models.manage", purpose="operations", response=ChangeShape, summary="Change limits")
def change_limits(request: Request, body: ChangeRequest) -> ChangeShape:
    """Sets limits, in shadow first or at once; answers 409 while the model already has a shadow run."""
    spec = spec_of(body.model)
    limits, area = limits_asked(spec, body.limits), area_within(request.user, body.area)
    step = run_in_shadow if body.shadow else put_in_force
    try:
        change = step(request.user, spec, area, limits, body.reason, _now())
    except NotSoNow:
        raise conflict("这个模型已有一组参数在试运行", "This model already has a shadow run") from None
    return _shape(change, set())


@routes.post(
    "/{int:change_id}/promote", permission="models.manage", purpose="operations", response=ChangeShape,
    summary="Put a shadow run in force",
)  # fmt: skip
def promote_change(request: Request, change_id: int) -> ChangeShape:
    """What ran in shadow holds from now on."""
    change = _change(request, change_id)
    try:
        promote(request.user, change, _now())
    except NotSoNow:
        raise _moved_on() from None
    return _shape(_change(request, change_id), set())


@routes.post(
    "/{int:change_id}/revert", permission="models.manage", purpose="operations", response=ChangeShape,
    summary="Take a change back",
)  # fmt: skip
def revert_change(request: Request, change_id: int) -> ChangeShape:
    """Ends a shadow run, or puts back the limits that stood before."""
    change = _change(request, change_id)
    try:
        take_back(request.user, change, _now())
    except NotSoNow:
        raise _moved_on() from None
    return _shape(_change(request, change_id), set())


def _change(request: Request, number: int) -> Change:
    found = Change.objects.filter(pk=number).select_related("area", "user", "promoted_by", "ended_by").first()
    if found is None or (found.area and not Area.objects.visible_to(request.user).filter(pk=found.area.pk).exists()):
        raise absent()
    return found


def _moved_on() -> Exception:
    return conflict("已有人处理过这次改动", "Somebody has already dealt with this change")


def _now() -> int:
    return open_clock(config().clock)()


def _shape(change: Change, within: set[int]) -> ChangeShape:
    return ChangeShape(
        id=change.pk, model=change.model, area=ref(change.area), limits=change.limits, before=change.before,
        state=change.state, reason=change.reason, at=iso(change.at), by=person(change.user),
        promoted_at=instant(change.promoted_at), promoted_by=person(change.promoted_by),
        ended_at=instant(change.ended_at), ended_by=person(change.ended_by),
        days=list(_compared(change, within)) if change.state == SHADOW else [],
    )  # fmt: skip


def _compared(change: Change, within: set[int]) -> Iterator[ShadowDay]:
    """The last two weeks of the run, numbers only, of the areas within reach."""
    begins = max(change.at, _now() - COMPARED_DAYS * 86400 * SECOND)
    alerts = Alert.objects.filter(opened_at__gte=begins, area__in=within)
    live, shadow = (
        Counter(_day(at) for at in alerts.filter(model=name, shadow=is_shadow).values_list("opened_at", flat=True))
        for name, is_shadow in ((change.model, False), (variant_name(change.model, SHADOW_RUN), True))
    )
    for day in sorted(live.keys() | shadow.keys()):
        yield ShadowDay(day=day, live=live[day], shadow=shadow[day])


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / SECOND, UTC).astimezone(SITE_ZONE).date().isoformat()

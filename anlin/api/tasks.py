"""What a volunteer was asked to do, and where somebody on a task is (LU-36)."""

from ninja import Field, Schema, Status

from anlin.alerts.lifecycle import Refused
from anlin.api.alerts import refusal
from anlin.api.intake_store import clock
from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant
from anlin.dispatch import positions, volunteering
from anlin.dispatch.models import Task
from anlin.observations.instants import iso

routes = Routes("/tasks", tag="dispatch")
PURPOSE = "alert_handling"


class TaskRow(Schema):
    """What and where; `state`: offered, taken, declined, done, over."""

    id: int
    what: str
    where: Text
    state: str
    offered_at: Instant


class PositionGiven(Schema):
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    accuracy_m: float = Field(0, ge=0, le=100_000)


@routes.get("", permission="tasks.read", purpose=PURPOSE, response=list[TaskRow], summary="My tasks")
def tasks(request: Request) -> list[TaskRow]:
    """Offered to me only, the newest first."""
    rows = Task.objects.filter(offered_to=request.user).select_related("dispatch__alert").order_by("-pk")
    return [_row(task) for task in rows[:50]]


@routes.post("/{int:task_id}/{step}", permission="tasks.work", purpose=PURPOSE, response=TaskRow, summary="Answer it")
def answer(request: Request, task_id: int, step: str) -> TaskRow:
    """`step`: take, decline, done."""
    found = Task.objects.filter(pk=task_id, offered_to=request.user).select_related("dispatch__alert").first()
    if found is None:
        raise absent()
    try:
        return _row(volunteering.answer(found, step, request.user, clock()()))
    except Refused as refused:
        raise refusal(refused) from None


@routes.put("/position", permission="positions.send", purpose=PURPOSE, response={204: None}, summary="Where I am")
def position(request: Request, given: PositionGiven) -> Status[None]:
    """Taken only while I have a leg or task in hand; otherwise 409. One last place, no trail."""
    try:
        positions.send(request.user, given.lon, given.lat, given.accuracy_m, clock()())
    except Refused as refused:
        raise refusal(refused) from None
    return Status(204, None)


def _row(task: Task) -> TaskRow:
    return TaskRow(
        id=task.pk,
        what=task.what,
        where=Text(zh=task.where_zh, en=task.where_en),
        state=volunteering.state_of(task),
        offered_at=iso(task.offered_at),
    )

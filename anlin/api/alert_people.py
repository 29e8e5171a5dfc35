"""Whom an alert concerns, masked; one field of one of them at a time, for as long as the work needs it (LU-11)."""

from typing import Any

from ninja import Schema

from anlin.access.audit import Notes
from anlin.access.masking import MASKS, mask_door
from anlin.access.sealed import open_column
from anlin.alerts.models import Alert
from anlin.api.intake_store import clock
from anlin.api.problems import Problem, absent, conflict
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, instant, text
from anlin.lists.catalogue import list_types
from anlin.lists.hits import COMPARED, entry_of
from anlin.observations.instants import iso
from anlin.residents.models import RELATIONS, HouseholdContact, Resident
from anlin.residents.reveals import FIELDS, NotShown, purpose_of, show

routes = Routes("/alerts", tag="alerts")
PURPOSE = "alert_handling"


class MaskedField(Schema):
    field: str
    masked: str


class ConcernedRow(Schema):
    """`of`: resident or contact; `relation` of a contact to the resident who named them."""

    of: str
    id: int
    relation: Text | None
    fields: list[MaskedField]


class Concerned(Schema):
    """`door` is masked too; empty where the alert is about no home."""

    door: str
    items: list[ConcernedRow]


class CandidateEntry(Schema):
    """The entry a candidate may be, for comparing; `compare`: what must be compared before it is confirmed."""

    kind: str
    title: Text
    criterion: Text
    state: str
    subject_type: str
    subject: str
    issuing_body: str
    document_number: str
    until_at: Instant | None
    compare: list[str]


class FieldGiven(Schema):
    field: str


class ShownField(Schema):
    """To be masked again at `shown_until`, and never kept."""

    value: str
    shown_until: Instant


@routes.get(
    "/{int:alert_id}/people",
    permission="residents.reveal",
    purpose=PURPOSE,
    response=Concerned,
    summary="Whom the alert concerns, masked",
)
def people(request: Request, alert_id: int) -> Concerned:
    alert = _alert(request, alert_id)
    home = alert.zone.dwelling if alert.zone is not None else None
    request.audit.work_item = f"alert:{alert_id}"
    request.audit.purpose = purpose_of(alert)
    if home is None:
        return Concerned(door="", items=[])
    residents = Resident.objects.filter(household__dwelling=home).prefetch_related("contacts").order_by("pk")
    rows: list[ConcernedRow] = []
    for resident in residents:
        rows.append(_concerned("resident", resident, ("name", "phone"), request.audit))
        for contact in resident.contacts.all():
            if contact.ended_at is None:
                rows.append(_concerned("contact", contact, ("name", "phone"), request.audit))
    return Concerned(door=mask_door(home.unit, home.floor), items=rows)


@routes.post(
    "/{int:alert_id}/resident/{int:resident_id}/reveal",
    permission="residents.reveal",
    purpose=PURPOSE,
    response=ShownField,
    keeps_changes=True,
    summary="Show one field of a resident for this alert",
)
def reveal_resident(request: Request, alert_id: int, resident_id: int, given: FieldGiven) -> ShownField:
    alert = _alert(request, alert_id)
    return _show(request, alert, Resident.objects.filter(pk=resident_id).first(), given.field, _column(given.field))


@routes.post(
    "/{int:alert_id}/contact/{int:contact_id}/reveal",
    permission="residents.reveal",
    purpose=PURPOSE,
    response=ShownField,
    keeps_changes=True,
    summary="Show one field of a contact for this alert",
)
def reveal_contact(request: Request, alert_id: int, contact_id: int, given: FieldGiven) -> ShownField:
    alert = _alert(request, alert_id)
    contact = HouseholdContact.objects.filter(pk=contact_id, ended_at=None).first()
    return _show(request, alert, contact, given.field, _column(given.field))


@routes.get(
    "/{int:alert_id}/entry",
    permission="lists.compare",
    purpose="watch_lists",
    response=CandidateEntry,
    summary="The list entry that a candidate may be",
)
def candidate_entry(request: Request, alert_id: int) -> CandidateEntry:
    alert = _alert(request, alert_id)
    entry = entry_of(alert.key)
    if entry is None:
        raise absent()
    kind = list_types()[entry.kind]
    request.audit.work_item = f"alert:{alert_id}"
    request.audit.showed(entry.pseudonym, f"{entry.subject_type}:masked")
    return CandidateEntry(
        kind=entry.kind,
        title=text(kind.title),
        criterion=text(kind.criteria[entry.criterion]),
        state=entry.state_at(clock()()),
        subject_type=entry.subject_type,
        subject=MASKS[entry.subject_type](open_column(entry, "sealed_subject")),
        issuing_body=entry.issuing_body,
        document_number=entry.document_number,
        until_at=instant(entry.ends_at),
        compare=list(COMPARED[alert.model]),
    )


@routes.post(
    "/{int:alert_id}/entry/reveal",
    permission="lists.compare",
    purpose="watch_lists",
    response=ShownField,
    keeps_changes=True,
    summary="Show the listed plate or number for comparing",
)
def reveal_entry(request: Request, alert_id: int) -> ShownField:
    alert = _alert(request, alert_id)
    entry = entry_of(alert.key)
    return _show(request, alert, entry, entry.subject_type if entry else "", "sealed_subject")


def _alert(request: Request, alert_id: int) -> Alert:
    """The alert, if the person sees it and has the route's permission where it is."""
    rows = Alert.objects.visible_to(request.user).filter(request.user.reach().over("area__path"))
    found: Alert | None = rows.with_places().select_related("zone__dwelling", "claimed_by").filter(pk=alert_id).first()
    if found is None:
        raise absent()
    return found


def _column(field: str) -> str:
    column = FIELDS.get(field)
    if column is None:
        raise absent()
    return column


def _show(request: Request, alert: Alert, of: Any, field: str, column: str) -> ShownField:
    if of is None or not _is_within(request, of):
        raise absent()
    try:
        shown = show(alert, of, field, column, request.user, request.audit, clock()())
    except NotShown as refused:
        zh, en = refused.words
        request.audit.work_item = f"alert:{alert.pk}"
        match refused.kind:
            case "conflict":
                raise conflict(zh, en) from None
            case "limit":
                raise Problem(429, "limit", zh, en) from None
            case _:
                raise Problem(403, "not_shown", zh, en) from None
    return ShownField(value=shown.value, shown_until=iso(shown.shown_until))


def _is_within(request: Request, of: Any) -> bool:
    """A resident or contact of somebody's home within reach; an entry comes from the alert itself."""
    resident = of if isinstance(of, Resident) else getattr(of, "resident", None)
    return resident is None or Resident.objects.visible_to(request.user).filter(pk=resident.pk).exists()


def _concerned(of: str, row: Any, fields: tuple[str, ...], notes: Notes) -> ConcernedRow:
    shown = [
        MaskedField(field=field, masked=MASKS[field](open_column(row, FIELDS[field])))
        for field in fields
        if getattr(row, FIELDS[field])
    ]
    notes.showed(row.pseudonym, *(f"{field.field}:masked" for field in shown))
    relation = RELATIONS.get(getattr(row, "relation", ""))
    return ConcernedRow(
        of=of, id=row.pk, relation=Text(zh=relation[0], en=relation[1]) if relation else None, fields=shown
    )

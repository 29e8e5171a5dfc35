"""The register of residents, always masked; consents; and what a resident sees of those who looked."""

from django.db.models import QuerySet
from ninja import Field, Query, Schema, Status

from anlin.access.audit import Notes
from anlin.access.masking import MASKS, mask_door
from anlin.access.purposes import shipped_purposes
from anlin.access.sealed import open_column
from anlin.api.intake_store import clock
from anlin.api.problems import absent, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, Ref, cursor_of, instant, place_of, ref
from anlin.observations.instants import iso
from anlin.people.models import User
from anlin.people.roles import ROLES
from anlin.places.models import Area, Dwelling, subtree
from anlin.residents import registering
from anlin.residents.models import RELATIONS, HomeQuerySet, HouseholdContact, Landlord, Look, PersonConsent, Resident
from anlin.residents.registering import NewResident, NotRegistered

routes = Routes("/residents", tag="residents")
PURPOSE = "household_register"
PAGE = 50


class ConsentRow(Schema):
    purpose: str
    title: Text
    document: str
    given_at: Instant
    withdrawn_at: Instant | None


class ContactRow(Schema):
    id: int
    relation: Text
    name: str
    phone: str


class ResidentRow(Schema):
    """Every personal field is masked; there is no route that shows one without a work item."""

    id: int
    name: str
    phone: str
    id_number: str
    door: str
    area: Ref | None
    building: Ref | None
    is_minor: bool
    contacts: list[ContactRow]
    consents: list[ConsentRow]
    registered_at: Instant


class ResidentPage(Schema):
    items: list[ResidentRow]
    total: int
    next: str | None


class ResidentFilter(Schema):
    """By place only: a register that can be searched by name or number can be fished in."""

    area: int | None = None
    cursor: str = ""


class ResidentGiven(Schema):
    dwelling: str = Field(max_length=40, description="Code of the home.")
    name: str = Field(min_length=1, max_length=40)
    phone: str = Field("", max_length=20)
    id_number: str = Field("", max_length=18)
    document: str = Field(min_length=1, max_length=60, description="Number of the signed consent.")
    guardian: int | None = None
    is_minor: bool = False


class ContactGiven(Schema):
    name: str = Field(min_length=1, max_length=40)
    phone: str = Field(min_length=3, max_length=20)
    relation: str


class ConsentGiven(Schema):
    """`notice`: number of the paper by which those who live there were told, for home sensing."""

    purpose: str
    document: str = Field(min_length=1, max_length=60)
    notice: str = Field("", max_length=60)


class LandlordGiven(Schema):
    """`username`: the landlord's own account."""

    dwelling: str = Field(max_length=40, description="Code of the home.")
    username: str = Field(max_length=40)
    document: str = Field(min_length=1, max_length=60, description="Number of the rental filing.")


class LandlordRow(Schema):
    """Who lets a home, masked, by which filing; `ended_at` once they do no more."""

    id: int
    name: str
    door: str
    area: Ref | None
    building: Ref | None
    document: str
    filed_at: Instant
    ended_at: Instant | None


class WithdrawalGiven(Schema):
    purpose: str


class LookRow(Schema):
    """One look at the person's own data: when, which organisation and role, for what, which kinds of fields.

    `is_masked`: they were shown with their middle blotted out, as in a list.
    """

    at: Instant
    organisation: str
    role: Text
    purpose: Text
    fields: list[str]
    is_masked: bool


@routes.get("", permission="residents.read", purpose=PURPOSE, response=ResidentPage, summary="Residents, masked")
def residents(request: Request, wanted: Query[ResidentFilter]) -> ResidentPage:
    rows = Resident.objects.visible_to(request.user)
    if wanted.area is not None:
        area = Area.objects.visible_to(request.user).filter(pk=wanted.area).first()
        rows = rows.filter(household__dwelling__building__area__in=subtree(area)) if area else rows.none()
    total = rows.count()
    if wanted.cursor:
        rows = rows.filter(pk__gt=place_of(wanted.cursor, (int,))[0])
    found = list(_whole(rows).order_by("pk")[: PAGE + 1])
    shown = found[:PAGE]
    return ResidentPage(
        items=[_row(row, request.audit) for row in shown],
        total=total,
        next=cursor_of(shown[-1].pk) if len(found) > PAGE else None,
    )


@routes.get(
    "/looks", permission="looks.read", purpose="oversight", response=list[LookRow], summary="Who looked at my data"
)
def looks(request: Request) -> list[LookRow]:
    """The signed-in resident's own, newest first; of list views too."""
    own = Resident.objects.filter(account=request.user).first()
    rows = Look.objects.filter(resident=own).select_related("unit").order_by("-pk")[:500] if own else []
    return [
        LookRow(
            at=iso(row.at),
            organisation=row.unit.name_zh if row.unit else "",
            role=Text(zh=ROLES[row.role].zh, en=ROLES[row.role].en) if row.role in ROLES else Text(zh="", en=""),
            purpose=_purpose(row.purpose),
            fields=row.fields.split(","),
            is_masked=row.is_masked,
        )
        for row in rows
    ]


@routes.get(
    "/{int:resident_id}", permission="residents.read", purpose=PURPOSE, response=ResidentRow, summary="One resident"
)
def resident(request: Request, resident_id: int) -> ResidentRow:
    return _row(_one(request, resident_id), request.audit)


@routes.post(
    "", permission="residents.manage", purpose=PURPOSE, response=ResidentRow, summary="Register somebody who agreed"
)
def register(request: Request, given: ResidentGiven) -> ResidentRow:
    home = Dwelling.objects.visible_to(request.user).filter(code=given.dwelling).first()
    guardian = None
    if given.guardian is not None:
        guardian = Resident.objects.visible_to(request.user).filter(pk=given.guardian).first()
    if home is None or (given.guardian is not None and guardian is None):
        raise absent()
    new = NewResident(given.name, given.phone, given.id_number, given.is_minor, guardian)
    try:
        made = registering.register_resident(home, new, given.document, request.user, clock()())
    except NotRegistered as refused:
        raise invalid(*refused.words) from None
    return _row(_one(request, made.pk), request.audit)


@routes.post(
    "/landlords", permission="residents.manage", purpose=PURPOSE, response={204: None}, summary="Who lets a home"
)
def landlord(request: Request, given: LandlordGiven) -> Status[None]:
    home = Dwelling.objects.visible_to(request.user).filter(code=given.dwelling).first()
    account = User.objects.filter(username=given.username.lower(), grants__role="resident").first()
    if home is None or account is None:
        raise absent()
    try:
        registering.name_landlord(home, account, given.document, clock()())
    except NotRegistered as refused:
        raise invalid(*refused.words) from None
    return Status(204, None)


@routes.get(
    "/landlords", permission="residents.manage", purpose=PURPOSE, response=list[LandlordRow], summary="Who lets homes"
)
def landlords(request: Request) -> list[LandlordRow]:
    """Within reach, the newest first; asked first, with the tenant, when a registration is due (LU-34)."""
    rows = _landlords(request).select_related("dwelling__building__area", "account").order_by("-pk")[:500]
    request.audit.subjects.extend(f"landlord:{row.pk}" for row in rows)
    return [
        LandlordRow(
            id=row.pk,
            name=MASKS["name"](row.account.name),
            door=mask_door(row.dwelling.unit, row.dwelling.floor),
            area=ref(row.dwelling.building.area),
            building=ref(row.dwelling.building),
            document=row.document,
            filed_at=iso(row.filed_at),
            ended_at=instant(row.ended_at),
        )
        for row in rows
    ]


@routes.post(
    "/landlords/{int:landlord_id}/end",
    permission="residents.manage",
    purpose=PURPOSE,
    response={204: None},
    summary="They let the home no more",
)
def end_letting(request: Request, landlord_id: int) -> Status[None]:
    found = _landlords(request).filter(pk=landlord_id).first()
    if found is None:
        raise absent()
    request.audit.subjects.append(f"landlord:{landlord_id}")
    registering.end_letting(found, clock()())
    return Status(204, None)


def _landlords(request: Request) -> QuerySet[Landlord]:
    return Landlord.objects.filter(request.user.reach().over(Landlord.path_field))


@routes.post(
    "/{int:resident_id}/contacts",
    permission="residents.manage",
    purpose=PURPOSE,
    response=ResidentRow,
    summary="Whom the resident wants called",
)
def add_contact(request: Request, resident_id: int, given: ContactGiven) -> ResidentRow:
    found = _one(request, resident_id)
    try:
        registering.name_contact(found, given.name, given.phone, given.relation, clock()())
    except NotRegistered as refused:
        raise invalid(*refused.words) from None
    return _row(_one(request, resident_id), request.audit)


@routes.post(
    "/{int:resident_id}/consents",
    permission="residents.manage",
    purpose=PURPOSE,
    response=ResidentRow,
    summary="The resident agrees to one purpose",
)
def give(request: Request, resident_id: int, given: ConsentGiven) -> ResidentRow:
    found = _one(request, resident_id)
    try:
        registering.give_consent(found, given.purpose, given.document, clock()(), given.notice)
    except NotRegistered as refused:
        raise invalid(*refused.words) from None
    return _row(_one(request, resident_id), request.audit)


@routes.post(
    "/{int:resident_id}/consents/withdraw",
    permission="residents.manage",
    purpose=PURPOSE,
    response=ResidentRow,
    summary="The resident takes a consent back; in force within a minute",
)
def withdraw(request: Request, resident_id: int, given: WithdrawalGiven) -> ResidentRow:
    registering.withdraw_consent(_one(request, resident_id), given.purpose, clock()())
    return _row(_one(request, resident_id), request.audit)


def _whole(rows: HomeQuerySet) -> HomeQuerySet:
    return rows.select_related("household__dwelling__building__area").prefetch_related("contacts", "consents")


def _one(request: Request, resident_id: int) -> Resident:
    found = _whole(Resident.objects.visible_to(request.user)).filter(pk=resident_id).first()
    if found is None:
        raise absent()
    return found


def _row(row: Resident, notes: Notes) -> ResidentRow:
    home = row.household.dwelling
    notes.showed(row.pseudonym, "name:masked", "phone:masked", "id_number:masked")
    return ResidentRow(
        id=row.pk,
        name=MASKS["name"](open_column(row, "sealed_name")),
        phone=MASKS["phone"](open_column(row, "sealed_phone")),
        id_number=MASKS["id_number"](open_column(row, "sealed_id_number")),
        door=mask_door(home.unit, home.floor),
        area=ref(home.building.area),
        building=ref(home.building),
        is_minor=row.is_minor,
        contacts=[_contact(contact, notes) for contact in row.contacts.all() if contact.ended_at is None],
        consents=[_consent(consent) for consent in row.consents.all()],
        registered_at=iso(row.registered_at),
    )


def _contact(row: HouseholdContact, notes: Notes) -> ContactRow:
    notes.showed(row.pseudonym, "name:masked", "phone:masked")
    zh, en = RELATIONS[row.relation]
    return ContactRow(
        id=row.pk,
        relation=Text(zh=zh, en=en),
        name=MASKS["name"](open_column(row, "sealed_name")),
        phone=MASKS["phone"](open_column(row, "sealed_phone")),
    )


def _consent(row: PersonConsent) -> ConsentRow:
    return ConsentRow(
        purpose=row.purpose,
        title=_purpose(row.purpose),
        document=row.document,
        given_at=iso(row.given_at),
        withdrawn_at=instant(row.withdrawn_at),
    )


def _purpose(code: str) -> Text:
    spec = shipped_purposes()[code]
    return Text(zh=spec.zh, en=spec.en)

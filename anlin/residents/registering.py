"""Entering and leaving the register of residents. Nothing is kept without the person's own consent (LU-09)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from anlin.access.purposes import shipped_purposes
from anlin.access.sealed import seal_columns
from anlin.alerts.words import Words
from anlin.people.models import Consent, User
from anlin.places.models import Dwelling
from anlin.residents.models import RELATIONS, Household, HouseholdContact, Landlord, Notice, PersonConsent, Resident
from anlin.residents.notices import HOME_SENSING, WITHDRAWN, tell_co_residents, tell_family

REGISTER = "household_register"
CARE = "elder_care"
PURPOSES = (REGISTER, CARE)
"""What a person can agree to, each by itself."""


class NotRegistered(Exception):
    """A resident, contact or consent cannot be kept; `words` say why and what now."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


@dataclass(frozen=True)
class NewResident:
    """A person as they gave themselves. `guardian` consents for a child under 14."""

    name: str
    phone: str = ""
    id_number: str = ""
    is_minor: bool = False
    guardian: Resident | None = None


def register_resident(dwelling: Dwelling, given: NewResident, document: str, by: User | None, at: int) -> Resident:
    """The person in their home's household, with their consent to be registered. Raises `NotRegistered`."""
    if not given.name.strip():
        raise NotRegistered("请填写姓名", "Give the name")
    if given.is_minor and given.guardian is None:
        raise NotRegistered("不满十四周岁须由监护人同意", "A guardian consents for a child under 14")
    with transaction.atomic():
        household, _ = Household.objects.get_or_create(dwelling=dwelling, defaults={"since": at})
        resident = Resident.objects.create(
            household=household,
            sealed_name="",
            is_minor=given.is_minor,
            guardian=given.guardian,
            registered_by=by,
            registered_at=at,
        )
        seal_columns(
            resident,
            sealed_name=given.name.strip(),
            sealed_phone=given.phone.strip(),
            sealed_id_number=given.id_number.strip().upper(),
        )
        resident.save()
        give_consent(resident, REGISTER, document, at)
        if Consent.objects.filter(dwelling=dwelling, purpose=CARE, withdrawn_at=None).exists():
            Notice.objects.create(resident=resident, kind=HOME_SENSING, at=at)
    return resident


def name_contact(
    resident: Resident,
    name: str,
    phone: str,
    relation: str,
    at: int,
    account: User | None = None,
    *,
    sees_home: bool = False,
) -> HouseholdContact:
    """Somebody the resident wants called, after those named before; `sees_home`: they may also see how it is there."""
    if relation not in RELATIONS or not name.strip() or not phone.strip():
        raise NotRegistered("请填写联系人的姓名、电话和关系", "Give the contact's name, phone and relation")
    with transaction.atomic():
        contact = HouseholdContact.objects.create(
            resident=resident,
            rank=resident.contacts.filter(ended_at=None).count() + 1,
            relation=relation,
            sealed_name="",
            sealed_phone="",
            account=account,
            named_at=at,
            sees_home_since=at if sees_home else None,
        )
        seal_columns(contact, sealed_name=name.strip(), sealed_phone=phone.strip())
        contact.save()
    return contact


def name_landlord(dwelling: Dwelling, account: User, document: str, at: int) -> Landlord:
    """Who lets the home, by their own filing: asked first, with the tenant, when a registration is due (LU-34)."""
    if not document.strip():
        raise NotRegistered("请填写租赁备案编号", "Give the number of the rental filing")
    made: Landlord = Landlord.objects.create(dwelling=dwelling, account=account, document=document.strip(), filed_at=at)
    return made


def end_letting(landlord: Landlord, at: int) -> None:
    """They let the home no more and are asked nothing about it; again changes nothing."""
    Landlord.objects.filter(pk=landlord.pk, ended_at=None).update(ended_at=at)


def give_consent(resident: Resident, purpose: str, document: str, at: int, notice: str = "") -> PersonConsent:
    """The person's yes to one purpose. With `elder_care` their home's own consent stands too: its sensors are heard.

    Those they live with are told (LU-31): on their own page, or, where one of them has none, as `notice` says.
    """
    if purpose not in PURPOSES:
        raise NotRegistered("没有这个用途", "There is no such purpose")
    if not document.strip():
        raise NotRegistered("请填写同意书编号", "Give the number of the signed form")
    if resident.is_minor and resident.guardian is None:
        raise NotRegistered("不满十四周岁须由监护人同意", "A guardian consents for a child under 14")
    others = Resident.objects.filter(household=resident.household_id, account=None, is_minor=False)
    if purpose == CARE and not notice.strip() and others.exclude(pk=resident.pk).exists():
        raise NotRegistered(
            "同住的人还没有账号，请先书面告知并填写告知书编号",
            "Somebody who lives there has no account: tell them on paper and give the number of that notice",
        )
    try:
        with transaction.atomic():
            consent = PersonConsent.objects.create(
                resident=resident,
                purpose=purpose,
                document=document.strip(),
                notice=notice.strip(),
                assessment=shipped_purposes()[purpose].assessment,
                guardian=resident.guardian if resident.is_minor else None,
                given_at=at,
            )
    except IntegrityError:
        raise NotRegistered("这项同意已经有效", "This consent is in force already") from None
    if purpose == CARE:
        home = resident.household.dwelling
        tell_co_residents(resident, at)
        if not Consent.objects.filter(dwelling=home, purpose=CARE, withdrawn_at=None).exists():
            Consent.objects.create(dwelling=home, purpose=CARE, document=document.strip(), given_at=at)
    return consent


def withdraw_consent(resident: Resident, purpose: str, at: int) -> None:
    """At once: fields are no longer shown; the home's sensors are heard no more once nobody in it agrees (LU-31)."""
    with transaction.atomic():
        resident.consents.filter(purpose=purpose, withdrawn_at=None).update(withdrawn_at=at)
        home = resident.household.dwelling
        still = PersonConsent.objects.filter(
            resident__household__dwelling=home, purpose=purpose, withdrawn_at=None
        ).exists()
        if purpose == CARE:
            tell_family(home, WITHDRAWN, None, at)
        if purpose == CARE and not still:
            Consent.objects.filter(dwelling=home, purpose=CARE, withdrawn_at=None).update(withdrawn_at=at)


def has_consent(resident: Resident, purpose: str) -> bool:
    return resident.consents.filter(purpose=purpose, withdrawn_at=None).exists()

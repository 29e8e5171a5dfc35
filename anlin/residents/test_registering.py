"""Who stands in the register, sealed, and by whose consent."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from anlin.access import audit
from anlin.access.counting import NotOnRecord
from anlin.access.models import AuditRecord
from anlin.access.sealed import open_column
from anlin.access.vault import NotSealedHere
from anlin.observations.instants import MINUTE
from anlin.places.directory import current_directory
from anlin.places.models import RegistryVersion
from anlin.residents.conftest import AT, ELDER, SON, make_home
from anlin.residents.models import PersonConsent, Resident
from anlin.residents.registering import (
    NewResident,
    NotRegistered,
    give_consent,
    has_consent,
    register_resident,
    withdraw_consent,
)


def whole_database() -> str:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return json.dumps(rows, ensure_ascii=False, default=str)


def test_lu_60_what_identifies_a_person_is_sealed_for_its_row(home, town):
    dump = whole_database()
    for value in (ELDER.name, ELDER.phone, ELDER.id_number, *SON):
        assert value not in dump
    with audit.job("test", "household_register"):
        assert open_column(home.elder, "sealed_phone") == ELDER.phone
        other = make_home(town.compound, "3-1-503").elder
        other.sealed_phone = home.elder.sealed_phone
        with pytest.raises(NotSealedHere):
            open_column(other, "sealed_phone")


def test_lu_51_nothing_opens_without_a_record_and_a_job_records_whom_it_opened(home):
    with pytest.raises(NotOnRecord):
        open_column(home.elder, "sealed_phone")
    with audit.job("care.ladder", "elder_care") as notes:
        notes.work_item = "alert:1"
        open_column(home.elder, "sealed_phone")
        open_column(home.elder, "sealed_name")
        open_column(home.son, "sealed_phone")
    body = json.loads(AuditRecord.objects.order_by("-position")[0].body)
    assert (body["persons"], body["work_item"]) == (2, "alert:1")
    assert body["subjects"] == [home.son.pseudonym, home.elder.pseudonym]


def test_lu_09_nobody_is_registered_without_their_own_consent(home):
    with pytest.raises(NotRegistered, match="signed form"):
        register_resident(home.dwelling, NewResident("李梅"), document=" ", by=None, at=AT)
    assert Resident.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonConsent.objects.create(resident=home.elder, purpose="x", document="1", assessment="", given_at=AT)


def test_lu_09_a_guardian_consents_for_a_child_under_14(home):
    with pytest.raises(NotRegistered, match="guardian"):
        register_resident(home.dwelling, NewResident("欧阳小宝", is_minor=True), document="3", by=None, at=AT)
    child = register_resident(
        home.dwelling, NewResident("欧阳小宝", is_minor=True, guardian=home.elder), document="3", by=None, at=AT
    )
    assert child.consents.get().guardian == home.elder
    with pytest.raises(IntegrityError), transaction.atomic():
        Resident.objects.filter(pk=child.pk).update(guardian=None)


def test_lu_09_another_purpose_needs_a_consent_of_its_own(home):
    assert has_consent(home.elder, "household_register")
    assert not has_consent(home.elder, "elder_care")
    assert home.elder.consents.get().assessment == "IA-16"
    with pytest.raises(NotRegistered):
        give_consent(home.elder, "advertising", "4", AT)


def care_at_the_door(dwelling) -> bool:
    (row,) = [row for row in current_directory().registry.dwellings if row.number == dwelling.pk]
    return row.care_consent


def test_lu_31_a_consent_to_care_and_its_withdrawal_are_at_the_door_with_the_next_version(home):
    before = RegistryVersion.objects.get().version
    assert not care_at_the_door(home.dwelling)
    give_consent(home.elder, "elder_care", "5", AT)
    assert care_at_the_door(home.dwelling)
    withdraw_consent(home.elder, "elder_care", AT + MINUTE)
    assert not care_at_the_door(home.dwelling)
    assert RegistryVersion.objects.get().version > before + 1
    assert has_consent(home.elder, "household_register")

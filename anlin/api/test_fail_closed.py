"""No audit, no data (LU-15, P7), and routes that forget to say why they exist."""

import sqlite3

import pytest
from django.db import connection, transaction

from anlin.access.models import AuditRecord
from anlin.api.security import DECLARED, Routes, UndeclaredRoute
from anlin.places.models import Area, Device

AREA = {"name_zh": "芙蓉三区", "lon": 119.5, "lat": 35.4}


@pytest.fixture
def broken_audit(db):
    """The log's table is gone for as long as the test runs."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE access_auditrecord RENAME TO elsewhere")
        yield
        transaction.set_rollback(True)


def test_lu_15_when_the_record_cannot_be_stored_not_a_byte_leaves(town, person, browser, broken_audit):
    browser.client.raise_request_exception = True
    guard = person("property_guard", town.compound)
    browser.sign_in(guard)
    for path in ("/api/areas", "/api/alerts", "/api/map/areas", "/api/stream", "/api/session", "/api/areas/999"):
        answer = browser.get(path)
        assert (answer.status_code, answer.content) == (503, b""), path


def test_lu_15_when_the_record_cannot_be_stored_the_change_is_undone(person, browser):
    browser.sign_in(person("system_manager"))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE access_auditrecord RENAME TO elsewhere")
        answer = browser.post("/api/setup/area", AREA)
        assert (answer.status_code, answer.content) == (503, b"")
        assert not Area.objects.exists()
        transaction.set_rollback(True)
    assert browser.post("/api/setup/area", AREA).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_lu_15_when_the_store_is_locked_or_full_not_a_byte_leaves(browser):
    from anlin.conftest import make_town
    from anlin.people.models import RoleGrant, User

    if connection.vendor != "sqlite":
        pytest.skip("the other store is under test")
    town = make_town()
    user = User.objects.create_user("wang", "王强")
    RoleGrant.objects.create(user=user, role="property_guard", area=town.compound)
    browser.sign_in(user)
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other.execute("BEGIN IMMEDIATE")
    locked = browser.get("/api/areas")
    other.execute("ROLLBACK")
    assert (locked.status_code, locked.content) == (503, b"")
    with connection.cursor() as cursor:
        # Room for some records, however the tests before have left the file.
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 8}")
    statuses = set()
    for _ in range(400):
        answer = browser.get("/api/areas")
        statuses.add(answer.status_code)
        if answer.status_code == 503:
            assert answer.content == b""
            break
    assert statuses == {200, 503}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")
    assert browser.get("/api/areas").status_code == 200
    other.close()


def test_what_a_refused_change_stored_is_undone(town, person, browser):
    """A route that stores something and then refuses leaves nothing behind, but its record."""
    browser.sign_in(person("system_manager"))
    before, devices = AuditRecord.objects.count(), Device.objects.count()
    camera = {"code": town.device.code, "name_zh": "重复", "kind": "pir", "zone_kind": "hall", "zone_name_zh": "门厅"}
    assert browser.post("/api/setup/device", camera).status_code == 409
    assert Device.objects.count() == devices
    assert AuditRecord.objects.count() == before + 1


def test_a_route_without_permission_or_purpose_does_not_start():
    routes = Routes("/nothing", tag="nothing")
    with pytest.raises(TypeError):
        routes.get("")  # type: ignore[call-arg]
    with pytest.raises(UndeclaredRoute, match=r"people/roles\.py"):
        routes.get("", permission="everything.read", purpose="operations")
    with pytest.raises(UndeclaredRoute, match=r"purposes\.toml"):
        routes.get("", permission="places.read", purpose="investigation")
    assert ("GET", "/api/nothing") not in DECLARED


def test_a_method_that_nobody_declared_does_nothing(browser, person, town):
    browser.sign_in(person("property_guard", town.compound))
    for method in ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        assert browser.send(method, "/api/areas").status_code == 405

"""Sources that send by token: seen, given a new one, and withdrawn, in force with the next version of the registers."""

import pytest

from anlin.access.models import AuditRecord
from anlin.places.directory import current_directory
from anlin.places.registering import make_token


@pytest.fixture
def manager(browsers, person):
    return browsers().sign_in(person("system_manager"))


def test_a_withdrawn_token_is_known_to_the_door_no_more(manager, town):
    source, token = make_token(town.compound, "edge box")
    before = current_directory()
    assert before.source(token).name == "edge box"

    row = manager.post(f"/api/sources/{source.pk}/withdraw").json()

    after = current_directory()
    assert (row["in_use"], row["withdrawn_at"] is not None) == (False, True)
    assert after.version > before.version
    assert after.source(token) is None


def test_withdrawing_again_changes_nothing(manager, town):
    source, _ = make_token(town.compound, "edge box")
    first = manager.post(f"/api/sources/{source.pk}/withdraw").json()
    version = current_directory().version

    assert manager.post(f"/api/sources/{source.pk}/withdraw").json() == first
    assert current_directory().version == version


def test_a_new_token_makes_the_old_one_void_and_takes_a_withdrawn_source_back(manager, town):
    source, old = make_token(town.compound, "edge box")
    manager.post(f"/api/sources/{source.pk}/withdraw")

    made = manager.post(f"/api/sources/{source.pk}/token").json()

    assert current_directory().source(made["token"]).area == town.compound.pk
    assert current_directory().source(old) is None
    assert (made["path"], made["device_id"]) == ("/api/observations", None)
    [row] = manager.get("/api/sources").json()["items"]
    assert (row["in_use"], row["withdrawn_at"]) == (True, None)


def test_the_list_has_the_withdrawn_ones_and_no_token(manager, town):
    (kept, secret), (gone, other) = make_token(town.compound, "kept"), make_token(town.compound, "gone")
    manager.post(f"/api/sources/{gone.pk}/withdraw")

    answer = manager.get("/api/sources")

    assert [(row["name"], row["in_use"]) for row in answer.json()["items"]] == [("gone", False), ("kept", True)]
    assert not any(text in answer.content.decode() for text in (secret, other, kept.sha256))


def test_who_took_a_token_back_is_on_record(manager, town):
    source, _ = make_token(town.compound, "edge box")

    manager.post(f"/api/sources/{source.pk}/withdraw")
    record = AuditRecord.objects.order_by("-pk").first()

    assert f"source:{source.pk}" in record.body
    assert "withdraw" in record.operation
    assert manager.post("/api/sources/999999/withdraw").status_code == 404

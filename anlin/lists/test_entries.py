"""What may stand on a list, who puts it there, and for how long. Names bear the id of the statement."""

import json
import threading
from pathlib import Path

import pytest
from django.db import connection

from anlin.access.counting import NotOnRecord, counted
from anlin.access.sealed import open_column
from anlin.lists.at_the_door import entries_in_force
from anlin.lists.catalogue import CLOSED, IncompleteListType, list_types, read_catalogue
from anlin.lists.conftest import AT, PLATE, in_force, stolen
from anlin.lists.entries import (
    NotListed,
    approve,
    correct,
    refuse,
    register_entry,
    renew,
    suspend,
    withdraw,
)
from anlin.lists.hits import reviewed
from anlin.lists.models import Entry, Hit
from anlin.lists.orders import close_ended, declare_order, is_genuine, public_key_pem
from anlin.observations.instants import DAY, HOUR, SECOND
from anlin.people.models import User

SHIPPED = Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "item", ["criteria", "legal_article", "authority", "assessment", "purpose", "roles", "longest_days"]
)
def test_lu_20_a_list_type_without_one_of_its_items_is_refused(item):
    lines = SHIPPED.split("[missing_person]")[0].splitlines()
    without = [line for line in lines if not line.startswith(f"{item} =")]
    if item == "criteria":
        without = without[: without.index("[person_wanted.criteria]")]
    with pytest.raises(IncompleteListType):
        read_catalogue("\n".join(without))


@pytest.mark.parametrize("code", ["person_of_interest", "needs_attention", "other", "重点人员"])
def test_lu_20_a_vague_list_cannot_exist(code):
    text = SHIPPED.split("[missing_person]")[0].replace("person_wanted", f'"{code}"')
    with pytest.raises(IncompleteListType, match="not one of"):
        read_catalogue(text)


def test_lu_20_a_vague_criterion_cannot_exist():
    text = SHIPPED.split("[missing_person]")[0] + 'other = { zh = "其他", en = "Other" }\n'
    with pytest.raises(IncompleteListType, match="not objective"):
        read_catalogue(text)


def test_lu_20_the_shipped_catalogue_is_the_closed_one():
    assert tuple(list_types()) == CLOSED
    assert {kind.longest_days for kind in list_types().values()} == {90, 14}


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "other"},
        {"criterion": ""},
        {"criterion": "warrant"},
        {"subject": " "},
        {"subject_type": "dwelling"},
        {"legal_basis": ""},
        {"issuing_body": " "},
        {"document_number": ""},
        {"until_at": AT},
        {"until_at": AT + 90 * DAY + 1},
        {"kind": "public_health", "criterion": "contact_order", "until_at": AT + 14 * DAY + 1},
        {"is_urgent": True},
    ],
)
def test_lu_21_an_entry_that_lacks_something_or_lasts_too_long_is_refused(town, officers, fields):
    with pytest.raises(NotListed):
        register_entry(stolen(town.community, **fields), officers[0], AT)
    assert not Entry.objects.exists()


def test_lu_21_the_longest_term_is_allowed_and_a_remark_says_what_it_is(town, officers):
    given = stolen(town.community, until_at=AT + 90 * DAY, remarks=(("fact", "银灰色轿车"), ("assessment", "可能换牌")))
    entry = register_entry(given, officers[0], AT)
    assert [remark.nature for remark in entry.remarks.order_by("pk")] == ["fact", "assessment"]
    with pytest.raises(NotListed):
        register_entry(stolen(town.community, remarks=(("rumour", "听说"),)), officers[0], AT)


def test_lu_22_two_others_of_different_units_put_an_entry_in_force(town, officers, demo):
    entry = register_entry(stolen(town.community), officers[0], AT)
    assert approve(entry, officers[1], AT).state_at(AT) == "proposed"
    assert entries_in_force(AT) == ()
    assert approve(entry, officers[2], AT + SECOND).state_at(AT + SECOND) == "in_force"
    (listed,) = entries_in_force(AT)
    assert (listed.number, listed.from_at, listed.until_at) == (entry.pk, AT + SECOND, AT + 30 * DAY)


def test_lu_22_the_requester_the_same_unit_and_the_same_person_leave_it_pending(town, officers, person):
    entry = register_entry(stolen(town.community), officers[2], AT)
    with pytest.raises(NotListed, match="what they asked for"):
        approve(entry, officers[2], AT)
    approve(entry, officers[0], AT)
    for again in (officers[0], officers[1]):
        with pytest.raises(NotListed, match="two units"):
            approve(entry, again, AT)
    with pytest.raises(NotListed, match="no unit"):
        approve(entry, person("community_officer", town.community), AT)
    assert Entry.objects.get().state_at(AT) == "proposed"


@pytest.mark.django_db(transaction=True)
def test_lu_22_a_double_click_counts_once():
    from anlin.conftest import make_town
    from anlin.people.models import Unit

    town = make_town()
    units = [Unit.objects.create(code=f"u{n}", name_zh=f"u{n}", kind="police") for n in (1, 2)]
    asked, clicks = (User.objects.create_user(f"o{n}", "警", unit=unit) for n, unit in enumerate(units))
    entry = register_entry(stolen(town.community), asked, AT)
    refused: list[str] = []

    def click() -> None:
        try:
            approve(entry, clicks, AT)
        except NotListed as error:
            refused.append(error.kind)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["conflict"]
    assert Entry.objects.get().state_at(AT) == "proposed"


def test_lu_22_nobody_lists_many_at_once(town, officers):
    for n in range(20):
        register_entry(stolen(town.community, subject=f"鲁L{n:05}"), officers[0], AT + n)
    with pytest.raises(NotListed, match="At most 20"):
        register_entry(stolen(town.community), officers[0], AT + 20)
    register_entry(stolen(town.community), officers[0], AT + DAY + 20)
    register_entry(stolen(town.community), officers[1], AT + 20)


def test_lu_22_a_renewal_is_approved_anew_and_goes_on_without_a_gap(town, officers, demo):
    entry = in_force(town.community, officers)
    later = AT + 29 * DAY
    renew(entry, officers[0], "延长〔2026〕1号", AT + 60 * DAY, later)
    assert entries_in_force(later)[0].until_at == AT + 30 * DAY
    approve(entry, officers[1], later)
    assert entries_in_force(later)[0].until_at == AT + 30 * DAY
    approve(entry, officers[2], later)
    (listed,) = entries_in_force(later)
    assert (listed.from_at, listed.until_at) == (AT, AT + 60 * DAY)
    with pytest.raises(NotListed, match="90 days"):
        renew(entry, officers[0], "延长〔2026〕2号", AT + 60 * DAY + 91 * DAY, later)


def health(area, **fields):
    given = {
        "kind": "public_health",
        "criterion": "contact_order",
        "document_number": "卫 1 号",
        "until_at": AT + 10 * DAY,
    }
    return stolen(area, **{**given, **fields})


@pytest.fixture
def order(town, person):
    return declare_order(
        "卫 1 号", town.community, "区卫健局", AT - DAY, AT + 20 * DAY, person("health_worker", town.community)
    )


@pytest.mark.parametrize(
    "fields", [{"document_number": "卫 2 号"}, {"until_at": AT + 14 * DAY}, {"document_number": "东公刑立字 1 号"}]
)
def test_lu_24_a_health_list_is_fed_by_a_declared_order_only(town, officers, order, fields):
    type(order).objects.update(until_at=AT + 12 * DAY)
    with pytest.raises(NotListed, match="declared health order"):
        register_entry(health(town.community, **fields), officers[0], AT)
    with pytest.raises(NotListed, match="declared health order"):
        register_entry(health(town.elsewhere), officers[0], AT)
    assert register_entry(health(town.compound), officers[0], AT).kind == "public_health"


def test_lu_24_when_the_order_ends_everything_is_destroyed_with_a_certificate(town, officers, order, demo):
    entry = register_entry(health(town.community), officers[0], AT)
    approve(entry, officers[1], AT)
    approve(entry, officers[2], AT)
    other = in_force(town.community, officers)
    reviewed(
        model="public_health_list", key=f"entry:{entry.pk:016x}/zone:g", alert=1, opened_at=AT, is_false=False,
        reason="", by=officers[0], at=AT,
    )  # fmt: skip
    assert close_ended(lambda: AT + 20 * DAY - 1) == 0
    assert close_ended(lambda: AT + 20 * DAY) == 1
    assert list(Entry.objects.all()) == [other]
    assert not Hit.objects.exists()
    assert [listed.number for listed in entries_in_force(AT)] == [other.pk]
    certificate = type(order).objects.get().certificate
    assert (certificate["order"], certificate["entries"], certificate["hits"]) == ("卫 1 号", 1, 1)
    assert is_genuine(certificate, public_key_pem())
    assert not is_genuine({**certificate, "entries": 0}, public_key_pem())
    with pytest.raises(NotListed, match="declared health order"):
        register_entry(
            health(town.community, from_at=AT + 20 * DAY, until_at=AT + 21 * DAY), officers[0], AT + 20 * DAY
        )
    assert close_ended(lambda: AT + 30 * DAY) == 0


def test_a_no_says_why_and_ends_the_request(town, officers, demo):
    entry = register_entry(stolen(town.community), officers[0], AT)
    with pytest.raises(NotListed, match="say why"):
        refuse(entry, officers[1], " ", AT)
    assert refuse(entry, officers[1], "案件已撤销", AT).state_at(AT) == "refused"
    with pytest.raises(NotListed, match="Nothing waits"):
        approve(entry, officers[2], AT)
    assert entries_in_force(AT) == ()


def test_lu_23_what_is_withdrawn_or_suspended_is_not_handed_to_the_door(town, officers, demo):
    one, other = in_force(town.community, officers), in_force(town.community, officers)
    withdraw(one, AT + HOUR)
    suspend(other, "auditor", AT + HOUR)
    assert entries_in_force(AT + HOUR) == ()
    assert [Entry.objects.get(pk=entry.pk).state_at(AT + HOUR) for entry in (one, other)] == ["withdrawn", "suspended"]


def test_lu_26_a_suspended_entry_comes_back_only_corrected_and_approved_anew(town, officers, demo):
    entry = suspend(in_force(town.community, officers), "two_false_hits", AT + HOUR)
    correct(entry, officers[0], "更正〔2026〕1号", AT + 20 * DAY, AT + 2 * HOUR)
    approve(entry, officers[1], AT + 3 * HOUR)
    assert entries_in_force(AT + 3 * HOUR) == ()
    approve(entry, officers[2], AT + 3 * HOUR)
    (listed,) = entries_in_force(AT + 3 * HOUR)
    assert (listed.from_at, listed.until_at) == (AT + 3 * HOUR, AT + 20 * DAY)


def test_lu_2a_one_approval_holds_two_hours_for_a_missing_child(town, officers, demo):
    given = stolen(town.community, kind="missing_person", criterion="child", is_urgent=True)
    entry = register_entry(given, officers[0], AT)
    approve(entry, officers[1], AT + 5 * SECOND)
    (listed,) = entries_in_force(AT + 5 * SECOND)
    assert (listed.from_at, listed.until_at) == (AT + 5 * SECOND, AT + 5 * SECOND + 2 * HOUR)
    assert Entry.objects.get().state_at(listed.until_at - 1) == "in_force"
    assert Entry.objects.get().state_at(listed.until_at) == "lapsed"
    with pytest.raises(NotListed, match="lapsed"):
        approve(Entry.objects.get(), officers[2], listed.until_at)
    approve(Entry.objects.get(), officers[2], listed.until_at - 1)
    (whole,) = entries_in_force(listed.until_at)
    assert (whole.from_at, whole.until_at) == (AT + 5 * SECOND, AT + 30 * DAY)


def test_lu_28_neither_database_nor_door_holds_the_plate_in_clear(town, officers, demo):
    entry = in_force(town.community, officers, remarks=(("fact", f"号牌 {PLATE}"),))
    with counted():
        assert open_column(entry, "sealed_subject") == PLATE
    with pytest.raises(NotOnRecord):
        open_column(entry, "sealed_subject")
    row = json.dumps(list(Entry.objects.values()), ensure_ascii=False, default=str)
    row += json.dumps(list(entry.remarks.values()), ensure_ascii=False, default=str)
    assert PLATE not in row
    assert PLATE[2:] not in row
    assert PLATE[2:] not in repr(entries_in_force(AT))


def test_outside_a_demo_the_door_gets_no_list_while_the_law_is_not_kept(town, officers):
    in_force(town.community, officers)
    assert entries_in_force(AT) == ()

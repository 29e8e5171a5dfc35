"""Each test is a sentence of README.md."""

from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal, with_watcher

MODEL = load_model(Path(__file__).parent)
HOME = with_watcher(PLACE, "register", "home-202", "home", dwelling=2)
FEED, KEY = "register", "dwelling:3-202"
DAY = 86_400
ISSUED, DUE, FILED = (f"registration_record/{label}" for label in ("credential_issued", "due", "rental_filed"))


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL], HOME)


def test_more_credentials_than_people_for_7_days_are_told(place: Rehearsal) -> None:
    said = place.says(FEED, ISSUED, 0, value=1).told(8 * DAY)
    assert said == [("credentials", KEY, "OPENED", 7 * DAY)]


def test_as_many_credentials_as_people_are_right(place: Rehearsal) -> None:
    assert place.says(FEED, ISSUED, 0, value=0).told(30 * DAY) == []


@pytest.mark.parametrize("label", ["credential_returned", "registered", "not_needed"])
def test_within_7_days_it_may_be_set_right(place: Rehearsal, label: str) -> None:
    place.says(FEED, ISSUED, 0, value=2).says(FEED, f"registration_record/{label}", 6 * DAY)
    assert place.told(30 * DAY) == []


def test_more_credentials_than_people_are_told_after_7_days(place: Rehearsal) -> None:
    assert place.says(FEED, ISSUED, 0, value=1).told(15 * DAY) == [("credentials", KEY, "OPENED", 7 * DAY)]


def test_a_registration_due_is_told_at_once(place: Rehearsal) -> None:
    assert place.says(FEED, DUE, 10).told(8 * DAY) == [("due", KEY, "OPENED", 10)]


def test_a_rental_without_anybody_registered_is_told_after_3_days(place: Rehearsal) -> None:
    assert place.says(FEED, FILED, 0).told(11 * DAY) == [("rental", KEY, "OPENED", 3 * DAY)]


def test_it_clears_at_once_when_somebody_registered(place: Rehearsal) -> None:
    said = place.says(FEED, FILED, 0).says(FEED, "registration_record/registered", 4 * DAY).told(20 * DAY)
    assert said[1:] == [("rental", KEY, "CLEARED", 4 * DAY)]


@pytest.mark.parametrize(
    ("rule", "what", "opened_at", "ends"),
    [
        ("credentials", ISSUED, 7 * DAY, ("credential_returned", "registered", "not_needed")),
        ("due", DUE, 0, ("registered", "deregistered", "not_needed")),
        ("rental", FILED, 3 * DAY, ("registered", "not_needed")),
    ],
)
def test_each_reminder_clears_at_once_by_what_answers_it_and_by_nothing_else(
    rule: str, what: str, opened_at: int, ends: tuple[str, ...]
) -> None:
    for label in ("credential_returned", "registered", "deregistered", "not_needed"):
        place = Rehearsal([MODEL], HOME).says(FEED, what, 0, value=1)
        said = place.says(FEED, f"registration_record/{label}", 8 * DAY).told(20 * DAY)
        assert said[0] == (rule, KEY, "OPENED", opened_at)
        assert said[1:] == ([(rule, KEY, "CLEARED", 8 * DAY)] if label in ends else []), label


def test_it_is_unknown_when_the_registers_feed_is_down(place: Rehearsal) -> None:
    said = place.says(FEED, FILED, 0).says(FEED, "device_heartbeat/offline", 4 * DAY).told(20 * DAY)
    assert said[1:] == [("rental", KEY, "UNKNOWN", 4 * DAY)]


def test_lu_34_tenant_and_landlord_are_asked_first_then_the_grid_and_nobody_else() -> None:
    asked = {role for rule in MODEL.rules for each in (rule, *rule.escalation) for role in each.recipients}
    assert asked == {"resident", "grid_worker"}

"""Who is asked answers: the work is over where nobody has it yet, and the model hears it as a sign of life."""

import pytest

from anlin.alerts.conftest import MINUTE, NOON
from anlin.alerts.models import Alert, Call
from anlin.alerts.timers import run_timers
from anlin.care.answering import NotAsked, say_fine, say_not_reached, say_reached
from anlin.journal import Control
from anlin.observations import from_bytes, kind_code, label_code
from anlin.observations.instants import HOUR
from anlin.residents.conftest import make_home

LATER = NOON + 5 * MINUTE


def told_contact(alert: Alert) -> Alert:
    """Nobody answered for a quarter of an hour."""
    run_timers(NOON + 15 * MINUTE)
    return Alert.objects.with_places().get(pk=alert.pk)


def steps(alert: Alert) -> list[str]:
    return list(alert.timeline.values_list("action", flat=True))


def test_im_fine_is_in_the_journal_as_a_sign_of_life_of_the_home(home, elder, journal):
    say_fine(journal, 1, home.dwelling, elder, LATER)
    (entry,) = journal.read(1, 0)
    (row,) = from_bytes(entry.payload).to_pylist()
    assert (row["kind"], row["label"], row["zone"]) == (kind_code("presence"), label_code("ok"), home.bedroom.pk)
    assert journal.totals() == {"received": 1, "journalled": 1}


@pytest.mark.parametrize("by", [-HOUR, HOUR])
def test_im_fine_is_heard_at_the_doors_time_whatever_the_pages_clock_says(home, elder, journal, by):
    journal.append_control(Control(1, "tick", LATER))
    say_fine(journal, 1, home.dwelling, elder, LATER + by)
    assert journal.last_instant(1) == LATER


def test_im_fine_ends_the_question_and_nobody_else_is_asked(home, elder, journal, says):
    alert = says()
    assert say_fine(journal, 1, home.dwelling, elder, LATER) == 1
    says("CLEARED", 302)
    assert told_contact(alert).work_state == "archived"
    assert steps(alert) == ["open", "fine"]


def test_im_fine_ends_work_that_the_contact_was_told_of_but_nobody_has_taken(home, elder, journal, says):
    alert = told_contact(says())
    assert alert.assigned_role == "family_contact"
    assert say_fine(journal, 1, home.dwelling, elder, NOON + 16 * MINUTE) == 1


def test_who_is_on_the_way_reads_that_the_person_is_fine_and_finishes_the_work(
    home, elder, journal, says, person, town
):
    alert = says()
    Alert.objects.filter(pk=alert.pk).update(work_state="accepted", claimed_by=person("grid_worker", town.compound))
    assert say_fine(journal, 1, home.dwelling, elder, LATER) == 0
    alert.refresh_from_db()
    assert (alert.work_state, steps(alert)[-1]) == ("accepted", "fine")


def test_a_call_for_help_is_not_ended_by_a_button(home, elder, journal, says):
    alert = says(rule="sos")
    assert say_fine(journal, 1, home.dwelling, elder, LATER) == 0
    alert.refresh_from_db()
    assert alert.work_state == "dispatched"


def test_a_contact_who_reached_the_person_ends_it(home, son, journal, says):
    alert = told_contact(says())
    say_reached(journal, 1, home.son, alert, son, NOON + 16 * MINUTE)
    alert.refresh_from_db()
    assert (alert.work_state, journal.totals()["journalled"]) == ("archived", 1)


def test_a_contact_who_cannot_reach_them_sends_somebody_at_once(home, son, says):
    alert = told_contact(says())
    say_not_reached(home.son, alert, son, NOON + 16 * MINUTE)
    alert.refresh_from_db()
    assert (alert.assigned_role, alert.work_state) == ("grid_worker", "dispatched")
    assert Call.objects.order_by("-pk")[0].role == "grid_worker"
    assert steps(alert)[-1] == "not_reached"


def test_a_contact_answers_nothing_while_only_the_person_is_asked(home, son, journal, says):
    alert = says()
    with pytest.raises(NotAsked):
        say_reached(journal, 1, home.son, alert, son, LATER)
    with pytest.raises(NotAsked):
        say_not_reached(home.son, alert, son, LATER)


def test_a_contact_of_another_home_answers_nothing(home, son, journal, says, town):
    alert = told_contact(says())
    other = make_home(town.neighbour, "9-9-909")
    with pytest.raises(NotAsked):
        say_reached(journal, 1, other.son, alert, son, LATER)


def test_what_is_over_is_answered_no_more(home, elder, son, journal, says):
    alert = told_contact(says())
    say_fine(journal, 1, home.dwelling, elder, NOON + 16 * MINUTE)
    alert.refresh_from_db()
    with pytest.raises(NotAsked):
        say_reached(journal, 1, home.son, alert, son, NOON + 17 * MINUTE)
    assert say_fine(journal, 1, home.dwelling, elder, NOON + 18 * MINUTE) == 0

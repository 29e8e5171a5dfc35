"""The present of a home: shown while there is consent, unknown when it is not fresh, gone with the consent."""

import pytest

from anlin.care.models import HomeNow
from anlin.care.showing import FRESH_FOR, Showing, forget_withdrawn, home_now
from anlin.engine.homes import Home
from anlin.observations.instants import MINUTE
from anlin.residents.conftest import AT, make_home
from anlin.residents.registering import withdraw_consent


def at_home(dwelling, **fields) -> Home:
    return Home(
        **{"dwelling": dwelling.pk, "state": "home", "since": AT, "heard_at": AT, "usual_us": 6_600_000_000} | fields
    )


def test_the_engines_word_is_what_is_shown(home):
    Showing(1)([at_home(home.dwelling)], AT)
    now = home_now(home.dwelling, AT)
    assert (now.state, now.since, now.usual_s) == ("home", AT, 6600)


def test_a_later_word_takes_the_place_of_the_one_before_and_there_is_no_past(home):
    show = Showing(1)
    show([at_home(home.dwelling)], AT)
    show([at_home(home.dwelling, state="away", since=AT + MINUTE)], AT + MINUTE)
    assert HomeNow.objects.count() == 1
    assert home_now(home.dwelling, AT + MINUTE).state == "away"


@pytest.mark.parametrize(("late", "state"), [(FRESH_FOR, "home"), (FRESH_FOR + 1, "unknown")])
def test_what_the_engine_said_longer_than_a_minute_ago_is_unknown(home, late, state):
    Showing(1)([at_home(home.dwelling)], AT)
    now = home_now(home.dwelling, AT + late)
    assert (now.state, now.since is None, now.usual_s) == (state, state == "unknown", 6600 if state == "home" else 0)


def test_a_home_of_which_the_engine_never_spoke_is_unknown(home):
    assert home_now(home.dwelling, AT).state == "unknown"


def test_a_home_without_consent_is_neither_shown_nor_written(home, town):
    other = make_home(town.compound, "3-1-601").dwelling
    Showing(1)([at_home(other)], AT)
    assert not HomeNow.objects.exists()
    assert home_now(other, AT) is None


def test_lu_37_with_the_consent_the_view_is_gone_at_once_and_its_row_with_the_next_look(home):
    show = Showing(1)
    show([at_home(home.dwelling)], AT)
    withdraw_consent(home.elder, "elder_care", AT + MINUTE)
    assert home_now(home.dwelling, AT + MINUTE) is None
    assert forget_withdrawn() == 1
    show([at_home(home.dwelling)], AT + MINUTE)
    assert not HomeNow.objects.exists()

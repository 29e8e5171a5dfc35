"""LU-94: a wrong match that was confirmed is reversed everywhere, and whom it met is told within a day."""

import pytest

from anlin.alerts.conftest import FixedFacts, condition
from anlin.alerts.lifecycle import Given
from anlin.alerts.models import Alert
from anlin.alerts.sink import ConditionSink
from anlin.alerts.work import perform
from anlin.lists.at_the_door import entries_in_force
from anlin.lists.conftest import AT, in_force
from anlin.lists.figures import figures_of, publish_ended, quarter_of, shown_to_all
from anlin.lists.models import Entry, Hit, Published, WrongMatch
from anlin.lists.righting import NotRighted, put_right, told
from anlin.observations.instants import DAY, HOUR, MINUTE

ALL = ("picture", "plate", "vehicle", "colour", "list")
KINDS = frozenset({"stolen_vehicle"})


@pytest.fixture
def confirmed(town, officers):
    """A candidate of a stolen car that two officers confirmed, and that one of them is on the way to."""

    def make(until: str = "dispatched") -> Alert:
        entry = in_force(town.community, officers)
        key = f"entry:{entry.pk:016x}/zone:g"
        seen = condition(model="watchlist_hit", rule="listed", key=key, area=town.compound.pk)
        moved = {field: getattr(seen, field) for field in seen.__struct_fields__} | {"at": AT, "opened_at": AT}
        ConditionSink(FixedFacts(), clock=lambda: AT).apply(1, 1, 1, (type(seen)(**moved),))
        alert = Alert.objects.with_places().get()
        for by in officers[1:3]:
            alert = perform(alert, "confirm", by, Given(note="一致", compared=ALL), AT + MINUTE)
        alert = perform(alert, "dispatch", officers[1], Given(), AT + 2 * MINUTE)
        if until == "archived":
            for action, by in (("accept", 1), ("arrive", 1), ("resolve", 1), ("verify", 2)):
                alert = perform(alert, action, officers[by], Given(verdict="true"), AT + HOUR)
        return alert

    return make


@pytest.mark.parametrize("until", ["dispatched", "archived"])
def test_lu_94_a_false_confirmation_is_reversed_everywhere(confirmed, officers, demo, until):
    alert = confirmed(until)
    put_right(alert, "同型套牌车，车主到场核实", officers[3], AT + 2 * HOUR)
    alert.refresh_from_db()
    assert (alert.work_state, alert.verdict, alert.due_at) == ("archived", "false", None)
    assert Hit.objects.get().outcome == "false"
    assert Entry.objects.get().state_at(AT + 2 * HOUR) == "suspended"
    assert entries_in_force(AT + 2 * HOUR) == ()
    (figures,) = figures_of(KINDS, AT + DAY)
    assert (figures.confirmed, figures.false, figures.precision) == (0, 1, 0.0)
    assert alert.timeline.last().action == "put_right"


def test_lu_94_the_pictures_of_a_wrong_match_are_destroyed(
    confirmed, officers, monkeypatch, django_capture_on_commit_callbacks
):
    destroyed = []
    monkeypatch.setattr("anlin.lists.righting.destroy_pictures", destroyed.extend)
    alert = confirmed()
    Alert.objects.update(rows={"first": {"evidence": "a" * 40}})
    alert.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        put_right(alert, "套牌车", officers[3], AT + HOUR)
    assert destroyed == ["a" * 40]


def test_lu_94_published_figures_are_corrected_beside_what_was_published(confirmed, officers):
    alert = confirmed("archived")
    end = quarter_of(AT)[2]
    publish_ended(lambda: end + HOUR)
    before = Published.objects.get(kind="stolen_vehicle").figures
    put_right(alert, "套牌车", officers[3], end + DAY)
    row = Published.objects.get(kind="stolen_vehicle")
    assert row.figures == before
    assert (before["confirmed"], row.corrected["confirmed"], row.corrected["false"]) == (1, 0, 1)
    assert row.corrected["entries"] == before["entries"]
    assert row.corrected_at == end + DAY
    assert shown_to_all(row.corrected)["confirmed"] is None


def test_lu_94_the_person_is_to_be_told_within_a_day_and_telling_is_kept_once(confirmed, officers):
    wrong = put_right(confirmed(), "套牌车", officers[3], AT + HOUR)
    assert (wrong.due_at, wrong.told_at) == (AT + HOUR + DAY, None)
    with pytest.raises(NotRighted, match="how"):
        told(wrong, "somehow", officers[3], AT + 2 * HOUR)
    first = told(wrong, "in_person", officers[3], AT + 2 * HOUR)
    again = told(wrong, "letter", officers[2], AT + 3 * HOUR)
    assert (again.told_at, again.told_how) == (first.told_at, "in_person")


def test_lu_94_what_was_not_confirmed_or_is_put_right_already_is_refused_and_changes_nothing(confirmed, officers):
    alert = confirmed()
    with pytest.raises(NotRighted, match="why"):
        put_right(alert, "  ", officers[3], AT + HOUR)
    put_right(alert, "套牌车", officers[3], AT + HOUR)
    alert.refresh_from_db()
    with pytest.raises(NotRighted, match="no confirmed match"):
        put_right(alert, "套牌车", officers[2], AT + HOUR)
    assert WrongMatch.objects.count() == 1


def test_lu_94_of_two_at_once_the_second_learns_it_and_nothing_is_half_done(confirmed, officers):
    alert = confirmed()
    Alert.objects.update(work_version=alert.work_version + 1)
    with pytest.raises(NotRighted, match="changed"):
        put_right(alert, "套牌车", officers[3], AT + HOUR)
    assert (Hit.objects.get().outcome, WrongMatch.objects.count()) == ("confirmed", 0)


def test_lu_94_what_two_confirmed_and_those_on_the_spot_found_false_is_owed_a_telling_too(confirmed, officers):
    alert = confirmed()
    for action, said in (("accept", {}), ("arrive", {}), ("resolve", {"verdict": "false", "note": "不是这辆车"})):
        alert = perform(alert, action, officers[1], Given(**said), AT + HOUR)
    wrong = WrongMatch.objects.get()
    assert (wrong.alert, wrong.due_at) == (alert.pk, AT + HOUR + DAY)
    assert Entry.objects.get().suspended_because == "wrong_match"


def test_lu_94_a_candidate_that_nobody_confirmed_owes_nothing(confirmed, officers, town):
    from anlin.lists.hits import reviewed

    confirmed()
    entry = Entry.objects.get()
    reviewed(
        model="watchlist_hit", key=f"entry:{entry.pk:016x}/zone:h", alert=77, opened_at=AT, is_false=True,
        reason="套牌", by=officers[1], at=AT,
    )  # fmt: skip
    assert not WrongMatch.objects.exists()

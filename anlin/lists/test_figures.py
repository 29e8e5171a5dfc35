"""Figures of the lists held against the raw events, and the pause of one that is wrong too often (LU-29)."""

from statistics import median

import pytest

from anlin.alerts.conftest import FixedFacts, condition
from anlin.alerts.lifecycle import Given
from anlin.alerts.models import Alert, WorkChange
from anlin.alerts.sink import ConditionSink
from anlin.alerts.work import perform
from anlin.lists.at_the_door import entries_in_force
from anlin.lists.conftest import AT, in_force, stolen
from anlin.lists.entries import register_entry
from anlin.lists.figures import figures_of, publish_ended, quarter_of, shown_to_all
from anlin.lists.hits import reviewed, why_not_confirmed
from anlin.lists.models import Entry, Hit, Pause, Published
from anlin.lists.orders import close_order, declare_order
from anlin.lists.pausing import NoReview, paused_kinds, review
from anlin.observations.instants import DAY, MINUTE, SECOND

KINDS = frozenset({"stolen_vehicle"})
ALL = ("picture", "plate", "vehicle", "colour", "list")


def decided(entry, officers, count, *, right, first=1, at=AT):
    for n in range(first, first + count):
        reviewed(
            model="watchlist_hit", key=f"entry:{entry.pk:016x}/zone:g", alert=n, opened_at=at, is_false=not right,
            reason="套牌", by=officers[1], at=at + n * MINUTE,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ("2025-12-31T15:59:59+00:00", "2025Q4"),
        ("2025-12-31T16:00:00+00:00", "2026Q1"),
        ("2026-06-30T15:59:59+00:00", "2026Q2"),
        ("2026-10-01T00:00:00+08:00", "2026Q4"),
    ],
)
def test_a_quarter_begins_at_midnight_in_china(at, name):
    from datetime import datetime

    instant = int(datetime.fromisoformat(at).timestamp()) * SECOND
    found, begin, end = quarter_of(instant)
    assert found == name
    assert begin <= instant < end
    assert quarter_of(end)[1] == end


def test_lu_29_the_published_figures_are_those_of_the_raw_events(town, officers):
    """Candidates through the sink, judged by people; then counted once more from alerts and their steps alone."""
    entries = [in_force(town.community, officers, AT + n) for n in range(3)]
    register_entry(stolen(town.community, subject="鲁L00001"), officers[0], AT)
    sink = ConditionSink(FixedFacts(), clock=lambda: AT)
    for n, entry in enumerate([*entries, entries[0]]):
        key = f"entry:{entry.pk:016x}/zone:{n}"
        seen = condition(id=n + 1, model="watchlist_hit", rule="listed", key=key, area=town.compound.pk)
        sink.apply(1, n + 1, 1, (type(seen)(**{**{f: getattr(seen, f) for f in seen.__struct_fields__},
                                              "at": AT + HOUR_US, "opened_at": AT + HOUR_US}),))  # fmt: skip
    first, second, third, _ = Alert.objects.order_by("id")
    for alert, after in ((first, 3 * MINUTE), (second, 10 * MINUTE)):
        perform(alert, "reject", officers[1], Given(reason="套牌车"), alert.opened_at + after)
    for by in officers[1:3]:
        third.refresh_from_db()
        perform(third, "confirm", by, Given(note="一致", compared=ALL), third.opened_at + MINUTE)

    end = quarter_of(AT)[2]
    assert publish_ended(lambda: end - 1) == 0
    assert publish_ended(lambda: end) == 5
    assert publish_ended(lambda: end + DAY) == 0
    row = Published.objects.get(kind="stolen_vehicle", quarter="2026Q1").figures

    rejections = WorkChange.objects.filter(action="reject").select_related("alert")
    waits = [step.at - step.alert.opened_at for step in rejections]
    twice = [a for a in Alert.objects.all() if WorkChange.objects.filter(alert=a, action="confirm").count() == 2]
    assert row["hits"] == Alert.objects.filter(model="watchlist_hit").count() == 4
    assert row["false"] == len(waits) == 2
    assert row["reject_us"] == median(waits) == 6.5 * MINUTE
    assert row["confirmed"] == len(twice) == 1
    assert row["precision"] == pytest.approx(1 / 3)
    assert row["entries"] == Entry.objects.count() == 4
    assert row["outcomes"] == {"expired": 3, "proposed": 1}


HOUR_US = 3_600 * SECOND


def test_lu_29_what_a_health_order_destroyed_is_still_counted(town, officers, person):
    nurse = person("health_worker", town.community)
    order = declare_order("卫 1 号", town.community, "卫健局", AT, AT + 9 * DAY, nurse)
    given = {"kind": "public_health", "criterion": "contact_order", "document_number": "卫 1 号"}
    entry = in_force(town.community, officers, **given, until_at=AT + 5 * DAY)
    reviewed(
        model="public_health_list", key=f"entry:{entry.pk:016x}/zone:g", alert=1, opened_at=AT, is_false=False,
        reason="", by=officers[1], at=AT,
    )  # fmt: skip
    close_order(order, AT + DAY)
    (figures,) = figures_of(frozenset({"public_health"}), AT + 2 * DAY)
    assert (figures.entries, figures.hits, figures.outcomes) == (1, 1, {"destroyed": 1})


def test_lu_29_below_the_set_precision_the_list_pauses_and_the_door_compares_nothing(town, officers, demo):
    entry, other = in_force(town.community, officers), in_force(town.community, officers, subject="鲁L00002")
    decided(entry, officers, 4, right=True)
    decided(other, officers, 5, right=False, first=11)
    assert paused_kinds() == frozenset()  # Nine were decided: too few to judge.
    decided(other, officers, 1, right=False, first=21)
    assert paused_kinds() == KINDS
    assert entries_in_force(AT) == ()
    key = f"entry:{entry.pk:016x}/zone:g"
    assert "暂停复核" in why_not_confirmed("watchlist_hit", key, ALL, False, AT).zh
    assert (Pause.objects.get().confirmed, Pause.objects.get().false) == (4, 6)


def test_lu_29_exactly_the_set_precision_is_enough(town, officers):
    entry = in_force(town.community, officers)
    decided(entry, officers, 5, right=False)
    decided(entry, officers, 5, right=True, first=11)
    assert not Pause.objects.exists()


def test_lu_29_after_the_review_the_list_goes_on_and_counts_anew(town, officers, person, demo):
    entry = in_force(town.community, officers)
    decided(entry, officers, 10, right=False)
    auditor = person("auditor")
    with pytest.raises(NoReview, match="what the review found"):
        review("stolen_vehicle", auditor, " ", AT + DAY)
    review("stolen_vehicle", auditor, "已更正源头登记", AT + DAY)
    with pytest.raises(NoReview, match="not paused"):
        review("stolen_vehicle", auditor, "再次", AT + DAY)
    assert paused_kinds() == frozenset()
    decided(entry, officers, 9, right=False, first=101, at=AT + 2 * DAY)
    assert paused_kinds() == frozenset()
    decided(entry, officers, 1, right=False, first=201, at=AT + 2 * DAY)
    assert paused_kinds() == KINDS
    assert Hit.objects.count() == 20


def test_lu_29_another_list_is_not_paused_with_it(town, officers, demo):
    decided(in_force(town.community, officers), officers, 10, right=False)
    missing = in_force(town.community, officers, kind="missing_person", criterion="elder")
    assert [listed.number for listed in entries_in_force(AT)] == [missing.pk]


def counts(**fields):
    made = {"entries": 40, "hits": 30, "confirmed": 20, "false": 10, "precision": 0.67, "reject_us": 5}
    return {**made, "outcomes": {"in_force": 25, "expired": 15}, **fields}


def test_lu_90_in_public_no_count_below_ten_stands_and_nothing_that_gives_it_away():
    assert shown_to_all(counts()) == counts()
    nine = shown_to_all(counts(false=9))
    assert [nine[name] for name in ("hits", "confirmed", "false", "precision", "reject_us")] == [30] + [None] * 4
    assert shown_to_all(counts(entries=9, outcomes={"in_force": 9}))["entries"] is None
    assert shown_to_all(counts(hits=0))["hits"] is None


@pytest.mark.parametrize(
    ("outcomes", "shown"),
    [
        ({"in_force": 25, "expired": 15}, {"in_force", "expired"}),
        # One hidden alone would be the total without the others.
        ({"in_force": 25, "expired": 14, "refused": 1}, {"in_force"}),
        ({"in_force": 30, "expired": 8, "refused": 2}, {"in_force"}),
        ({"in_force": 9}, set()),
        ({}, set()),
    ],
)
def test_lu_90_a_hidden_outcome_cannot_be_worked_out_from_the_total(outcomes, shown):
    assert set(shown_to_all(counts(outcomes=outcomes))["outcomes"]) == shown

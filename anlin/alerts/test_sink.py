import pytest

from anlin.alerts.conftest import NOON, SECOND, condition
from anlin.alerts.facts import Level, RuleFacts
from anlin.alerts.models import Alert, AppliedCondition, Call, PastUnseen, Progress, Unseen, WorkChange
from anlin.alerts.sentences import line_of
from anlin.alerts.sink import ConditionSink
from anlin.alerts.words import Severity, Words
from anlin.engine import Fenced, place
from anlin.observations.columns import batch_of
from anlin.observations.kinds import kind_code


def only() -> Alert:
    return Alert.objects.get()


def test_an_opened_condition_becomes_one_alert_with_its_first_step_and_call(apply, town):
    apply(condition(area=town.compound.pk, zone=town.zone.pk, device=town.device.pk))
    alert = only()
    assert (alert.condition_state, alert.work_state, alert.assigned_role) == ("active", "dispatched", "property_guard")
    assert (alert.area, alert.zone, alert.device) == (town.compound, town.zone, town.device)
    assert (alert.opened_at, alert.started_at, alert.last_seen_at) == (NOON, NOON - 8 * SECOND, NOON)
    assert alert.due_at == NOON + 5 * 60 * SECOND
    assert [(step.action, step.who) for step in WorkChange.objects.all()] == [("open", None)]
    assert [(call.role, call.reason) for call in Call.objects.all()] == [("property_guard", "opened")]


def test_a_second_opening_of_the_key_is_a_repeat_of_the_open_alert(apply):
    apply(condition(id=1))
    apply(condition(id=2, at=30))
    assert (only().repeat_count, only().last_seen_at) == (1, NOON + 30 * SECOND)
    assert Call.objects.count() == 1


def test_two_rules_of_a_model_share_the_alert_of_their_key(apply):
    apply(condition(id=1, rule="held_open"), condition(id=2, rule="forced"))
    apply(condition("CLEARED", 60, id=1, rule="held_open"))
    assert only().condition_state == "active"
    apply(condition("CLEARED", 90, id=2, rule="forced"))
    assert (only().condition_state, only().cleared_at) == ("clear", NOON + 90 * SECOND)


def rule_of(name: str, severity: int, line: str) -> RuleFacts:
    level = Level(severity, ("property_guard", "property_manager"), Words(line, line))
    return RuleFacts("access_anomaly", name, Words("门", "Door"), Words(name, name), levels=(level,))


@pytest.fixture
def door(facts, apply):
    """Applies conditions of a door: held open is medium, forced is high, a lock tampered with is medium."""
    known = (("held_open", Severity.MEDIUM), ("forced", Severity.HIGH), ("tamper", Severity.MEDIUM))
    for name, severity in known:
        facts.known["access_anomaly", name] = rule_of(name, severity, f"{name} {{value}}")
    return lambda *said: apply(*(condition(**{"model": "access_anomaly", **each}) for each in said))


def test_a_graver_rule_gives_the_open_alert_its_words_and_calls(door):
    door({"id": 1, "rule": "held_open"})
    door({"id": 2, "rule": "forced", "at": 60, "value": 7.0})
    alert = only()
    assert (alert.rule, alert.severity, line_of(alert, NOON).en) == ("forced", Severity.HIGH, "forced 7")
    assert list(Call.objects.values_list("role", "reason")) == [
        ("property_guard", "opened"), ("property_guard", "escalated"), ("property_manager", "escalated"),
    ]  # fmt: skip


def test_a_rule_that_is_no_graver_changes_neither_words_nor_numbers(door):
    door({"id": 1, "rule": "held_open", "value": 5.0, "count": 3})
    door({"id": 2, "rule": "tamper", "at": 60, "value": 80.0, "count": 9})
    door({"id": 2, "rule": "tamper", "at": 90, "what": "CLEARED", "count": 12})
    alert = only()
    assert (alert.rule, alert.observations, line_of(alert, NOON).en) == ("held_open", 3, "held_open 5")
    assert Call.objects.count() == 1


def test_a_graver_condition_does_not_rest_with_the_archived_alert(door):
    door({"id": 1, "rule": "held_open"}, {"id": 1, "rule": "held_open", "what": "CLEARED", "at": 30})
    Alert.objects.update(work_state="archived", archived_at=NOON + 40 * SECOND)
    door({"id": 2, "rule": "tamper", "at": 60})
    assert Alert.objects.count() == 1
    door({"id": 3, "rule": "forced", "at": 70})
    assert list(Alert.objects.order_by("pk").values_list("rule", "work_state")) == [
        ("held_open", "archived"), ("forced", "dispatched"),
    ]  # fmt: skip


def test_a_cleared_condition_does_not_close_the_work(apply):
    apply(condition(), condition("CLEARED", 60))
    assert (only().condition_state, only().work_state) == ("clear", "dispatched")


def test_an_escalation_raises_level_and_severity_and_calls_the_next(apply):
    apply(condition())
    apply(condition("ESCALATED", 600, level=1))
    assert (only().level, only().severity) == (1, 1)
    assert list(Call.objects.values_list("role", "reason")) == [
        ("property_guard", "opened"),
        ("community_officer", "escalated"),
    ]
    assert only().due_at == NOON + 2 * 60 * SECOND


def test_an_unknown_condition_is_neither_active_nor_clear(apply):
    apply(condition(), condition("UNKNOWN", 60))
    assert (only().condition_state, only().cleared_at) == ("unknown", None)
    apply(condition("OPENED", 90))
    assert (only().condition_state, only().repeat_count) == ("active", 0)


def test_unknown_without_an_alert_is_a_place_that_cannot_be_seen_until_it_is_seen_again(apply, town):
    apply(condition("UNKNOWN", model="device_upkeep", rule="unseen", zone=town.zone.pk, area=town.compound.pk))
    assert Alert.objects.count() == 0
    assert [(u.zone, u.since) for u in Unseen.objects.all()] == [(town.zone, NOON)]
    apply(condition("CLEARED", 60, model="device_upkeep", rule="unseen"))
    assert Unseen.objects.count() == 0
    [past] = PastUnseen.objects.all()
    assert (past.zone, past.area, past.since, past.until) == (town.zone, town.compound, NOON, NOON + 60 * SECOND)


def test_a_suspected_alert_waits_in_triage_and_becomes_trusted_when_seen_clearly(apply):
    apply(condition(suspected=True))
    assert (only().work_state, only().suspected, Call.objects.get().role) == ("triage", True, "triage")
    apply(condition(at=10))
    assert (only().work_state, only().suspected) == ("triage", False)
    assert list(Call.objects.values_list("reason", flat=True)) == ["opened", "confirmed"]
    # What was only suspected stays so in what is kept of each step.
    assert list(AppliedCondition.objects.order_by("at").values_list("suspected", flat=True)) == [True, False]


def test_a_shadow_alert_calls_nobody_and_ends_with_its_condition(apply):
    apply(condition(shadow=True))
    assert only().work_state == "suppressed"
    apply(condition("CLEARED", 60, shadow=True))
    assert only().work_state == "archived"
    assert Call.objects.count() == 0


def test_a_shadow_alert_does_not_stand_in_the_way_of_a_real_one(apply):
    apply(condition(id=1, shadow=True))
    apply(condition(id=2))
    assert sorted(Alert.objects.values_list("work_state", flat=True)) == ["dispatched", "suppressed"]


def test_a_condition_that_is_applied_again_changes_nothing(sink):
    batch = [condition(), condition("ESCALATED", 60, level=1), condition("CLEARED", 90, level=1)]
    sink.apply(1, 5, 1, batch)
    Alert.objects.update(work_state="handling", repeat_count=7)
    before = Alert.objects.values().get()
    sink.apply(1, 5, 1, batch)
    sink.apply(1, 6, 1, batch[1:])
    assert Alert.objects.values().get() == before
    assert (Call.objects.count(), AppliedCondition.objects.count()) == (2, 3)


def test_a_repeat_never_touches_work_that_people_have_advanced(apply):
    apply(condition(id=1))
    Alert.objects.update(work_state="accepted", rung=1, verdict="", work_version=3)
    apply(condition(id=2, at=30), condition("ESCALATED", 60, id=2, level=1))
    assert (only().work_state, only().rung, only().work_version) == ("accepted", 1, 3)


@pytest.mark.parametrize(("after_s", "alerts"), [(599, 1), (600, 1), (601, 2)])
def test_an_archived_alert_rests_for_exactly_its_cooldown(apply, after_s, alerts):
    apply(condition(id=1), condition("CLEARED", 5, id=1))
    Alert.objects.update(work_state="archived", archived_at=NOON)
    apply(condition(id=2, at=after_s))
    assert Alert.objects.count() == alerts


def test_a_critical_condition_never_rests(apply):
    apply(condition(model="fire_hazard", id=1))
    Alert.objects.update(work_state="archived", archived_at=NOON)
    apply(condition(model="fire_hazard", id=2, at=5))
    assert Alert.objects.count() == 2


def test_archived_work_does_not_hide_a_condition_that_gets_worse(apply):
    apply(condition())
    Alert.objects.update(work_state="archived", archived_at=NOON)
    apply(condition("ESCALATED", 60, level=1))
    old, new = Alert.objects.order_by("id")
    assert (old.condition_state, old.work_state) == ("clear", "archived")
    assert (new.condition_state, new.work_state, new.level) == ("active", "dispatched", 1)


def test_a_condition_that_clears_after_archiving_clears_the_archived_alert(apply):
    apply(condition())
    Alert.objects.update(work_state="archived", archived_at=NOON)
    apply(condition("CLEARED", 60))
    assert (only().condition_state, only().work_state) == ("clear", "archived")


def test_an_open_alert_that_was_quiet_longer_than_its_cooldown_calls_again(apply):
    apply(condition(id=1), condition("CLEARED", 5, id=1))
    apply(condition(id=2, at=606))
    assert list(Call.objects.values_list("reason", flat=True)) == ["opened", "again"]


def test_a_place_that_is_no_longer_registered_falls_to_the_root_and_the_alert_is_kept(apply, town):
    apply(condition(area=999, zone=999, device=999))
    assert (only().area, only().zone, only().device) == (town.city, None, None)


def test_position_and_alerts_are_stored_together_or_not_at_all(facts, town):
    def journal_is_gone(shard, places):
        raise OSError("journal is gone")

    sink = ConditionSink(facts, journal_is_gone, lambda: NOON)
    with pytest.raises(OSError, match="gone"):
        sink.apply(1, 4, 1, [condition(first=1, last=1)])
    assert (Alert.objects.count(), sink.applied(1)) == (0, 0)


def test_the_first_and_last_rows_are_copied_without_identity(facts, town):
    def rows_at(shard, places):
        assert (shard, places) == (1, [(2, 0), (2, 5)])
        return batch_of(
            {
                "id": [1, 2],
                "observed_at": [NOON, NOON + SECOND],
                "kind": [kind_code("ebike_detected")] * 2,
                "confidence": [0.9, 0.8],
                "subject": [7, 7],
            }
        )

    ConditionSink(facts, rows_at, lambda: NOON).apply(1, 2, 1, [condition(first=place(2, 0), last=place(2, 5))])
    rows = only().rows
    assert (rows["first"]["kind"], rows["first"]["observed_at"]) == ("ebike_detected", NOON)
    assert rows["last"]["observed_at"] == NOON + SECOND
    assert not {"subject", "track", "id"} & set(rows["first"])


def test_a_row_that_the_journal_has_pruned_does_not_keep_an_alert_back(facts, town):
    def rows_at(shard, places):
        if (1, 0) in places:
            raise KeyError((1, 0))
        return batch_of({"id": [2], "observed_at": [NOON]})

    ConditionSink(facts, rows_at, lambda: NOON).apply(1, 2, 1, [condition(first=place(1, 0), last=place(2, 0))])
    assert set(only().rows) == {"last"}


def test_a_number_that_is_none_does_not_stop_the_shard(apply):
    apply(condition(value=float("nan")))
    assert only().value == 0.0


def test_a_writer_with_an_older_fencing_number_is_refused(sink):
    sink.apply(1, 3, 2, [])
    with pytest.raises(Fenced):
        sink.apply(1, 4, 1, [condition()])
    assert (Alert.objects.count(), sink.applied(1)) == (0, 3)


def test_the_position_never_goes_back(sink):
    sink.apply(1, 9, 1, [])
    sink.apply(1, 7, 1, [])
    assert Progress.objects.get(shard=1).position == 9


def test_an_empty_batch_only_moves_the_position(sink):
    sink.apply(1, 1, 1, [])
    assert (sink.applied(1), Alert.objects.count()) == (1, 0)


def test_every_change_has_a_number_of_its_own(apply):
    apply(condition(id=1, key="a"), condition(id=2, key="b"))
    apply(condition("CLEARED", 9, id=1, key="a"))
    assert sorted(Alert.objects.values_list("key", "change")) == [("a", 3), ("b", 2)]

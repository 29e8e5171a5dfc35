"""What an alert says of its rule, from the shipped models and a registry."""

import pytest

from anlin.alerts.conftest import MINUTE, NOON, SECOND
from anlin.alerts.models import Alert
from anlin.alerts.rules import SET_HERE, RulesInForce, facts_of, words
from anlin.alerts.sentences import certainty_of, explain, fill, line_of
from anlin.alerts.what import WHAT, what_of
from anlin.alerts.words import Severity, duration
from anlin.engine import load_models
from anlin.engine.catalogue import PLACEHOLDERS
from anlin.models import folders
from anlin.observations.registry import AreaRow, Override, Registry
from anlin.places.models import Area, Building, Zone

SPECS = load_models(folders())
FIRE_LANE = next(spec for spec in SPECS if spec.name == "fire_lane_occupied")
RULE = FIRE_LANE.rules[0]
TREE = (AreaRow(number=1, code="city", kind="city"), AreaRow(number=2, code="compound", parent=1))


def facts(*overrides, area=2, zone=9):
    registry = Registry(version=1, areas=TREE, overrides=overrides)
    return RulesInForce(SPECS, lambda: registry).of("fire_lane_occupied", RULE.name, area, zone)


def value(found, name="lasting_s"):
    return next((p.value, p.source) for p in found.parameters if p.name == name)


def test_without_overrides_the_models_own_defaults_and_sources_hold():
    default = RULE.parameters["lasting_s"]
    assert value(facts()) == (default.default, words(default.source))


def test_the_nearest_override_holds_and_says_that_it_was_set_here():
    name = "fire_lane_occupied"
    everywhere = Override(name, "lasting_s", 200)
    here = Override(name, "lasting_s", 240, area=2)
    in_zone = Override(name, "lasting_s", 300, zone=9)
    assert value(facts(everywhere))[0] == 200
    assert value(facts(everywhere, here))[0] == 240
    assert value(facts(everywhere, here, in_zone)) == (300, SET_HERE)
    assert value(facts(everywhere, here, in_zone, zone=8))[0] == 240


def test_a_new_version_of_the_registry_is_taken_up():
    registry = Registry(version=1, areas=TREE)
    rules = RulesInForce(SPECS, lambda: registry)
    before = value(rules.of("fire_lane_occupied", RULE.name, 2, 9))[0]
    registry = Registry(version=2, areas=TREE, overrides=(Override("fire_lane_occupied", "lasting_s", before + 60),))
    assert value(rules.of("fire_lane_occupied", RULE.name, 2, 9))[0] == before + 60


def test_a_rule_no_folder_has_any_more_still_gets_words():
    found = RulesInForce(SPECS, Registry).of("gone_model", "gone_rule", 0, 0)
    assert found.title.zh == "gone_model"
    assert found.audience.ladder[-1] == "dispatcher"


def test_levels_carry_severity_line_and_recipients_of_the_escalations():
    found = facts()
    assert len(found.levels) >= 2
    assert found.at(1).severity <= found.at(0).severity
    assert found.at(9) == found.levels[-1]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_every_template_of_every_model_fills_without_a_gap(spec):
    area = Area(code="c", name_zh="芙蓉社区", name_en="Furong", path="00000001")
    house = Building(name_zh="3 号楼", name_en="Building 3")
    zone = Zone(name_zh="电梯", name_en="lift", building=house, floor=1, area=area)
    for rule in spec.rules:
        found = RulesInForce(SPECS, Registry).of(spec.name, rule.name, 0, 0)
        alert = Alert(
            model=spec.name, rule=rule.name, key="zone:x", area=area, zone=zone, severity=2, opened_at=NOON,
            started_at=NOON - 8 * SECOND, last_seen_at=NOON, observations=3, explanation=found.stored, conditions={},
        )  # fmt: skip
        known = {*PLACEHOLDERS, *rule.parameters}
        for said in (found.because, *(level.line for level in found.levels), *found.advice):
            for text in said:
                named = {part.split("}")[0] for part in text.split("{")[1:]}
                assert named <= known, f"{spec.name}.{rule.name}: {named - known}"
        for sentence in explain(alert, NOON):
            assert sentence.zh
            assert sentence.en


def lift_alert(**fields) -> Alert:
    area = Area(name_zh="芙蓉社区", name_en="Furong", path="00000001")
    zone = Zone(name_zh="电梯", name_en="lift", building=Building(name_zh="3 号楼", name_en="building 3"), floor=1)
    lines = [
        {
            "zh": "{place}：疑似电动车进入，已 {lasting}。请到 {floor} 层查看。",
            "en": "{place}: e-bike likely, {lasting}. Please check at floor {floor}.",
        }
    ]
    return Alert(
        **{
            "model": "ebike_in_building", "area": area, "zone": zone, "severity": Severity.HIGH, "opened_at": NOON,
            "started_at": NOON - 8 * SECOND, "last_seen_at": NOON, "explanation": {"lines": lines}, "rows": {},
            "condition_state": "active", "observations": 3, **fields,
        }
    )  # fmt: skip


def test_an_alerts_line_says_where_what_how_long_and_what_to_do():
    assert line_of(lift_alert(), NOON) == (
        "芙蓉社区 3 号楼电梯：疑似电动车进入，已 8 秒。请到 1 层查看。",
        "Furong, building 3 lift: e-bike likely, 8 s. Please check at floor 1.",
    )


def test_time_stops_counting_when_it_ended_or_can_no_longer_be_seen():
    later = NOON + 60 * MINUTE
    assert "8 秒" in line_of(lift_alert(condition_state="clear", cleared_at=NOON), later).zh
    assert "8 秒" in line_of(lift_alert(condition_state="unknown"), later).zh
    assert "1 小时" in line_of(lift_alert(), later).zh


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"suspected": True}, "unverified"),
        ({"condition_state": "unknown"}, "unverified"),
        ({"rows": {"last": {"confidence": 1.0, "kind": "door_state"}}, "observations": 1}, "likely"),
        ({"explanation": {"hears_silence": True}, "rows": {"last": {"kind": "ir_motion"}}}, "likely"),
        ({"rows": {"last": {"confidence": 1.0, "kind": "ebike_detected"}}, "observations": 1}, "possible"),
        ({"rows": {"last": {"confidence": 1.0, "kind": "ebike_detected"}}, "observations": 3}, "likely"),
        ({"rows": {"last": {"confidence": 0.8}}, "observations": 3}, "likely"),
        ({"rows": {"last": {"confidence": 0.79}}, "observations": 3}, "possible"),
        ({"rows": {"last": {"confidence": 0.9}}, "observations": 2}, "possible"),
    ],
)
def test_how_sure_we_are_is_a_word_with_its_reason(fields, code):
    found, sure, why = certainty_of(lift_alert(**fields))
    assert found == code
    assert all((*sure, *why))
    assert "%" not in "".join((*sure, *why))


def test_nobody_claims_to_have_seen_what_only_stayed_away():
    last = {"confidence": 1.0, "kind": "ir_motion"}
    seen = certainty_of(lift_alert(rows={"last": last}))
    concluded = certainty_of(lift_alert(rows={"last": last}, explanation={"hears_silence": True}))
    assert (seen[2].zh, concluded[2].zh) == ("设备直接报告了这个状态。", "从该来而没来的信号推断，没有谁看见。")


def test_one_sighting_is_seen_once():
    unclear = {"last": {"confidence": 0.5}}
    assert certainty_of(lift_alert(rows=unclear, observations=1))[2].en == "Seen once so far, not yet clearly."
    assert certainty_of(lift_alert(rows=unclear, observations=2))[2].en == "Seen 2 times so far, not yet clearly."


def test_the_rules_that_open_by_silence_are_known():
    silent = {
        f"{spec.name}.{rule.name}"
        for spec in load_models(folders())
        for rule in spec.rules
        if facts_of(spec, rule, ()).stored["hears_silence"]
    }
    assert {"device_upkeep.offline", "elderly_inactivity.silence", "elderly_inactivity.unseen"} <= silent
    assert not silent & {"device_upkeep.fault", "ebike_in_building.seen", "fire_lane_occupied.seen"}


def test_work_that_is_done_is_not_said_to_go_on():
    assert "仍然如此" in explain(lift_alert(work_state="feedback"), NOON)[1].zh
    done = explain(lift_alert(work_state="archived"), NOON)[1]
    assert done.zh.startswith("已由人办结")
    assert "done with it" in done.en


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0 秒", "0 s"), (-5, "0 秒", "0 s"), (59.9, "59 秒", "59 s"), (60, "1 分钟", "1 min"),
        (3599, "59 分钟", "59 min"), (3600, "1 小时", "1 h"), (3660, "1 小时 1 分", "1 h 1 min"),
        (47 * 3600, "47 小时", "47 h"), (48 * 3600, "2 天", "2 days"),
    ],
)  # fmt: skip
def test_a_length_of_time_is_said_as_people_say_it(seconds, zh, en):
    assert duration(seconds) == (zh, en)


def test_every_label_that_is_part_of_a_key_has_words() -> None:
    for spec in load_models(folders()):
        for rule in spec.rules:
            if rule.key.endswith("+label"):
                labels = {label for signal in rule.signals if not signal.means for label in signal.labels}
                assert labels <= WHAT.keys(), f"{spec.name}.{rule.name}"


def test_the_label_of_a_key_is_told_in_words() -> None:
    assert what_of("zone:379902/part-1/fall") == ("摔倒", "has fallen")
    assert what_of("zone:379902/part-1") == ("", "")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{place}: {lasting:d}", "Furong: 8 s"),
        ("{place!x}, {place.x}{plce}{}", "Furong,"),
        ("{place} {", "{place} {"),
        ("}", "}"),
    ],
)
def test_a_bad_template_still_gives_words(template, said):
    assert fill(template, {"place": "Furong", "lasting": "8 s"}) == said


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        ("0", "0 秒内 2 次", "2 times within 0 s."),
        ("90", "90 秒内 2 次", "2 times within 90 s."),
        ("600", "10 分钟内 2 次", "2 times within 10 min."),
        ("3600", "1 小时内 2 次", "2 times within 1 h."),
        ("86400", "1 天内 2 次", "2 times within 1 day."),
        ("172800", "2 天内 2 次", "2 times within 2 days."),
        ("0.5", "0.5 秒内 2 次", "2 times within 0.5 s."),
    ],
)
def test_a_limit_in_seconds_is_told_in_the_unit_in_which_it_is_whole(seconds, zh, en):
    values = {"window_s": seconds, "count": "2"}
    assert fill("{window_s} 秒内 {count} 次", values) == zh
    assert fill("{count} times within {window_s} s.", values) == en

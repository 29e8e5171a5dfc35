from pathlib import Path

import pytest

from anlin.engine.spec import BadModel, load_model, load_models

GOOD = """\
name = "lane"
number = 99
group = "other"
purpose = "alert_handling"
editions = ["standard"]
title = { zh = "车道", en = "Lane" }
question = { zh = "占用了吗", en = "Is it occupied" }

[[rule]]
name = "car"
title = { zh = "车", en = "Car" }
key = "zone"
operator = "episode"
severity = "high"
recipients = ["property_guard"]
line = { zh = "{zone}", en = "{zone}" }
because = { zh = "占用", en = "occupied" }
clear = { zh = "离开", en = "gone" }
unknown = { zh = "看不见", en = "cannot see" }

[[rule.signal]]
kinds = ["zone_occupied"]
labels = ["vehicle"]

[rule.parameters.quiet_s]
title = { zh = "静默", en = "Quiet" }
unit = "s"
default = 60
min = 10
max = 600
source = { zh = "估计", en = "an estimate" }
"""


HOURS = 'write schedule = [["22:00", "06:00"]]'
SOURCE = 'source = { zh = "估计", en = "an estimate" }'


def written(folder: Path, text: str) -> Path:
    path = folder / "model.toml"
    path.write_text(text, encoding="utf-8")
    return path


def fault(folder: Path, old: str, new: str) -> BadModel:
    assert old in GOOD
    with pytest.raises(BadModel) as caught:
        load_model(written(folder, GOOD.replace(old, new, 1)))
    return caught.value


def test_a_good_model_is_read(tmp_path: Path) -> None:
    spec = load_model(written(tmp_path, GOOD))
    assert spec.rule("car").parameters["quiet_s"].default == 60
    assert spec.rules[0].signals[0].kinds == ("zone_occupied",)


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("default = 60", "default = 6", 28, "rule[0].parameters.quiet_s.default"),
        ('operator = "episode"', 'operator = "episodes"', 13, "rule[0].operator"),
        ('kinds = ["zone_occupied"]', 'kinds = ["zone"]', 22, "rule[0].signal[0].kinds"),
        ('labels = ["vehicle"]', 'labels = ["lorry"]', 23, "rule[0].signal[0].labels"),
        ('key = "zone"', 'key = "person"', 12, "rule[0].key"),
        ('severity = "high"', 'severity = "red"', 14, "rule[0].severity"),
        ("[rule.parameters.quiet_s]", "[rule.parameters.silence_s]", 25, "rule[0].parameters.silence_s"),
        ('name = "lane"', 'name = "Fire Lane"', 1, "name"),
        ("number = 99", "number = [", 3, "TOML"),
    ],
)
def test_an_error_names_line_and_field(tmp_path: Path, old: str, new: str, line: int, field: str) -> None:
    error = fault(tmp_path, old, new)
    assert (error.line, error.field) == (line, field)
    assert str(tmp_path / "model.toml") in str(error)


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "remedy"),
    [
        ("number = 99\n", "", 1, "model", "number is missing; write number = 15"),
        ('severity = "high"', 'severty = "high"', 14, "rule[0].severty", "did you mean 'severity'?"),
        ('severity = "high"\n', "", 9, "rule[0]", "write one of 'critical', 'high', 'medium', 'low'"),
        ('purpose = "alert_handling"\n', "", 1, "model", "purpose is missing"),
        ('"alert_handling"', '"investigation"', 4, "purpose", "it is one of operations, alert_handling"),
        ('unit = "s"', 'unit = "min"', 27, "rule[0].parameters.quiet_s.unit", 'write unit = "s"'),
        ("default = 60\nmin = 10", "default = -60\nmin = -100", 29, "rule[0].parameters.quiet_s.min", "0 or more"),
        ("max = 600", "max = inf", 30, "rule[0].parameters.quiet_s.max", "a number that ends"),
        ('zh = "估计"', 'zh = " "', 31, "rule[0].parameters.quiet_s.source", "people read both languages"),
        (SOURCE, 'source = "inferred"', 31, "rule[0].parameters.quiet_s.source", "write { zh ="),
        ("number = 99", "number = -1", 2, "number", "0 or more"),
        ("\n[[rule]]", "cooldown_s = nan\n\n[[rule]]", 8, "cooldown_s", "from 0 on"),
        ('group = "other"', 'group = "misc"', 3, "group", "write one of 'community_security', 'care'"),
        ('title = { zh = "车", en = "Car" }', 'title = "Car"', 11, "rule[0].title", "write { zh ="),
        ('title = { zh = "车", en = "Car" }', 'title = { zh = "车" }', 11, "rule[0].title", "en is missing"),
        ('en = "Car" }', 'en = "" }', 11, "rule[0].title", "people read both languages"),
        ('kinds = ["zone_occupied"]', 'kinds = "zone_occupied"', 22, "rule[0].signal[0].kinds", "kinds = ["),
        ('kinds = ["zone_occupied"]', "kinds = []", 22, "rule[0].signal[0].kinds", "at least one kind"),
        ('["zone_occupied"]', '["zone_ocupied"]', 22, "rule[0].signal[0].kinds", "did you mean 'zone_occupied'?"),
        ('labels = ["vehicle"]', 'zone_kinds = ["Fire lane"]', 23, "rule[0].signal[0].zone_kinds", "lower-case"),
        ("default = 60", 'default = "60"', 28, "rule[0].parameters.quiet_s.default", "write default = 60"),
        ("min = 10\n", "", 25, "rule[0].parameters.quiet_s", "min is missing; write min = 60"),
        (f"{SOURCE}\n", "", 25, "rule[0].parameters.quiet_s", "source is missing"),
        ("parameters.quiet_s]", "parameters.quite_s]", 25, "rule[0].parameters.quite_s", "did you mean 'quiet_s'?"),
        (
            "[rule.parameters.quiet_s]",
            "[rule.parameter.quiet_s]",
            25,
            "rule[0].parameter",
            "did you mean 'parameters'?",
        ),
        ('["property_guard"]', '["property_gard"]', 15, "rule[0].recipients", "did you mean 'property_guard'?"),
        ('["property_guard"]', "[]", 15, "rule[0].recipients", "name at least one role"),
        ('{ zh = "{zone}"', '{ zh = "{plase}"', 16, "rule[0].line", "did you mean 'place'?"),
        ('{ zh = "{zone}"', '{ zh = "{zone"', 16, "rule[0].line", "a name stands between { and }"),
        ('{ zh = "{zone}"', '{ zh = "{zone!x}"', 16, "rule[0].line", "write {zone}"),
        ('en = "{zone}" }', 'en = "{lasting:d}" }', 16, "rule[0].line", "no ! or : after a name; write {lasting}"),
        ('zh = "占用"', 'zh = "{quiet_s:.2f}"', 17, "rule[0].because", "write {quiet_s}"),
        ("\n[[rule]]", 'advice = [{ zh = "看", en = "Go {, " }]\n\n[[rule]]', 8, "advice", "between { and }"),
        ("\n[[rule]]", 'advice = [{ zh = "看", en = "{place!x}" }]\n\n[[rule]]', 8, "advice", "write {place}"),
        ("\n[[rule]]", 'advice = [{ zh = "{plce}", en = "Go" }]\n\n[[rule]]', 8, "advice", "did you mean 'place'?"),
        ("\n[[rule]]", 'advice = [{ zh = "看", en = "" }]\n\n[[rule]]', 8, "advice", "people read both languages"),
        ("editions = [", "editions = [] #", 5, "editions", "no edition would have the model"),
        ('name = "car"', 'name = "The car"', 10, "rule[0].name", "lower-case letters"),
        ("[[rule]]", "[rule]", 9, "rule", "write [[rule]] with two brackets"),
        ("[[rule.signal]]", "[rule.signal]", 21, "rule[0].signal", "write [[rule.signal]] with two brackets"),
        ('key = "zone"', 'key = "zone"\nschedule = [["25:00", "6:00"]]', 13, "rule[0].schedule", HOURS),
        ('key = "zone"', 'key = "zone"\nschedule = ["22:00-06:00"]', 13, "rule[0].schedule[0]", HOURS),
        ('key = "zone"', 'key = "zone"\nschedule = "22:00-06:00"', 13, "rule[0].schedule", HOURS),
        ('key = "zone"', 'key = "zone"\nschedule = [[22, 6]]', 13, "rule[0].schedule[0][0]", HOURS),
        ('kinds = ["zone_occupied"]', "kinds = [7]", 22, "rule[0].signal[0].kinds[0]", 'a list: kinds = ["…"]'),
        ('key = "zone"', 'key = "zone"\nsuspected_labels = ["vehicel"]', 13, "rule[0].suspected_labels", "'vehicle'?"),
        ("\n[[rule]]", "cooldown_s = -5\n\n[[rule]]", 8, "cooldown_s", "from 0 on"),
        ('unit = "s"', 'unit = "s', 27, "TOML", "this line is no TOML"),
        (
            '["zone_occupied"]',
            '["match_candidate"]',
            22,
            "rule[0].signal[0].kinds",
            "watchlist_hit or public_health_list",
        ),
        ('["zone_occupied"]', '["ir_motion"]', 22, "rule[0].signal[0].kinds", 'write consent = "care" (LU-31)'),
        (
            "labels = [",
            'zone_kinds = ["isolation_door"] #',
            23,
            "rule[0].signal[0].zone_kinds",
            "home_isolation only",
        ),
        ('key = "zone"', 'key = "subject+zone"', 12, "rule[0].key", "no rule follows a person or a plate"),
    ],
)
def test_an_error_says_what_to_write_instead(
    tmp_path: Path, old: str, new: str, line: int, field: str, remedy: str
) -> None:
    error = fault(tmp_path, old, new)
    assert (error.line, error.field) == (line, field)
    assert remedy in error.remedy


def test_advice_names_what_every_alert_has_and_what_every_rule_has_as_a_parameter(tmp_path: Path) -> None:
    advice = 'advice = [{ zh = "到 {place} 看", en = "Wait {quiet_s} s" }]\n\n[[rule]]'
    spec = load_model(written(tmp_path, GOOD.replace("\n[[rule]]", advice, 1)))
    assert spec.advice[0].en == "Wait {quiet_s} s"


ESCALATION = """\
[[rule.escalation]]
level = 1
severity = "critical"
recipients = ["dispatcher"]

[[rule.signal]]
"""


def test_a_level_needs_to_know_when(tmp_path: Path) -> None:
    error = fault(tmp_path, "[[rule.signal]]\n", ESCALATION)
    assert (error.line, error.field) == (21, "rule[0].escalation[0]")
    assert "needs [rule.parameters.escalate_s]" in error.remedy


def test_a_time_needs_a_level(tmp_path: Path) -> None:
    text = GOOD + GOOD[GOOD.index("[rule.parameters") :].replace("quiet_s", "escalate_s")
    with pytest.raises(BadModel, match=r"needs a \[\[rule.escalation\]\] with level = 1"):
        load_model(written(tmp_path, text))


def test_a_missing_parameter_is_named(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("[rule.parameters")] + "[rule.parameters]\n"
    with pytest.raises(BadModel, match=r"episode needs \[rule.parameters.quiet_s\]"):
        load_model(written(tmp_path, text))


LEVEL = GOOD.replace('"episode"', '"level"').replace("quiet_s", "share")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("parameters.share", "parameters.lasting_s", "level needs exactly one of over, below, share, full_min"),
        ('key = "zone"', 'key = "zone+label"', "level measures a place or a device as a whole"),
        ('key = "zone"', 'key = "dwelling"', "has no published capacity"),
        ('labels = ["vehicle"]', 'means = "out"', "at least one signal must mean 'value' or 'count' or 'in'"),
    ],
)
def test_a_level_that_cannot_be_measured_is_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert load_model(written(tmp_path, LEVEL)).rule("car").operator == "level"
    with pytest.raises(BadModel, match=complaint):
        load_model(written(tmp_path, LEVEL.replace(old, new, 1)))


def test_no_more_is_remembered_than_an_operator_can(tmp_path: Path) -> None:
    text = GOOD.replace('"episode"', '"surge"').replace("quiet_s", "count")
    with pytest.raises(BadModel, match="600: surge can do at most 64"):
        load_model(written(tmp_path, text))


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    assert "colour" in str(fault(tmp_path, "number = 99", "number = 99\ncolour = 1"))


def test_two_models_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    written(tmp_path / "a", GOOD)
    written(tmp_path / "b", GOOD)
    with pytest.raises(BadModel, match="already the name"):
        load_models([tmp_path / "a", tmp_path / "b"])


def test_a_rule_that_is_written_twice_is_named(tmp_path: Path) -> None:
    text = GOOD + GOOD[GOOD.index("[[rule]]") :]
    with pytest.raises(BadModel, match=r"model.toml:33: rule\[1\]\.name: 'car' is used twice") as caught:
        load_model(written(tmp_path, text))
    assert caught.value.field == "rule[1].name"


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_of_another_encoding_is_said_to_be_one(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "model.toml").write_bytes(GOOD.encode(encoding))
    with pytest.raises(BadModel, match="is not UTF-8; save it as UTF-8") as caught:
        load_model(tmp_path)
    # The first line with a character that UTF-8 writes otherwise.
    assert caught.value.line == (6 if encoding == "gbk" else 1)


def test_the_mark_that_windows_puts_before_a_text_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "model.toml").write_text(GOOD, encoding="utf-8-sig")
    assert load_model(tmp_path).name == "lane"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="cannot be read"):
        load_model(tmp_path)

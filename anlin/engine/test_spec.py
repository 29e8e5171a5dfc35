from pathlib import Path

import pytest

from anlin.engine.spec import BadModel, load_model, load_models

GOOD = """\
name = "lane"
number = 99
group = "other"
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
source = "inferred"
"""


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
        ("default = 60", "default = 6", 27, "rule[0].parameters.quiet_s.default"),
        ('operator = "episode"', 'operator = "episodes"', 12, "rule[0].operator"),
        ('kinds = ["zone_occupied"]', 'kinds = ["zone"]', 21, "rule[0].signal[0].kinds"),
        ('labels = ["vehicle"]', 'labels = ["lorry"]', 22, "rule[0].signal[0].labels"),
        ('key = "zone"', 'key = "person"', 11, "rule[0].key"),
        ('severity = "high"', 'severity = "red"', 13, "rule[0].severity"),
        ("[rule.parameters.quiet_s]", "[rule.parameters.silence_s]", 24, "rule[0].parameters.silence_s"),
        ('name = "lane"', 'name = "Fire Lane"', 1, "name"),
        ("number = 99", "number = [", 3, "TOML"),
    ],
)
def test_an_error_names_line_and_field(tmp_path: Path, old: str, new: str, line: int, field: str) -> None:
    error = fault(tmp_path, old, new)
    assert (error.line, error.field) == (line, field)
    assert str(tmp_path / "model.toml") in str(error)


def test_a_missing_parameter_is_named(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("[rule.parameters")] + "[rule.parameters]\n"
    with pytest.raises(BadModel, match=r"episode needs \[rule.parameters.quiet_s\]"):
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


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="cannot be read"):
        load_model(tmp_path)

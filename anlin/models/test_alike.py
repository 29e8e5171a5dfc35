"""The folders are all alike, and what a README says of parameters is what its `model.toml` has."""

import re
from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.models import folders

FILES = {"model.toml", "README.md", "__init__.py", "test_model.py"}
SAYS = ("Question", "Inputs", "Opens", "Escalates|Asks first", "Clears", "Unknown", "Traps")
NUMBERS = range(15)


@pytest.fixture(params=folders(), ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_there_are_the_fourteen_models_and_the_one_of_upkeep() -> None:
    assert sorted(load_model(folder).number for folder in folders()) == list(NUMBERS)


def test_a_folder_has_the_same_inside(folder: Path) -> None:
    assert {path.name for path in folder.iterdir() if path.is_file()} == FILES
    spec = load_model(folder)
    assert spec.name == folder.name
    assert spec.traps
    assert spec.advice


def test_a_readme_says_the_same_things_in_the_same_order(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    spec = load_model(folder)
    assert text.startswith(f"# Model {spec.number} `{spec.name}` {spec.title.zh}\n")
    places = [match.start() for word in SAYS if (match := re.search(rf"^\*\*(?:{word})\b", text, re.MULTILINE))]
    assert len(places) == len(SAYS), SAYS
    assert places == sorted(places)


def test_a_readme_names_every_rule_and_parameter(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    for rule in load_model(folder).rules:
        assert f"`{rule.name}`" in text or len(load_model(folder).rules) == 1, rule.name
        for name in rule.parameters:
            assert f"`{name}`" in text or "| the others | in `model.toml` |" in text, f"{rule.name}.{name}"


def test_every_parameter_has_a_source_and_a_title_in_both_languages(folder: Path) -> None:
    for rule in load_model(folder).rules:
        for name, parameter in rule.parameters.items():
            assert parameter.source.zh, name
            assert parameter.source.en, name
            assert parameter.title.zh, name
            assert parameter.title.en, name


def test_every_test_of_unknown_and_of_the_end_is_there(folder: Path) -> None:
    text = (folder / "test_model.py").read_text(encoding="utf-8")
    for what in ("OPENED", "UNKNOWN", "CLEARED"):
        assert what in text, what

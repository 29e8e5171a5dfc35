"""A home with an elderly woman, her son, their accounts, and care alerts about it in one line."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from anlin import models
from anlin.alerts.conftest import NOON, SECOND, condition
from anlin.alerts.models import Alert
from anlin.alerts.rules import facts_of
from anlin.alerts.sink import ConditionSink
from anlin.engine import load_model
from anlin.journal import Journal, open_journal
from anlin.residents.conftest import AT, Home, make_home
from anlin.residents.registering import give_consent

MODEL = load_model(Path(models.__file__).parent / "elderly_inactivity")


class CareFacts:
    """The rules of the model as its folder states them."""

    def of(self, model: str, rule: str, area: int, zone: int) -> Any:
        return facts_of(MODEL, MODEL.rule(rule), ())


@pytest.fixture
def home(town: Any) -> Home:
    made = make_home(town.compound)
    give_consent(made.elder, "elder_care", "同意书 0002", AT)
    return made


@pytest.fixture
def elder(home: Home, person: Any, town: Any) -> Any:
    user = person("resident", town.compound)
    home.elder.account = user
    home.elder.save()
    return user


@pytest.fixture
def son(home: Home, person: Any, town: Any) -> Any:
    user = person("family_contact", town.compound)
    home.son.account = user
    home.son.save()
    return user


@pytest.fixture
def says(home: Home, town: Any) -> Callable[..., Alert]:
    """The model says something of the home; `at` in seconds after noon. Gives the newest alert."""
    position = 0

    def say(what: str = "OPENED", at: int = 0, **fields: Any) -> Alert:
        nonlocal position
        position += 1
        about = {"model": MODEL.name, "rule": "silence", "key": f"dwelling:{home.dwelling.code}"}
        said = condition(what, at, area=town.compound.pk, zone=home.bedroom.pk, **{**about, **fields})
        ConditionSink(CareFacts(), clock=lambda: NOON + at * SECOND).apply(1, position, 1, [said])
        found: Alert = Alert.objects.with_places().order_by("-pk")[0]
        return found

    return say


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield opened
    opened.close()

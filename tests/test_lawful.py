"""Holds docs/lawful.toml against tests and product: a test shows each statement, or its feature is not there."""

import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from anlin.access.features import FEATURES
from anlin.access.models import Purpose
from anlin.access.personal import NOT_PERSONAL, PERSONAL
from anlin.access.purposes import IncompletePurpose, read_purposes, shipped_purposes
from anlin.api.api import api
from anlin.api.security import DECLARED
from anlin.engine import load_model
from anlin.engine.catalogue import PURPOSES
from anlin.lists.catalogue import list_types
from anlin.people.roles import PERMISSIONS, ROLES, SEPARATED
from anlin.places.columns import KINDS, Unfit
from anlin.residents.reveals import PURPOSES as SHOWN_FOR
from anlin.site.config import Config

ROOT = Path(__file__).resolve().parents[1]
SPANS = [(1, 9), (10, 15), (20, 29), (30, 37), (40, 43), (50, 53), (60, 63), (70, 73), (80, 84), (90, 95), (100, 101)]
IDS = (
    {f"LU-{n:02}" for low, high in SPANS for n in range(low, high + 1)} | {"LU-2A"} | {f"LU-F{n}" for n in range(1, 7)}
)
LAWFUL = tomllib.loads((ROOT / "docs" / "lawful.toml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "lawful-use.md").read_text(encoding="utf-8")
ON_THE_PAGE = re.findall(r"^\| (LU-\w+) \| (.+) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
"""Id, demand, state, where it is held or what is held back."""


@lru_cache(maxsize=1)
def known_tests() -> frozenset[str]:
    found: set[str] = set()
    for folder in ("anlin", "tests"):
        for path in (ROOT / folder).rglob("test_*.py"):
            found.update(re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8")))
    return frozenset(found)


def named_after(statement: str) -> list[str]:
    name = statement.lower().replace("-", "_")
    return [test for test in known_tests() if re.search(rf"_{name}(_|$)", test)]


def faults(lawful, tests_of, features):
    """Everything that is wrong with the table: an unlisted id, a missing test, an unguarded feature."""
    for statement in sorted(IDS ^ set(lawful)):
        yield f"{statement}: {'not listed' if statement in IDS else 'is no statement'}"
    for statement, row in lawful.items():
        if row.get("state") == "holds":
            if set(row) != {"state"}:
                yield f"{statement}: holds, so nothing is missing and nothing guarded"
            if not tests_of(statement):
                yield f"{statement}: holds, but no test is named after it"
        elif row.get("state") == "not yet":
            if not row.get("missing"):
                yield f"{statement}: not yet, but does not say what is missing"
            if not row.get("guards"):
                yield f"{statement}: not yet, but guards no feature"
            for feature in row.get("guards", []):
                if feature not in features:
                    yield f"{statement}: {feature} is not in anlin/access/features.py"
        else:
            yield f"{statement}: state is 'holds' or 'not yet'"
    guarded = {feature for row in lawful.values() for feature in row.get("guards", [])}
    yield from (f"{feature}: held back, but no statement says why" for feature in sorted(set(features) - guarded))


def test_every_statement_is_listed_with_its_test_or_with_what_is_missing_and_held_back():
    assert list(faults(LAWFUL, named_after, FEATURES)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"LU-03": None}, "LU-03: not listed"),
        ({"LU-99": {"state": "holds"}}, "LU-99: is no statement"),
        ({"LU-33": {"state": "holds"}}, "LU-33: holds, but no test is named after it"),
        ({"LU-11": {"state": "not yet", "guards": ["exports"]}}, "LU-11: not yet, but does not say what is missing"),
        ({"LU-11": {"state": "not yet", "missing": "x"}}, "LU-11: not yet, but guards no feature"),
        (
            {"LU-11": {"state": "not yet", "missing": "x", "guards": ["magic"]}},
            "LU-11: magic is not in anlin/access/features.py",
        ),
    ],
)
def test_an_unlisted_statement_a_missing_test_and_an_unguarded_feature_are_found(change, fault):
    table = {name: row for name, row in {**LAWFUL, **change}.items() if row is not None}
    assert fault in list(faults(table, named_after, FEATURES))


def words_of_the_product() -> set[str]:
    """Names of routes, tables, commands and settings, as far as they name features."""
    words = set(api.get_openapi_schema()["paths"])
    words |= {f"{model._meta.db_table}/{model.__name__}" for model in apps.get_models()}
    words |= {f"command {path.stem}" for path in (ROOT / "anlin" / "cli").glob("*.py")}
    words |= {f"setting {name}" for name in Config.__dataclass_fields__}
    return {word.lower() for word in words}


@pytest.mark.parametrize("name", sorted(FEATURES))
def test_a_feature_that_is_held_back_is_refused_or_not_in_the_product(name):
    feature = FEATURES[name]
    assert feature.models or feature.permissions or feature.absent or feature.refusal
    for word in feature.absent:
        assert [found for found in words_of_the_product() if word in found] == []
    if feature.refusal:
        assert feature.refusal in known_tests()
    for permission in feature.permissions:
        assert [name for name in PERMISSIONS if name.startswith(permission)]


def test_page_and_table_name_the_same_statements_once_and_in_one_order():
    assert [statement for statement, *_ in ON_THE_PAGE] == list(LAWFUL)


def test_the_page_says_of_each_statement_whether_it_holds_and_what_is_held_back():
    for statement, _, state, where in ON_THE_PAGE:
        row = LAWFUL[statement]
        assert (statement, state) == (statement, row["state"])
        if state == "not yet":
            held_back = re.findall(r"`(\w+)`", where.partition(" held back")[0])
            assert (statement, held_back) == (statement, row["guards"])


def test_what_holds_a_statement_is_there():
    named = re.findall(r"`([\w./]+/[\w./]+)`", PAGE)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_statements_are_those_of_the_page_that_the_project_began_with():
    shared = Path(os.environ.get("ANLIN_SHARED", ROOT.parent / "shared")) / "lawful-use.md"
    if not shared.exists():
        pytest.skip("shared: the lawful-use page is not beside the project")
    stated = set(re.findall(r"^- \*\*(LU-\w+)\*\*", shared.read_text(encoding="utf-8"), re.MULTILINE))
    assert stated == IDS


# --- LU-01, LU-05 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", ["zh", "legal_basis", "unit", "assessment", "retention_days"])
def test_lu_01_a_purpose_without_one_of_its_items_is_refused(item):
    items = {"zh": "甲", "en": "A", "legal_basis": "b", "unit": "u", "assessment": "IA-1", "retention_days": 30}
    text = "[x]\n" + "\n".join(f"{name} = {value!r}" for name, value in items.items() if name != item)
    with pytest.raises(IncompletePurpose, match=item):
        read_purposes(text)


@pytest.mark.parametrize("item", ["code", "legal_basis", "unit", "assessment", "retention_days"])
def test_lu_01_the_database_refuses_a_purpose_without_one_of_its_five_items(db, item):
    items = {"code": "x", "legal_basis": "b", "unit": "u", "assessment": "IA-1", "retention_days": 30}
    items[item] = 0 if item == "retention_days" else ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Purpose.objects.create(title_zh="甲", title_en="A", **items)


def test_lu_01_every_shipped_purpose_stands_in_the_database(db):
    assert set(Purpose.objects.values_list("code", flat=True)) == set(shipped_purposes())


def test_lu_01_every_route_names_one_purpose():
    assert {declared.purpose for declared in DECLARED.values()} <= set(shipped_purposes())


def test_lu_01_every_rule_is_of_a_model_that_names_one_purpose():
    paths = sorted((ROOT / "anlin" / "models").glob("*/model.toml"))
    named = {path.parent.name: load_model(path).purpose for path in paths}
    assert len(named) >= 14
    assert set(PURPOSES) <= set(shipped_purposes())
    # What is shown of a person for an alert is shown for the purpose of its model.
    plain = ("alert_handling", "operations")
    assert {model: purpose for model, purpose in named.items() if purpose not in plain} == SHOWN_FOR


def test_lu_01_every_list_names_one_purpose():
    assert {kind.purpose for kind in list_types().values()} <= set(shipped_purposes())


@pytest.mark.parametrize("purpose", ["治安", "investigation", "alerts"])
def test_lu_01_a_camera_names_one_purpose_and_not_just_a_word(purpose):
    column = next(column for column in KINDS["devices"].columns if column.name == "purpose")
    assert column.parse("alert_handling") == "alert_handling"
    with pytest.raises(Unfit, match="one of"):
        column.parse(purpose)


LOOKS_PERSONAL = re.compile(
    r"(^|_)(name|username|phone|mobile|email|mail|wechat|id_?number|document|identity|address|door|birth|birthday|age|"
    r"plate|card|contact|ip|ip_address|secret|password|note|health|gender|sex|picture|photo)($|_)"
)


def test_lu_01_no_table_holds_a_personal_column_without_a_purpose():
    unknown = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            name = f"{model._meta.label}.{field.name}"
            is_of_a_place = model._meta.app_label in ("places", "access", "contenttypes") and "username" not in name
            if LOOKS_PERSONAL.search(field.name) and not is_of_a_place and name not in {*PERSONAL, *NOT_PERSONAL}:
                unknown.append(name)
    assert unknown == [], "give each a purpose in anlin/access/personal.py, or say there why it is not personal"
    assert set(PERSONAL.values()) <= set(shipped_purposes())


def test_lu_05_none_of_the_three_officers_may_see_alerts_or_residents():
    for role in SEPARATED:
        assert not {
            name for name in ROLES[role].permissions if name.startswith(("alerts.", "situation.", "residents."))
        }


# --- LU-61, LU-62 ---------------------------------------------------------------------------------------------------

UNKEYED_HASHES = {
    "anlin/access/tickets.py": "random session keys",
    "anlin/access/verify.py": "audit records, which hold no personal value",
    "anlin/archive/segment.py": "files of the archive",
    "anlin/bench/year.py": "conditions of a made-up year",
    "anlin/cli/played/ready.py": "the demo's seed and sources, which name its ready-made home",
    "anlin/demo/devices/digest.py": "HTTP Digest of played devices",
    "anlin/demo/load.py": "tokens of played sources",
    "anlin/engine/checkpoint.py": "checkpoints of the engine",
    "anlin/engine/kernel.py": "source code of kernels",
    "anlin/gateway/directory.py": "random tokens of sources",
    "anlin/gateway/protocols/frigate/decode.py": "track ids of detected objects",
    "anlin/gateway/protocols/gat1400/digest.py": "HTTP Digest of devices",
    "anlin/gateway/protocols/gat1400/sender.py": "event ids of devices",
    "anlin/observations/ids.py": "ids of observations and conditions",
    "anlin/people/sign_in.py": "random cookies of devices",
    "anlin/places/importing.py": "files of an import of places, so that what was previewed is what is written",
    "anlin/places/registering.py": "HTTP Digest of devices, random tokens",
    "anlin/places/signs.py": "pictures of signs",
}
"""Files that hash without a key, and what: nothing that a person could be found by."""


def test_lu_61_no_personal_field_is_hashed_without_a_key():
    found = set()
    for path in (ROOT / "anlin").rglob("*.py"):
        if path.name.startswith(("test_", "conftest")):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"hashlib\.\w+\((?!.*\bkey=)", line):
                found.add(str(path.relative_to(ROOT)))
    assert found - set(UNKEYED_HASHES) == set(), "use Vault.blind_index, or say here what is hashed"

"""What must never be in the product (docs/lawful-use.md section 12): looked for in packages, files, names and rules."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from anlin.access.purposes import shipped_purposes
from anlin.api.api import api
from anlin.engine.catalogue import KEYS
from anlin.engine.spec import BadModel, load_model
from anlin.observations.kinds import KINDS, LABELS
from anlin.people.roles import ROLES
from anlin.site.config import Config

ROOT = Path(__file__).resolve().parents[1]

RECOGNISERS = (
    "insightface", "face-recognition", "face_recognition", "deepface", "dlib", "facenet", "mtcnn", "mediapipe",
    "paddle", "torch", "tensorflow", "keras", "onnx", "openvino", "opencv", "speechbrain", "pyannote", "resemblyzer",
)  # fmt: skip
MODEL_FILES = {
    ".onnx",
    ".pt",
    ".pth",
    ".h5",
    ".tflite",
    ".pb",
    ".caffemodel",
    ".safetensors",
    ".engine",
    ".mnn",
    ".rknn",
}
FORBIDDEN_WORDS = {
    "F1": r"face_?(id|feature|match|lib|recogn)|gait|voiceprint|emotion|embedding|biometr|人脸识别|步态|声纹|情绪",
    "F2": r"ethnic|race($|_)|relig|nationality|hukou|household_registration|migrant|polit|petition|sexual|union_member|"
    r"民族|宗教|籍贯|户籍|政治面貌|信访|上访",
    "F3": r"(person|resident|household|citizen|owner|subject|driver)_(score|rank|risk|trust|colou?r|label)|"
    r"credit_score|trajectory_of|movement_history|where_was|信用分|轨迹查询|风险人员|重点人员",
    "F4": r"petition|complain|protest|journalist|lawyer|debtor|hotline|投诉|信访|记者|律师",
    "F5": r"superuser|is_staff|hidden|silent|backdoor|vendor_access|audit_(off|enabled|disabled)|no_audit"
    r"|support_login",
    "F6": r"training_set|train_on|sell|resale|advert|出售|训练",
}


def names_in_the_product() -> set[str]:
    """Names of columns, choices, kinds, labels, keys, roles, permissions, purposes, settings, route fields, rules."""
    names = {*KINDS, *LABELS, *KEYS, *ROLES, *shipped_purposes(), *Config.__dataclass_fields__}
    names |= {permission for role in ROLES.values() for permission in role.permissions}
    for model in apps.get_models():
        if model._meta.app_label in ("contenttypes", "auth", "sessions", "axes"):
            continue
        names |= {model.__name__, *(field.name for field in model._meta.get_fields())}
        names |= {str(value) for field in model._meta.concrete_fields for value, _ in field.flatchoices}
    schema = api.get_openapi_schema()
    names |= set(schema["paths"])
    names |= {name for shape in schema["components"]["schemas"].values() for name in shape.get("properties", {})}
    for path in (ROOT / "anlin" / "models").glob("*/model.toml"):
        spec = load_model(path)
        names |= {spec.name} | {rule.name for rule in spec.rules}
        names |= {name for rule in spec.rules for name in rule.parameters}
    return names


def found_in_the_product(statement: str) -> list[str]:
    pattern = re.compile(FORBIDDEN_WORDS[statement], re.IGNORECASE)
    return sorted(name for name in names_in_the_product() if pattern.search(name))


def test_lu_f1_no_package_file_column_or_route_recognises_a_face_gait_voice_or_feeling():
    locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8").lower()
    packages = set(re.findall(r"^([a-z0-9_.-]+)==", locked, re.MULTILINE))
    assert packages
    assert [name for name in packages if any(word in name for word in RECOGNISERS)] == []
    files = [path for folder in ("anlin", "console/src", "docs") for path in (ROOT / folder).rglob("*")]
    assert [path for path in files if path.suffix in MODEL_FILES] == []
    assert found_in_the_product("F1") == []


def test_lu_f2_no_column_label_rule_or_route_asks_for_origin_belief_or_politics():
    assert found_in_the_product("F2") == []


def test_lu_f3_no_score_or_history_of_a_person_exists():
    assert found_in_the_product("F3") == []
    assert not [path for path in api.get_openapi_schema()["paths"] if re.search(r"plate|person|subject|track", path)]


@pytest.mark.parametrize("key", ["subject", "person", "plate", "track", "resident", "household", "card"])
def test_lu_f3_a_rule_about_a_person_does_not_compile(key, tmp_path):
    assert key not in KEYS
    text = RULE_ABOUT.replace("KEY", key)
    (tmp_path / "model.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadModel, match=r"is not one of"):
        load_model(tmp_path)
    (tmp_path / "model.toml").write_text(text.replace(f'"{key}"', '"zone"'), encoding="utf-8")
    load_model(tmp_path)


RULE_ABOUT = """
name = "seen_often"
number = 99
group = "other"
purpose = "alert_handling"
title = { zh = "甲", en = "A" }
question = { zh = "甲？", en = "A?" }
editions = ["standard"]

[[rule]]
name = "seen"
title = { zh = "甲", en = "A" }
key = "KEY"
operator = "episode"
severity = "low"
recipients = ["dispatcher"]
line = { zh = "甲", en = "A" }
because = { zh = "甲", en = "A" }
clear = { zh = "甲", en = "A" }
unknown = { zh = "甲", en = "A" }
signal = [{ kinds = ["person_detected"] }]

[rule.parameters.quiet_s]
title = { zh = "间隔", en = "Gap" }
unit = "s"
default = 60
min = 1
max = 600
source = { zh = "估计", en = "an estimate" }
"""


def test_lu_f4_no_rule_reads_reports_or_complaints_and_no_list_can_hold_those_who_make_them():
    assert found_in_the_product("F4") == []
    for path in (ROOT / "anlin" / "models").glob("*/model.toml"):
        kinds = {kind for rule in load_model(path).rules for signal in rule.signals for kind in signal.kinds}
        assert "citizen_report" not in kinds, path


def test_lu_f5_there_is_no_hidden_account_and_no_way_to_switch_the_audit_off():
    assert found_in_the_product("F5") == []
    assert "anlin.api.middleware.AccessMiddleware" in settings.MIDDLEWARE
    assert not any("admin" in app for app in settings.INSTALLED_APPS)


def test_lu_f6_no_purpose_permits_training_or_selling():
    assert found_in_the_product("F6") == []
    words = "".join(f"{purpose.zh}{purpose.en}".lower() for purpose in shipped_purposes().values())
    assert not re.search(r"train|sell|market|训练|出售|营销", words)

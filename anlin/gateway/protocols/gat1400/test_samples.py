"""Every file of the shared samples decodes, or is refused for the right reason."""

import os
from pathlib import Path

import pytest

from anlin.gateway.decoded import DeviceNews, RegisterRow, Seen
from anlin.gateway.protocols.gat1400 import decode
from anlin.observations.instants import iso
from anlin.observations.kinds import KINDS, LABELS

ROOT = Path(__file__).parents[4]
SAMPLES = Path(os.environ.get("ANLIN_SHARED", ROOT.parent / "shared")) / "samples" / "gat1400"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no samples at {SAMPLES}"),
]

EXPECTED: dict[str, tuple[type, dict[str, object]]] = {
    "index19648736292_Faces_short-ids.json": (
        Seen,
        {"kind": "person_detected", "device": "11111", "observed_at": "2020-07-10T06:32:17.000000Z", "pictures": 0},
    ),
    "study-go_APEs.json": (DeviceNews, {"device": "33029902001210000007", "online": True, "lon": None}),
    "study-go_Community_CarInfos.json": (RegisterRow, {"category": "parking_permit"}),
    "study-go_Community_DoorDevices.json": (DeviceNews, {"device": "33029902001250000001", "kind": "door"}),
    "study-go_Community_DoorInfos.json": (DeviceNews, {"device": "33029902001250000001", "kind": "door"}),
    "study-go_Community_PersonInfos.json": (RegisterRow, {"category": "household_member"}),
    "study-go_MotorVehicles.json": (
        Seen,
        {
            "kind": "plate_read",
            "label": "in",
            "device": "33029902001210000118",
            "observed_at": "2021-04-11T09:13:37.000000Z",
            "subject": "浙B0000A",
        },
    ),
}


def told(item: object, name: str) -> object:
    value = getattr(item, name)
    if isinstance(item, Seen):
        return {
            "kind": lambda: KINDS[value],
            "label": lambda: LABELS[value],
            "observed_at": lambda: iso(value),
            "pictures": lambda: len(value),
            "subject": lambda: value.text,
        }.get(name, lambda: value)()
    return value


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_sample_becomes_what_the_table_says(name: str) -> None:
    found = decode("", (SAMPLES / name).read_bytes(), {}, 0)
    kind, facts = EXPECTED[name]

    assert [type(item) for item in found] == [kind]
    assert {fact: told(found[0], fact) for fact in facts} == facts


def test_every_sample_has_its_expectation() -> None:
    assert {path.name for path in SAMPLES.glob("*.json")} == set(EXPECTED)


def test_the_face_samples_attributes_are_dropped_and_counted() -> None:
    face = decode("", (SAMPLES / "index19648736292_Faces_short-ids.json").read_bytes(), {}, 0)[0]

    assert {"GenderCode", "AgeUpLimit", "AgeLowerLimit", "Emotion"} <= set(face.dropped)
    assert "GlassStyle" not in face.dropped  # 99 says "unknown".
    assert [name for name in face.dropped if name.startswith("SubImage")] == [
        "SubImageInfoObject[Type=14]",
        "SubImageInfoObject[Type=11]",
    ]


def test_the_resident_samples_photo_is_dropped_and_its_empty_attributes_are_not_counted() -> None:
    row = decode("", (SAMPLES / "study-go_Community_PersonInfos.json").read_bytes(), {}, 0)[0]

    assert "PhotoData" in row.dropped
    assert not {"EthicCode", "Religion", "PoliticsStatus"} & set(row.dropped)

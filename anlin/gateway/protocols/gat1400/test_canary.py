"""LU-32: whatever a device sends, no forbidden value leaves the decoder, and what was left out is counted."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.decoded import Item, Rejected
from anlin.gateway.forbidden import FORBIDDEN, FORBIDDEN_NAMES, forbidden_name, is_said
from anlin.gateway.protocols.gat1400 import decode
from anlin.gateway.protocols.gat1400.names import STANDARD_NAMES

CANARY = "金丝雀canary"
PLACES = (
    "MotorVehicle",
    "NonMotorVehicle",
    "Face",
    "Person",
    "Thing",
    "Scene",
    "APE",
    "Tollgate",
    "DoorDevice",
    "Image",
)
REGISTERS = ("CarInfo", "PersonInfo")
IDS = {"APE": "ApeID", "PersonInfo": "PersonID"}


def everything_in(items: list[Item]) -> str:
    """All that left the decoder, with what `repr` hides, but without the names of what was dropped."""
    bare = [msgspec.structs.replace(item, dropped=()) for item in items]
    return json.dumps([msgspec.to_builtins(item) for item in bare], ensure_ascii=False)


def message(kind: str, **fields: Any) -> bytes:
    own = {IDS.get(kind, f"{kind}ID"): "id-1", "DeviceID": "33010299011210000253", **fields}
    return json.dumps({f"{kind}ListObject": {f"{kind}Object": [own]}}, ensure_ascii=False).encode()


@pytest.mark.parametrize("kind", [*PLACES, *REGISTERS])
def test_lu_32_no_forbidden_value_leaves_the_decoder_and_each_is_counted(kind: str) -> None:
    found = decode("", message(kind, **dict.fromkeys(sorted(FORBIDDEN_NAMES), CANARY)), {}, 0)

    assert CANARY not in everything_in(found)
    assert set().union(*(item.dropped for item in found)) >= FORBIDDEN_NAMES


@pytest.mark.parametrize("spell", [str.lower, str.upper, lambda name: name[:1].lower() + name[1:]])
@pytest.mark.parametrize("kind", ["Face", "MotorVehicle", "PersonInfo"])
def test_lu_32_other_spellings_are_dropped_and_counted_under_the_same_name(kind: str, spell: Any) -> None:
    found = decode("", message(kind, **{spell(name): CANARY for name in FORBIDDEN_NAMES}), {}, 0)

    assert CANARY not in everything_in(found)
    counted = set().union(*(item.dropped for item in found))
    assert {forbidden_name(name) for name in FORBIDDEN_NAMES} <= counted


@pytest.mark.parametrize("kind", PLACES)
def test_lu_32_forbidden_values_deep_inside_are_dropped_and_counted(kind: str) -> None:
    deep = {"Inner": [{"EthicCode": CANARY}], "FeatureObject": {"FeatureData": CANARY}}
    images = {"SubImageInfoObject": [{"Type": "01", "EthicCode": CANARY, "FacialFeature": CANARY}]}
    found = decode("", message(kind, Vendor=deep, SubImageList=images), {}, 0)

    assert CANARY not in everything_in(found)
    assert {"EthicCode", "FeatureObject", "FacialFeature"} <= set(found[0].dropped)


@pytest.mark.parametrize("kind", ["MotorVehicle", "Face", "Person", "Scene", "APE"])
def test_lu_32_a_name_document_or_phone_never_leaves_an_observation(kind: str) -> None:
    personal = ("IDNumber", "UsedName", "Alias", "OwnerName", "OwnerPhone", "OwnerIDNumber", "Phone", "Tel", "IDCardNo")
    found = decode("", message(kind, **dict.fromkeys(personal, CANARY)), {}, 0)

    assert CANARY not in everything_in(found)


def test_a_value_that_says_nothing_is_not_counted() -> None:
    unsaid: dict[str, Any] = {
        "EthicCode": "",
        "GenderCode": None,
        "GlassStyle": "99",
        "CapStyle": 99,
        "FeatureList": [],
    }
    found = decode("", message("Face", **unsaid), {}, 0)

    assert found[0].dropped == ()


def test_the_dictionary_covers_what_the_law_page_names() -> None:
    named = (
        "EthicCode", "SkinColor", "FacialFeature", "Religion", "PoliticsStatus", "NativeCityCode", "NationalityCode",
        "ChineseAccentCode", "AgeUpLimit", "AgeLowerLimit", "GenderCode", "Emotion", "IsSuspectedTerrorist",
        "SpecialPersonClass", "PhotoData", "Password", "UserId", "PetitionHistory", "MedicalRecord", "Gait",
    )  # fmt: skip

    assert set(named) <= FORBIDDEN_NAMES
    assert all(names == tuple(dict.fromkeys(names)) for names in FORBIDDEN.values())


def test_no_forbidden_name_is_a_field_that_is_read() -> None:
    read = STANDARD_NAMES - FORBIDDEN_NAMES

    assert all(not forbidden_name(name) for name in read)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40)
KEYS = st.sampled_from(sorted(STANDARD_NAMES | {"MotorVehicleListObject", "FaceList", "personObject"})) | st.text(
    max_size=12
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=8), max_leaves=25
)


@given(JSON, st.sampled_from(["", "/VIID/MotorVehicles", "/VIID/Faces", "/VIID/SubscribeNotifications", "/x"]))
def test_any_json_gives_items_and_never_an_exception(value: Any, path: str) -> None:
    for item in decode(path, json.dumps(value).encode(), {"User-Identify": "s"}, 0):
        assert item.item is not None
        if isinstance(item, Rejected):
            assert item.reason


@given(
    st.dictionaries(st.sampled_from(sorted(FORBIDDEN_NAMES)), st.just(CANARY) | st.lists(st.just(CANARY)), min_size=1)
)
def test_lu_32_the_counter_names_exactly_the_forbidden_fields_that_said_something(sent: dict[str, Any]) -> None:
    found = decode("", message("MotorVehicle", PlateNo="浙A00000", **sent), {}, 0)

    said = {name for name, value in sent.items() if is_said(value)}
    assert set(found[0].dropped) == {forbidden_name(name) for name in said}
    assert CANARY not in everything_in(found)


@given(st.binary(max_size=200))
def test_any_bytes_give_items_and_never_an_exception(body: bytes) -> None:
    decode("/VIID/Faces", body, {}, 0)

"""The short way gives exactly what the long way gives, and gives up on everything else."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.decoded import Item
from anlin.gateway.protocols.gat1400 import decode
from anlin.gateway.protocols.gat1400.decode import entries_of
from anlin.gateway.protocols.gat1400.names import COMMON, VEHICLE

OBJECT = "330102990112100002530220260105083000000010200001"
ODD = (
    st.none() | st.integers() | st.booleans() | st.text(max_size=20) | st.floats(allow_nan=False, allow_infinity=False)
)
DIGITS = st.text("0123456789", max_size=50)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "MotorVehicleID": st.just(OBJECT) | DIGITS | ODD,
    "DeviceID": st.sampled_from(["33010299011210000253", "11111", "", "a b", "99"]) | DIGITS | ODD,
    "TollgateID": st.just("33010299011210000254") | ODD,
    "PlateNo": st.sampled_from(["浙A00000", "浙a00000", "浙A·0000", "京AD12345", "无牌", "Ａ1234", "00000000"]) | ODD,
    "PassTime": st.sampled_from(["20260105083000", "20260105083060", "20260105083000123", "", 1767573000]) | ODD,
    "PlateReliability": st.sampled_from(["97", "", "0", "00", "100", "999", 50, "٣"]) | ODD,
    "InOut": st.sampled_from(["in", "out", "IN", " in", "", "x"]) | ODD,
    "VehicleClass": st.sampled_from(["K33", "H1", ""]) | ODD,
    "StorageUrl3": st.sampled_from(["", "http://192.0.2.1/a"]) | ODD,
}
VEHICLES = st.fixed_dictionaries({}, optional=FIELDS) | st.dictionaries(st.sampled_from((*VEHICLE, *COMMON)), ODD)


def slowly(vehicles: list[dict[str, Any]]) -> list[Item]:
    body = {"MotorVehicleListObject": {"MotorVehicleObject": vehicles}}
    return [item for entry in entries_of(body, "motorvehicle", "session") for item in entry.items]


@given(st.lists(VEHICLES, max_size=4))
def test_the_short_way_gives_what_the_long_way_gives(vehicles: list[dict[str, Any]]) -> None:
    body = json.dumps({"MotorVehicleListObject": {"MotorVehicleObject": vehicles}}).encode()

    assert decode("", body, {"user-identify": "session"}, 0) == slowly(vehicles)


def test_one_unknown_field_sends_the_whole_body_the_long_way() -> None:
    plain = {"MotorVehicleID": OBJECT, "DeviceID": "33010299011210000253", "PlateNo": "浙A00000"}
    body = json.dumps(
        {"MotorVehicleListObject": {"MotorVehicleObject": [plain, {**plain, "EthicCode": "01"}]}}
    ).encode()

    assert [item.dropped for item in decode("", body, {}, 0)] == [(), ("EthicCode",)]

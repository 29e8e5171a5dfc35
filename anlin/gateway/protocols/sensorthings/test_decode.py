import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.protocols.conftest import told, when
from anlin.gateway.protocols.sensorthings import decode


def items(message: Any, where: str = "v1.1/Observations", **headers: str) -> list[Any]:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return decode(where, body, headers, 1_767_573_000_000_000)


def observation(result: Any, name: str, **fields: Any) -> dict[str, Any]:
    stream = {"@iot.id": 1, "ObservedProperty": {"name": name}, "Thing": {"name": "room-7"}}
    return {"result": result, "phenomenonTime": "2026-01-05T00:30:00Z", "Datastream": stream, **fields}


@pytest.mark.parametrize(
    ("result", "name", "expected", "value"),
    [
        (True, "Motion", ("ir_motion", "on"), 0.0),
        ("open", "door", ("door_state", "open"), 0.0),
        (3, "People Count", ("people_count", ""), 3.0),
        ("21.5", "Temperature", ("heat", ""), 21.5),
        (0.02, "water_use", ("water_use", ""), 0.02),
        (1, "Radiation", ("Rejected", "unmapped_property"), None),
        (None, "Motion", ("DeviceNews", ""), None),
    ],
)
def test_the_observed_property_tells_what_a_result_is(
    result: Any, name: str, expected: Any, value: float | None
) -> None:
    item = items(observation(result, name))[0]

    assert (told(item), item.device) == (expected, "room-7")
    if value is not None:
        assert (item.value, when(item)) == (value, "2026-01-05T00:30:00")


def test_an_interval_counts_at_its_end() -> None:
    sent = observation(True, "motion", phenomenonTime="2026-01-05T00:00:00Z/2026-01-05T00:30:00Z")

    assert when(items(sent)[0]) == "2026-01-05T00:30:00"


def test_the_datastream_of_a_topic_may_tell_it() -> None:
    seen = items({"result": 1}, "v1.1/Datastreams('motion')/Observations")[0]

    assert (told(seen), seen.device, seen.observed_at) == (("ir_motion", "on"), "motion", None)


def test_a_page_of_observations_is_read_whole() -> None:
    page = {"value": [observation(True, "motion"), 5, observation(False, "motion")], "@iot.nextLink": "x"}

    assert [told(item)[0] for item in items(page)] == ["ir_motion", "Rejected", "ir_motion"]


@pytest.mark.parametrize("symbol", ["°F", "degF", "F"])
def test_a_result_comes_in_the_unit_of_its_datastream(symbol: str) -> None:
    sent = observation(77, "Temperature")
    sent["Datastream"]["unitOfMeasurement"] = {"name": "degree", "symbol": symbol}

    assert items(sent)[0].value == pytest.approx(25.0)


@pytest.mark.parametrize("body", [b"", b"{", b"5", b"[]"])
def test_what_is_no_observation_is_a_rejection(body: bytes) -> None:
    assert told(items(body)[0])[0] == "Rejected"


NAMES = st.sampled_from(
    ["result", "Datastream", "Thing", "name", "@iot.id", "ObservedProperty", "phenomenonTime", "value"]
)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=6), lambda i: st.lists(i, max_size=3) | st.dictionaries(NAMES, i)
    )
)
def test_any_json_gives_items(message: Any) -> None:
    assert items(message)


def test_keys_are_matched_without_case() -> None:
    stream = {"@iot.id": 4, "observedproperty": {"Name": "smoke"}}
    body = json.dumps({"Result": 1, "phenomenontime": "2026-01-05T00:30:00Z", "datastream": stream}).encode()
    [item] = decode("", body, {}, 0)
    assert (told(item), item.device, when(item)) == (("smoke", "alarm"), "4", "2026-01-05T00:30:00")

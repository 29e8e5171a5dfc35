import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.decoded import DeviceNews
from anlin.gateway.protocols.conftest import needs_samples, samples_of, told, when
from anlin.gateway.protocols.ngsi_ld import decode


def items(message: Any) -> list[Any]:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return decode("", body, {}, 1_767_573_000_000_000)


def device(**attributes: Any) -> dict[str, Any]:
    return {"id": "urn:ngsi-ld:Device:d1", "type": "Device", **attributes}


def test_known_properties_of_both_forms_become_observations() -> None:
    normal = device(motion={"type": "Property", "value": True, "observedAt": "2026-01-05T00:30:00Z"})
    plain = device(smoke=False, batteryLevel=0.75, dateModified="2026-01-05T00:30:00Z", colour="red")

    assert [told(item) for item in items(normal)] == [("ir_motion", "on"), ("DeviceNews", "")]
    found = items(plain)
    assert [told(item) for item in found] == [("smoke", "normal"), ("battery", ""), ("DeviceNews", "")]
    assert (found[1].value, found[0].device, when(found[0])) == (75.0, "d1", "2026-01-05T00:30:00")


def test_a_notification_gives_all_its_entities() -> None:
    sent = {"type": "Notification", "data": [device(motion=True), 5, device(motion=False)]}

    assert [told(item)[0] for item in items(sent)] == ["ir_motion", "DeviceNews", "Rejected", "ir_motion", "DeviceNews"]


@pytest.mark.parametrize(
    ("coordinates", "expected"),
    [([121.5, 29.8], (121.5, 29.8)), ([29.8, 121.5], (121.5, 29.8)), ([500, 500], (None, None)), (["x"], (None, None))],
)
def test_coordinates_are_lon_lat_and_an_impossible_latitude_is_swapped(coordinates: Any, expected: Any) -> None:
    news = items(device(location={"type": "GeoProperty", "value": {"type": "Point", "coordinates": coordinates}}))[-1]

    assert (news.lon, news.lat) == expected


def test_a_person_is_never_taken_and_only_things_are_named() -> None:
    (refused,) = items({"id": "urn:ngsi-ld:Person:p", "type": "Person", "name": "Bob", "motion": True})
    assert (refused.by_law, refused.item, "name" in refused.dropped) == (True, "", True)
    (lamp,) = items({"id": "lamp", "type": "Streetlight", "name": "Bob's lamp"})
    assert lamp.name == ""
    assert items(device(name="Hall"))[0].name == "Hall"


def test_a_measurement_and_its_device_have_one_code() -> None:
    told_by = {"type": "DeviceMeasurement", "id": "m", "refDevice": "urn:ngsi-ld:Device:d1", "motion": True}
    assert {items(told_by)[0].device, items(device())[0].device} == {"d1"}


@pytest.mark.parametrize(
    ("level", "percent"), [(0.75, 75.0), (1, 100.0), (75, 75.0), (0, 0.0), (-1, None), (101, None)]
)
def test_a_battery_is_a_share_or_percent_and_minus_1_says_nothing(level: float, percent: float | None) -> None:
    found = [item.value for item in items(device(batteryLevel=level)) if not isinstance(item, DeviceNews)]
    assert found == ([] if percent is None else [percent])


@pytest.mark.parametrize(("value", "unit"), [(25.5, "CEL"), (298.65, "KEL"), (77.9, "FAH"), (25.5, "")])
def test_temperatures_come_in_the_unit_they_name(value: float, unit: str) -> None:
    found = items(device(temperature={"type": "Property", "value": value, "unitCode": unit}))
    assert found[0].value == pytest.approx(25.5)


def test_an_interval_counts_from_its_end() -> None:
    found = items(device(motion=True, dateObserved="2026-01-05T00:00:00Z/2026-01-05T00:30:00Z"))
    assert when(found[0]) == "2026-01-05T00:30:00"


@pytest.mark.parametrize("body", [b"", b"{", b"{}", b"[]", b"5"])
def test_what_is_no_entity_is_a_rejection(body: bytes) -> None:
    assert told(items(body)[0])[0] == "Rejected"


NAMES = st.sampled_from(
    ["id", "type", "value", "data", "location", "coordinates", "motion", "controlledProperty", "numValue"]
)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=6), lambda i: st.lists(i, max_size=3) | st.dictionaries(NAMES, i)
    )
)
def test_any_json_gives_items(message: Any) -> None:
    assert items(message)


@pytest.mark.shared
@needs_samples("iot-observations")
def test_samples() -> None:
    measured = items(
        (samples_of("iot-observations") / "smart-data-models_DeviceMeasurement_normalized.jsonld").read_bytes()
    )
    plain = items((samples_of("iot-observations") / "smart-data-models_Device_keyvalues.jsonld").read_bytes())

    # Humidity has no kind; the owner of a device is nobody's business.
    assert [(type(item), item.device) for item in measured] == [
        (DeviceNews, "urn:ngsi-ld:MEASUREMENT:refDevice:ZMHH:32871158")
    ]
    assert [(told(item), item.device) for item in plain] == [
        (("battery", ""), "device-9845A"),
        (("DeviceNews", ""), "device-9845A"),
    ]
    assert "leon" not in str(plain)


@pytest.mark.parametrize(
    "entity",
    [
        {
            "temperature": {
                "type": "Number",
                "value": "61",
                "metadata": {"TimeInstant": {"value": "2026-01-05T00:30:00Z"}},
            }
        },
        {"temperature": 61, "dateObserved": {"value": {"@type": "DateTime", "@value": "2026-01-05T00:30:00Z"}}},
    ],
    ids=["v2", "typed"],
)
def test_the_time_of_an_attribute_is_found_in_both_editions(entity: Any) -> None:
    item = decode("", json.dumps({"id": "d1", "type": "Sensor", **entity}).encode(), {}, 0)[0]
    assert (told(item), item.value, when(item)) == (("heat", ""), 61.0, "2026-01-05T00:30:00")

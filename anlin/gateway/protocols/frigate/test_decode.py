import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.decoded import Rejected
from anlin.gateway.protocols.conftest import needs_samples, samples_of, told, when
from anlin.gateway.protocols.frigate import decode


def items(message: Any, topic: str = "", **headers: str) -> list[Any]:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return decode(topic, body, headers, 1_767_573_000_000_000)


def event(**after: Any) -> dict[str, Any]:
    usual = {
        "id": "1767573000.12-a1",
        "camera": "lift_2",
        "frame_time": 1767573001.48,
        "label": "person",
        "score": 0.83,
    }
    return {"type": "new", "before": {"label": "x"}, "after": {**usual, **after}}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, ("person_detected", "")),
        ({"label": "car"}, ("vehicle_detected", "car")),
        ({"label": "bicycle"}, ("vehicle_detected", "bicycle")),
        ({"label": "bicycle", "sub_label": ["e-bike", 0.91]}, ("ebike_detected", "ebike")),
        ({"label": "package"}, ("left_object", "package")),
        ({"label": "dog"}, ("DeviceNews", "")),
        ({"label": "car", "false_positive": True}, ("DeviceNews", "")),
        ({"camera": ""}, ("Rejected", "no_device")),
    ],
)
def test_an_event_becomes_what_its_after_says(after: dict[str, Any], expected: tuple[str, str]) -> None:
    assert told(items(event(**after))[0]) == expected


def test_an_event_keeps_camera_instant_score_and_track() -> None:
    first, later = items(event())[0], items(event(frame_time=1767573002))[0]

    assert (first.device, when(first), first.confidence) == ("lift_2", "2026-01-05T00:30:01", 0.83)
    assert first.track == later.track != 0
    assert first.event != later.event


def test_a_persons_name_never_leaves() -> None:
    seen = items(event(sub_label=["示例甲", 0.8]))[0]

    assert (seen.dropped, "示例甲" in str(seen)) == (("sub_label",), False)


def test_a_vehicles_recognised_plate_is_a_second_observation_and_a_persons_is_not() -> None:
    plate = {"recognized_license_plate": "浙A 00000", "recognized_license_plate_score": 0.93}

    assert [told(item)[0] for item in items(event(label="car", **plate))] == ["vehicle_detected", "plate_read"]
    assert [told(item)[0] for item in items(event(**plate))] == ["person_detected"]


def test_a_vehicle_that_stands_still_is_seen_once_and_not_again_by_its_updates() -> None:
    parked = event(label="car", stationary=True, recognized_license_plate="浙A00000")

    assert [told(item)[0] for item in items(parked)] == ["vehicle_detected", "plate_read"]
    assert [told(item)[0] for item in items({**parked, "type": "update"})] == ["DeviceNews", "plate_read"]
    assert [told(item)[0] for item in items({**parked, "type": "end"})] == ["DeviceNews", "plate_read"]


def test_a_vehicle_that_moves_again_is_seen_again() -> None:
    moving = {**event(label="car", stationary=False), "type": "update"}

    assert told(items(moving)[0]) == ("vehicle_detected", "car")


def test_persons_ebikes_and_things_left_count_while_they_stand() -> None:
    for after in ({"label": "person"}, {"label": "ebike"}, {"label": "package"}):
        assert told(items({**event(stationary=True, **after), "type": "update"})[0])[0] != "DeviceNews"


@pytest.mark.parametrize("kind", ["face", "description"])
def test_faces_and_descriptions_are_refused_by_law(kind: str) -> None:
    refused = items({"type": kind, "id": "1", "name": "示例甲", "description": "a tall man", "camera": "c"})[0]

    assert isinstance(refused, Rejected)
    assert refused.by_law
    assert "示例甲" not in str(refused)
    assert "tall" not in str(refused)


def test_plain_topics_are_counts_and_liveness() -> None:
    assert items(b"online", "frigate/available")[0].online is True
    assert items(b"offline", "frigate/lift_2/status/detect")[0].online is False
    count = items(b"3", "frigate/lobby/person")[0]
    assert (told(count), count.value, count.device) == (("people_count", ""), 3.0, "lobby")
    assert told(items(b"ON", "frigate/lift_2/motion")[0])[0] == "DeviceNews"
    assert items(b"ON", "frigate/lift_2/detect/set")[0].reason == "command"


def test_a_snapshot_is_evidence_but_the_crop_of_a_person_is_not() -> None:
    assert len(items(b"\xff\xd8\xff\xd9", "frigate/lift_2/car/snapshot")[0].pictures) == 1
    assert items(b"\xff\xd8\xff\xd9", "frigate/lift_2/person/snapshot")[0].pictures == ()


@pytest.mark.parametrize("base", ["frigate", "site/frigate", "area/7/nvr"])
def test_the_base_topic_may_hold_slashes(base: str) -> None:
    assert items(b"online", f"{base}/available")[0].device == base
    assert items(b"offline", f"{base}/gate/status/detect")[0].device == "gate"
    assert items(b"ON", f"{base}/gate/motion")[0].device == "gate"
    assert items(b"ON", f"{base}/gate/audio/scream")[0].device == "gate"
    assert items(b"ON", f"{base}/gate/detect/state")[0].device == "gate"
    count = items(b"4", f"{base}/square/person")[0]
    assert (told(count), count.value, count.device) == (("people_count", ""), 4.0, "square")
    assert told(items(b"1", f"{base}/square/person/active")[0])[0] == "DeviceNews"


@pytest.mark.parametrize("base", ["frigate", "site/frigate"])
def test_what_is_said_of_the_recorder_makes_no_camera(base: str) -> None:
    stats = items({"cameras": {"gate": {"camera_fps": 5}}}, f"{base}/stats")[0]

    assert (told(stats)[0], stats.device, stats.kind, stats.online) == ("DeviceNews", base, "recorder", True)
    assert items({"type": "end", "after": None}, f"{base}/events")[0].reason == "unknown_message"


@pytest.mark.parametrize(("role", "online"), [("detect", False), ("audio", None), ("record", None)])
def test_only_the_role_that_detects_speaks_for_the_whole_camera(role: str, online: bool | None) -> None:
    assert items(b"offline", f"frigate/gate/status/{role}")[0].online is online


@pytest.mark.parametrize("thing", ["person", "face"])
def test_the_crop_of_a_person_is_dropped_whatever_the_base_topic(thing: str) -> None:
    news = items(b"\xff\xd8\xff\xd9", f"site/frigate/gate/{thing}/snapshot")[0]

    assert (news.device, news.pictures) == ("gate", ())
    assert len(items(b"\xff\xd8\xff\xd9", "site/frigate/gate/car/snapshot")[0].pictures) == 1


@given(st.binary(max_size=100), st.text(max_size=30))
def test_any_bytes_and_topic_give_items(body: bytes, topic: str) -> None:
    assert decode(topic, body, {}, 0)


NAMES = st.sampled_from(
    ["type", "after", "before", "data", "objects", "severity", "id", "camera", "label", "sub_label", "plate"]
)
VALUES = st.none() | st.booleans() | st.integers() | st.sampled_from(["lpr", "face", "car", "x"])


@given(
    st.recursive(
        VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=15
    )
)
def test_any_json_gives_items(message: Any) -> None:
    assert items(message)


@pytest.mark.shared
@needs_samples("frigate")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("docs_events_update", [("person_detected", "")]),
        ("docs_reviews_update", [("person_detected", ""), ("vehicle_detected", "car")]),
        ("docs_tracked_object_update_classification_attribute", [("DeviceNews", "")]),
        ("docs_tracked_object_update_classification_sublabel", [("DeviceNews", "")]),
        ("docs_tracked_object_update_description", [("Rejected", "description")]),
        ("docs_tracked_object_update_face", [("Rejected", "comparison_result")]),
        ("docs_tracked_object_update_lpr", [("plate_read", "")]),
        ("docs_triggers", [("DeviceNews", "")]),
        ("issue-3580_events_2022_schema", [("vehicle_detected", "car")]),
    ],
)
def test_samples(name: str, expected: list[tuple[str, str]]) -> None:
    found = items((samples_of("frigate") / f"frigate-{name}.json").read_bytes())

    assert [told(item) for item in found] == expected


def test_a_plate_may_come_with_its_score() -> None:
    after = {"id": "1.0-a", "camera": "gate", "label": "car", "score": 0.8, "frame_time": 1767573000.0}
    body = json.dumps({"type": "update", "after": {**after, "recognized_license_plate": ["浙A12345", 0.9]}}).encode()
    assert [told(item)[0] for item in decode("frigate/events", body, {}, 0)] == ["vehicle_detected", "plate_read"]

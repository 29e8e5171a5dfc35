"""Answers are written by hand where all went well; they must be the JSON an encoder would write."""

import json

from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.decoded import Outcome
from anlin.gateway.protocols.gat1400.answers import listed

NOW = 1_767_573_000_000_000  # 2026-01-05 08:30 in China.


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_id_comes_back_as_it_was_sent(objects: list[str]) -> None:
    outcomes = [Outcome(each, "journalled") for each in objects]

    said = json.loads(bytes(listed("/VIID/Faces", objects, [1] * len(objects), outcomes, NOW).body))

    statuses = said["ResponseStatusListObject"]["ResponseStatusObject"]
    assert [each["Id"] for each in statuses] == objects
    assert said["ResponseStatusObject"]["Id"] == (objects[0] if objects else "")


def test_a_status_of_success_has_every_field_of_the_protocol() -> None:
    answer = listed("/VIID/Faces", ["a"], [1], [Outcome("a", "duplicate")], NOW)

    status = {
        "RequestURL": "/VIID/Faces", "StatusCode": 0, "StatusString": "OK", "Id": "a", "LocalTime": "20260105083000",
    }  # fmt: skip
    assert json.loads(bytes(answer.body)) == {
        "ResponseStatusListObject": {"ResponseStatusObject": [status]},
        "ResponseStatusObject": status,
    }
    assert dict(answer.raw_headers) == {
        b"content-length": str(len(answer.body)).encode(),
        b"content-type": b"application/VIID+JSON;charset=UTF-8",
    }

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.protocols.conftest import needs_samples, samples_of, told, when
from anlin.gateway.protocols.milesight import decode

PUSH = {
    "device": "Network Camera",
    "time": "2026-01-05 08:30:00.250",
    "plate": "浙A 00000",
    "confidence": "-",
    "type": "Black",
}


def one(message: Any, **headers: str) -> Any:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    found = decode("", body, headers, 1_767_573_000_000_000)
    assert len(found) == 1
    return found[0]


def test_a_push_is_a_plate_read_of_the_peer_in_site_time() -> None:
    seen = one(PUSH, peer="192.0.2.8")

    assert (told(seen), seen.subject.text, seen.device) == (("plate_read", ""), "浙A00000", "192.0.2.8")
    assert when(seen) == "2026-01-05T00:30:00"
    assert one(PUSH).device == "Network Camera"


def test_a_dash_is_no_plate() -> None:
    assert told(one({**PUSH, "plate": "-"})) == ("vehicle_detected", "")


@pytest.mark.parametrize(("sent", "confidence"), [("92", 0.92), ("0.5", 0.5), ("-", 1.0), ("0", 1.0), (None, 1.0)])
def test_confidence_is_read_in_both_scales(sent: Any, confidence: float) -> None:
    assert one({**PUSH, "confidence": sent}).confidence == confidence


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"plate": "A1"}'])
def test_what_is_no_push_is_a_rejection(body: bytes) -> None:
    assert told(one(body))[0] == "Rejected"


@given(st.dictionaries(st.sampled_from([*PUSH, "full_image"]), st.none() | st.integers() | st.text(max_size=8)))
def test_any_fields_give_an_item(message: Any) -> None:
    one(message)


@pytest.mark.shared
@needs_samples("milesight")
def test_sample() -> None:
    seen = one((samples_of("milesight") / "ex_nvr_lpr_post.json").read_bytes())

    assert (told(seen), seen.subject.text, len(seen.pictures)) == (("plate_read", ""), "62D0000", 1)
    assert when(seen) == "2024-01-31T22:00:05"


def test_keys_are_matched_without_case() -> None:
    body = json.dumps({"Device": "cam", "Time": "2026-01-05 08:30:00.500", "Plate": "浙A12345"}).encode()
    [item] = decode("", body, {}, 0)
    assert (told(item), item.device) == (("plate_read", ""), "cam")

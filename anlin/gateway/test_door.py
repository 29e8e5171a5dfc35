"""The door as senders meet it: our own JSON over HTTP, bounds, health, metrics."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlin.evidence import EvidenceStore
from anlin.gateway import FixedDirectory, GatewaySettings
from anlin.gateway.app import create_app
from anlin.gateway.conftest import CAMERA, KEY, NEIGHBOUR, NOW, SENSOR, TOKEN, DoorClient, directory_of, running
from anlin.gateway.quarantine import unseal
from anlin.journal import Journal

WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def door(journal: Journal, tmp_path: Path) -> Iterator[DoorClient]:
    settings = GatewaySettings(
        metrics_token="watch", quarantine_key=KEY, max_body_bytes=200_000, max_bodies_bytes=400_000
    )
    evidence = EvidenceStore(tmp_path / "evidence", KEY)
    app = create_app(journal, FixedDirectory(directory_of()), lambda: NOW, evidence, settings)
    with running(app) as client:
        yield client


def motion(event: str = "1", **fields: object) -> dict[str, object]:
    return {"device": SENSOR, "event": event, "kind": "ir_motion", "label": "on"} | fields


def post(door: DoorClient, *observations: object, **more: object):
    return door.post("/api/observations", json={"observations": observations}, headers=WITH_TOKEN, **more)


def outcomes(answer) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.text
    return [(outcome["outcome"], outcome["reason"]) for outcome in answer.json()["outcomes"]]


def test_an_observation_is_taken_once(door: DoorClient, journal: Journal) -> None:
    assert outcomes(post(door, motion("1"), motion("2"))) == [("journalled", ""), ("journalled", "")]
    assert outcomes(post(door, motion("2"), motion("3"))) == [("duplicate", ""), ("journalled", "")]
    assert journal.totals() == {"received": 4, "journalled": 3, "duplicate": 1}


def test_without_a_token_nothing_is_taken(door: DoorClient, journal: Journal) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
        answer = door.post("/api/observations", json={"observations": [motion()]}, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["error"] == "unauthorised"
    assert journal.totals() == {}


def test_one_bad_item_costs_only_itself(door: DoorClient, journal: Journal) -> None:
    answer = post(
        door,
        motion("1"),
        {"device": 7, "event": "2", "kind": "ir_motion"},
        motion("3", kind="mind_reading"),
        motion("4", observed_at="yesterday"),
        motion("5", zone="nowhere"),
        {"device": SENSOR, "kind": "ir_motion"},
        motion("6", kind="match_candidate"),
        "text",
        motion("7", value=1e300),
        motion("8"),
    )
    assert outcomes(answer) == [
        ("journalled", ""),
        ("quarantined", "malformed"),
        ("quarantined", "unknown_kind"),
        ("quarantined", "bad_time"),
        ("quarantined", "unknown_zone"),
        ("quarantined", "no_identity"),
        ("quarantined", "unknown_kind"),
        ("quarantined", "malformed"),
        ("quarantined", "out_of_range"),
        ("journalled", ""),
    ]
    totals = journal.totals()
    assert totals["received"] == 10 == totals["journalled"] + totals["quarantined"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[1]", "malformed"),
        (b"{}", "empty"),
        (b'{"observations":' + b"[" * 60_000 + b"]" * 60_000 + b"}", "too_deep"),
        (b'{"observations":[' + b",".join([b"{}"] * 10_001) + b"]}", "too_many"),
        (b'{"' + b'":0,"'.join(str(n).encode() for n in range(20_000)) + b'":0}', "empty"),
    ],
)
def test_a_body_that_cannot_be_read_is_named_and_counted(
    door: DoorClient, journal: Journal, body: bytes, reason: str
) -> None:
    answer = door.post("/api/observations", content=body, headers=WITH_TOKEN)
    assert answer.status_code == 400
    assert answer.json()["error"] == reason
    assert journal.totals() == {"received": 1, "quarantined": 1}
    assert journal.quarantine()[0].reason == reason


def test_what_is_quarantined_bears_no_forbidden_field_and_is_encrypted(door: DoorClient, journal: Journal) -> None:
    body = json.dumps({"observations": 5, "IDNumber": "110101199001011237", "note": "kept", "inner": {"Name": "某人"}})
    door.post("/api/observations", content=body.encode(), headers=WITH_TOKEN)
    kept = journal.quarantine()[0]
    assert b"kept" not in kept.sealed
    assert json.loads(unseal(KEY, kept.sealed)) == {"observations": 5, "note": "kept", "inner": {}}


def test_of_a_batch_each_quarantined_item_is_kept_and_nothing_of_its_neighbours(
    door: DoorClient, journal: Journal
) -> None:
    post(
        door, motion("good"), motion("bad-1", zone="nowhere", IDNumber="110101199001011237"), motion("bad-2", kind="x")
    )

    kept = [json.loads(unseal(KEY, row.sealed)) for row in reversed(journal.quarantine())]

    assert [(item["event"], item.get("zone"), item["kind"]) for item in kept] == [
        ("bad-1", "nowhere", "ir_motion"),
        ("bad-2", None, "x"),
    ]
    assert "110101199001011237" not in str(kept)


def test_forbidden_fields_are_dropped_and_counted_by_name(door: DoorClient, journal: Journal) -> None:
    assert outcomes(post(door, motion("1", EthicCode="01", Age=3, unheard_of=1))) == [("journalled", "")]
    dropped = {tally.reason: tally.count for tally in journal.tallies(SENSOR) if tally.outcome == "dropped"}
    assert dropped == {"EthicCode": 1, "Age": 1}


def test_a_token_speaks_only_for_its_area(door: DoorClient, journal: Journal) -> None:
    foreign = {"device": NEIGHBOUR, "event": "1", "kind": "person_detected"}
    assert outcomes(post(door, foreign)) == [("refused", "foreign_device")]


def test_an_unknown_device_waits_for_approval(door: DoorClient, journal: Journal) -> None:
    assert outcomes(post(door, motion(device="new-1"))) == [("parked", "unknown_device")]
    answer = door.post(
        "/api/observations", json={"devices": [{"device": "new-2", "name": "楼道烟感"}]}, headers=WITH_TOKEN
    )
    assert outcomes(answer) == [("parked", "unknown_device")]
    assert [(device.code, device.name, device.via) for device in journal.parked()] == [
        ("new-1", "", "sensors"),
        ("new-2", "楼道烟感", "sensors"),
    ]


def test_news_of_a_device_becomes_liveness_and_a_row(door: DoorClient, journal: Journal) -> None:
    answer = door.post("/api/observations", json={"devices": [{"device": SENSOR, "online": False}]}, headers=WITH_TOKEN)
    assert outcomes(answer) == [("noted", "")]
    assert journal.liveness([SENSOR])[SENSOR].online is False
    assert [(tally.outcome, tally.reason) for tally in journal.tallies(SENSOR)] == [
        ("derived", "status"),
        ("noted", ""),
    ]


def test_a_body_beyond_the_bound_is_refused_with_its_length(door: DoorClient) -> None:
    answer = door.post("/api/observations", content=b" " * 200_001, headers=WITH_TOKEN)
    assert answer.status_code == 413
    assert "200001 bytes" in answer.json()["detail"]


async def chunks():
    for _ in range(9):
        yield b" " * 50_000


def test_a_body_sent_in_chunks_is_bounded_too(door: DoorClient) -> None:
    answer = door.post("/api/observations", content=chunks(), headers=WITH_TOKEN)
    assert answer.status_code == 413


def test_health_says_ok_and_metrics_need_their_token(door: DoorClient) -> None:
    assert door.get("/healthz").json() == {"status": "ok"}
    assert door.get("/metrics").status_code == 401
    post(door, motion())
    figures = door.get("/metrics", headers={"Authorization": "Bearer watch"}).text
    assert "anlin_gateway_rows_total 1.0" in figures


def test_the_protocol_is_described(door: DoorClient) -> None:
    described = door.get("/api/observations/openapi.json").json()
    post_of = described["paths"]["/api/observations"]["post"]
    assert set(post_of["responses"]) == {"200", "400", "401", "413", "503"}
    assert "ir_motion" in described["components"]["schemas"]["SentObservation"]["properties"]["kind"]["enum"]


def test_no_log_holds_what_was_sent(door: DoorClient, caplog: pytest.LogCaptureFixture, capsys) -> None:
    with caplog.at_level(logging.DEBUG):
        plate = {"type": "plate", "text": "鲁L12345"}
        post(door, {"device": CAMERA, "event": "1", "kind": "plate_read", "subject": plate})
        post(door, {"device": CAMERA, "event": "2", "kind": "plate_read", "subject": plate, "value": 1e300})
    assert "L12345" not in caplog.text
    printed = capsys.readouterr()
    assert "L12345" not in printed.out + printed.err

"""What the law asks of the door, item by item. Names bear the id of the statement."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from anlin.evidence import EvidenceStore, NoEvidence
from anlin.gateway import FixedDirectory, Outcome, Picture, Purpose, Seen, Subject
from anlin.gateway.conftest import (
    BEHIND,
    CAMERA,
    KEY,
    NEIGHBOUR,
    NOW,
    OF_AREA,
    OF_CAMERA,
    PLATFORM,
    SENSOR,
    accept,
    directory_of,
    journalled,
    listing,
    with_intake,
)
from anlin.gateway.protocols.zigbee2mqtt import decode as decode_zigbee
from anlin.gateway.quarantine import unseal
from anlin.gateway.sessions import Session
from anlin.journal import Journal
from anlin.observations import DeviceRow, ZoneRow, kind_code, label_code, subject_token
from anlin.observations.instants import HOUR, MINUTE, SECOND
from anlin.observations.quality import names

PLATE_READ, MOTION = kind_code("plate_read"), kind_code("ir_motion")


def read(plate: str, event: str = "1", **fields: Any) -> Seen:
    subject = Subject("plate", plate)
    return Seen(event, CAMERA, event, PLATE_READ, observed_at=NOW - SECOND, subject=subject, **fields)


def candidates(journal: Journal) -> list[dict[str, Any]]:
    return [row for row in journalled(journal) if row["kind"] == kind_code("match_candidate")]


def test_lu_27_a_read_that_matches_nothing_keeps_no_subject_and_no_picture(
    journal: Journal, evidence: EvidenceStore, tmp_path: Path
) -> None:
    item = read("鲁L99999", pictures=(Picture("full", b"picture"),))
    accept(journal, [item], source=listing("鲁L12345"), evidence=evidence)
    (row,) = journalled(journal)
    assert (row["subject"], row["evidence"]) == (0, None)
    assert not list(evidence._files())
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"99999" not in stored


def test_a_listed_plate_makes_a_candidate_that_names_the_entry_and_bears_the_picture(
    journal: Journal, evidence: EvidenceStore
) -> None:
    item = read("鲁L12345", pictures=(Picture("full", b"picture"),))
    outcome = accept(journal, [item], source=listing("鲁L12345"), evidence=evidence)
    assert outcome == [[Outcome("1", "journalled")]]
    plain, candidate = journalled(journal)
    assert (plain["kind"], plain["subject"], plain["evidence"]) == (PLATE_READ, 0, None)
    assert (candidate["subject"], candidate["label"]) == (4711, label_code("stolen_vehicle"))
    assert (candidate["zone"], candidate["observed_at"]) == (plain["zone"], plain["observed_at"])
    assert evidence.get(candidate["evidence"]) == b"picture"
    assert evidence.sweep(NOW + 3 * MINUTE - 1) == 0
    assert evidence.sweep(NOW + 3 * MINUTE) == 1
    assert journal.totals()["derived"] == 1


def test_one_other_character_makes_a_suspected_candidate(journal: Journal) -> None:
    accept(journal, [read("鲁L1234S")], source=listing("鲁L12345"))
    (candidate,) = candidates(journal)
    assert (candidate["confidence"], names(candidate["quality"])) == (0.5, ["low_confidence"])


def test_the_same_read_again_makes_no_second_candidate(journal: Journal) -> None:
    accept(journal, [read("鲁L12345")], [read("鲁L12345")], source=listing("鲁L12345"))
    assert len(candidates(journal)) == 1


@pytest.mark.parametrize(
    ("fields", "matches"),
    [
        ({"until_at": NOW - SECOND + 1}, 1),
        ({"until_at": NOW - SECOND}, 0),
        ({"from_at": NOW - SECOND}, 1),
        ({"from_at": NOW - SECOND + 1}, 0),
        ({"areas": (1,)}, 1),
        ({"areas": (2,)}, 1),
        ({"areas": (3,)}, 0),
        ({"type": "card"}, 0),
    ],
)
def test_lu_23_an_entry_counts_at_its_instants_and_places_only(
    journal: Journal, fields: dict[str, Any], matches: int
) -> None:
    accept(journal, [read("鲁L12345")], source=listing("鲁L12345", **fields))
    assert len(candidates(journal)) == matches


@pytest.mark.parametrize(("age", "stale"), [(24 * HOUR, []), (24 * HOUR + 1, ["stale_list"])])
def test_lu_23_a_candidate_of_lists_older_than_a_day_says_so(journal: Journal, age: int, stale: list[str]) -> None:
    source = listing("鲁L12345")
    source.directory = msgspec.structs.replace(source.directory, read_at=NOW - age)
    accept(journal, [read("鲁L12345")], source=source)
    (candidate,) = candidates(journal)
    assert names(candidate["quality"]) == stale


def test_a_subject_is_kept_as_a_token_only_where_a_declared_purpose_keeps_it(journal: Journal) -> None:
    key = bytes(range(16, 32))
    purpose = Purpose("visitor_log", ("plate",), ("plate_read",), (2,), key)
    elsewhere = Purpose("parking", ("plate",), ("plate_read",), (3,), bytes(16))
    source = FixedDirectory(directory_of(purposes=(elsewhere, purpose)))
    accept(journal, [read("鲁L12345"), read("", "2")], source=source)
    assert [row["subject"] for row in journalled(journal)] == [subject_token(key, "visitor_log", "鲁L12345"), 0]


def motion(device: str, kind: int = MOTION) -> Seen:
    return Seen("1", device, "1", kind, observed_at=NOW)


def reasons(journal: Journal, *items: Seen, session: Session = OF_AREA) -> list[tuple[str, str]]:
    return [(outcome.outcome, outcome.reason) for outcome in accept(journal, items, session=session)[0]]


def test_lu_31_a_home_is_sensed_only_with_consent(journal: Journal) -> None:
    assert reasons(journal, motion("motion-1"), motion("motion-2")) == [("journalled", ""), ("refused", "no_consent")]
    assert len(journalled(journal)) == 1
    assert journal.totals() == {"received": 2, "journalled": 1, "refused": 1}


def test_lu_31_withdrawn_consent_stops_intake(journal: Journal) -> None:
    registry = directory_of().registry
    dwellings = tuple(msgspec.structs.replace(home, care_consent=False) for home in registry.dwellings)
    withdrawn = msgspec.structs.replace(registry, version=2, dwellings=dwellings)
    source = FixedDirectory(directory_of(version=2, registry=withdrawn))
    outcomes = accept(journal, [motion("motion-1")], session=OF_AREA, source=source)[0]
    assert outcomes == [Outcome("1", "refused", "no_consent")]


RAW = {
    "point_cloud": [[0.317, 1.442, 0.85]] * 40,
    "radarFrame": "UmFkYXI3NzE5",
    "audio_clip": "QXVkaW83NzE5",
    "breath_rate": 14.7719,
    "sleep_stage": "deep7719",
}
"""What a radar or a microphone in a home also offers."""


def test_lu_31_of_a_home_only_the_event_is_kept_and_raw_radar_and_sound_are_dropped_and_counted(
    journal: Journal, evidence: EvidenceStore, tmp_path: Path
) -> None:
    sent = msgspec.json.encode({"presence": True, **RAW})
    items = decode_zigbee(f"zigbee2mqtt/{SENSOR}", sent, {}, NOW)
    accept(journal, items, session=OF_AREA, evidence=evidence)
    (row,) = journalled(journal)
    assert (row["kind"], row["label"]) == (kind_code("presence"), label_code("occupied"))
    dropped = {tally.reason for tally in journal.tallies(SENSOR) if tally.outcome == "dropped"}
    assert dropped == {"PointCloud", "RadarFrame", "AudioClip", "BreathRate", "SleepStage"}
    assert not kept_of(tmp_path, b"1.442", b"UmFkYXI3NzE5", b"QXVkaW83NzE5", b"14.7719", b"deep7719")


def test_lu_31_raw_sensing_is_cleaned_out_of_what_goes_to_quarantine(journal: Journal, tmp_path: Path) -> None:
    async def work(intake: Any) -> None:
        await intake.refuse_message(OF_AREA, "not_known", "", msgspec.json.encode({"odd": 1, **RAW}), NOW)

    with_intake(journal, work)
    (row,) = journal.quarantine()
    assert unseal(KEY, row.sealed) == b'{"odd":1}'


def kept_of(folder: Path, *marks: bytes) -> list[bytes]:
    stored = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return [mark for mark in marks if mark in stored]


def test_smoke_in_a_home_needs_no_consent_of_care(journal: Journal) -> None:
    assert reasons(journal, motion("motion-2", kind_code("smoke"))) == [("journalled", "")]


def test_lu_30_nothing_of_a_camera_is_taken_from_a_home_with_consent_or_without(journal: Journal) -> None:
    for kind in ("person_detected", "plate_read", "visual_smoke_fire"):
        assert reasons(journal, motion("motion-1", kind_code(kind))) == [("refused", "camera_in_home")]
    inside = Seen("1", CAMERA, "1", MOTION, observed_at=NOW, zone="101-bedroom")
    assert reasons(journal, inside) == [("refused", "camera_in_home")]


def test_lu_72_a_credential_adds_only_its_own_events(journal: Journal) -> None:
    of_platform = Session("gat1400", PLATFORM, "platform", "10.0.0.1", NOW)
    assert reasons(journal, motion(CAMERA), session=OF_CAMERA) == [("journalled", "")]
    assert reasons(journal, motion(BEHIND), session=OF_CAMERA) == [("refused", "foreign_device")]
    assert reasons(journal, motion(BEHIND), session=of_platform) == [("journalled", "")]
    assert reasons(journal, motion(CAMERA), session=of_platform) == [("refused", "foreign_device")]
    assert reasons(journal, motion(NEIGHBOUR), session=OF_AREA) == [("refused", "foreign_device")]
    assert {tally.device for tally in journal.tallies() if tally.reason == "foreign_device"} == {
        CAMERA,
        PLATFORM,
        "sensors",
    }


def test_lu_70_unknown_and_disabled_devices_are_set_apart(journal: Journal) -> None:
    assert reasons(journal, motion("unheard-of"), motion("off-1")) == [
        ("parked", "unknown_device"),
        ("quarantined", "device_disabled"),
    ]
    assert journalled(journal) == []


def test_lu_71_late_replayed_and_future_events_are_marked_and_a_foreign_zone_is_quarantined(journal: Journal) -> None:
    def at(event: str, observed_at: int, **fields: Any) -> Seen:
        return Seen(event, CAMERA, event, kind_code("vehicle_detected"), observed_at=observed_at, **fields)

    accept(journal, [at("1", NOW - MINUTE), at("2", NOW - HOUR), at("3", NOW + HOUR), at("4", 1)])
    assert [names(row["quality"]) for row in journalled(journal)] == [
        ["late"],
        ["late", "replayed"],
        ["clock_suspect"],
        ["clock_suspect"],
    ]
    assert [row["observed_at"] for row in journalled(journal)][2:] == [NOW, NOW]
    outcomes = accept(journal, [at("5", NOW, zone="lift-2"), at("6", NOW, zone="nowhere"), at("7", NOW, zone="gate-1")])
    assert [(outcome.outcome, outcome.reason) for outcome in outcomes[0]] == [
        ("quarantined", "foreign_zone"),
        ("quarantined", "unknown_zone"),
        ("journalled", ""),
    ]


def test_other_pictures_are_sealed_for_fifteen_minutes(journal: Journal, evidence: EvidenceStore) -> None:
    pictures = (
        Picture("scene", None, "http://192.0.2.1/x.jpg"),
        Picture("scene", b"first"),
        Picture("scene", b"second"),
    )
    item = Seen("1", CAMERA, "1", kind_code("ebike_detected"), observed_at=NOW, pictures=pictures)
    accept(journal, [item], evidence=evidence)
    key = journalled(journal)[0]["evidence"]
    assert evidence.get(key) == b"first"
    evidence.sweep(NOW + 15 * MINUTE)
    with pytest.raises(NoEvidence):
        evidence.get(key)


def test_unknown_devices_beyond_the_bound_are_counted_together(journal: Journal) -> None:
    from anlin.gateway.sorting import MANY_PARKED, THE_REST

    items = [motion(f"made-up-{n}") for n in range(MANY_PARKED + 5)]
    accept(journal, items, session=OF_AREA)
    assert len(journal.parked(limit=20_000)) == MANY_PARKED
    assert [tally.count for tally in journal.tallies(THE_REST)] == [5, 5]


@pytest.mark.parametrize(
    ("left", "kind", "why"),
    [(1, "door_state", ""), (0, "door_state", "no_order"), (1, "sos_button", "no_order")],
)
def test_lu_35_an_isolation_door_is_heard_before_its_orders_end_only_and_never_archived(
    journal: Journal, left: int, kind: str, why: str
) -> None:
    registry = directory_of().registry
    door = ZoneRow(9, "isolation-1", "isolation_door", 2, ordered_until=NOW + left)
    magnet = DeviceRow(9, "magnet-1", 9, 2, kind="door")
    changed = msgspec.structs.replace(registry, zones=(*registry.zones, door), devices=(*registry.devices, magnet))
    item = Seen("1", "magnet-1", "1", kind_code(kind), observed_at=NOW - SECOND)
    source = FixedDirectory(directory_of(registry=changed))
    (outcome,) = accept(journal, [item], session=OF_AREA, source=source)[0]
    assert (outcome.outcome, outcome.reason) == (("refused", why) if why else ("journalled", ""))
    assert [names(row["quality"]) for row in journalled(journal)] == ([] if why else [["not_archived"]])


def test_lu_31_a_room_of_no_registered_home_is_sensed_by_nobody(journal: Journal) -> None:
    registry = directory_of().registry
    room = ZoneRow(9, "room", "bedroom", 2)
    sensor = DeviceRow(9, "pir-9", 9, 2, kind="motion_sensor")
    changed = msgspec.structs.replace(registry, zones=(*registry.zones, room), devices=(*registry.devices, sensor))
    source = FixedDirectory(directory_of(registry=changed))
    outcomes = accept(journal, [motion("pir-9")], session=OF_AREA, source=source)[0]
    assert outcomes == [Outcome("1", "refused", "no_consent")]

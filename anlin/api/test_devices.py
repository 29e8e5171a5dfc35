"""Device routes against a real journal."""

import base64

import pytest

from anlin.api.devices import MOST, states_of_devices
from anlin.api.live.device_states import DeviceState, changed
from anlin.journal import Commit, Liveness, Parked, Quarantined
from anlin.observations.clock import system_clock
from anlin.observations.columns import batch_of
from anlin.observations.kinds import kind_code
from anlin.places.cameras import missing_items
from anlin.places.models import Area, Building, Device, Dwelling


@pytest.fixture
def intake(tmp_path, monkeypatch):
    """An empty journal of the test's own, as the routes see it."""
    from anlin.api import devices, intake_store
    from anlin.api import intake as intake_routes
    from anlin.journal import open_journal

    opened = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    for module in (devices, intake_routes, intake_store):
        monkeypatch.setattr(module, "journal", lambda: opened)
    yield opened
    opened.close()


@pytest.fixture
def manager(browsers, person, town):
    return browsers().sign_in(person("property_manager", town.compound))


@pytest.fixture
def system_manager(browsers, person):
    return browsers().sign_in(person("system_manager"))


def shown(manager, device):
    return manager.get(f"/api/devices/{device.pk}").json()


def test_gateway_and_channel_are_told_apart(manager, intake, town):
    now = system_clock()
    recorder = Device.objects.create(area=town.compound, code="nvr-1", name_zh="录像机", kind="recorder")
    Device.objects.filter(pk=town.device.pk).update(parent=recorder)
    intake.append(
        Commit(
            liveness={
                "nvr-1": Liveness("nvr-1", session_at=now),
                town.device.code: Liveness(town.device.code, channel_at=now - 60_000_000, clock_offset_us=2_500_000),
            }
        )
    )
    health = shown(manager, town.device)["health"]
    assert (health["state"], health["gateway"]["state"], health["channel"]["state"]) == ("online", "alive", "alive")
    assert health["clock_offset_s"] == 2.5
    intake.append(Commit(liveness={"nvr-1": Liveness("nvr-1", session_at=now)}))
    assert [row["code"] for row in shown(manager, recorder)["channels"]] == [town.device.code]


def test_a_platform_says_how_many_are_behind_it_though_it_lists_the_first_only(manager, intake, town):
    platform = Device.objects.create(area=town.compound, code="platform-1", name_zh="物联平台")
    Device.objects.bulk_create(
        Device(area=town.compound, parent=platform, code=f"sensor-{n}", name_zh=f"烟感{n}") for n in range(MOST + 1)
    )
    told = shown(manager, platform)
    assert (len(told["channels"]), told["channel_count"]) == (MOST, MOST + 1)


def test_behind_a_silent_recorder_nobody_can_say_how_a_channel_is(manager, intake, town):
    now = system_clock()
    recorder = Device.objects.create(area=town.compound, code="nvr-1", name_zh="录像机", heartbeat_s=90)
    Device.objects.filter(pk=town.device.pk).update(parent=recorder)
    intake.append(
        Commit(
            liveness={
                "nvr-1": Liveness("nvr-1", session_at=now - 271_000_000),
                town.device.code: Liveness(town.device.code, channel_at=now, online=True),
            }
        )
    )
    assert shown(manager, town.device)["health"]["state"] == "unknown"
    assert shown(manager, recorder)["health"]["state"] == "offline"


def test_a_device_never_heard_of_is_never_called_online(manager, intake, town):
    assert shown(manager, town.device)["health"]["state"] == "never"


def test_p4_the_tallies_of_a_device_balance_and_say_so(manager, intake, town):
    code = town.device.code
    intake.append(
        Commit(
            tallies={
                (code, "received", ""): 10, (code, "journalled", ""): 6, (code, "duplicate", ""): 2,
                (code, "quarantined", "bad_time"): 1, (code, "refused", "by_law"): 1, (code, "dropped", "SkinColor"): 3,
            }
        )
    )  # fmt: skip
    tallies = shown(manager, town.device)["tallies"]
    assert tallies["balances"]
    assert (tallies["received"], tallies["journalled"]) == (10, 6)
    assert [row["reason"] for row in tallies["apart"]] == ["SkinColor"]


def test_the_newest_rows_of_a_device_are_shown_and_none_of_a_device_in_a_home(manager, intake, town):
    now = system_clock()
    rows = {"id": [1, 2, 3], "observed_at": [now, now + 1, now + 2], "received_at": [now] * 3}
    kinds = [kind_code("ebike_detected")] * 3
    devices = [town.device.pk, town.neighbour_device.pk, town.device.pk]
    intake.append(Commit(batches={1: batch_of({**rows, "kind": kinds, "device": devices})}))
    seen = shown(manager, town.device)["last_observations"]
    assert [row["kind"] for row in seen] == ["ebike_detected"] * 2
    assert seen[0]["observed_at"] > seen[1]["observed_at"]
    house = Building.objects.create(area=town.compound, code="b1", name_zh="1 号楼", outline={})
    home = Dwelling.objects.create(building=house, code="b1-101")
    type(town.zone).objects.filter(pk=town.zone.pk).update(dwelling=home)
    assert shown(manager, town.device)["last_observations"] == []


def test_devices_can_be_filtered_by_what_they_are_now(manager, intake, town):
    intake.append(Commit(liveness={town.device.code: Liveness(town.device.code, session_at=system_clock())}))
    assert manager.get("/api/devices?state=online").json()["total"] == 1
    assert manager.get("/api/devices?state=offline,unknown").json()["total"] == 0
    assert manager.get("/api/devices?state=broken").status_code == 422


def test_the_stream_hears_of_a_device_whose_state_changed_and_of_no_other(intake, town):
    before = states_of_devices()
    intake.append(Commit(liveness={town.device.code: Liveness(town.device.code, session_at=system_clock())}))
    news = changed(before, states_of_devices())
    assert [(entry.path, entry.state) for entry in news] == [(Area.objects.get(pk=town.compound.pk).path, "online")]
    assert isinstance(news[0], DeviceState)


def test_parked_devices_quarantine_and_tallies_are_for_who_runs_the_platform(system_manager, manager, intake):
    now = system_clock()
    intake.append(
        Commit(
            quarantined=[Quarantined(now, "gat1400", "x", "bad_json", "not JSON")],
            parked=[Parked("cam-9", "gat1400", "", "10.0.0.9", now, now, name="门口相机")],
            tallies={("cam-9", "received", ""): 1, ("cam-9", "parked", "unregistered"): 1},
        )
    )
    for path in ("tallies", "quarantine", "parked"):
        assert manager.get(f"/api/intake/{path}").status_code == 403
    assert system_manager.get("/api/intake/quarantine").json()["items"][0]["reason"] == "bad_json"
    assert system_manager.get("/api/intake/tallies").json()["totals"]["balances"]
    assert [row["code"] for row in system_manager.get("/api/intake/parked").json()["items"]] == ["cam-9"]


@pytest.mark.django_db(transaction=True)
def test_a_parked_device_is_registered_once_and_leaves_the_waiting_room(system_manager, intake, town):
    now = system_clock()
    intake.append(Commit(parked=[Parked("cam-9", "gat1400", "", "10.0.0.9", now, now)]))
    given = {"area": town.compound.pk, "zone": town.zone.pk, "name_zh": "门口相机", "kind": "door"}
    assert system_manager.post("/api/intake/parked/cam-9/register", given).status_code == 200
    assert Device.objects.get(code="cam-9").zone == town.zone
    assert intake.parked() == []
    assert system_manager.post("/api/intake/parked/cam-9/register", given).status_code == 404


SIGN = base64.b64encode(b"\xff\xd8\xff\xe0 a picture of a sign").decode()
CAMERA = {"covers": "大门口，俯视", "filing_number": "备案 1", "sign_photo": SIGN, "private_place_checked": True}
AT_THE_GATE = {"kind": "gate", "name_zh": "东门", "floor": 1}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"new_zone": AT_THE_GATE}, 422),
        ({"new_zone": AT_THE_GATE, "camera": {**CAMERA, "private_place_checked": False}}, 422),
        ({"new_zone": AT_THE_GATE, "camera": {**CAMERA, "covers": ""}}, 422),
        ({"new_zone": {**AT_THE_GATE, "kind": "bathroom"}, "camera": CAMERA}, 422),
        ({"camera": CAMERA}, 422),
        ({"new_zone": AT_THE_GATE, "camera": CAMERA}, 200),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_lu_30_a_parked_camera_is_registered_only_with_a_place_and_what_the_law_asks(
    system_manager, intake, town, given, status
):
    now = system_clock()
    intake.append(Commit(parked=[Parked("cam-9", "gat1400", "", "10.0.0.9", now, now)]))

    answer = system_manager.post(
        "/api/intake/parked/cam-9/register",
        {"area": town.compound.pk, "name_zh": "门口相机", "kind": "camera", **given},
    )

    assert answer.status_code == status
    assert Device.objects.filter(code="cam-9").exists() is (status == 200)
    assert bool(intake.parked()) is (status != 200)
    if status == 200:
        device = Device.objects.get(code="cam-9")
        assert (device.zone.kind, device.zone.name_zh, missing_items(device)) == ("gate", "东门", [])


def test_the_tree_of_areas_is_told_in_the_shape_that_is_described(browsers, person, town):
    from anlin.api.places import AreaRow

    rows = browsers("a").sign_in(person("property_guard", town.community)).get("/api/areas").json()
    assert [AreaRow(**row).model_dump(mode="json") for row in rows] == rows
    assert [row["parent"] is None for row in rows] == [True, False, False]

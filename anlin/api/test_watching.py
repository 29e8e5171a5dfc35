"""Pictures and live view beside an alert: for the work on it, on record, gone in time."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from anlin.access.models import AuditRecord
from anlin.access.tickets import read
from anlin.alerts import media
from anlin.alerts.conftest import NOON, FixedFacts, condition
from anlin.alerts.lifecycle import REOPEN_WITHIN_US
from anlin.alerts.models import Alert
from anlin.alerts.sink import ConditionSink
from anlin.evidence import EvidenceStore, NoEvidence
from anlin.observations.clock import system_clock
from anlin.people.models import RoleGrant, User
from anlin.people.sign_in import device_mark
from anlin.places.models import Device
from anlin.site.config import config
from anlin.site.leave import Visitor, leave_now

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 20


@pytest.fixture
def store(tmp_path, monkeypatch):
    made = EvidenceStore(tmp_path / "evidence", b"k" * 32)
    media.evidence.cache_clear()
    monkeypatch.setattr("anlin.api.watching.evidence", lambda: made)
    return made


@pytest.fixture
def alert(town, store):
    seen = condition(area=town.compound.pk, zone=town.zone.pk, device=town.device.pk)
    ConditionSink(FixedFacts(), clock=lambda: NOON).apply(1, 1, 1, (seen,))
    Alert.objects.update(rows={"first": {"evidence": store.put(JPEG, NOON)}})
    return Alert.objects.get()


@pytest.fixture
def guard(browsers, person, town):
    return browsers().sign_in(person("property_guard", town.compound))


@pytest.fixture
def live(monkeypatch):
    monkeypatch.setenv("ANLIN_LIVE_URL", "http://127.0.0.1:1984/api/stream.m3u8?src={stream}")
    config.cache_clear()
    yield
    config.cache_clear()


def test_the_guard_sees_the_picture_and_one_record_says_so(guard, alert):
    assert guard.get(f"/api/media/{alert.pk}").json()["pictures"] == [{"which": "first"}]
    before = AuditRecord.objects.count()
    answer = guard.get(f"/api/media/{alert.pk}/pictures/first")
    assert (answer.content, answer["Content-Type"], answer["Cache-Control"]) == (JPEG, "image/jpeg", "no-store")
    assert AuditRecord.objects.count() == before + 1


def test_an_engineer_and_a_neighbour_see_no_picture(browsers, person, town, alert):
    for user in (person("ops_engineer", town.compound), person("property_guard", town.neighbour)):
        answer = browsers(f"of {user.pk}").sign_in(user).get(f"/api/media/{alert.pk}/pictures/first")
        assert answer.status_code in (403, 404)


@pytest.mark.parametrize(("after", "status"), [(REOPEN_WITHIN_US - 5_000_000, 200), (REOPEN_WITHIN_US + 1, 404)])
def test_the_picture_serves_the_work_and_ends_with_it(guard, alert, after, status):
    Alert.objects.update(work_state="archived", archived_at=system_clock() - after)
    assert guard.get(f"/api/media/{alert.pk}/pictures/first").status_code == status


def test_a_picture_destroyed_on_time_is_said_to_be(guard, alert, store):
    store.sweep(NOON)
    answer = guard.get(f"/api/media/{alert.pk}/pictures/first")
    assert (answer.status_code, answer.json()["title"]["zh"]) == (410, "图片已按期销毁")


def test_a_picture_that_is_due_is_shown_no_more_though_nobody_swept_it_yet(guard, alert, store):
    key = alert.rows["first"]["evidence"]
    store.destroy(key)
    store.put(JPEG, system_clock() - 1)
    assert guard.get(f"/api/media/{alert.pk}/pictures/first").status_code == 410
    assert store.get(key, now=system_clock() - 60_000_000) == JPEG


@pytest.mark.parametrize(("model", "days"), [("ebike_in_building", 30), ("watchlist_hit", 7)])
def test_an_alert_keeps_its_picture_for_the_days_of_its_kind_and_no_longer(alert, store, model, days):
    Alert.objects.update(model=model)
    media.keep_pictures([Alert.objects.get()], store, NOON)
    key = alert.rows["first"]["evidence"]
    assert store.sweep(NOON + days * media.DAY_US - 1) == 0
    assert store.sweep(NOON + days * media.DAY_US) == 1
    with pytest.raises(NoEvidence):
        store.get(key)


def test_without_a_media_gateway_that_is_said_in_words(guard, alert):
    camera = guard.get(f"/api/media/{alert.pk}").json()["cameras"][0]
    assert (camera["state"], camera["words"]["zh"]) == ("not_set_up", "没有配置视频网关，看不了实时画面")
    assert guard.post(f"/api/media/{alert.pk}/cameras/{camera['device']['id']}").status_code == 409


def test_a_camera_with_a_stream_is_opened_for_this_sign_in_and_on_record(guard, alert, live, town):
    assert guard.get(f"/api/media/{alert.pk}").json()["cameras"][0]["state"] == "no_stream"
    Device.objects.filter(pk=town.device.pk).update(stream="lift-1")
    before = AuditRecord.objects.count()
    answer = guard.post(f"/api/media/{alert.pk}/cameras/{town.device.pk}")
    assert answer.status_code == 200
    assert answer.json()["url"].startswith("/live/")
    assert "1984" not in answer.content.decode()
    record = AuditRecord.objects.order_by("-position").first()
    assert AuditRecord.objects.count() == before + 1
    assert f"alert:{alert.pk}" in record.body


def test_only_cameras_that_look_at_the_place_and_stated_all_are_offered(guard, alert, live, town):
    Device.objects.update(stream="x")
    assert guard.post(f"/api/media/{alert.pk}/cameras/{town.neighbour_device.pk}").status_code == 404
    Device.objects.filter(pk=town.device.pk).update(filing_number="")
    assert guard.get(f"/api/media/{alert.pk}").json()["cameras"] == []


def test_no_camera_is_watched_once_the_work_is_finished(guard, alert, live, town):
    Device.objects.filter(pk=town.device.pk).update(stream="lift-1")
    Alert.objects.update(work_state="archived", archived_at=system_clock())
    assert guard.get(f"/api/media/{alert.pk}").json()["cameras"] == []
    assert guard.post(f"/api/media/{alert.pk}/cameras/{town.device.pk}").status_code == 404


@pytest.fixture
def watching(guard, alert, live, town):
    """The guard watches the camera: (ticket, visitor, whether they may go on)."""
    Device.objects.filter(pk=town.device.pk).update(stream="lift-1")
    url = guard.post(f"/api/media/{alert.pk}/cameras/{town.device.pk}").json()["url"]
    session = guard.client.cookies["anlin_session"].value
    device = device_mark("test-device", "test-browser")
    ticket = read(url.split("/")[2], session, system_clock())
    return ticket, Visitor(session, device), lambda by: leave_now(system_clock)(ticket, by)


def test_lu_04_whoever_watches_goes_on_while_every_right_stands(watching):
    _, visitor, may_go_on = watching
    assert may_go_on(visitor)


@pytest.mark.parametrize(
    "what", ["account", "role", "password", "signed_out", "work", "camera", "elsewhere", "passkey"]
)
def test_lu_04_a_live_picture_ends_with_the_right_to_it(watching, guard, town, what):
    _, visitor, may_go_on = watching
    user = User.objects.get(username__startswith="property_guard")
    match what:
        case "account":
            User.objects.filter(pk=user.pk).update(is_active=False)
        case "role":
            RoleGrant.objects.filter(user=user).update(valid_to=system_clock() - 1)
        case "password":
            user.set_password("another long pass phrase")
            user.save()
        case "signed_out":
            guard.client.logout()
        case "work":
            Alert.objects.update(work_state="archived", archived_at=system_clock())
        case "camera":
            Device.objects.filter(pk=town.device.pk).update(filing_number="")
        case "elsewhere":
            RoleGrant.objects.filter(user=user).update(area=town.neighbour)
        case "passkey":
            session = Session.objects.get()
            kept = session.get_decoded() | {"factor": "code"}
            Session.objects.update(session_data=SessionStore().encode(kept))
            RoleGrant.objects.create(user=user, role="community_officer", area=town.compound)
    assert not may_go_on(visitor)


def test_lu_06_a_picture_watched_from_a_second_device_is_refused(watching):
    _, visitor, may_go_on = watching
    assert not may_go_on(Visitor(visitor.session, device_mark("another", "test-browser")))
    assert not may_go_on(Visitor(visitor.session, ""))

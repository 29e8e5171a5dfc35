"""Who is signed in, and the nonces of Digest."""

import asyncio

import pytest

from anlin.gateway.conftest import BEHIND, CAMERA, NOW, TOKEN, directory_of
from anlin.gateway.sessions import NONCE_FOR, Sessions
from anlin.journal import Journal
from anlin.observations.instants import SECOND


@pytest.fixture
def sessions(journal: Journal) -> Sessions:
    return Sessions(journal, directory_of())


def opened(sessions: Sessions, device: str, account: str):
    found = sessions.account(account)
    assert found is not None
    return asyncio.run(sessions.open("gat1400", device, found, "10.0.0.1", NOW))


def test_a_session_survives_a_restart(sessions: Sessions, journal: Journal) -> None:
    session = opened(sessions, CAMERA, "camera")
    assert session is not None
    assert Sessions(journal, directory_of()).get("gat1400", CAMERA) == session


def test_a_device_account_opens_no_session_for_another_device(sessions: Sessions) -> None:
    assert opened(sessions, BEHIND, "camera") is None
    assert sessions.get("gat1400", BEHIND) is None


def test_a_platform_speaks_for_its_area_a_device_for_itself(sessions: Sessions) -> None:
    platform, camera = opened(sessions, "37110200005030000009", "platform"), opened(sessions, CAMERA, "camera")
    assert (platform.area, camera.area) == (2, 0)


def test_a_session_ended_is_gone_also_after_a_restart(sessions: Sessions, journal: Journal) -> None:
    opened(sessions, CAMERA, "camera")
    assert asyncio.run(sessions.end("gat1400", CAMERA))
    assert not asyncio.run(sessions.end("gat1400", CAMERA))
    assert Sessions(journal, directory_of()).get("gat1400", CAMERA) is None


def test_lu_70_a_withdrawn_account_ends_its_session(sessions: Sessions) -> None:
    opened(sessions, CAMERA, "camera")
    sessions.revise(directory_of(version=2, accounts=()))
    assert sessions.get("gat1400", CAMERA) is None


def test_a_token_opens_a_session_and_another_does_not(sessions: Sessions) -> None:
    session = sessions.of_token(f"Bearer {TOKEN}", "10.0.0.9")
    assert (session.device, session.area, session.peer) == ("sensors", 2, "10.0.0.9")
    assert sessions.of_token("Bearer other", "") is None
    assert sessions.of_token(f"Basic {TOKEN}", "") is None


def test_a_nonce_counts_once_and_is_good_for_five_minutes(sessions: Sessions) -> None:
    nonce = sessions.new_nonce(NOW)
    assert set(nonce) <= set("0123456789abcdef")
    assert sessions.use_nonce(nonce, "00000001", NOW + 30 * SECOND) == "fresh"
    assert sessions.use_nonce(nonce, "00000002", NOW + 30 * SECOND) == "fresh"
    assert sessions.use_nonce(nonce, "00000001", NOW + 31 * SECOND) == "stale"
    assert sessions.use_nonce(nonce, "00000003", NOW + NONCE_FOR) == "fresh"
    assert sessions.use_nonce(nonce, "00000004", NOW + NONCE_FOR + 1000) == "stale"


def test_a_nonce_survives_a_restart_and_a_made_up_one_is_foreign(sessions: Sessions, journal: Journal) -> None:
    nonce = sessions.new_nonce(NOW)
    assert Sessions(journal, directory_of()).use_nonce(nonce, "1", NOW) == "fresh"
    assert sessions.use_nonce("0" * 60, "1", NOW) == "foreign"
    assert sessions.use_nonce("", "1", NOW) == "foreign"
    assert sessions.use_nonce("é" * 60, "1", NOW) == "foreign"

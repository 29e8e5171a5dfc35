"""How a device is, from its own last signs and those of the gateway it lives behind."""

from typing import NamedTuple

import pytest

from anlin.journal import Liveness
from anlin.observations.instants import SECOND
from anlin.places.health import QUIET_US, health_of, judged

NOW = 1_800_000_000 * SECOND
BEAT_S = 60
LIMIT = 3 * BEAT_S * SECOND


class Beat(NamedTuple):
    code: str
    heartbeat_s: int = BEAT_S


def signs(ago: int | None = None, channel_ago: int | None = None, online: bool | None = None) -> Liveness:
    at = [None if each is None else NOW - each for each in (ago, channel_ago)]
    return Liveness("x", session_at=at[0], channel_at=at[1], online=online)


@pytest.mark.parametrize(
    ("live", "state"),
    [
        (None, "never"),
        (signs(ago=LIMIT), "online"),
        (signs(ago=LIMIT + 1), "offline"),
        (signs(channel_ago=QUIET_US), "online"),
        (signs(channel_ago=QUIET_US + 1), "unknown"),
        (signs(online=False), "offline"),
        (signs(online=True), "online"),
        (signs(), "never"),
    ],
)
def test_a_device_on_its_own_is_as_it_was_last_heard_of(live, state):
    found = health_of(Beat("d"), None, {"d": live} if live else {}, NOW)
    assert found.state == state
    assert judged(BEAT_S, live, None, None, NOW) == (found.state, found.reason)


@pytest.mark.parametrize(
    ("gateway", "live", "state"),
    [
        (signs(ago=LIMIT + 1), signs(channel_ago=0), "unknown"),
        (signs(ago=LIMIT), signs(channel_ago=0), "online"),
        (signs(ago=0), None, "never"),
        (signs(ago=0), signs(ago=0, online=False), "offline"),
        (None, signs(ago=0, channel_ago=QUIET_US + 1), "unknown"),
    ],
)
def test_a_dead_gateway_hides_what_is_behind_it_and_a_live_one_says_nothing_of_it(gateway, live, state):
    heard = {code: each for code, each in (("g", gateway), ("d", live)) if each}
    found = health_of(Beat("d"), Beat("g"), heard, NOW)
    assert found.state == state
    assert found.gateway is not None
    assert judged(BEAT_S, live, BEAT_S, gateway, NOW) == (found.state, found.reason)

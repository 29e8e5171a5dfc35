"""How a device's time is judged."""

import pytest

from anlin.gateway.clocks import YEARS_OFF, DeviceClock
from anlin.observations import Quality
from anlin.observations.instants import DAY, HOUR, MINUTE, SECOND
from anlin.observations.quality import names

NOW = 1_767_573_000 * SECOND
LATE_AFTER = 3 * SECOND


def judged(delay: int, clock: DeviceClock | None = None, quality: int = 0) -> tuple[int, list[str]]:
    """(delay of the journalled instant, quality names) of a message that came `delay` after its own time."""
    at, bits = (clock or DeviceClock()).judge(NOW - delay, NOW, quality, LATE_AFTER)
    return NOW - at, names(bits)


@pytest.mark.parametrize(
    ("delay", "expected"),
    [
        (0, (0, [])),
        (SECOND, (SECOND, [])),
        (LATE_AFTER, (LATE_AFTER, [])),
        (LATE_AFTER + 1, (LATE_AFTER + 1, ["late"])),
        (LATE_AFTER + 10 * MINUTE, (LATE_AFTER + 10 * MINUTE, ["late"])),
        (LATE_AFTER + 10 * MINUTE + 1, (LATE_AFTER + 10 * MINUTE + 1, ["late", "replayed"])),
        (YEARS_OFF - 1, (YEARS_OFF - 1, ["late", "replayed"])),
        (YEARS_OFF, (0, ["clock_suspect"])),
        (56 * 366 * DAY, (0, ["clock_suspect"])),
        (-1, (0, [])),
        (-2 * SECOND, (0, [])),
        (-2 * SECOND - 1, (0, ["clock_suspect"])),
        (-8 * HOUR, (0, ["clock_suspect"])),
        (-5000 * DAY, (0, ["clock_suspect"])),
    ],
)
def test_an_instant_is_taken_corrected_or_replaced_by_how_far_it_is_off(
    delay: int, expected: tuple[int, list[str]]
) -> None:
    assert judged(delay) == expected


def test_a_message_without_a_time_is_put_at_its_receipt() -> None:
    assert DeviceClock().judge(None, NOW, 0, LATE_AFTER) == (NOW, Quality.NO_DEVICE_TIME)


def learned(delays: list[int]) -> DeviceClock:
    """A clock that saw one message a second, each with such a delay."""
    clock = DeviceClock()
    for nth, delay in enumerate(delays):
        received_at = NOW - (len(delays) - nth) * SECOND
        clock.judge(received_at - delay, received_at, 0, LATE_AFTER)
    return clock


def test_an_offset_is_believed_after_eight_delays_that_agree() -> None:
    assert learned([8 * HOUR] * 7).offset_us is None
    assert learned([8 * HOUR] * 8).offset_us == 8 * HOUR


def test_a_clock_within_two_seconds_is_right() -> None:
    assert learned([2 * SECOND] * 8).offset_us == 0
    assert learned([2 * SECOND + 1] * 8).offset_us == 2 * SECOND + 1


@pytest.mark.parametrize(
    ("delay", "offset"), [(63 * SECOND, 0), (64 * SECOND, 64 * SECOND), (-3 * SECOND, -3 * SECOND)]
)
def test_a_steady_delay_within_the_budget_of_batches_is_no_wrong_clock(delay: int, offset: int) -> None:
    clock = DeviceClock()
    for nth in range(16):
        received_at = NOW + nth * MINUTE
        clock.judge(received_at - delay, received_at, 0, 63 * SECOND)
    assert clock.offset_us == offset


def test_a_measured_offset_is_taken_off() -> None:
    behind = learned([8 * HOUR] * 8)
    assert judged(8 * HOUR + SECOND, behind) == (SECOND, ["clock_corrected"])
    ahead = learned([-8 * HOUR] * 8)
    assert judged(-8 * HOUR + SECOND, ahead) == (SECOND, ["clock_corrected"])


def test_a_backlog_after_an_outage_is_no_wrong_clock() -> None:
    assert learned([HOUR - nth * MINUTE for nth in range(16)]).offset_us is None


def test_half_of_the_delays_must_lie_near_the_least() -> None:
    assert learned([0] * 4 + [MINUTE * nth for nth in range(1, 5)]).offset_us == 0
    assert learned([0] * 3 + [MINUTE * nth for nth in range(1, 6)]).offset_us is None


def test_a_clock_that_was_set_right_is_believed_right_again() -> None:
    assert learned([8 * HOUR] * 16 + [0]).offset_us is None
    assert learned([8 * HOUR] * 16 + [0] * 8).offset_us == 0


def test_what_is_replayed_teaches_nothing_of_the_clock() -> None:
    clock = DeviceClock()
    for nth in range(20):
        received_at = NOW + nth * SECOND
        clock.judge(received_at - HOUR, received_at, int(Quality.REPLAYED), LATE_AFTER)
    assert clock.offset_us is None

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


BATCH = 2 * MINUTE
"""How long a hub collects before it sends."""


def sent_in_batches(ahead: int, waited: list[int], clock: DeviceClock, sender: DeviceClock | None = None) -> None:
    """One upload every two minutes of a hub whose clock is `ahead`; what it brings had waited so long."""
    for nth, delay in enumerate(waited):
        received_at = NOW - (len(waited) - nth) * BATCH
        clock.judge(received_at - delay + ahead, received_at, 0, BATCH + SECOND, sender)


def test_a_clock_ahead_is_measured_also_where_batches_hide_the_delay() -> None:
    clock = DeviceClock()
    sent_in_batches(3 * HOUR, [100 * SECOND, 3 * SECOND, 60 * SECOND, 90 * SECOND] * 2, clock)
    assert clock.offset_us == 3 * SECOND - 3 * HOUR


def test_a_single_time_ahead_says_nothing_of_the_clock() -> None:
    clock = DeviceClock()
    sent_in_batches(0, [30 * SECOND] * 7 + [-3 * HOUR], clock)
    assert not clock.offset_us


def test_of_what_comes_within_a_second_the_least_delay_counts() -> None:
    clock = DeviceClock()
    for nth in range(9):
        for waited in (90, 5, 40):
            received_at = NOW + nth * BATCH
            clock.judge(received_at - waited * SECOND + HOUR, received_at, 0, BATCH + SECOND)
    assert clock.offset_us == 5 * SECOND - HOUR


def test_a_sensor_that_speaks_for_the_first_time_has_its_hubs_clock() -> None:
    hub = DeviceClock()
    sent_in_batches(3 * HOUR, [5 * SECOND] * 8, DeviceClock(), hub)
    late_after = BATCH + SECOND
    at, bits = DeviceClock().judge(NOW - 65 * SECOND + 3 * HOUR, NOW, 0, late_after, hub)
    assert (NOW - at, names(bits)) == (60 * SECOND, ["clock_corrected"])


@pytest.mark.parametrize("delay", [30 * SECOND, HOUR])
def test_a_device_whose_time_is_right_or_late_is_not_moved_by_its_hubs_clock(delay: int) -> None:
    hub = DeviceClock()
    sent_in_batches(3 * HOUR, [5 * SECOND] * 8, DeviceClock(), hub)
    at, bits = DeviceClock().judge(NOW - delay, NOW, 0, BATCH + SECOND, hub)
    assert NOW - at == delay
    assert "clock_corrected" not in names(bits)


def test_one_wrong_clock_does_not_make_its_hubs_wrong() -> None:
    hub, wrong = DeviceClock(), DeviceClock()
    for nth in range(16):
        received_at = NOW + nth * BATCH
        ahead = 3 * HOUR if nth % 4 == 0 else 0
        (wrong if ahead else DeviceClock()).judge(received_at - 9 * SECOND + ahead, received_at, 0, BATCH, hub)
    assert not hub.offset_us

"""How fast the world may go, at every speed, paused, and after a slow moment."""

import asyncio

from anlin.demo.pace import DEBT_S, STEP, Pace, Stepper
from anlin.demo.world.kernel import SECOND


class Real:
    """Our own time, which passes only while somebody sleeps or a test says so."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


def played(pace: Pace, real_s: float, step_takes_s: float = 0.0) -> tuple[int, int]:
    """How far the world goes in `real_s` of ours, and its longest step (µs)."""
    real = Real()
    stepper, now, longest = Stepper(pace, real, real.sleep), 0, 0

    async def play() -> None:
        nonlocal now, longest
        while real.at < real_s:
            step = await stepper.next(now)
            now, longest = now + step, max(longest, step)
            real.at += step_takes_s if step else 0.0

    asyncio.run(play())
    return now, longest


def test_a_minute_at_speed_one_is_a_minute() -> None:
    now, longest = played(Pace(1.0), 60)
    assert abs(now - 60 * SECOND) < SECOND // 5
    assert longest < SECOND // 2


def test_at_ten_and_at_half_the_speed_it_is_ten_minutes_and_half_a_minute() -> None:
    assert abs(played(Pace(10.0), 60)[0] - 600 * SECOND) < 2 * SECOND
    assert abs(played(Pace(0.5), 60)[0] - 30 * SECOND) < SECOND


def test_no_step_is_longer_than_what_a_feed_may_be_late() -> None:
    now, longest = played(Pace(60.0), 10)
    assert longest <= STEP
    assert abs(now - 600 * SECOND) < 10 * SECOND


def test_a_door_slower_than_the_pace_slows_the_world_down() -> None:
    now, _ = played(Pace(60.0), 10, step_takes_s=0.1)
    assert 95 * SECOND <= now <= 101 * SECOND


def test_a_slow_moment_is_caught_up_and_a_long_one_let_go() -> None:
    real = Real()
    stepper = Stepper(Pace(1.0), real, real.sleep)
    real.at = 30.0

    async def after_the_silence() -> int:
        now = 0
        while step := await stepper.next(now):
            now += step
        return now

    assert asyncio.run(after_the_silence()) == DEBT_S * SECOND


def test_a_paused_world_stands_still_and_owes_nothing_afterwards() -> None:
    pace, real = Pace(1.0, is_paused=True), Real()
    stepper = Stepper(pace, real, real.sleep)

    async def wait() -> int:
        while real.at < 60:
            assert await stepper.next(0) == 0
        pace.is_paused = False
        return await stepper.next(0)

    assert asyncio.run(wait()) <= SECOND // 10


def test_a_jump_goes_as_fast_as_the_door_answers_and_ends_where_it_leads() -> None:
    pace, real = Pace(1.0, until=10 * SECOND + 5), Real()
    stepper = Stepper(pace, real, real.sleep)

    async def jump() -> list[int]:
        steps, now = [], 0
        while pace.until and now < pace.until:
            steps.append(await stepper.next(now))
            now += steps[-1]
        return steps

    assert asyncio.run(jump()) == [SECOND] * 10 + [5]
    assert real.at == 0.0

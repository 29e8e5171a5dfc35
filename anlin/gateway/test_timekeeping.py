"""The door's time under a clock that is set: it goes on evenly, never back, and rows count as what they are."""

import asyncio

import pytest

from anlin.gateway import FixedDirectory, GatewaySettings
from anlin.gateway.clocks import DeviceClock
from anlin.gateway.conftest import CAMERA, NOW, OF_CAMERA, directory_of
from anlin.gateway.decoded import Seen
from anlin.gateway.intake import Busy, Intake
from anlin.gateway.timekeeping import NEAR, SLOWER, Timekeeper
from anlin.journal import Control, Journal
from anlin.observations import from_bytes, kind_code, label_code
from anlin.observations.instants import HOUR, MINUTE, SECOND
from anlin.observations.quality import Quality

PROOF = 10 * MINUTE
EBIKE = kind_code("ebike_detected"), label_code("ebike")


class Machine:
    """Its clock, `set_by` whoever sets it, and the time since it was started."""

    def __init__(self) -> None:
        self.passed = self.set_by = 0

    def clock(self) -> int:
        return NOW + self.passed + self.set_by

    def steady(self) -> int:
        return 77 + self.passed


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def time(machine: Machine) -> Timekeeper:
    return Timekeeper(machine.clock, machine.steady, proof=PROOF)


@pytest.mark.parametrize("by", [-2 * HOUR, -NEAR - 1, NEAR + 1, 2 * HOUR])
def test_a_clock_that_is_set_and_put_right_leaves_no_trace(machine: Machine, time: Timekeeper, by: int) -> None:
    machine.set_by = by
    for minute in range(10):
        machine.passed = minute * MINUTE
        assert time.now() == NOW + minute * MINUTE
    assert time.off_s == round(by / SECOND, 1)
    machine.set_by = 0
    machine.passed = HOUR
    assert (time.now(), time.shift, time.stepped_to, time.off_s) == (NOW + HOUR, 0, 0, 0)


@pytest.mark.parametrize(("by", "told"), [(NEAR, NEAR), (0, 0), (-NEAR, 0)])
def test_the_systems_own_care_is_followed_at_once_but_never_back(
    machine: Machine, time: Timekeeper, by: int, told: int
) -> None:
    time.now()
    machine.set_by = by
    assert time.now() == NOW + told
    machine.passed = SECOND
    assert time.now() == NOW + SECOND + by


def test_a_clock_ahead_is_believed_when_it_has_stood_long_enough(machine: Machine, time: Timekeeper) -> None:
    machine.set_by = 2 * HOUR
    time.now()
    machine.passed = PROOF - 1
    assert time.now() == NOW + PROOF - 1
    machine.passed = PROOF
    assert time.now() == NOW + PROOF + 2 * HOUR
    assert (time.shift, time.stepped_to) == (2 * HOUR, NOW + PROOF + 2 * HOUR)


def test_to_a_clock_behind_the_time_comes_back_slowly(machine: Machine, time: Timekeeper) -> None:
    machine.set_by = -2 * MINUTE
    time.now()
    machine.passed = PROOF
    before = time.now()
    told = []
    for second in range(1, 2 * 60 * SLOWER + 60):
        machine.passed = PROOF + second * SECOND
        told.append(time.now())
    steps = [b - a for a, b in zip([before, *told], told, strict=False)]
    assert set(steps[:900]) == {SECOND - SECOND // SLOWER}
    assert min(steps) >= 0
    assert (told[-1] - machine.clock(), time.shift, time.off_s) == (0, NEAR - 2 * MINUTE, 0)


def test_a_clock_that_is_set_again_must_stand_anew(machine: Machine, time: Timekeeper) -> None:
    machine.set_by = HOUR
    time.now()
    machine.passed, machine.set_by = PROOF - 1, 2 * HOUR
    time.now()
    machine.passed = PROOF + MINUTE
    assert time.now() == NOW + PROOF + MINUTE


def test_a_door_begins_where_the_journal_ends(machine: Machine) -> None:
    time = Timekeeper(machine.clock, machine.steady, after=NOW + HOUR, proof=PROOF)
    assert (time.now(), time.off_s) == (NOW + HOUR, -3600)
    machine.passed = MINUTE
    assert time.now() == NOW + HOUR + MINUTE


def test_without_a_steady_clock_the_clock_is_told_as_it_is(machine: Machine) -> None:
    time = Timekeeper(machine.clock, after=NOW + HOUR)
    machine.set_by = -HOUR
    assert (time.now(), time.shift, time.off_s) == (NOW - HOUR, 0, 0)


def test_what_our_time_moved_by_no_device_is_blamed_for() -> None:
    clock = DeviceClock()
    received = NOW + 2 * HOUR
    at, quality = clock.judge(NOW - SECOND, received, 0, 2 * SECOND, shift=2 * HOUR)
    assert (at, quality) == (received - SECOND, Quality.CLOCK_CORRECTED)
    for nth in range(1, 9):
        clock.judge(NOW + nth * MINUTE, received + nth * MINUTE, 0, 2 * SECOND, shift=2 * HOUR)
    assert clock.offset_us == 0


def test_a_device_that_is_not_measured_may_have_gone_with_us() -> None:
    assert DeviceClock().judge(NOW - SECOND, NOW, 0, 2 * SECOND, shift=2 * HOUR) == (NOW - SECOND, 0)


def rows_in(journal: Journal) -> list[dict[str, object]]:
    return [
        row for entry in journal.read(1, 0) if entry.kind == "rows" for row in from_bytes(entry.payload).to_pylist()
    ]


def test_after_two_hours_forth_and_back_rows_are_in_time(journal: Journal, machine: Machine) -> None:
    settings = GatewaySettings(quarantine_key=bytes(32), clock_proof=0)

    async def work() -> None:
        intake = Intake(journal, FixedDirectory(directory_of()), machine.clock, None, settings, machine.steady)
        await intake.start()
        for nth, by in enumerate((0, 2 * HOUR, 0)):
            machine.set_by, machine.passed = by, nth * MINUTE
            intake.now()
            seen = Seen(str(nth), CAMERA, f"e{nth}", *EBIKE, NOW + machine.passed - SECOND)
            assert (await intake.accept([seen], OF_CAMERA, intake.now()))[0].outcome == "journalled"
        await intake.stop()

    asyncio.run(work())
    rows = rows_in(journal)
    received = [row["received_at"] for row in rows]
    assert len(rows) == 3
    assert received == sorted(received)
    assert not any(int(str(row["quality"])) & Quality.LATE for row in rows)


def test_what_was_stamped_before_a_step_is_sent_again(journal: Journal, machine: Machine) -> None:
    settings = GatewaySettings(quarantine_key=bytes(32), clock_proof=0)

    async def work() -> None:
        intake = Intake(journal, FixedDirectory(directory_of()), machine.clock, None, settings, machine.steady)
        await intake.start()
        stamped = intake.now()
        machine.set_by = HOUR
        intake.now()
        with pytest.raises(Busy):
            await intake.accept([Seen("1", CAMERA, "e1", *EBIKE, NOW)], OF_CAMERA, stamped)
        await intake.stop()

    asyncio.run(work())
    assert rows_in(journal) == []


def test_a_door_whose_time_is_behind_anothers_goes_on_to_it(journal: Journal, machine: Machine) -> None:
    settings = GatewaySettings(quarantine_key=bytes(32), closed_for_s=0)

    async def work() -> None:
        intake = Intake(journal, FixedDirectory(directory_of()), machine.clock, None, settings, machine.steady)
        await intake.start()
        journal.append_control(Control(1, "tick", NOW + HOUR))
        seen = Seen("1", CAMERA, "e1", *EBIKE, NOW)
        with pytest.raises(Busy):
            await intake.accept([seen], OF_CAMERA, intake.now())
        await intake.accept([seen], OF_CAMERA, intake.now())
        await intake.stop()

    asyncio.run(work())
    (row,) = rows_in(journal)
    assert str(row["received_at"]) >= str(from_bytes(journal.read(1, 0)[-1].payload).column("received_at")[0])
    assert not int(str(row["quality"])) & Quality.LATE

import pytest

from anlin.alerts.conftest import SECOND, condition
from anlin.alerts.lease import ShardLease
from anlin.alerts.models import Alert
from anlin.engine import Fenced


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000 * SECOND

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Hand:
    return Hand()


def lease(owner: str, clock: Hand) -> ShardLease:
    return ShardLease(1, owner, clock, ttl_us=10 * SECOND)


@pytest.mark.parametrize(("after_s", "free"), [(9, False), (10, True), (11, True)])
def test_a_standby_takes_over_when_the_lease_has_run_out_and_not_before(db, clock, after_s, free):
    assert lease("one", clock).acquire()
    clock.now += after_s * SECOND
    assert lease("two", clock).acquire() is free


def test_a_lease_of_a_clock_that_was_an_hour_ahead_keeps_no_standby_waiting(db, clock):
    clock.now += 3600 * SECOND
    assert lease("one", clock).acquire()
    clock.now -= 3600 * SECOND
    assert lease("two", clock).acquire()


def test_a_clock_a_little_ahead_takes_no_lease_away(db, clock):
    clock.now += 40 * SECOND
    assert lease("one", clock).acquire()
    clock.now -= 40 * SECOND
    assert not lease("two", clock).acquire()


def test_the_fencing_number_rises_with_every_taking(db, clock):
    first = lease("one", clock)
    first.acquire()
    clock.now += 60 * SECOND
    second = lease("two", clock)
    second.acquire()
    assert second.fencing == first.fencing + 1


def test_an_owner_that_was_paused_cannot_write_after_a_standby_took_over(sink, clock):
    paused, standby = lease("one", clock), lease("two", clock)
    paused.acquire()
    sink.apply(1, 1, paused.fencing, [])
    clock.now += 60 * SECOND
    standby.acquire()
    with pytest.raises(Fenced):
        sink.apply(1, 2, paused.fencing, [condition()])
    with pytest.raises(Fenced):
        paused.renew()
    sink.apply(1, 2, standby.fencing, [condition()])
    assert Alert.objects.count() == 1


def test_a_restarted_owner_takes_its_own_lease_back_at_once(db, clock):
    lease("one", clock).acquire()
    assert lease("one", clock).acquire()


def test_a_released_lease_is_free_at_once(db, clock):
    first = lease("one", clock)
    first.acquire()
    first.release()
    assert lease("two", clock).acquire()


def test_renewing_keeps_a_standby_away(db, clock):
    first = lease("one", clock)
    first.acquire()
    clock.now += 9 * SECOND
    first.renew()
    clock.now += 9 * SECOND
    assert not lease("two", clock).acquire()

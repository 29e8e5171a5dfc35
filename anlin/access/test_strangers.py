"""A scan without sign-in leaves few records and its whole count."""

from anlin.access.strangers import OF_ALL, OF_ONE_ADDRESS, Crowd, Strangers
from anlin.observations.instants import MINUTE

NOW = 1_767_573_000_000_000


def test_the_requests_of_an_address_are_recorded_singly_up_to_the_bound() -> None:
    strangers = Strangers()

    kept = [strangers.is_one_of_few("192.0.2.1", NOW) for _ in range(OF_ONE_ADDRESS + 2)]

    assert kept == [True] * OF_ONE_ADDRESS + [False, False]
    assert strangers.is_one_of_few("192.0.2.2", NOW)


def test_many_addresses_together_have_a_bound_too() -> None:
    strangers = Strangers()

    kept = [strangers.is_one_of_few(f"192.0.2.{n}", NOW) for n in range(OF_ALL + 5)]

    assert kept.count(True) == OF_ALL


def test_what_was_only_counted_is_due_once_when_its_minute_is_over() -> None:
    strangers = Strangers()
    for _ in range(OF_ONE_ADDRESS + 1000):
        strangers.is_one_of_few("192.0.2.1", NOW)

    assert strangers.crowd(NOW) is None
    assert strangers.crowd(NOW + MINUTE) == Crowd(1000, 1)
    assert strangers.crowd(NOW + MINUTE) is None


def test_a_new_minute_begins_anew() -> None:
    strangers = Strangers()
    for _ in range(OF_ONE_ADDRESS + 1):
        strangers.is_one_of_few("192.0.2.1", NOW)

    assert strangers.is_one_of_few("192.0.2.1", NOW + MINUTE)

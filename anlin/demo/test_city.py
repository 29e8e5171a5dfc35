"""The rest of the prefecture beside the story."""

import asyncio
from collections.abc import Mapping

import pytest

from anlin.demo.city import COME_ONLINE_S, DOORS, LANES, City
from anlin.demo.devices import Answer
from anlin.demo.town import Town, city, is_told, part_of
from anlin.demo.world.kernel import SECOND

PRESENT = 1_767_580_800 * SECOND  # 2026-01-05 10:40 in China.
BEGINS = PRESENT - 600 * SECOND


class Silent:
    """A door that takes everything and counts who came."""

    address = "http://door"
    opened = 0

    def __init__(self) -> None:
        self._came = False

    async def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        Silent.opened += not self._came
        self._came = True
        return Answer(200, {}, b'{"ResponseStatusObject":{"StatusCode":0},"outcomes":[]}')

    async def close(self) -> None: ...


@pytest.fixture(scope="module")
def town() -> Town:
    return city(1)


@pytest.fixture(scope="module")
def rest(town: Town) -> Town:
    return part_of(town, lambda area: not is_told(area))


def test_every_platform_and_device_is_either_of_the_story_or_of_the_rest(town: Town, rest: Town) -> None:
    told = part_of(town, is_told)
    for name in ("platforms", "devices", "zones", "buildings"):
        parts = [*getattr(told, name), *getattr(rest, name)]
        assert sorted(each.code for each in parts) == sorted(each.code for each in getattr(town, name)), name
    for part in (told, rest):
        assert {device.platform for device in part.devices} <= {platform.code for platform in part.platforms}


def test_it_has_the_size_of_the_reference_city_and_its_dispatcher_sees_all_of_it(town: Town) -> None:
    assert len(town.buildings) >= 10_000
    assert len(town.devices) >= 20_000
    assert len(town.platforms) <= 600
    assert next(person.area for person in town.staff if person.role == "dispatcher") == "379900"


def test_every_compound_of_the_rest_has_a_guard_of_its_own(town: Town) -> None:
    compounds = {area.code for area in town.areas if area.kind == "compound"}
    assert compounds <= {person.area for person in town.staff if person.role == "property_guard"}


def test_trouble_is_under_way_in_every_district_when_the_visitor_comes_in(rest: Town) -> None:
    played = City(rest, BEGINS, PRESENT, Silent)
    played.world.advance(PRESENT)
    incidents = played.world.incidents
    assert len(incidents) >= LANES + DOORS
    assert len({incident.area[:6] for incident in incidents}) == 3


def test_a_platform_opens_its_session_when_it_has_something_to_say_and_all_do_soon_after(rest: Town) -> None:
    async def play() -> tuple[int, int]:
        played = City(rest, BEGINS, PRESENT, Silent)
        await played.go(BEGINS + 60 * SECOND)
        early = Silent.opened
        await played.go(PRESENT + COME_ONLINE_S * SECOND)
        await played.aclose()
        return early, Silent.opened

    early, all_of_them = asyncio.run(play())
    assert 0 < early < len(rest.platforms) / 2
    assert all_of_them == len(rest.platforms)

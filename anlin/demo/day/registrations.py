"""The registration service's books: who has a card to a home, who is registered there, what is let.

A card's entry says how many cards to the home there are beyond the people registered. People move in and forget to
register; others have visitors, spare cards, a cleaner, an empty flat.
"""

import random
from collections.abc import Callable
from itertools import islice

from anlin.demo.day.hours import DAY_S
from anlin.demo.day.plan import Past
from anlin.demo.world.kernel import Life, World
from anlin.demo.world.truth import Incident

MODEL = "registration_gap"
GRACE_S = 7 * DAY_S
"""Somebody with a card who is not registered is given a week."""
LET_GRACE_S = 3 * DAY_S
"""Who rents a home registers within three days."""
FORGOTTEN = 20
LET = 10
DUE = 10
LATEST_H = 17.0


def begin(past: Past) -> None:
    world = past.world
    rng = world.chance("registrations")
    homes = [zone.code for zone in world.town.zones if zone.kind == "dwelling"]
    people = {dwelling.code: dwelling.occupants for dwelling in world.town.dwellings}
    rng.shuffle(homes)
    turn = iter(homes)

    def take(number: int) -> list[str]:
        return list(islice(turn, past.some(number, homes)))

    empty = set(homes[: past.some(LET, homes)])
    for home in homes:
        if home not in empty:
            world.begin(_lived_in(world, home, people[world.zones[home].dwelling], rng), rng.uniform(0, 3) * DAY_S)
    for home in take(LET):
        past.at(rng.uniform(0.5, LATEST_H) * 3600 - LET_GRACE_S, _let_and_forgotten(world, home))
    for home in take(FORGOTTEN):
        past.at(rng.uniform(0.5, LATEST_H) * 3600 - GRACE_S, _moves_in(world, home, rng.randint(1, 2)))
    for home in take(DUE):
        past.at(rng.uniform(0.5, LATEST_H) * 3600, _falls_due(world, home))
    traps: tuple[tuple[str, int, Callable[[World, str, random.Random], Life]], ...] = (
        ("relatives visiting", 130, _relatives), ("spare cards", 110, _spare_card), ("cleaners", 90, _cleaner),
        ("empty flats", 90, _let_for_a_while),
    )  # fmt: skip
    for name, number, life in traps:
        for home in take(number):
            past.traps[MODEL, name] += 1
            # Whatever it is, it is over before its week is.
            past.at(-rng.uniform(0.3, 9.0) * DAY_S, life(world, home, random.Random(rng.random())))


def _lived_in(world: World, home: str, people: int, rng: random.Random) -> Life:
    """As many cards as people, all of them registered."""
    for _ in range(people):
        _enter(world, home, "registered")
        yield 60
        _enter(world, home, "credential_issued", 0)
        yield rng.uniform(60, 4000)


def _moves_in(world: World, home: str, cards: int) -> Life:
    """Somebody more lives here now, with a card of their own, and has not been to the counter."""
    for card in range(cards):
        _enter(world, home, "credential_issued", card + 1)
        yield 40
    yield GRACE_S - 40 * cards
    yield from _until_midnight(world, world.happens(MODEL, home, tolerance_s=3 * 3600))


def _let_and_forgotten(world: World, home: str) -> Life:
    """Let, filed, and nobody has registered."""
    _enter(world, home, "rental_filed")
    yield LET_GRACE_S
    yield from _until_midnight(world, world.happens(MODEL, home, tolerance_s=3 * 3600))


def _falls_due(world: World, home: str) -> Life:
    """A permit runs out in fifteen days; the service's own calendar says so."""
    incident = world.happens(MODEL, home, tolerance_s=3 * 3600)
    _enter(world, home, "due")
    yield from _until_midnight(world, incident)


def _until_midnight(world: World, incident: Incident) -> Life:
    yield max(1.0, (24 - world.hour()) * 3600 - 60)
    incident.end = world.now


def _relatives(world: World, home: str, rng: random.Random) -> Life:
    """They have a card while they stay, and give it back."""
    yield from _for_a_while(world, home, "credential_returned", rng)


def _spare_card(world: World, home: str, rng: random.Random) -> Life:
    """A second card for the letter box; the grid worker asks and writes down that nobody has moved in."""
    yield from _for_a_while(world, home, "not_needed", rng)


def _cleaner(world: World, home: str, rng: random.Random) -> Life:
    """The cleaner's card: on a visit it turns out that she lives elsewhere."""
    yield from _for_a_while(world, home, "not_needed", rng)


def _let_for_a_while(world: World, home: str, rng: random.Random) -> Life:
    """Let and filed; it stands empty for some days, then the tenants come and register."""
    _enter(world, home, "rental_filed")
    yield rng.triangular(0.3, 2.9, 2.6) * DAY_S
    _enter(world, home, "registered")


def _for_a_while(world: World, home: str, ends: str, rng: random.Random) -> Life:
    _enter(world, home, "credential_issued", 1)
    yield rng.triangular(0.5, 6.9, 6.2) * DAY_S
    _enter(world, home, ends, 0)


def _enter(world: World, home: str, what: str, cards_too_many: int = 0) -> None:
    for device in world.watching[home]:
        world.notice(device.code, "registration_record", what, float(cards_too_many))

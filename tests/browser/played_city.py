"""The life of a registered prefecture for `map_speed.py`: patrols move, alerts come and go, devices are heard of.

Run with ANLIN_HOME set; goes on until it is ended. `played_hand.py` does what a test asks, this one what a city does.
"""

import itertools
import time

import msgspec

from anlin.cli.processes.starting import start_django

start_django()

from played_rules import TheseRules  # noqa: E402 - Django must be set up first.

from anlin.alerts.sink import ConditionSink  # noqa: E402
from anlin.demo.load_rounds import Rounds  # noqa: E402
from anlin.demo.rounds import rounds_of  # noqa: E402
from anlin.demo.town import city  # noqa: E402
from anlin.engine import Condition, What  # noqa: E402
from anlin.journal import Commit, Liveness, open_journal  # noqa: E402
from anlin.observations.clock import system_clock  # noqa: E402
from anlin.places.models import Device, Zone  # noqa: E402
from anlin.site.config import config  # noqa: E402

EVERY_S = 2
OPEN = 60
"""Alerts that are open at a time; after each of them a further one comes for every one that ends."""
ALERT_EVERY = 5
"""Turns between two alerts."""
TURNED = 4
"""Devices that fail in a turn; those of the turn before are well again."""
SHARD = 1


class Alerts:
    """Opens one alert after the other all over the city, and ends the oldest of more than `OPEN`."""

    def __init__(self) -> None:
        self._sink = ConditionSink(TheseRules(), open_journal(config().journal).rows_at)
        lanes = list(Zone.objects.filter(kind="fire_lane").order_by("pk"))
        # Far apart from one to the next, so that every part of the city has some.
        self._lanes = itertools.cycle(lanes[nth * 97 % len(lanes)] for nth in range(len(lanes)))
        self._numbers = itertools.count(1)
        self._open: list[Condition] = []

    def go(self, now: int) -> None:
        lane = next(self._lanes)
        opened = Condition(
            id=next(self._numbers), model="fire_lane_occupied", rule="seen", key=f"zone:{lane.code}", what=What.OPENED,
            level=0, at=now, opened_at=now, start=now, count=3, value=1.0, first=0, last=0, area=lane.area_id,
            zone=lane.pk, device=0,
        )  # fmt: skip
        self._apply(opened)
        self._open.append(opened)
        if len(self._open) > OPEN:
            self._apply(msgspec.structs.replace(self._open.pop(0), what=What.CLEARED, at=now))

    def _apply(self, condition: Condition) -> None:
        self._sink.apply(SHARD, self._sink.applied(SHARD) + 1, 1, [condition])


def heard_of(codes: list[str], *, is_well: bool) -> Commit:
    now = system_clock()
    return Commit(liveness={code: Liveness(code, session_at=now, channel_at=now, online=is_well) for code in codes})


def main() -> None:
    rounds, alerts = Rounds(rounds_of(city(1), 1)), Alerts()
    journal = open_journal(config().journal)
    codes = list(Device.objects.order_by("pk").values_list("code", flat=True))
    journal.append(heard_of(codes, is_well=True))
    failed: list[str] = []
    for turn in itertools.count():
        now = system_clock()
        rounds.go(now)
        journal.append(heard_of(failed, is_well=True))
        failed = [codes[(turn * TURNED + nth) * 97 % len(codes)] for nth in range(TURNED)]
        journal.append(heard_of(failed, is_well=False))
        if turn < OPEN or turn % ALERT_EVERY == 0:
            alerts.go(now)
        time.sleep(EVERY_S)


main()

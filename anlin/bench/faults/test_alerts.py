"""The alerts' own sink and lease under seeds of trouble: no condition lost or doubled, whoever claims the shard."""

from collections.abc import Iterator, Sequence

import pytest
from pytest_django.plugin import DjangoDbBlocker

from anlin.alerts.models import Progress
from anlin.alerts.sink import ConditionSink
from anlin.bench.faults.alerts import AlertsSink, with_alerts
from anlin.bench.faults.run import Broken, run
from anlin.engine import Condition

SEEDS, PARTS = 40, 4


@pytest.fixture(autouse=True)
def reachable(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    # Each run brings a database of its own, in memory.
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize("part", range(PARTS))
def test_no_condition_is_lost_or_doubled_into_alerts(part: int) -> None:
    # `run` raises `Broken` where a promise is not kept; a run in which nothing came through would keep them all.
    worlds = [run(seed, with_alerts()) for seed in range(part * SEEDS // PARTS, (part + 1) * SEEDS // PARTS)]
    assert sum(len(world.acknowledged) for world in worlds) > len(worlds)


class PositionFirst(ConditionSink):
    """Stores the position for itself, then what became so."""

    def apply(self, shard: int, position: int, fencing: int, conditions: Sequence[Condition]) -> None:
        super().apply(shard, position, fencing, [])
        super().apply(shard, position, fencing, conditions)


class LetsTheOvertakenIn(ConditionSink):
    def apply(self, shard: int, position: int, fencing: int, conditions: Sequence[Condition]) -> None:
        held = Progress.objects.filter(shard=shard).values_list("fencing", flat=True).first()
        super().apply(shard, position, max(fencing, held or 0), conditions)


@pytest.mark.parametrize(("planted", "first"), [(PositionFirst, 60), (LetsTheOvertakenIn, 15)])
def test_a_planted_bug_of_the_sink_is_found(planted: type[ConditionSink], first: int) -> None:
    class Sink(AlertsSink):
        sink = planted

    with pytest.raises(Broken):
        for seed in range(first, first + 100):
            run(seed, with_alerts(sink=Sink))

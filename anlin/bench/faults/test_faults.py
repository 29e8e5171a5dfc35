"""P1 to P5 under 2,000 seeds of trouble, and proof that the simulator sees what it is there for."""

import pytest

from anlin.bench.faults.planted import BUGS
from anlin.bench.faults.run import Broken, run
from anlin.bench.faults.world import Parts

SEEDS = 2_000
PARTS = 20


@pytest.mark.parametrize("part", range(PARTS))
def test_every_promise_is_kept_whatever_fails(part: int) -> None:
    # Parts, so that the workers of a test run share the seeds.
    for seed in range(part * SEEDS // PARTS, (part + 1) * SEEDS // PARTS):
        run(seed)


def test_a_seed_plays_the_same_run_again() -> None:
    first, second = run(3), run(3)
    assert first.story == second.story
    assert first.acknowledged == second.acknowledged


@pytest.mark.parametrize("parts", BUGS.values(), ids=BUGS.keys())
def test_a_planted_bug_is_found_within_a_few_hundred_seeds(parts: Parts) -> None:
    with pytest.raises(Broken, match="Play it again: anlin bench faults --first"):
        for seed in range(300):
            run(seed, parts)

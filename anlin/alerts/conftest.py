"""What the tests of alerts share: rules made by hand, and conditions written in one line."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from anlin.alerts.facts import Level, RuleFacts
from anlin.alerts.sink import ConditionSink
from anlin.alerts.words import Severity, Words
from anlin.engine import Condition, What

SECOND = 1_000_000
MINUTE = 60 * SECOND
NOON = 4_000_000_000 * SECOND
"""Later than any real present, so that roles given during the test hold."""

CRITICAL_MODEL = "fire_hazard"


@dataclass
class FixedFacts:
    """Every rule alike: high, critical from level 1 on, ten minutes of rest; `fire_hazard` is critical at once."""

    cooldown_us: int = 10 * MINUTE
    known: dict = field(default_factory=dict)

    def of(self, model: str, rule: str, area: int, zone: int) -> RuleFacts:
        first = Severity.CRITICAL if model == CRITICAL_MODEL else Severity.HIGH
        made = RuleFacts(
            model=model,
            rule=rule,
            title=Words("电动车进楼", "E-bike in building"),
            because=Words("{count} 次看到", "seen {count} times"),
            levels=(
                Level(first, ("property_guard",)),
                Level(Severity.CRITICAL, ("community_officer",)),
            ),
            cooldown_us=self.cooldown_us,
        )
        return self.known.setdefault((model, rule), made)


def condition(
    what: What | str = What.OPENED,
    at: int = 0,
    *,
    id: int = 1,  # noqa: A002 - the field's name.
    model: str = "ebike_in_building",
    rule: str = "seen",
    key: str = "zone:lift-1",
    **fields: object,
) -> Condition:
    """One condition; `at` in seconds after noon."""
    what = What[what] if isinstance(what, str) else what
    return Condition(
        **{
            "id": id, "model": model, "rule": rule, "key": key, "what": what, "level": 0, "at": NOON + at * SECOND,
            "opened_at": NOON, "start": NOON - 8 * SECOND, "count": 3, "value": 1.0, "first": 0, "last": 0, **fields,
        }
    )  # fmt: skip


@pytest.fixture
def facts() -> FixedFacts:
    return FixedFacts()


@pytest.fixture
def sink(facts: FixedFacts, town: object) -> ConditionSink:
    """A sink whose clock stands at noon."""
    return ConditionSink(facts, clock=lambda: NOON)


@pytest.fixture
def apply(sink: ConditionSink) -> Callable[..., None]:
    """Applies conditions as the next position of shard 1."""
    position = 0

    def apply_next(*conditions: Condition) -> None:
        nonlocal position
        position += 1
        sink.apply(1, position, 1, conditions)

    return apply_next

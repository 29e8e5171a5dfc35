"""The sink held against a slow, obvious definition: one list of facts per key, read again from the start each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlin.alerts.conftest import MINUTE, NOON, SECOND, FixedFacts, condition
from anlin.alerts.models import Alert, Unseen
from anlin.alerts.sink import ConditionSink
from anlin.engine import What

COOLDOWN = 10 * MINUTE


@dataclass
class SlowAlert:
    """What one alert should be, in plain lists: `said` is everything that was attached to it."""

    is_open: bool = True
    archived_at: int | None = None
    level: int = 0
    repeats: int = 0
    standing: dict = field(default_factory=dict)  # condition id -> (rule, state)
    last_seen: int = 0

    @property
    def state(self) -> str:
        states = {state for _rule, state in self.standing.values()}
        return next((state for state in ("active", "unknown") if state in states), "clear")


@dataclass
class SlowKey:
    alerts: list = field(default_factory=list)
    is_unseen: bool = False

    def say(self, c) -> None:
        holder = next((a for a in reversed(self.alerts) if c.id in a.standing), None)
        open_one = next((a for a in self.alerts if a.is_open), None)
        if c.what == What.UNKNOWN:
            if holder:
                holder.standing[c.id] = (c.rule, "unknown")
            else:
                self.is_unseen = True
        elif c.what == What.CLEARED:
            self.is_unseen = False
            if holder:
                del holder.standing[c.id]
                holder.last_seen = max(holder.last_seen, c.at)
        elif c.what == What.ESCALATED:
            if holder and holder is not open_one:
                del holder.standing[c.id]
            self.attach(open_one or self.new(), c)
        else:
            self.is_unseen = False
            resting = self.alerts[-1] if self.alerts and not open_one else None
            if resting and c.at - resting.archived_at > COOLDOWN:
                resting = None
            known = holder or open_one or resting
            if known and not holder:
                known.repeats += 1
            self.attach(known or self.new(), c)

    def new(self) -> SlowAlert:
        self.alerts.append(SlowAlert())
        return self.alerts[-1]

    def attach(self, alert: SlowAlert, c) -> None:
        alert.standing = {id_: kept for id_, kept in alert.standing.items() if kept[0] != c.rule}
        alert.standing[c.id] = (c.rule, "active")
        alert.level = max(alert.level, c.level)
        alert.last_seen = max(alert.last_seen, c.at)

    def archive(self, at: int) -> None:
        for alert in self.alerts:
            if alert.is_open:
                alert.is_open, alert.archived_at = False, at


RULES, KEYS = ("seen", "forced"), ("zone:a", "zone:b")


@st.composite
def stories(draw):
    """Conditions in order of time, mixed with people who archive everything; ids are reused within a run."""
    story, now = [], 0
    for _ in range(draw(st.integers(1, 25))):
        now += draw(st.sampled_from([1, 5, 299, 300, 301]))
        if draw(st.integers(0, 5)) == 0:
            story.append(("archive", now))
            continue
        rule = draw(st.sampled_from(RULES))
        what = draw(st.sampled_from(list(What)))
        level = draw(st.integers(1, 2)) if what == What.ESCALATED else 0
        run = draw(st.integers(1, 3)) * 10 + RULES.index(rule)
        story.append(condition(what, now, id=run, rule=rule, key=draw(st.sampled_from(KEYS)), level=level))
    return story


@contextmanager
def fresh_store() -> Iterator[None]:
    """Tables as they were before the example: one transaction holds all examples of a test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tell(sink: ConditionSink, story: list, cuts: set[int]) -> None:
    """Apply the story; a batch ends at every cut and before every archiving."""
    batch: list = []
    position = 0

    def flush() -> None:
        nonlocal batch, position
        position += 1
        sink.apply(1, position, 1, batch)
        batch = []

    for place, entry in enumerate(story):
        if place in cuts:
            flush()
        if isinstance(entry, tuple):
            flush()
            at = NOON + entry[1] * SECOND
            Alert.objects.filter(work_state="dispatched").update(work_state="archived", archived_at=at)
        else:
            batch.append(entry)
    flush()


def stored() -> list:
    rows = Alert.objects.order_by("key", "id")
    return [
        (
            a.key,
            a.work_state != "archived",
            a.condition_state,
            a.level,
            a.repeat_count,
            a.last_seen_at,
            set(a.conditions),
        )
        for a in rows
    ]


def by_definition(story: list) -> tuple[list, set[str]]:
    keys = {key: SlowKey() for key in KEYS}
    for entry in story:
        if isinstance(entry, tuple):
            for key in keys.values():
                key.archive(NOON + entry[1] * SECOND)
        else:
            keys[entry.key].say(entry)
    alerts = [
        (name, a.is_open, a.state, a.level, a.repeats, a.last_seen, {str(number) for number in a.standing})
        for name, key in sorted(keys.items())
        for a in key.alerts
    ]
    return alerts, {name for name, key in keys.items() if key.is_unseen}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories(), cuts=st.sets(st.integers(0, 25)))
def test_p3_any_cutting_gives_the_alerts_of_the_slow_definition(town, story, cuts):
    with fresh_store():
        tell(ConditionSink(FixedFacts(), clock=lambda: NOON), story, cuts)
        alerts, unseen = by_definition(story)
        assert stored() == alerts
        assert set(Unseen.objects.values_list("key", flat=True)) == unseen


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories(), data=st.data())
def test_p3_applying_any_part_again_after_a_crash_changes_nothing(town, story, data):
    with fresh_store():
        sink = ConditionSink(FixedFacts(), clock=lambda: NOON)
        tell(sink, story, set())
        before = list(Alert.objects.order_by("id").values())
        said = [entry for entry in story if not isinstance(entry, tuple)]
        start = data.draw(st.integers(0, len(said)))
        sink.apply(1, data.draw(st.integers(1, 99)), 1, said[start:])
        assert list(Alert.objects.order_by("id").values()) == before

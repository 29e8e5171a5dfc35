"""The sink as the engine's process uses it: rules from model folders and registers, rows from the journal."""

from collections.abc import Sequence

from anlin.alerts.rules import RulesInForce
from anlin.alerts.sink import ConditionSink
from anlin.engine import ModelSpec
from anlin.journal import Journal
from anlin.observations.clock import Clock, system_clock
from anlin.observations.registry import Registry
from anlin.places.registry import current_registry, current_version

LOOK_AGAIN_US = 1_000_000


class RegistryInForce:
    """The registers as they are now; looked at again at most once a second, read again only when they changed."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._looked_at = -LOOK_AGAIN_US
        self._registry: Registry | None = None

    def __call__(self) -> Registry:
        now = self._clock()
        if self._registry is None or not 0 <= now - self._looked_at < LOOK_AGAIN_US:
            self._looked_at = now
            if self._registry is None or self._registry.version != current_version():
                self._registry = current_registry()
        return self._registry


def make_sink(specs: Sequence[ModelSpec], journal: Journal, clock: Clock = system_clock) -> ConditionSink:
    """The engine's sink. `clock` is the platform's (the demo's in a demo): it stamps the work."""
    return ConditionSink(RulesInForce(specs, RegistryInForce()), journal.rows_at, clock)

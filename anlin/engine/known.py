"""What people had found out about alerts, counted for limits that are tried: which of them they keep, lose or gain."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from anlin.engine.replay import ReplayedAlert
from anlin.observations.instants import SECOND


class Known(msgspec.Struct, frozen=True):
    """One alert that people judged; a line of `anlin replay --verdicts`. Instants are microseconds since 1970 UTC."""

    model: str
    key: str
    opened_at: int
    ended_at: int
    verdict: Literal["true", "false"]


def meets(known: Known, begins: int, ends: int | None, rest: int) -> bool:
    """Whether an alert of its key is the one judged: open from `begins` to `ends` (None: still), `rest` µs apart."""
    return (ends is None or known.opened_at <= ends + rest) and begins <= known.ended_at + rest


def counted(
    known: Sequence[Known], as_it_is: Iterable[ReplayedAlert], tried: Iterable[ReplayedAlert], cooldown_s: float
) -> dict[str, dict[str, int]]:
    """The judged alerts of one model by what becomes of them: `kept_true`, `lost_false`, `gained_true`, ….

    In two halves of time, `earlier` and `later`, so that what is found in one can be held against the other. A judged
    alert that neither limits tell (it was told under others) is in no count.
    """
    rest = round(cooldown_s * SECOND)
    told_now, told_then = _by_key(as_it_is), _by_key(tried)
    halves: dict[str, dict[str, int]] = {"earlier": {}, "later": {}}
    in_time = sorted(known, key=lambda each: (each.opened_at, each.key))
    for nth, each in enumerate(in_time):
        half = halves["earlier" if 2 * nth < len(in_time) else "later"]
        now, then = (
            any(meets(each, alert.first.opened_at, alert.cleared_at, rest) for alert in alerts.get(each.key, ()))
            for alerts in (told_now, told_then)
        )
        fate = {(True, True): "kept", (True, False): "lost", (False, True): "gained"}.get((now, then))
        if fate:
            name = f"{fate}_{each.verdict}"
            half[name] = half.get(name, 0) + 1
    return halves


def _by_key(alerts: Iterable[ReplayedAlert]) -> dict[str, list[ReplayedAlert]]:
    by_key: dict[str, list[ReplayedAlert]] = {}
    for alert in alerts:
        by_key.setdefault(alert.first.key, []).append(alert)
    return by_key


def known_in(lines: Iterable[bytes]) -> list[Known]:
    """The judged alerts of JSON Lines. Raises `msgspec.ValidationError`, `msgspec.DecodeError`."""
    decoder: Any = msgspec.json.Decoder(Known)
    return [decoder.decode(line) for line in lines if line.strip()]

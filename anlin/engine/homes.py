"""How it is in each home that the care model follows, read from the engine's memory: for the person and who they said.

Nothing here is kept: whoever asks is handed the present, and forgets it with the consent (LU-37).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from anlin.engine.kernel import entry, kernel
from anlin.engine.layout import NEVER, PlanArrays, StateArrays
from anlin.engine.operators.home import DOOR_AT, PLACE, SENSED
from anlin.engine.operators.inactivity import OUT
from anlin.engine.operators.mats import context_now
from anlin.engine.operators.rhythm import is_night, usual_pause
from anlin.engine.plan import Plan
from anlin.engine.reference import by_reference
from anlin.engine.state import State

MODEL, RULE = "elderly_inactivity", "silence"
STATES = ("unknown", "home", "away", "asleep")
_UNKNOWN, _HOME, _AWAY, _ASLEEP = range(4)
_FELL_ASLEEP: Any = np.int64(20 * 60 * 1_000_000)
"""Silence at night by which somebody is said to sleep."""


@dataclass(frozen=True, slots=True)
class Home:
    """One home now. `heard_at`: last sign of life; `since`: since when it is so, as far as signs tell; µs since 1970.

    `usual_us`: the longest usual pause of this hour, 0 while none is learned. `state`: one of `STATES`.
    """

    dwelling: int
    state: str
    since: int | None
    heard_at: int | None
    usual_us: int


@kernel
def _state_of(p: Any, s: Any, m: Any, at: int) -> int:
    if s.seen == 0 or s.blind or s.unknown or m[SENSED] == 0:
        return _UNKNOWN
    if m[PLACE] == OUT:
        return _AWAY
    begun = max(s.last, s.mark)
    if at - begun >= _FELL_ASLEEP and is_night(p, m, context_now(m), begun):
        return _ASLEEP
    return _HOME


@entry
def look(plan: PlanArrays, st: StateArrays, rule: int, at: int, found: Any) -> int:
    """Writes (dwelling, state, since, heard, usual) of the rule's homes into `found`; how many there are.

    found: (n, 5) int64, one line for each slot of the rule at most.
    """
    plan, st = by_reference(plan), by_reference(st)
    n = 0
    for k in range(len(st.slots)):
        s = st.slots[k]
        if s.rule != rule or s.pool < 0:
            continue
        m, p = st.pool[s.pool], plan.profiles[s.profile]
        state = _state_of(p, s, m, at)
        found[n, 0], found[n, 1] = plan.dwellings[s.place].number, state
        found[n, 2] = m[DOOR_AT] if state == _AWAY else s.last
        found[n, 3] = s.last
        found[n, 4] = usual_pause(m, context_now(m), at) if state == _HOME else 0
        n += 1
    return n


def homes_of(plan: Plan, state: State, at: int) -> list[Home]:
    """Homes with consent of which anything was ever heard, by number; `at` in µs since 1970 UTC."""
    rule = plan.rule_index(MODEL, RULE)
    if rule < 0:
        return []
    found = np.zeros((len(plan.terrain.dwellings), 5), np.int64)
    count = look(plan.arrays, state.arrays, rule, at, found)
    lines = sorted(found[:count].tolist())
    return [
        Home(number, STATES[code], _instant(since) if code else None, _instant(heard), usual)
        for number, code, since, heard, usual in lines
    ]


def _instant(at: int) -> int | None:
    return None if at == NEVER else at

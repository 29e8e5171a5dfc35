"""Calls the operator a rule names. A chain of comparisons: the compiler puts each operator in its place."""

from typing import Any

from anlin.engine.kernel import inlined, kernel, outlined
from anlin.engine.layout import FAR, NEVER, OPERATOR_CODES, Out, PlanArrays
from anlin.engine.operators.agree import agree_due, agree_next, agree_row, agree_without
from anlin.engine.operators.baseline import baseline_due, baseline_next, baseline_row
from anlin.engine.operators.counting import forget_removed
from anlin.engine.operators.episode import episode_changed, episode_due, episode_next, episode_row
from anlin.engine.operators.inactivity import (
    inactivity_due,
    inactivity_lost,
    inactivity_next,
    inactivity_not_before,
    inactivity_regained,
    inactivity_row,
    inactivity_without,
)
from anlin.engine.operators.level import level_due, level_next, level_row
from anlin.engine.operators.outage import outage_due, outage_next, outage_over, outage_row
from anlin.engine.operators.rare import rare_due, rare_next, rare_row
from anlin.engine.operators.standing import standing_due, standing_next, standing_row
from anlin.engine.operators.surge import TURNS, surge_changed, surge_due, surge_next, surge_row
from anlin.engine.operators.telling import CLEARED, UNKNOWN, finish, forget, is_removed, say
from anlin.engine.operators.unpaired import unpaired_due, unpaired_next, unpaired_row

EPISODE, STANDING = OPERATOR_CODES["episode"], OPERATOR_CODES["standing"]
SURGE, AGREE, LEVEL = OPERATOR_CODES["surge"], OPERATOR_CODES["agree"], OPERATOR_CODES["level"]
BASELINE = OPERATOR_CODES["baseline"]
INACTIVITY, OUTAGE = OPERATOR_CODES["inactivity"], OPERATOR_CODES["outage"]
RARE, UNPAIRED = OPERATOR_CODES["rare"], OPERATOR_CODES["unpaired"]


@inlined
def take_row(plan: PlanArrays, operator: int, s: Any, p: Any, m: Any, row: Any, means: int, out: Out) -> None:
    """Let the operator see a row of its key. `m`: the key's row of the pool, where its rule has memory there."""
    if operator == EPISODE:
        episode_row(s, p, row, means, out)
    elif operator == STANDING:
        standing_row(s, p, row, means, out)
    elif operator == SURGE:
        surge_row(s, p, m, row, means, out)
    elif operator == AGREE:
        agree_row(s, p, m, row, means, out)
    elif operator == LEVEL:
        level_row(s, p, m, row, means, out)
    elif operator == BASELINE:
        baseline_row(s, p, m, row, out)
    elif operator == INACTIVITY:
        inactivity_row(plan, s, p, m, row, means, out)
    elif operator == OUTAGE:
        outage_row(s, row)
    elif operator == RARE:
        rare_row(s, p, m, row, out)
    elif operator == UNPAIRED:
        unpaired_row(s, p, m, row, means, out)


@outlined
def come_due(operator: int, s: Any, p: Any, m: Any, heard: int, pulse: int, out: Out) -> None:
    """Let the operator act at `s.due`."""
    if operator == EPISODE:
        episode_due(s, p, heard, pulse, out)
    elif operator == STANDING:
        standing_due(s, p, out)
    elif operator == SURGE:
        surge_due(s, p, heard, pulse, out)
    elif operator == AGREE:
        agree_due(s, p, m, out)
    elif operator == LEVEL:
        level_due(s, p, m, out)
    elif operator == BASELINE:
        baseline_due(s, p, m, out)
    elif operator == INACTIVITY:
        inactivity_due(s, p, m, heard, pulse, out)
    elif operator == OUTAGE:
        outage_due(s, out)
    elif operator == RARE:
        rare_due(s, p, m, heard, pulse, out)
    elif operator == UNPAIRED:
        unpaired_due(s, p, m, heard, pulse, out)


@inlined
def next_due(operator: int, s: Any, p: Any, m: Any) -> int:
    """When the operator wants to act next without a row; FAR if never."""
    if operator == EPISODE:
        return episode_next(s, p)
    if operator == STANDING:
        return standing_next(s, p)
    if operator == SURGE:
        return surge_next(s, p)
    if operator == AGREE:
        return agree_next(s, p, m)
    if operator == LEVEL:
        return level_next(s, p, m)
    if operator == BASELINE:
        return baseline_next(s, m) if s.phase else FAR
    if operator == INACTIVITY:
        return inactivity_next(s, p, m)
    if operator == OUTAGE:
        return outage_next(s, p)
    if operator == RARE:
        return rare_next(s, p, m) if s.phase else FAR
    if operator == UNPAIRED:
        return unpaired_next(s, p, m)
    return FAR


@inlined
def not_before(operator: int, s: Any, p: Any) -> int:
    """An instant before which `next_due` cannot be, found with less work; NEVER where that is not known."""
    return inactivity_not_before(s, p) if operator == INACTIVITY else NEVER


@inlined
def may_begin(operator: int, means: int) -> bool:
    """Whether a row of this meaning can begin something for a key that has no slot."""
    return bool(
        means == 0
        or operator in (INACTIVITY, UNPAIRED)
        or (operator == LEVEL and means <= 2)
        or (operator == SURGE and means == TURNS)
    )


@inlined
def outlives_schedule(operator: int) -> bool:
    """Whether the operator goes on following rows outside its hours, to know the state when they begin."""
    return bool(operator in (STANDING, AGREE, LEVEL, BASELINE, INACTIVITY, OUTAGE, RARE))


@outlined
def lose(s: Any, operator: int, at: int, out: Out) -> None:
    """Nothing that watches the key is alive from `at` on: what is open becomes UNKNOWN, nothing opens or clears."""
    if s.blind:
        return
    s.blind = 1
    if operator == INACTIVITY:
        inactivity_lost(s, at, out)
    elif operator == OUTAGE:
        s.aux = at
    elif s.opened != NEVER:
        if not s.unknown:
            s.unknown = 1
            say(s, UNKNOWN, at, out)
    elif operator == EPISODE:
        # A run that nobody could watch is no run.
        forget(s)


@outlined
def regain(s: Any, operator: int, at: int, out: Out) -> None:
    """The key is watched again from `at` on: silence and standing count anew; what is open is told by its next row."""
    s.blind = 0
    if s.seen > 0:
        s.mark = at
    if operator == INACTIVITY:
        inactivity_regained(s, at, out)
    elif operator == OUTAGE:
        outage_over(s, at, out)


@outlined
def rest(s: Any, operator: int, at: int, out: Out) -> None:
    """The rule's hours end at `at`: what is open is cleared; an operator that outlives them keeps its state."""
    if s.opened != NEVER:
        s.unknown = 0
        say(s, CLEARED, at, out)
    if outlives_schedule(operator):
        s.opened, s.level, s.doubt = NEVER, 0, 0
    else:
        forget(s)


@kernel
def change_parameters(operator: int, s: Any, before: Any, m: Any, at: int) -> None:
    """Other parameters than those `before` are in force from `at` on for a key with memory `m`."""
    if operator == SURGE:
        surge_changed(s, before, m, at)
    elif operator == EPISODE:
        episode_changed(s, before, at)


@kernel
def unwatch(operator: int, s: Any, at: int, out: Out) -> None:
    """Nothing that watches the key is registered any more from `at` on: what is open is over, and nothing opens by mere
    time. What was learned in weeks, and counts, which have an end of their own, stay."""
    if operator not in (LEVEL, BASELINE, RARE, UNPAIRED):
        finish(s, at, out)


@kernel
def let_go(operator: int, s: Any, m: Any, before: Any, after: Any, at: int) -> bool:
    """Let what removed devices said last count no more from `at` on; whether the key is to be judged anew."""
    if s.seen == 0:
        return False
    if operator == AGREE:
        return agree_without(m, before, after, at)
    if operator == LEVEL:
        return forget_removed(m, before, after)
    if operator == INACTIVITY:
        inactivity_without(m, before, after)
    elif is_removed(before, after, s.spoke):
        s.spoke = -1
    return False


@kernel
def judge_anew(operator: int, s: Any, p: Any, m: Any, at: int, out: Out) -> None:
    """Judge at `at` a key that some devices no longer speak for."""
    if operator == LEVEL:
        s.due = at
        level_due(s, p, m, out)


@kernel
def resume(s: Any, at: int) -> None:
    """The rule's hours begin at `at`: what already stands counts from here."""
    s.mark = max(s.mark, at)
    s.start = max(s.start, at)

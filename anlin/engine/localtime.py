"""The site's clock for kernels: a table of instants from which it is so far ahead of UTC."""

from anlin.engine.kernel import inlined
from anlin.engine.layout import PlanArrays


@inlined
def ahead_of_utc(plan: PlanArrays, at: int) -> int:
    """Microseconds by which the site's clock is ahead of UTC at the instant `at`."""
    i = len(plan.offset_from) - 1
    while i > 0 and plan.offset_from[i] > at:
        i -= 1
    return int(plan.offset[i])

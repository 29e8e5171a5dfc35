"""The engine: does it keep up, who runs it, can its checkpoint be read?"""

from collections.abc import Iterator

from anlin.cli.checks.finding import Finding, Surroundings, problem
from anlin.observations.instants import MINUTE, SECOND

BEHIND_US = MINUTE


def engine_findings(look: Surroundings) -> Iterator[Finding]:
    from anlin.alerts.models import Lease, Progress

    now = look.clock()
    for shard in look.journal.shards():
        last = look.journal.last_position(shard)
        applied = Progress.objects.filter(shard=shard).values_list("position", flat=True).first() or 0
        waiting = next(iter(look.journal.read(shard, applied, 1)), None)
        held = Lease.objects.filter(shard=shard, expires_at__gt=now).exists()
        if waiting is not None and now - waiting.received_at > BEHIND_US:
            yield problem(
                f"shard {shard}: applied to {applied} of {last}, {(now - waiting.received_at) // SECOND} s behind",
                "the engine is not keeping up: look into its log" if held else "no engine runs: anlin serve",
            )
        else:
            yield Finding(f"shard {shard}: applied to {applied} of {last}, {'an' if held else 'no'} engine runs")
        yield from _checkpoint(look, shard)


def _checkpoint(look: Surroundings, shard: int) -> Iterator[Finding]:
    """A checkpoint only saves time: without one the engine steps through the journal again."""
    from anlin.engine.checkpoint import Checkpoints

    file = look.config.checkpoints / f"shard-{shard}.checkpoint"
    if not file.exists():
        return
    position = Checkpoints(look.config.checkpoints).position(shard)
    if position == 0:
        yield problem(f"shard {shard}: the checkpoint {file.name} is damaged", "is the disk failing? Nothing is lost")
    elif position > look.journal.last_position(shard):
        yield problem(
            f"shard {shard}: the checkpoint is ahead of the journal",
            "the journal was restored from an older backup: move the folder checkpoints/ away and start again",
        )
    else:
        yield Finding(f"shard {shard}: checkpoint at {position}")

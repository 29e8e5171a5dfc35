"""The engine: does it keep up, who runs it, can its checkpoint be read?"""

from collections.abc import Iterator

from anlin.cli.checks.finding import Finding, Surroundings, problem, well
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
            behind_s = (now - waiting.received_at) // SECOND
            yield problem(
                (
                    f"shard {shard}: applied to {applied} of {last}, {behind_s} s behind",
                    f"分片 {shard}：处理到 {applied}，共 {last}，落后 {behind_s} 秒",
                ),
                ("the engine is not keeping up: look into its log", "引擎跟不上：查看其日志")
                if held
                else ("no engine runs: anlin serve", "引擎没有运行：anlin serve"),
            )
        else:
            yield well(
                f"shard {shard}: applied to {applied} of {last}, {'an' if held else 'no'} engine runs",
                f"分片 {shard}：处理到 {applied}，共 {last}，引擎{'在' if held else '未'}运行",
            )
        yield from _checkpoint(look, shard)


def _checkpoint(look: Surroundings, shard: int) -> Iterator[Finding]:
    """A checkpoint only saves time: without one the engine steps through the journal again."""
    from anlin.engine.checkpoint import Checkpoints

    file = look.config.checkpoints / f"shard-{shard}.checkpoint"
    if not file.exists():
        return
    position = Checkpoints(look.config.checkpoints).position(shard)
    if position == 0:
        yield problem(
            (f"shard {shard}: the checkpoint {file.name} is damaged", f"分片 {shard}：检查点 {file.name} 已损坏"),
            ("is the disk failing? Nothing is lost", "磁盘是否有故障？数据没有丢失"),
        )
    elif position > look.journal.last_position(shard):
        yield problem(
            (f"shard {shard}: the checkpoint is ahead of the journal", f"分片 {shard}：检查点比日志还新"),
            (
                "the journal was restored from an older backup: move the folder checkpoints/ away and start again",
                "日志是从较旧的备份恢复的：移走 checkpoints/ 目录后重新启动",
            ),
        )
    else:
        yield well(f"shard {shard}: checkpoint at {position}", f"分片 {shard}：检查点在第 {position} 条")

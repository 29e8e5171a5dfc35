"""The archive: the manifest against the files, and how far behind the journal it is."""

from collections.abc import Iterator

from anlin.archive import ArchiveError, open_archive, problems
from anlin.cli.checks.finding import Finding, Surroundings, problem, well
from anlin.observations.instants import HOUR

BEHIND_US = 2 * HOUR
SHOWN = 5


RESTORE = (
    "restore the file from a backup; replay and history miss it until then",
    "从备份恢复该文件；在此之前回放与历史缺这一段",
)


def archive_findings(look: Surroundings) -> Iterator[Finding]:
    try:
        yield from _findings(look)
    except ArchiveError as error:
        yield problem((str(error), f"归档读不了：{error}"), RESTORE)


def _findings(look: Surroundings) -> Iterator[Finding]:
    folder = look.config.archive
    archive = open_archive(folder, look.config.manifest)
    try:
        found = problems(folder, archive.manifest, look.is_thorough)
        if not archive.manifest.shards() and not found:
            # The engine's process makes the first segment.
            yield well("nothing is archived yet", "还没有归档")
        for one in found[:SHOWN]:
            yield problem((one.en, one.zh), RESTORE)
        for shard in archive.manifest.shards():
            reached = archive.manifest.archived_to(shard)
            waiting = next(iter(look.journal.read(shard, reached, 1)), None)
            if waiting is not None and look.clock() - waiting.received_at > BEHIND_US:
                yield problem(
                    (f"shard {shard}: archived only to position {reached}", f"分片 {shard}：只归档到第 {reached} 条"),
                    ("look into the engine's log", "查看 engine 进程的日志"),
                )
            else:
                days = {segment.day for segment in archive.manifest.segments(shard)}
                yield well(
                    f"shard {shard}: {len(days)} days, archived to position {reached}",
                    f"分片 {shard}：{len(days)} 天，归档到第 {reached} 条",
                )
    finally:
        archive.manifest.close()

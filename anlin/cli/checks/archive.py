"""The archive: the manifest against the files, and how far behind the journal it is."""

from collections.abc import Iterator

from anlin.archive import open_archive, problems
from anlin.cli.checks.finding import Finding, Surroundings, problem
from anlin.observations.instants import HOUR

BEHIND_US = 2 * HOUR
SHOWN = 5


def archive_findings(look: Surroundings) -> Iterator[Finding]:
    folder = look.config.archive
    archive = open_archive(folder, look.config.manifest)
    try:
        if not archive.manifest.shards():
            # The engine's process makes the first segment.
            yield Finding("nothing is archived yet")
        found = problems(folder, archive.manifest, look.is_thorough)
        for one in found[:SHOWN]:
            yield problem(one, "restore the file from a backup; replay and history miss it until then")
        for shard in archive.manifest.shards():
            reached = archive.manifest.archived_to(shard)
            waiting = next(iter(look.journal.read(shard, reached, 1)), None)
            if waiting is not None and look.clock() - waiting.received_at > BEHIND_US:
                yield problem(f"shard {shard}: archived only to position {reached}", "look into the engine's log")
            else:
                days = {segment.day for segment in archive.manifest.segments(shard)}
                yield Finding(f"shard {shard}: {len(days)} days, archived to position {reached}")
    finally:
        archive.manifest.close()

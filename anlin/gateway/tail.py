"""What the door must know of the journal before it appends: ids that are there, and which registry."""

from typing import Any

import numpy as np

from anlin.gateway.directory import Directory
from anlin.journal import Journal, registry_of
from anlin.observations import from_bytes

Ids = list[tuple[int, np.ndarray[Any, Any]]]


def ids_held(journal: Journal, since: int) -> tuple[dict[int, int], Ids]:
    """(position by shard, (received_at, ids) of entries received since); what comes later is found as `ids_after`."""
    # Positions first: an entry that is appended in between is then looked at twice and not missed.
    seen = {shard: journal.last_position(shard) for shard in journal.shards()}
    return seen, list(journal.ids_since(since))


def ids_after(journal: Journal, shard: int, position: int) -> tuple[dict[int, int], Ids]:
    """The same for one shard, after a position."""
    ids: Ids = []
    while entries := journal.read(shard, position):
        ids += [
            (entry.received_at, from_bytes(entry.payload).column("id").to_numpy())
            for entry in entries
            if entry.kind == "rows"
        ]
        position = entries[-1].position
    return {shard: position}, ids


def shards_without(journal: Journal, directory: Directory) -> list[int]:
    """Shards whose journal does not carry this version of the registry yet; another process may have been first."""
    lacking = []
    for shard in directory.all_shards():
        latest = journal.latest_control(shard, "registry")
        if latest is None or registry_of(latest).version < directory.registry.version:
            lacking.append(shard)
    return lacking

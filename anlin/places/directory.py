"""What the door is handed: registry, accounts and tokens in force, read again when something changed."""

from collections.abc import Callable

import msgspec
from django.db import close_old_connections

from anlin.access.keys import key_in
from anlin.gateway.directory import Account, Directory, ListEntry, Source
from anlin.observations.clock import Clock, system_clock
from anlin.observations.instants import MINUTE
from anlin.places import models
from anlin.places.registry import current_version, of_one_version, registry_of
from anlin.site.config import config

STILL_CURRENT = 10 * MINUTE  # How long a directory's `read_at` may stand while nothing changes.

ListsInForce = Callable[[int], tuple[ListEntry, ...]]
"""Entries in force at an instant (`lists.at_the_door.entries_in_force`); lists build on this room, so they are handed
in."""


def no_lists(at: int) -> tuple[ListEntry, ...]:
    return ()


def current_directory(clock: Clock = system_clock, lists: ListsInForce = no_lists) -> Directory:
    """Registry, accounts, tokens and lists, all of one version."""
    return of_one_version(lambda version: _directory(version, clock(), lists))


class DatabaseDirectory:
    """A `DirectorySource` over the registers. One small query as long as nothing changes."""

    def __init__(self, clock: Clock = system_clock, lists: ListsInForce = no_lists) -> None:
        self._clock = clock
        self._lists = lists
        self._directory: Directory | None = None

    def current(self) -> Directory:
        """Raises `django.db.Error` when the database is away; the door then keeps what it has."""
        close_old_connections()
        known = self._directory
        if known is None or known.version != current_version():
            self._directory = known = current_directory(self._clock, self._lists)
        elif self._clock() - known.read_at > STILL_CURRENT:
            self._directory = known = msgspec.structs.replace(known, read_at=self._clock())
        return known


def directory_source(clock: Clock = system_clock, lists: ListsInForce = no_lists) -> DatabaseDirectory:
    return DatabaseDirectory(clock, lists)


def _directory(version: int, at: int, lists: ListsInForce) -> Directory:
    accounts = models.Account.objects.filter(enabled=True).select_related("device").order_by("pk")
    sources = models.SourceToken.objects.filter(enabled=True).order_by("pk")
    return Directory(
        version=version,
        registry=registry_of(version),
        accounts=tuple(
            Account(
                name=row.username,
                ha1=row.ha1,
                area=row.area_id,
                device=row.device.code if row.device else "",
                ha1_sha256=row.ha1_sha256,
            )
            for row in accounts
        ),
        sources=tuple(Source(name=row.name, sha256=row.sha256, area=row.area_id) for row in sources),
        entries=lists(at),
        default_shard=config().shard,
        list_key=key_in(config().keys / "lists.key")[:16],
        read_at=at,
    )

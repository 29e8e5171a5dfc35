"""What the door is handed: who may send, where devices stand, which lists are in force. It never asks an app itself."""

import hashlib
from functools import cached_property
from typing import Literal, Protocol

import msgspec

from anlin.observations import Registry

SubjectType = Literal["plate", "card", "document", "dwelling"]


class Account(msgspec.Struct, frozen=True):
    """Digest account of a device or platform: HA1 = MD5(name:realm:password), never the password.

    `ha1_sha256`: the same with SHA-256; empty for an account whose password is older than that.

    `device`: code of the one device it is for, which may speak for itself and for what lies behind it; "" is a
    platform's account, which may speak for every device in `area` and below.
    """

    name: str
    ha1: str
    area: int
    device: str = ""
    ha1_sha256: str = ""

    def __repr__(self) -> str:
        return f"Account(area={self.area}, device={self.device!r})"


class Source(msgspec.Struct, frozen=True):
    """A sender of `POST /api/observations`: hexadecimal SHA-256 of its random token; speaks for `area` and below."""

    name: str
    sha256: str
    area: int


class ListEntry(msgspec.Struct, frozen=True):
    """An entry of a list in force, as keyed tokens: never a plate or number in clear (LU-28).

    `exact` and `wildcards` come from `anlin.gateway.matching.list_tokens`. `kind`: label of the candidate rows,
    such as `stolen_vehicle`. In force for from_at <= observed_at < until_at (microseconds since 1970 UTC), in `areas`
    and below; no areas is everywhere.
    """

    number: int
    kind: str
    type: SubjectType
    exact: int
    wildcards: tuple[int, ...]
    from_at: int
    until_at: int
    areas: tuple[int, ...] = ()


class Purpose(msgspec.Struct, frozen=True):
    """A declared purpose that keeps the token of a subject in `areas` and below (a visitor log, paid parking)."""

    code: str
    types: tuple[SubjectType, ...]
    kinds: tuple[str, ...]
    areas: tuple[int, ...]
    key: bytes

    def __repr__(self) -> str:
        return f"Purpose(code={self.code!r})"


class Directory(msgspec.Struct, frozen=True, dict=True):
    """Everything in force at one moment. `version` rises with every change of any part.

    `registry` is what the journal carries for the engine. `shards`: area number to shard for the top areas of each
    shard; an area takes the shard of its nearest ancestor, else `default_shard`. `list_key`: 16 bytes.
    `read_at`: when the lists were last known to be current, microseconds since 1970 UTC.
    """

    version: int = 0
    registry: Registry = Registry()
    accounts: tuple[Account, ...] = ()
    sources: tuple[Source, ...] = ()
    entries: tuple[ListEntry, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    shards: dict[int, int] = {}
    default_shard: int = 1
    list_key: bytes = bytes(16)
    read_at: int = 0

    def __repr__(self) -> str:
        return f"Directory(version={self.version}, devices={len(self.registry.devices)})"

    @cached_property
    def _accounts(self) -> dict[str, Account]:
        return {account.name: account for account in self.accounts}

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {source.sha256: source for source in self.sources}

    def account(self, name: str) -> Account | None:
        return self._accounts.get(name)

    def has_sha256_for(self, device: str) -> bool:
        """Whether every account that `device` may sign in with, its own or a platform's, knows SHA-256."""
        return not self._without_sha256 & {device, ""}

    @cached_property
    def _without_sha256(self) -> frozenset[str]:
        return frozenset(account.device for account in self.accounts if not account.ha1_sha256)

    def source(self, token: str) -> Source | None:
        """The source of a bearer token. The token is random, so looking its hash up tells a guesser nothing."""
        return self._sources.get(hashlib.sha256(token.encode()).hexdigest())

    def says_the_same_as(self, other: "Directory") -> bool:
        """Whether only `read_at` differs: then nothing has to be made ready anew."""
        return all(
            (mine := getattr(self, name)) is (theirs := getattr(other, name)) or mine == theirs
            for name in self.__struct_fields__
            if name != "read_at"
        )

    def all_shards(self) -> list[int]:
        return sorted({self.default_shard, *self.shards.values()})

    def registry_of(self, shard: int) -> Registry:
        """What the shard's journal carries: all areas, but only the zones, homes and devices whose rows come there.

        A device of another shard would be silent in this one's journal, and be told to be offline for ever.
        """
        if shard not in self._registries:
            self._registries[shard] = self._part_of(shard) if len(self.all_shards()) > 1 else self.registry
        return self._registries[shard]

    @cached_property
    def _registries(self) -> dict[int, Registry]:
        return {}

    @cached_property
    def _parents(self) -> dict[int, int]:
        return {area.number: area.parent for area in self.registry.areas}

    def shard_of(self, area: int) -> int:
        """The shard of the nearest area above that names one, itself included."""
        seen: set[int] = set()
        while area not in self.shards:
            # A circle in the register ends the line.
            if area in seen or area not in self._parents:
                return self.default_shard
            seen.add(area)
            area = self._parents[area]
        return self.shards[area]

    def _part_of(self, shard: int) -> Registry:
        whole = self.registry
        of_zone = {zone.number: self.shard_of(zone.area) for zone in whole.zones}
        devices = [d for d in whole.devices if of_zone.get(d.zone, self.shard_of(d.area)) == shard]
        here = {device.number for device in devices}
        return msgspec.structs.replace(
            whole,
            dwellings=tuple(home for home in whole.dwellings if self.shard_of(home.area) == shard),
            zones=tuple(zone for zone in whole.zones if of_zone[zone.number] == shard),
            devices=tuple(d if d.parent in here else msgspec.structs.replace(d, parent=0) for d in devices),
        )


class DirectorySource(Protocol):
    """Whoever knows the registers. Asked once a second from a thread of its own, so it may take its time."""

    def current(self) -> Directory:
        """The directory in force; the same object again as long as nothing changed."""


class FixedDirectory:
    """A directory that changes only when told; for tests, benches and a door without a registry."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def current(self) -> Directory:
        return self.directory

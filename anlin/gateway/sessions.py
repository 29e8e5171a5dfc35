"""Who is signed in at the door: sessions of devices and platforms, and the nonces of HTTP Digest."""

import asyncio
import hashlib
import hmac
import os
from collections.abc import Callable
from typing import Literal

import msgspec

from anlin.gateway.directory import Account, Directory, Source
from anlin.journal import Journal, JournalUnavailable, SessionRow
from anlin.observations.instants import MINUTE

NONCE_FOR = 5 * MINUTE

NonceState = Literal["fresh", "stale", "foreign"]


class Session(msgspec.Struct, frozen=True):
    """A sender that proved who it is. It may add events of its own device and what lies behind it, or of its area.

    `device`: the code it registered with; for a token source its name. `area`: 0, or the area for whose devices
    (and those below) it speaks. `peer`: its address. `opened_at`: microseconds since 1970 UTC.
    """

    protocol: str
    device: str
    account: str = ""
    peer: str = ""
    opened_at: int = 0
    area: int = 0


class Sessions:
    """All sessions; kept in the journal, so that a restart of the gateway signs nobody off.

    A session ends when its account is withdrawn from the directory, at the latest `directory_every_s` later (LU-70).
    """

    def __init__(self, journal: Journal, directory: Directory, within_s: float = 60.0) -> None:
        """`within_s`: how long the disk may take before a device is told to come again."""
        self._journal, self._within_s = journal, within_s
        self._directory = directory
        self._open: dict[tuple[str, str], Session] = {}
        self._nonce_key = journal.secret("nonce")
        self._counted: dict[str, set[str]] = {}
        for row in journal.sessions():
            self._remember(row)

    @property
    def directory(self) -> Directory:
        return self._directory

    @property
    def count(self) -> int:
        return len(self._open)

    def revise(self, directory: Directory) -> None:
        """Takes over a changed directory; sessions whose account went are gone with it."""
        self._directory = directory
        rows = [SessionRow(s.protocol, s.device, s.account, s.peer, s.opened_at) for s in self._open.values()]
        self._open.clear()
        for row in rows:
            self._remember(row)

    def _remember(self, row: SessionRow) -> Session | None:
        account = self._directory.account(row.account)
        if account is None or (account.device and account.device != row.device):
            return None
        area = 0 if account.device else account.area
        session = Session(row.protocol, row.device, row.account, row.peer, row.opened_at, area)
        self._open[row.protocol, row.device] = session
        return session

    def account(self, name: str) -> Account | None:
        return self._directory.account(name)

    def get(self, protocol: str, device: str) -> Session | None:
        """The open session that a device registered, or None: it must register again."""
        return self._open.get((protocol, device))

    def of_peer(self, protocol: str, peer: str) -> Session | None:
        """The only open session of an address, None if there is none or more than one. For senders without a name."""
        found = [session for session in self._open.values() if session.protocol == protocol and session.peer == peer]
        return found[0] if len(found) == 1 else None

    async def open(self, protocol: str, device: str, account: Account, peer: str, now: int) -> Session | None:
        """The new session, on disk already; it replaces an older one. None if the account is not for this device.

        Raises `JournalUnavailable`.
        """
        row = SessionRow(protocol, device, account.name, peer, now)
        if account.device and account.device != device:
            return None
        await self._kept(self._journal.put_session, row)
        return self._remember(row)

    async def end(self, protocol: str, device: str) -> bool:
        known = self._open.pop((protocol, device), None) is not None
        await self._kept(self._journal.end_session, protocol, device)
        return known

    async def _kept(self, write: Callable[..., object], *what: object) -> None:
        """On disk, in the time that a device waits for an answer. Raises `JournalUnavailable`."""
        try:
            await asyncio.wait_for(asyncio.to_thread(write, *what), self._within_s)
        except TimeoutError:
            raise JournalUnavailable("the journal takes too long") from None

    def of_token(self, authorization: str, peer: str) -> Session | None:
        """The session of `Authorization: Bearer <token>`, or None."""
        scheme, _, token = authorization.partition(" ")
        source: Source | None = self._directory.source(token.strip()) if scheme.lower() == "bearer" else None
        if source is None:
            return None
        return Session("observations", source.name, peer=peer, area=source.area)

    def new_nonce(self, now: int) -> str:
        """A nonce of hexadecimal digits only (hand-written clients cut at `=`), good for five minutes.

        It is signed, not stored: every gateway of the same journal knows it, also after a restart.
        """
        stem = f"{now // 1000:012x}{os.urandom(8).hex()}"
        return stem + self._signature(stem)

    def use_nonce(self, nonce: str, count: str, now: int) -> NonceState:
        """`fresh` once per (nonce, count); `stale` when old or counted already; `foreign` when it is not ours."""
        stem, signature = nonce[:28], nonce[28:]
        if not hmac.compare_digest(signature.encode(), self._signature(stem).encode()):
            return "foreign"
        age = now - int(stem[:12], 16) * 1000
        if not -1_000_000 <= age <= NONCE_FOR:
            return "stale"
        self._forget_counts(now)
        counts = self._counted.setdefault(stem, set())
        if count in counts or len(counts) >= 1000:
            return "stale"
        counts.add(count)
        return "fresh"

    def _signature(self, stem: str) -> str:
        return hmac.new(self._nonce_key, stem.encode(), hashlib.sha256).hexdigest()[:32]

    def _forget_counts(self, now: int) -> None:
        oldest = f"{max(0, now - NONCE_FOR) // 1000:012x}"
        while self._counted:
            first = next(iter(self._counted))
            if first[:12] >= oldest:
                return
            del self._counted[first]

"""Who may run a shard's engine: one owner at a time, a rising fencing number, a standby that takes over."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q

from anlin.alerts.models import Lease, Progress
from anlin.engine import Fenced
from anlin.observations.clock import Clock, system_clock

TTL_US = 10 * 1_000_000
IMPOSSIBLE = 6
"""A lease that runs out later than so many times its length from now was taken by a wrong clock."""


@dataclass
class ShardLease:
    """One process's hold on one shard. `fencing` is 0 until it is held."""

    shard: int
    owner: str
    clock: Clock = system_clock
    ttl_us: int = TTL_US
    fencing: int = 0

    def acquire(self) -> bool:
        """Take the lease if it is free, expired or already ours; True when held. The fencing number rises each time."""
        now = self.clock()
        with transaction.atomic():
            Lease.objects.bulk_create([Lease(shard=self.shard, owner="")], ignore_conflicts=True)
            Progress.objects.bulk_create([Progress(shard=self.shard)], ignore_conflicts=True)
            free = Lease.objects.filter(shard=self.shard)
            if not free.filter(owner=self.owner).exists():
                # No right clock gives a lease that long: the holder's was ahead, and may be gone since.
                free = free.filter(Q(expires_at__lte=now) | Q(expires_at__gt=now + IMPOSSIBLE * self.ttl_us))
            if not free.update(owner=self.owner, fencing=F("fencing") + 1, expires_at=now + self.ttl_us):
                return False
            self.fencing = Lease.objects.get(shard=self.shard).fencing
            # From here on whoever held it before cannot apply anything, however long it was paused.
            Progress.objects.filter(shard=self.shard).update(fencing=self.fencing)
        return True

    def renew(self) -> None:
        """Hold it for another `ttl_us`. Raises `Fenced` when somebody else took it."""
        mine = Lease.objects.filter(shard=self.shard, owner=self.owner, fencing=self.fencing)
        if not self.fencing or not mine.update(expires_at=self.clock() + self.ttl_us):
            raise Fenced(f"shard {self.shard}: {self.owner} no longer holds it (fencing {self.fencing})")

    def release(self) -> None:
        """Let a standby take over at once. Does nothing when it is not held."""
        Lease.objects.filter(shard=self.shard, owner=self.owner, fencing=self.fencing).update(expires_at=0)
        self.fencing = 0

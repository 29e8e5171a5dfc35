"""Rights of everyone who listens to the live stream, read together: a few queries, however many listen (LU-04)."""

from collections.abc import Iterable
from dataclasses import dataclass

from anlin.alerts.audience import HOME, later_for, seen_by
from anlin.alerts.models import Alert
from anlin.alerts.rights import READ, reach_by_role
from anlin.people.models import RoleGrant, User
from anlin.people.passkeys import needs_passkey
from anlin.places.reach import Reach


@dataclass(frozen=True)
class Rights:
    """What one person may see now. `proof` changes when every sign-in of the account must end; with `needs_passkey`
    a sign-in counts only if it is by passkey (LU-06). `sends`: where the person may send people."""

    proof: str
    needs_passkey: bool
    alerts: dict[str, Reach]
    devices: Reach
    sends: Reach
    situation: bool
    user: User

    def allow(self, proof: str, by_passkey: bool) -> bool:
        """Whether a stream of that sign-in may go on."""
        return proof == self.proof and (by_passkey or not self.needs_passkey)

    def may_see(self, alert: Alert) -> bool:
        """The rule of `rights.visible`, for an alert in hand (with its area)."""
        if alert.shadow or alert.area is None:
            return False
        for role, reach in self.alerts.items():
            all_but, names = seen_by(role)
            if alert.model in later_for(role) and alert.assigned_role in HOME:
                continue
            if (alert.model in names) != all_but and reach.includes(alert.area.path):
                return True
        return False


def rights_of(numbers: Iterable[int], now: int) -> dict[int, Rights]:
    """Rights by account number, read from the database now; whoever is disabled or holds no role is missing."""
    users = {user.pk: user for user in User.objects.filter(pk__in=list(numbers), is_active=True)}
    grants: dict[int, list[RoleGrant]] = {number: [] for number in users}
    for grant in RoleGrant.objects.in_force(now).filter(user__in=users).select_related("area", "police_area"):
        grants[grant.user_id].append(grant)
    beats: dict[tuple[int | None, int | None], list[str]] = {}

    def paths_of(grant: RoleGrant) -> list[str]:
        place = (grant.area_id, grant.police_area_id)
        if place not in beats:
            beats[place] = grant.paths()
        return beats[place]

    found = {}
    for number, user in users.items():
        user.__dict__["grants_now"] = grants[number]
        by_role = reach_by_role(user, READ, paths_of)
        devices = reach_by_role(user, "devices.read", paths_of)
        found[number] = Rights(
            proof=user.get_session_auth_hash(),
            needs_passkey=needs_passkey(user),
            alerts=by_role,
            devices=_whole(devices.values()),
            sends=_whole(reach_by_role(user, "alerts.triage", paths_of).values()),
            situation="situation.read" in user.permissions,
            user=user,
        )
    return {number: rights for number, rights in found.items() if rights.alerts}


def _whole(reaches: Iterable[Reach]) -> Reach:
    """What the reaches of several roles give together."""
    reaches = list(reaches)
    return Reach(any(reach.everywhere for reach in reaches), tuple(sorted({p for r in reaches for p in r.paths})))

"""Who may see, judge and be sent to the alerts of a model. Rights are closed here, not in a model's folder:

a `model.toml` says who is asked first, but can never show a watch-list hit to a guard or an isolation to the police.
Source: docs/domain.md sections 3 and 6; docs/lawful-use.md LU-07, 08, 24, 25, 34, 35.
"""

from dataclasses import dataclass
from functools import lru_cache

from anlin.alerts.words import Severity

GUARDS = frozenset({"property_guard", "property_manager"})
GRID = frozenset({"grid_worker", "grid_leader"})
POLICE = frozenset({"community_officer", "auxiliary"})
ORDINARY = GUARDS | GRID | POLICE | {"dispatcher"}
"""Roles that work on what a place's own devices notice."""
HOME = ("resident", "family_contact")
"""Asked before anyone else about the own home, by message; they are of a home and not of an area, so no query shows
them alerts."""
TRIAGE = frozenset({"dispatcher", "community_officer", "property_manager", "grid_leader"})


@dataclass(frozen=True)
class Audience:
    """`ladder`: who is asked, next role up after each time-out. `confirmations`: named people who must have compared
    before anyone is sent. `patience_min`: minutes that a role of the ladder has to answer, where not the usual."""

    ladder: tuple[str, ...]
    sees: frozenset[str]
    responders: frozenset[str]
    triage: frozenset[str]
    verifiers: frozenset[str]
    confirmations: int = 0
    triage_first: bool = False
    patience_min: tuple[tuple[str, int], ...] = ()
    later: frozenset[str] = frozenset()
    """Roles that neither see nor take it while only the home is asked; nobody may take it then."""
    by_day: bool = False
    """Nobody is sent there but by day."""

    def is_the_homes(self, assigned_role: str) -> bool:
        """Whether the home alone is asked, and everybody else waits for its answer."""
        return bool(self.later) and assigned_role in HOME

    def patience_of(self, role: str, severity: int) -> int | None:
        """Minutes the role has to answer, where it is not the usual time; a critical alert waits for nobody longer."""
        return None if severity == Severity.CRITICAL else dict(self.patience_min).get(role)

    def rung_of(self, role: str) -> int:
        """The role's place in the ladder; 0 for a role beside it."""
        return self.ladder.index(role) if role in self.ladder else 0


def _closed(*roles: str, triage: tuple[str, ...], confirmations: int = 0) -> Audience:
    """An audience that no model folder can widen; the ladder ends inside it."""
    judges = frozenset(triage)
    return Audience(roles, frozenset(roles) | judges, frozenset(roles), judges, judges, confirmations, True)


_CARE = (*HOME, "grid_worker", "grid_leader", "dispatcher")


def _care(asked: tuple[str, ...] = ()) -> Audience:
    """Care: the ladder begins with the first of these that the rule asks, and misses nobody after it.

    Source: docs/domain.md model 7: the person, the contact, ten minutes later somebody who visits, then the dispatcher.
    """
    first = min((_CARE.index(role) for role in asked if role in _CARE), default=len(HOME))
    return Audience(
        ladder=_CARE[first:],
        sees=GRID | {"dispatcher"},
        responders=GRID | {"dispatcher"},
        triage=frozenset({"grid_leader", "dispatcher"}),
        verifiers=frozenset({"grid_leader", "dispatcher"}),
        patience_min=(("resident", 15), ("family_contact", 10)),
    )


RESTRICTED: dict[str, Audience] = {
    # LU-08, LU-25: officers only; compared by one, confirmed by a second, before anyone is sent.
    "watchlist_hit": _closed(
        "auxiliary", "community_officer", triage=("community_officer", "auxiliary"), confirmations=2
    ),
    # LU-24: health staff only; what others do once it is confirmed is a task of its own (dispatch/checking_in.py).
    "public_health_list": _closed("health_worker", triage=("health_worker",), confirmations=2),
    # LU-35: never to police.
    "home_isolation": _closed("health_worker", "grid_worker", triage=("health_worker",)),
    # LU-34: a service reminder, never to police.
    # Tenant and landlord are asked; only after a week a grid worker goes there, by day.
    "registration_gap": Audience(
        ladder=("resident", "grid_worker", "grid_leader"),
        sees=GRID,
        responders=GRID,
        triage=GRID,
        verifiers=GRID,
        patience_min=(("resident", 7 * 24 * 60), ("grid_worker", 3 * 24 * 60)),
        later=frozenset({"grid_worker"}),
        by_day=True,
    ),
    # LU-07: care is not policing; the dispatcher ends the ladder.
    "elderly_inactivity": _care(),
    # Upkeep is the engineers' work; a guard's queue holds what a guard can do something about.
    "device_upkeep": Audience(
        ladder=("ops_engineer", "property_manager", "dispatcher"),
        sees=frozenset({"ops_engineer", "property_manager", "dispatcher"}),
        responders=frozenset({"ops_engineer", "property_manager", "dispatcher"}),
        triage=frozenset({"ops_engineer", "property_manager", "dispatcher"}),
        verifiers=frozenset({"ops_engineer", "property_manager", "dispatcher"}),
    ),
}

DISCREET = frozenset(RESTRICTED) - {"device_upkeep"}
"""Models of which a message outside the platform says only that something waits."""

BESIDES: dict[str, frozenset[str]] = {
    "crowd_flow": frozenset({"scenic_operator"}),
    "fire_hazard": frozenset({"dept_handler"}),
}
"""Roles that see a model beside the ordinary ones."""


PATIENCE: dict[str, tuple[tuple[str, int], ...]] = {"perimeter_intrusion": (("property_guard", 3),)}
"""Minutes that a role has to accept the alerts of an ordinary model, where not the usual; docs/domain.md, model 5."""


@lru_cache(maxsize=1024)
def audience_of(model: str, recipients: tuple[str, ...] = ()) -> Audience:
    """The audience of a model whose folder asks `recipients` in this order; `dispatcher` ends every ordinary ladder."""
    if model == "elderly_inactivity":
        return _care(recipients)
    closed = RESTRICTED.get(model)
    if closed is not None:
        return closed
    sees = ORDINARY | BESIDES.get(model, frozenset())
    asked = tuple(role for role in recipients if role in sees) or ("property_guard", "community_officer")
    ladder = asked if asked[-1] == "dispatcher" else (*(role for role in asked if role != "dispatcher"), "dispatcher")
    return Audience(ladder, sees, sees, TRIAGE, TRIAGE, patience_min=PATIENCE.get(model, ()))


def later_for(role: str) -> frozenset[str]:
    """Models whose alerts the role does not see while the home is asked."""
    return frozenset(model for model, audience in RESTRICTED.items() if role in audience.later)


@lru_cache(maxsize=64)
def seen_by(role: str) -> tuple[bool, frozenset[str]]:
    """(True, models): the role sees every model but these; (False, models): it sees only these."""
    closed = frozenset(model for model, audience in RESTRICTED.items() if role in audience.sees)
    if role in ORDINARY:
        return True, frozenset(RESTRICTED) - closed
    return False, closed | {model for model, roles in BESIDES.items() if role in roles}

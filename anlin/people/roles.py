"""The roles of docs/domain.md section 3 and what each may do. What is not named here is denied.

A permission is `<noun>.<verb>`; it holds in the area subtree of the grant that gives it and nowhere else.
"""

from dataclasses import dataclass

_SEE = frozenset({"areas.read", "places.read", "situation.read", "alerts.read", "models.read", "messages.read"})
_WORK = frozenset({"alerts.work", "alerts.media", "positions.send"})
"""Working on an alert includes seeing its pictures; an engineer, who works on devices, does without."""
_TASKS = frozenset({"tasks.read", "tasks.work", "positions.send", "messages.read"})
"""Tasks offered to oneself, and where one is while on one (LU-36)."""
_TRIAGE = frozenset({"alerts.triage"})
_VERIFY = frozenset({"alerts.verify"})
_DEVICES = frozenset({"devices.read"})
_TRY = frozenset({"models.try"})
_MODES = frozenset({"modes.set"})
_CROWD = frozenset({"crowd.read"})
_LISTS = frozenset({"lists.read", "lists.compare", "lists.propose", "lists.approve"})
_REVEAL = frozenset({"residents.reveal"})
_RESIDENTS = _REVEAL | {"residents.read"}
_REGISTER = _RESIDENTS | {"residents.manage"}
_OWN = frozenset({"looks.read", "own.read", "own.answer", "own.consent", "notices.read"})
"""A resident's own page: their home, their answers, their consents, who looked, what they were told."""
_DESK = _SEE | _WORK | _TRIAGE | _VERIFY
_LEAD = _DESK | _TRY | _MODES | {"duty.read", "duty.manage", "cases.read"}

SEPARATED = frozenset({"system_manager", "security_manager", "auditor"})
"""Three roles that three different people hold, and that come with nothing else (LU-05; GB/T 22239 三员)."""


@dataclass(frozen=True)
class RoleSpec:
    """One role: its words, its permissions, and whether it holds for the whole platform instead of an area."""

    zh: str
    en: str
    permissions: frozenset[str] = frozenset()
    is_platform_wide: bool = False


ROLES: dict[str, RoleSpec] = {
    "resident": RoleSpec("居民", "Resident", _OWN),
    "family_contact": RoleSpec(
        "紧急联系人", "Family contact", frozenset({"watched.read", "watched.answer", "notices.read"})
    ),
    "property_guard": RoleSpec("保安", "Property guard", _SEE | _WORK | _TASKS),
    "property_manager": RoleSpec("物业经理", "Property manager", _LEAD | _DEVICES | _RESIDENTS),
    "grid_worker": RoleSpec("网格员", "Grid worker", _SEE | _WORK | _TASKS | _REGISTER),
    "grid_leader": RoleSpec("网格长", "Grid leader", _LEAD | _REGISTER | {"emergency.open"}),
    "volunteer": RoleSpec("平安志愿者", "Volunteer", _TASKS),
    "community_officer": RoleSpec(
        "社区民警", "Community officer", _LEAD | _DEVICES | _LISTS | _REVEAL | _CROWD | {"emergency.read"}
    ),
    "auxiliary": RoleSpec("辅警", "Auxiliary officer", _SEE | _WORK | {"lists.compare", "emergency.read"}),
    "dispatcher": RoleSpec("指挥调度员", "Dispatcher", _LEAD | _DEVICES | _REVEAL | _CROWD | {"emergency.open"}),
    "dept_handler": RoleSpec("部门处置员", "Department handler", _SEE | _WORK),
    # What the door takes in is counted for the whole platform, so an area's engineer reads it per device.
    # Of alerts the engineer sees those about devices only (alerts/audience.py).
    "ops_engineer": RoleSpec("运维", "Operations engineer", _SEE | {"alerts.work"} | _VERIFY | _DEVICES | _MODES),
    # Sees orders and isolations of the own area only (alerts/audience.py), and judges them alone (LU-24, LU-35).
    "health_worker": RoleSpec("卫健医护", "Health worker", _DESK | _LISTS | {"isolation.manage"}),
    "scenic_operator": RoleSpec("景区管理", "Scenic operator", _SEE | _WORK | _TRY | _CROWD),
    "merchant": RoleSpec("商户", "Merchant", _TASKS),
    "system_manager": RoleSpec(
        "系统管理员",
        "System manager",
        frozenset(
            {
                "areas.read",
                "places.read",
                "places.manage",
                "devices.read",
                "devices.manage",
                "intake.read",
                "intake.register",
                "models.read",
                "models.manage",
                "models.try",
            }
        ),
        is_platform_wide=True,
    ),
    "security_manager": RoleSpec(
        "安全管理员",
        "Security manager",
        frozenset({"areas.read", "accounts.read", "accounts.manage"}),
        is_platform_wide=True,
    ),
    "auditor": RoleSpec(
        "监督员", "Auditor", frozenset({"audit.read", "lists.read", "lists.suspend"}), is_platform_wide=True
    ),
}

PASSKEY_ROLES = frozenset(
    name
    for name, spec in ROLES.items()
    if name in ("community_officer", "auxiliary", "dispatcher")
    or any(permission.endswith((".approve", ".export")) for permission in spec.permissions)
    or "accounts.manage" in spec.permissions
)
"""Roles that act with a passkey only: police, approvers, exporters (LU-06), and whoever can take a lost key away."""

PERMISSIONS = frozenset().union(*(role.permissions for role in ROLES.values()))
"""Every permission that exists; a route that names another one fails at import."""


def conflict(role: str, others: set[str]) -> str | None:
    """Why someone who holds `others` may not also hold `role`, or None (LU-05)."""
    separated = SEPARATED & (others | {role})
    if separated and others - {role}:
        return f"{', '.join(sorted(separated))}: goes with no other role (LU-05)"
    return None

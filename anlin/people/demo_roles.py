"""Played persons of the demo, one per role; they cannot sign in where `anlin serve` runs."""

from anlin.people.models import RoleGrant, User
from anlin.people.roles import ROLES
from anlin.places.models import Area
from anlin.site.config import config

PLAYED = {
    "dispatcher": "陈静 Chen Jing",
    "property_guard": "王强 Wang Qiang",
    "community_officer": "李敏 Li Min",
    "grid_worker": "赵芳 Zhao Fang",
    "property_manager": "刘洋 Liu Yang",
    "ops_engineer": "孙磊 Sun Lei",
    "system_manager": "周凯 Zhou Kai",
    "security_manager": "吴婷 Wu Ting",
    "auditor": "郑华 Zheng Hua",
}


def make_demo_accounts(areas: dict[str, Area]) -> list[User]:
    """One played person per role of `PLAYED`; `areas` gives a role's area, "" everyone else's. Repeating is harmless.

    Raises PermissionError outside a demo.
    """
    if not config().is_demo:
        raise PermissionError("played persons exist in `anlin demo` only")
    people = []
    for role, name in PLAYED.items():
        user = User.objects.filter(username=f"demo-{role}").first()
        if user is None:
            user = User.objects.create_user(f"demo-{role}", name, is_demo=True)
            area = None if ROLES[role].is_platform_wide else areas.get(role, areas[""])
            RoleGrant.objects.create(user=user, role=role, area=area)
        people.append(user)
    return people

"""Who is told: people who hold the role over the alert's area and are on duty. Whoever is off duty is never paged.

A beat's officer and the bureau of the district hold one role over the same place. What is critical goes to both; with
anything else the nearest are asked, and a desk further up only where nobody nearer is on duty (LU-101). What they do
not take goes up the ladder, and everybody sees it in the queue all the while.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from anlin.notify.models import Duty
from anlin.people.models import RoleGrant, User
from anlin.places.models import STEP, PoliceMapping


def paths_above(path: str) -> list[str]:
    """The path and those of everything around it."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def on_duty(now: int) -> Q:
    """Condition on `User`: rostered and on duty at `now`, or not rostered at all."""
    own = Duty.objects.filter(user=OuterRef("pk"))
    return Q(Exists(own.filter(begins_at__lte=now, ends_at__gt=now))) | ~Q(Exists(own))


def people_for(roles: Iterable[str], area_path: str, now: int) -> list[User]:
    """People on duty who hold one of these roles over the area, by number."""
    around = paths_above(area_path)
    beats = PoliceMapping.objects.filter(area__path__in=around).values_list("police_area__path", flat=True)
    police = sorted({path for beat in beats for path in paths_above(beat)})
    grants = RoleGrant.objects.in_force(now).filter(
        Q(area__path__in=around) | Q(police_area__path__in=police), role__in=list(roles)
    )
    people = User.objects.filter(on_duty(now), pk__in=grants.values("user"), is_active=True)
    return list(people.order_by("pk").prefetch_related("addresses"))


def nearest_for(roles: Iterable[str], area_path: str, now: int) -> list[User]:
    """Those of `people_for` who hold each role over the smallest place around the area, by number."""
    people = {person.pk: person for person in people_for(roles, area_path, now)}
    grants = RoleGrant.objects.in_force(now).filter(user__in=people, role__in=list(roles))
    beats = PoliceMapping.objects.filter(area__path__in=paths_above(area_path))
    mapped = list(beats.values_list("area__path", "police_area__path"))
    steps: dict[str, dict[int, int]] = {}
    for role, person, own, police in grants.values_list("role", "user", "area__path", "police_area__path"):
        up = _steps_up(area_path, own, police, mapped)
        if up is not None:
            of_role = steps.setdefault(role, {})
            of_role[person] = min(up, of_role.get(person, up))
    nearest = {person for of_role in steps.values() for person, up in of_role.items() if up == min(of_role.values())}
    return [person for number, person in people.items() if number in nearest]


def _steps_up(path: str, own: str | None, police: str | None, mapped: list[tuple[str, str]]) -> int | None:
    """How far above the area a grant's place lies, in characters of paths; None where it does not lie around it."""
    found = [len(path) - len(own)] if own and path.startswith(own) else []
    if police:
        found += [len(path) - len(area) + len(beat) - len(police) for area, beat in mapped if beat.startswith(police)]
    return min(found, default=None)


def landlords_of(dwelling: int) -> list[User]:
    """Who lets the home, where they have a sign-in."""
    people = User.objects.filter(is_active=True, lets__dwelling=dwelling, lets__ended_at=None)
    return list(people.order_by("pk").distinct().prefetch_related("addresses"))


def people_of_home(role: str, dwelling: int) -> list[User]:
    """The residents of a home, or the contacts they named, who have a sign-in; contacts in the order of their rank."""
    people = User.objects.filter(is_active=True)
    if role == "resident":
        people = people.filter(resident__household__dwelling=dwelling).order_by("pk")
    else:
        people = people.filter(contact_of__ended_at=None, contact_of__resident__household__dwelling=dwelling)
        people = people.order_by("contact_of__rank")
    return list(dict.fromkeys(people.prefetch_related("addresses")))

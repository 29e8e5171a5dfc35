"""Who is told: people who hold the role over the alert's area and are on duty. Whoever is off duty is never paged."""

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

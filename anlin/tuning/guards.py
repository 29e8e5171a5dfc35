"""How many guards share the alerts of an area, on average: what a change costs each of them."""

from collections import defaultdict

from django.db.models import Q

from anlin.notify.models import Duty
from anlin.people.models import RoleGrant
from anlin.places.models import Area, subtree

GUARD = "property_guard"


def guards_on_shift(area: Area | None, begins: int, ends: int) -> float:
    """Guards of the area, or of places within it, on duty at a time, on average from `begins` to `ends` (µs).

    Whoever has a roster counts by its hours there; whoever has none counts as always on duty.
    """
    grants = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=begins), role=GUARD, valid_from__lt=ends, user__is_active=True
    )
    if area is not None:
        grants = grants.filter(Q(area__in=subtree(area)) | Q(area__in=area.ancestor_numbers()))
    people = set(grants.values_list("user", flat=True))
    hours: dict[int, int] = defaultdict(int)
    rostered = Duty.objects.filter(user__in=people)
    for user, begin, end in rostered.values_list("user", "begins_at", "ends_at"):
        hours[user] += max(0, min(end, ends) - max(begin, begins))
    return len(people - hours.keys()) + sum(hours.values()) / (ends - begins)

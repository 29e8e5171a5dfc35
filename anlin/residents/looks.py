"""Every look at a resident's data, as that resident will see it: in a list or one field, masked or not (LU-91).

Written with the request's audit record: if either cannot be stored, nothing leaves.
"""

from collections.abc import Iterable

from anlin.access.audit import Entry
from anlin.residents.models import HouseholdContact, Look, Resident

MASKED = ":masked"


def keep(entry: Entry, at: int) -> int:
    """One row for each resident whose own data, or whose contacts', left with this answer; how many.

    A resident who looks at their own page is no stranger to be told of.
    """
    numbers: dict[str, set[int]] = {"resident": set(), "contact": set()}
    for pseudonym in entry.notes.shown | entry.notes.concerns:
        kind, _, number = pseudonym.partition(":")
        if kind in numbers:
            numbers[kind].add(int(number))
    if not any(numbers.values()):
        return 0
    of_contacts = HouseholdContact.objects.filter(pk__in=numbers["contact"]).values("resident")
    found = Resident.objects.filter(pk__in=numbers["resident"]) | Resident.objects.filter(pk__in=of_contacts)
    if entry.who is not None:
        found = found.exclude(account=entry.who)
    return keep_for(found.distinct().values_list("pk", flat=True), entry, at)


def keep_for(residents: Iterable[int], entry: Entry, at: int) -> int:
    """The same for residents named by number."""
    fields = ",".join(sorted({name.removesuffix(MASKED) for name in entry.notes.fields}))
    is_masked = all(name.endswith(MASKED) for name in entry.notes.fields)
    rows = [
        Look(
            resident_id=number, at=at, unit_id=entry.unit, role=entry.roles[0] if entry.roles else "",
            purpose=entry.notes.purpose or entry.purpose, fields=fields[:120], is_masked=is_masked,
        )
        for number in residents
    ]  # fmt: skip
    return len(Look.objects.bulk_create(rows))

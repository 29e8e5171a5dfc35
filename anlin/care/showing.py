"""From the engine to the page: the present of homes with consent, and nothing of those without (LU-37)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from anlin.care.models import HomeNow, Looking
from anlin.observations.instants import MINUTE, SECOND
from anlin.people.models import Consent
from anlin.places.models import Dwelling
from anlin.residents.registering import CARE

if TYPE_CHECKING:
    # Its name only: pages ask here too, and need not load the compiler for that.
    from anlin.engine.homes import Home

FRESH_FOR = 1 * MINUTE
"""What the engine said longer ago is unknown."""


class Showing:
    """Writes what the engine hands over; only what changed since, and never for a home that has withdrawn."""

    def __init__(self, shard: int) -> None:
        self._shard = shard
        self._shown: dict[int, Home] = {}

    def __call__(self, homes: "Sequence[Home]", at: int) -> None:
        with transaction.atomic():
            forget_withdrawn()
            consenting = set(_in_force().values_list("dwelling_id", flat=True))
            now = {home.dwelling: home for home in homes if home.dwelling in consenting}
            changed = [home for home in now.values() if self._shown.get(home.dwelling) != home]
            HomeNow.objects.bulk_create(
                [
                    HomeNow(
                        dwelling_id=home.dwelling,
                        state=home.state,
                        since=home.since,
                        heard_at=home.heard_at,
                        usual_s=home.usual_us // SECOND,
                    )
                    for home in changed
                ],
                update_conflicts=True,
                unique_fields=["dwelling"],
                update_fields=["state", "since", "heard_at", "usual_s"],
            )
            Looking.objects.update_or_create(shard=self._shard, defaults={"at": at})
        self._shown = now


def forget_withdrawn() -> int:
    """Remove the present of homes whose consent is withdrawn; how many. Asked by engine and notify, so within seconds
    whichever of them runs."""
    still = _in_force().filter(dwelling=OuterRef("dwelling"))
    gone: int = HomeNow.objects.filter(~Exists(still)).delete()[0]
    return gone


def home_now(dwelling: Dwelling, at: int) -> HomeNow | None:
    """How it is there at `at`; None without consent. What is not known freshly is `unknown`, never the last state."""
    if not _in_force().filter(dwelling=dwelling).exists():
        return None
    found = HomeNow.objects.filter(dwelling=dwelling).first() or HomeNow(dwelling=dwelling, state="unknown")
    looked = Looking.objects.order_by("-at").values_list("at", flat=True).first()
    if looked is None or at - looked > FRESH_FOR:
        return HomeNow(dwelling=dwelling, state="unknown", heard_at=found.heard_at)
    return found


def _in_force() -> "QuerySet[Consent]":
    return Consent.objects.filter(purpose=CARE, withdrawn_at=None)

"""Sends the demo's patrols out, and says where they are, through the app that owns it. Django must be set up."""

from collections.abc import Sequence

from anlin.demo.rounds import Round
from anlin.dispatch.models import Patrol
from anlin.dispatch.patrols import LONGEST
from anlin.dispatch.positions import Said, send_many
from anlin.observations.instants import SECOND
from anlin.people.models import Unit, User
from anlin.places.models import Area

SAYS_EVERY = 5
"""Turns between two words of one patrol, as a terminal in a car speaks every ten seconds."""


class Rounds:
    """The patrols of one home. `go` is called every two seconds or so with the present (µs since 1970 UTC)."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        self._rounds = rounds
        self._turn = 0
        self._until = 0
        self._users = _crews(rounds)
        self._areas = dict(Area.objects.values_list("code", "pk"))

    def go(self, now: int) -> int:
        """A part of them says where it is, at first all; how many."""
        if now >= self._until:
            self._relieve(now)
            part = range(len(self._rounds))
        else:
            part = range(self._turn % SAYS_EVERY, len(self._rounds), SAYS_EVERY)
            self._turn += 1
        said = []
        for nth in part:
            lon, lat = self._rounds[nth].place(now / SECOND)
            said.append(Said(self._users[self._rounds[nth].code], round(lon, 6), round(lat, 6), 8.0))
        return send_many(said, now)

    def _relieve(self, now: int) -> None:
        """The next shift: whoever is out comes back, and all go out."""
        Patrol.objects.filter(who__in=self._users.values(), ends_at__gt=now).update(ends_at=now)
        self._until = now + LONGEST
        Patrol.objects.bulk_create(
            [
                Patrol(
                    who_id=self._users[one.code], area_id=self._areas[one.area], kind=one.kind, begins_at=now,
                    ends_at=self._until,
                )
                for one in self._rounds
            ]
        )  # fmt: skip


def _crews(rounds: Sequence[Round]) -> dict[str, int]:
    """An account for each, invented and without a way in; the same ones after a restart."""
    units = {one.unit: Unit(code=f"patrol-{one.unit}"[:40], name_zh=one.unit, name_en=one.unit_en, kind="demo")
             for one in rounds}  # fmt: skip
    Unit.objects.bulk_create(units.values(), ignore_conflicts=True)
    numbers = dict(Unit.objects.filter(name_zh__in=units).values_list("name_zh", "pk"))
    users = [User(username=one.code, name=f"巡逻 {one.code[7:]}", unit_id=numbers[one.unit]) for one in rounds]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users, ignore_conflicts=True)
    return dict(User.objects.filter(username__in=[one.code for one in rounds]).values_list("username", "pk"))

"""Opens alerts beside a running web process, and prints when each was committed.

`one-by-one COUNT PAUSE`: with a pause after each. `flood COUNT EACH`: conditions of EACH observations, in batches of
1000 with one critical in each; only those are printed. Lines: `ready <session>`, then `<alert> <µs since 1970 UTC>`.
"""

import hashlib
import sys
import time

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from anlin.alerts.conftest import FixedFacts, condition  # noqa: E402
from anlin.alerts.models import Alert  # noqa: E402
from anlin.alerts.sink import ConditionSink  # noqa: E402
from anlin.conftest import make_town  # noqa: E402
from anlin.observations.clock import system_clock  # noqa: E402
from anlin.people.models import RoleGrant, User  # noqa: E402
from anlin.people.sign_in import BACKEND  # noqa: E402

AGENT = "live-test"


def session_for(user: User) -> str:
    session = SessionStore()
    session.update(
        {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": BACKEND,
            "_auth_user_hash": user.get_session_auth_hash(),
            "device": hashlib.sha256(f"device\x1f{AGENT}".encode()).hexdigest()[:32],
        }
    )
    session.save()
    return session.session_key


def begin() -> dict[str, int]:
    """A town with a guard who is signed in; waits for a line before it goes on."""
    town = make_town()
    guard = User.objects.create_user("guard", name="保安")
    RoleGrant.objects.create(user=guard, role="property_guard", area=town.compound)
    print("ready", session_for(guard), flush=True)
    sys.stdin.readline()
    return {"area": town.compound.pk, "zone": town.zone.pk}


def one_by_one(count: int, pause_s: float) -> None:
    where = begin()
    sink = ConditionSink(FixedFacts())
    for number in range(1, count + 1):
        opened = condition(id=number, key=f"zone:{number}", **where)
        sink.apply(1, number, 1, [opened])
        print(Alert.objects.order_by("-id").values_list("pk", flat=True)[0], system_clock(), flush=True)
        time.sleep(pause_s)


def flood(count: int, each: int) -> None:
    where = begin()
    sink = ConditionSink(FixedFacts())
    for start in range(0, count, 1000):
        batch = [
            condition(id=number, key=f"zone:{number % 2000}", count=each, **where)
            for number in range(start, start + 1000)
        ]
        batch[500] = condition(id=count + start, key=f"gas:{start}", model="fire_hazard", **where)
        sink.apply(1, start + 1, 1, batch)
        print(Alert.objects.get(key=f"gas:{start}").pk, system_clock(), flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["one-by-one", number, pause]:
            one_by_one(int(number), float(pause))
        case ["flood", number, each]:
            flood(int(number), int(each))

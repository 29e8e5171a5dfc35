"""Opens alerts one by one beside a running web process, and prints when each was committed.

Lines on standard output: `ready <session key> <device cookie> <agent's area>`, then `<alert> <µs since 1970 UTC>`.
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


def main(count: int, pause_s: float) -> None:
    town = make_town()
    guard = User.objects.create_user("guard", name="保安")
    RoleGrant.objects.create(user=guard, role="property_guard", area=town.compound)
    print("ready", session_for(guard), flush=True)
    sys.stdin.readline()
    sink = ConditionSink(FixedFacts())
    for number in range(1, count + 1):
        opened = condition(id=number, key=f"zone:{number}", area=town.compound.pk, zone=town.zone.pk)
        sink.apply(1, number, 1, [opened])
        print(Alert.objects.order_by("-id").values_list("pk", flat=True)[0], system_clock(), flush=True)
        time.sleep(pause_s)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))

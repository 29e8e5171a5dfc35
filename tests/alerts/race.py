"""Several writers at once, in a process of their own; prints what came of it as JSON.

`prepare`: a town and people. `open SHARD`: threads that open the same keys. `accept`: a town, and its people press at
once. `flood N`: N conditions in batches, and how fast.
"""

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402

from anlin.alerts.conftest import NOON, FixedFacts, condition  # noqa: E402
from anlin.alerts.lifecycle import Given, Refused  # noqa: E402
from anlin.alerts.models import Alert, WorkChange  # noqa: E402
from anlin.alerts.sink import ConditionSink  # noqa: E402
from anlin.alerts.work import perform  # noqa: E402
from anlin.conftest import make_town  # noqa: E402
from anlin.people.models import RoleGrant, User  # noqa: E402
from anlin.places.models import Area, Zone  # noqa: E402

THREADS, KEYS, EACH = 4, 3, 12


def together(act: Callable[[int], None]) -> None:
    """Run `act` in several threads that begin at the same moment."""
    gate = threading.Barrier(THREADS)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        gate.wait()
        try:
            act(number)
        except BaseException as failure:  # noqa: BLE001 - told to the main thread below.
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def prepare() -> None:
    town = make_town()
    for number in range(THREADS):
        user = User.objects.create_user(f"guard-{number}", name=f"保安{number}")
        RoleGrant.objects.create(user=user, role="property_guard", area=town.compound)


def place() -> dict[str, int]:
    zone = Zone.objects.get(code="furong-1/lift-1")
    return {"area": zone.area_id, "zone": zone.pk}


def open_same_keys(process: int) -> None:
    where = place()

    def act(number: int) -> None:
        shard = process * 100 + number
        sink = ConditionSink(FixedFacts(), clock=lambda: NOON)
        for turn in range(EACH):
            batch = [condition(id=shard * 1000 + turn * KEYS + key, key=f"zone:{key}", **where) for key in range(KEYS)]
            # Each writer names the keys in another order, so that their locks would cross.
            sink.apply(shard, turn + 1, 1, batch if number % 2 else batch[::-1])

    together(act)


def accept_at_once() -> None:
    prepare()
    sink = ConditionSink(FixedFacts(), clock=lambda: NOON)
    where = place()
    sink.apply(1, 1, 1, [condition(id=10**9 + n, key=f"accept:{n}", **where) for n in range(EACH)])
    numbers = list(Alert.objects.filter(key__startswith="accept:").values_list("pk", flat=True))
    came = Counter()
    lock = threading.Lock()

    def act(number: int) -> None:
        user = User.objects.get(username=f"guard-{number}")
        for alert in numbers:
            try:
                perform(Alert.objects.with_places().get(pk=alert), "accept", user, Given(), NOON)
                outcome = "won"
            except Refused as refused:
                outcome = refused.kind
            with lock:
                came[outcome] += 1

    together(act)
    steps = WorkChange.objects.filter(action="accept", alert__in=numbers).count()
    print(json.dumps({"won": came["won"], "conflict": came["conflict"], "steps": steps}))


def flood(count: int) -> None:
    sink = ConditionSink(FixedFacts(), clock=lambda: NOON)
    where = place()
    made = [condition(id=2 * 10**9 + n, key=f"flood:{n}", **where) for n in range(count)]
    again = [condition(id=3 * 10**9 + n, at=30, key=f"flood:{n % 500}", **where) for n in range(count)]
    speeds = {}
    for name, conditions, shard in (("opened_per_s", made, 1), ("repeats_per_s", again, 2)):
        started = time.perf_counter()
        for start in range(0, count, 1000):
            sink.apply(shard, 10**6 + start, 1, conditions[start : start + 1000])
        speeds[name] = round(count / (time.perf_counter() - started))
    print(json.dumps({**speeds, "alerts": Alert.objects.filter(key__startswith="flood:").count()}))


def report() -> None:
    rows = Alert.objects.filter(key__startswith="zone:").values_list("key", "repeat_count")
    print(json.dumps({"alerts": sorted(rows), "areas": Area.objects.count()}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            prepare()
        case ["open", process]:
            open_same_keys(int(process))
        case ["accept"]:
            accept_at_once()
        case ["flood", number]:
            flood(int(number))
        case ["report"]:
            report()

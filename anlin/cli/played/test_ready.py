"""The demo's ready-made home: the first demo on a machine, which makes it, shows the same as the later ones."""

import json
import os
import subprocess
import sys
from pathlib import Path

SETTLED = """
import json
import anlin.demo.town
from anlin.cli.played.home import new_home
from anlin.cli.played.ready import furnish, settle

# The compound of the story: what is held in a home of its own does not depend on how large the town around it is.
anlin.demo.town.city = anlin.demo.town.tour
with new_home(0) as home:
    town = furnish(home, 1)
    settle(home, town, 1_767_571_200_000_000)
    from anlin.lists.models import Entry
    from anlin.places.models import Dwelling
    from anlin.residents.models import Resident
    print(json.dumps([Dwelling.objects.count(), Resident.objects.count(), Entry.objects.count()]))
"""


def test_the_first_demo_holds_lists_and_residents_as_the_later_ones_do(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "ANLIN_"))}
    environment["XDG_CACHE_HOME"] = str(tmp_path)

    def counts() -> list[int]:
        done = subprocess.run(
            [sys.executable, "-c", SETTLED], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return list(json.loads(done.stdout.splitlines()[-1]))

    first = counts()
    assert min(first) > 0
    assert counts() == first

"""`anlin keys rotate` beside processes that read and write."""

import json
import subprocess

import pytest
from homes import Home

READER = """
import django, sys
django.setup()
from anlin.access.sealed import vault
from anlin.access.vault import Place
place = Place("residents_resident", "sealed_phone", "1")
before = vault().seal(place, "13800138000")
print(before.split(".")[2], flush=True)
for line in sys.stdin:
    pass
after = vault().seal(place, "13800138000")
assert vault().open(place, before) == vault().open(place, after) == "13800138000"
print(after.split(".")[2], flush=True)
"""
AUDIT = """
import django, json
django.setup()
from anlin.access.models import AuditRecord
rows = [json.loads(body) for body in AuditRecord.objects.values_list("body", flat=True)]
print(json.dumps([(row["operation"], row["subjects"], row["result"]) for row in rows if "keys" in row["operation"]]))
"""


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_lu_62_a_running_process_seals_with_the_new_key_and_opens_what_older_ones_sealed(home: Home) -> None:
    running = home.start("-c", READER, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stdin is not None
    try:
        assert running.stdout.readline() == "1\n"
        said = home.run("-m", "anlin", "keys", "rotate")
        running.stdin.close()
        assert running.stdout.readline() == "2\n"
        assert running.wait(30) == 0
    finally:
        running.kill()
        running.wait()
        running.stdout.close()
    assert "Key 2 seals from now on" in said
    assert str(home.path / "keys") in said
    assert json.loads(home.run("-c", AUDIT)) == [["keys.rotate", ["key:2"], "allowed"]]

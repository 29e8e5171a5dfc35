"""A scan without sign-in cannot fill the disk with audit records, and its count is not lost."""

import json
from typing import Any

from anlin.access.models import AuditRecord
from anlin.access.strangers import OF_ONE_ADDRESS
from anlin.api.middleware import record_crowds
from anlin.observations.clock import system_clock
from anlin.observations.instants import MINUTE


def test_a_scan_leaves_a_few_records_and_one_with_its_count(browser: Any) -> None:
    before = AuditRecord.objects.count()
    answers = {browser.get("/api/alerts").status_code for _ in range(OF_ONE_ADDRESS + 50)}
    scanned = AuditRecord.objects.count() - before
    record_crowds(system_clock() + MINUTE)
    newest = AuditRecord.objects.order_by("-position").first()

    assert answers == {401}
    assert newest is not None
    assert newest.operation == "strangers"
    counted = int(json.loads(newest.body)["subjects"][0].removeprefix("requests:"))
    # The minute may have turned within the scan; the sum is the same.
    assert scanned + counted >= OF_ONE_ADDRESS + 50
    assert scanned < OF_ONE_ADDRESS + 50


def test_every_try_of_a_password_has_its_record_however_many(browser: Any) -> None:
    for _ in range(OF_ONE_ADDRESS):
        browser.get("/api/alerts")
    before = AuditRecord.objects.count()

    browser.post("/api/session", {"username": "nobody", "password": "wrong"})

    assert AuditRecord.objects.count() == before + 1

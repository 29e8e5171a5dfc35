"""The hand that plays door and engine in the browser tests: a process that reads JSON lines and answers each.

It brings a fresh home to life (database, the demo's town, devices that were heard of) and then raises, escalates and
ends alerts on demand, through the same sink as the engine. Run by conftest.py with ANLIN_HOME set.

    {"do": "raise", "model": "ebike_in_building", "zone": "lift-09-2-1", "ago_s": 8}   →  {"alert": 3}
    {"do": "clear", "alert": 3}  {"do": "blind", "zone": "lane-8"}  {"do": "crowd", "count": 1000}
    {"do": "page_people"}
    {"do": "registers"}  →  {"alert": 5, "entry": 2, "resident": 1}
"""

import itertools
import json
import sys
import threading
import time
from collections import Counter
from typing import Any

from anlin.cli.processes.starting import start_django

start_django()

from played_rules import TheseRules  # noqa: E402 - Django must be set up first.

from anlin.alerts.models import Alert  # noqa: E402
from anlin.alerts.sink import ConditionSink  # noqa: E402
from anlin.cli.processes.migrating import bring_up_to_date  # noqa: E402
from anlin.demo.load import load_town, write_ground  # noqa: E402
from anlin.demo.town import furong  # noqa: E402
from anlin.engine import Condition, What  # noqa: E402
from anlin.engine.conditions import place  # noqa: E402
from anlin.journal import Commit, Liveness, Parked, Quarantined, open_journal  # noqa: E402
from anlin.lists.entries import NewEntry, approve, register_entry  # noqa: E402
from anlin.notify.channels.in_app.transport import InApp  # noqa: E402
from anlin.notify.planning import take_calls  # noqa: E402
from anlin.notify.sending import due_messages, send  # noqa: E402
from anlin.observations.clock import system_clock  # noqa: E402
from anlin.observations.columns import batch_of  # noqa: E402
from anlin.observations.instants import DAY  # noqa: E402
from anlin.observations.kinds import kind_code, label_code  # noqa: E402
from anlin.people.models import RoleGrant, Unit, User  # noqa: E402
from anlin.places.models import Building, Device, Dwelling, Zone  # noqa: E402
from anlin.residents.registering import NewResident, name_contact, register_resident  # noqa: E402
from anlin.site.config import config  # noqa: E402

SECOND = 1_000_000
SHARD = 1
SEEN = {
    "ebike_in_building": ("ebike_detected", "ebike", 0.93),
    "fire_lane_occupied": ("zone_occupied", "car", 0.88),
    "fire_hazard": ("smoke", "alarm", 1.0),
    "access_anomaly": ("door_state", "open", 1.0),
}
SILENT = "东区录像机"


class Hand:
    """Raises and ends alerts in one home."""

    def __init__(self) -> None:
        self.journal = open_journal(config().journal)
        self.sink = ConditionSink(TheseRules(), self.journal.rows_at)
        self.ids = itertools.count(1)
        self.zones = {zone.code.rpartition("/")[2]: zone for zone in Zone.objects.select_related("area")}

    def raise_alert(self, model: str, zone: str, ago_s: float = 0, suspected: bool = False) -> dict[str, Any]:
        now = system_clock()
        where = self.zones[zone]
        device = Device.objects.filter(zone=where).order_by("id").first()
        number = next(self.ids)
        start = now - int(ago_s * SECOND)
        seen = self._noticed(number, model, where, device, start, suspected)
        opened = Condition(
            id=number, model=model, rule="seen", key=f"zone:{where.code}", what=What.OPENED, level=0, at=start,
            opened_at=start, start=start, count=3, value=1.0, first=seen, last=seen, area=where.area_id, zone=where.pk,
            device=device.pk if device else 0, suspected=suspected,
        )  # fmt: skip
        self._apply(opened)
        return {"alert": Alert.objects.filter(model=model, key=opened.key).latest("id").pk}

    def registers(self) -> dict[str, Any]:
        """Somebody lives where an alert is, two entries are on a list, and one reads like the first of them."""
        now = system_clock()
        number = next(self.ids)
        officers = [
            User.objects.create_user(
                f"officer-{number}-{n}",
                f"民警{n}",
                unit=Unit.objects.get_or_create(code=f"o{n}", name_zh=f"派出所{n}")[0],
            )
            for n in range(3)
        ]
        beat = RoleGrant.objects.filter(role="community_officer").order_by("pk")[0].area
        assert beat is not None
        entries = []
        for plate in ("鲁L7Q4W9", "鲁LK92D3"):
            asked = NewEntry(
                kind="stolen_vehicle", criterion="case_filed", subject_type="plate", subject=plate, area=beat,
                legal_basis="刑事诉讼法 115", issuing_body="东港分局", document_number="立字 12 号",
                from_at=now, until_at=now + 30 * DAY,
            )  # fmt: skip
            entries.append(approve(register_entry(asked, officers[0], now), officers[1], now))
        approve(entries[0], officers[2], now)
        home = Dwelling.objects.create(building=Building.objects.order_by("pk")[0], code=f"1-1-{number}", floor=5)
        zone = Zone.objects.create(
            area=home.building.area, code=f"h/bedroom-{number}", kind="bedroom", name_zh="卧室", name_en="bedroom",
            building=home.building, dwelling=home,
        )  # fmt: skip
        self.zones[f"bedroom-{number}"] = zone
        elder = register_resident(home, NewResident("王秀英", "13812340077"), "同意书 0001", None, now)
        name_contact(elder, "王志强", "13956780077", "child", now)
        return {
            # Less urgent than what the tests of work raise: theirs must come first in the queue.
            "alert": self.raise_alert("access_anomaly", f"bedroom-{number}")["alert"],
            "entry": entries[-1].pk,
            "resident": elder.pk,
        }

    def page_people(self) -> dict[str, Any]:
        """What the process of notify does with the calls that wait, by in-app messages."""
        while take_calls(system_clock(), frozenset({"in_app"})):
            pass
        for number in due_messages(system_clock()):
            send(number, {"in_app": InApp()}, system_clock, "")
        return {}

    def clear(self, alert: int) -> dict[str, Any]:
        found = Alert.objects.get(pk=alert)
        now = system_clock()
        self._apply(
            Condition(
                id=next(self.ids) + 1_000_000, model=found.model, rule=found.rule, key=found.key, what=What.CLEARED,
                level=0, at=now, opened_at=found.opened_at, start=found.started_at, count=3, value=0.0, first=0, last=0,
                area=found.area_id or 0, zone=found.zone_id or 0, device=found.device_id or 0,
            )
        )  # fmt: skip
        return {}

    def blind(self, zone: str) -> dict[str, Any]:
        """Nobody can say how this place is."""
        where, now = self.zones[zone], system_clock()
        self._apply(
            Condition(
                id=next(self.ids), model="fire_lane_occupied", rule="seen", key=f"zone:{where.code}",
                what=What.UNKNOWN, level=0, at=now - 720 * SECOND, opened_at=now, start=now, count=0, value=0.0,
                first=0, last=0, area=where.area_id, zone=where.pk,
            )
        )  # fmt: skip
        return {}

    def crowd(self, count: int) -> dict[str, Any]:
        """Many alerts at once, all over the town."""
        models = {
            "lift": "ebike_in_building", "fire_lane": "fire_lane_occupied", "door": "access_anomaly",
            "lobby": "fire_hazard",
        }  # fmt: skip
        zones = [zone for zone in self.zones.values() if zone.kind in models]
        now = system_clock()
        conditions = []
        for index in range(count):
            where = zones[index * 7 % len(zones)]
            start = now - (index * 37 % 7200) * SECOND
            conditions.append(
                Condition(
                    id=next(self.ids), model=models[where.kind], rule="seen", key=f"zone:{where.code}#{index}",
                    what=What.OPENED, level=0, at=start, opened_at=start, start=start, count=3, value=1.0, first=0,
                    last=0, area=where.area_id, zone=where.pk,
                )
            )  # fmt: skip
        self._apply(*conditions)
        return {}

    def _noticed(self, number: int, model: str, zone: Zone, device: Device | None, at: int, faint: bool) -> int:
        """The observation behind an alert, in the journal; its place."""
        kind, label, confidence = SEEN[model]
        row = batch_of(
            {
                "id": [number], "observed_at": [at], "received_at": [at + 400_000], "kind": [kind_code(kind)],
                "label": [label_code(label)], "device": [device.pk if device else 0], "zone": [zone.pk],
                "area": [zone.area_id], "confidence": [confidence / 2 if faint else confidence], "value": [1.0],
            }
        )  # fmt: skip
        return place(self.journal.append(Commit(batches={SHARD: row}))[SHARD], 0)

    def _apply(self, *conditions: Condition) -> None:
        self.sink.apply(SHARD, self.sink.applied(SHARD) + 1, 1, conditions)


def heartbeats() -> Commit:
    """What the devices said of themselves just now; one recorder fell silent long ago."""
    commit, now = Commit(), system_clock()
    for device in Device.objects.select_related("parent"):
        is_silent = (device.parent or device).name_zh.endswith(SILENT)
        heard = now - (720 if is_silent else 20) * SECOND
        commit.liveness[device.code] = Liveness(
            device.code,
            session_at=heard if device.parent is None else None,
            channel_at=None if device.parent is None else heard,
            clock_offset_us=(device.pk * 37 % 900) * 1000 if device.pk % 11 else 3_400_000,
        )
    return commit


def keep_beating() -> None:
    journal = open_journal(config().journal)
    while True:
        time.sleep(30)
        journal.append(heartbeats())


def settle() -> None:
    """The town, its devices heard of (one recorder fell silent), something parked, something unreadable."""
    bring_up_to_date()
    now = system_clock()
    town = furong()
    load_town(town, config().realm, now - 3600 * SECOND)
    write_ground(town, config().home)
    commit = heartbeats()
    for device in Device.objects.filter(parent__isnull=False):
        commit.tallies += Counter(
            {
                (device.code, "received", ""): 240,
                (device.code, "journalled", ""): 236,
                (device.code, "duplicate", "repeat"): 3,
                (device.code, "refused", "forbidden_field"): 1,
            }
        )
    code = "37990201001320000999"
    commit.tallies += Counter({(code, "received", ""): 12, (code, "parked", "unknown_device"): 12})
    commit.parked.append(
        Parked(
            code,
            "gat1400",
            "37990201001180000001",
            "10.20.0.9",
            now - 900 * SECOND,
            now - 30 * SECOND,
            12,
            "新车棚摄像机",
        )
    )
    broken = Device.objects.filter(parent__isnull=False).order_by("id").values_list("code", flat=True)[5]
    commit.tallies += Counter({(broken, "received", ""): 2, (broken, "quarantined", "bad_time"): 2})
    commit.quarantined += [
        Quarantined(now - 300 * SECOND, "gat1400", broken, "bad_time", "ShotTime '2026-13-41' is not a time"),
        Quarantined(now - 60 * SECOND, "gat1400", broken, "bad_time", "ShotTime '00000000' is not a time"),
    ]
    journal = open_journal(config().journal)
    journal.append(commit)
    journal.close()


def main() -> None:
    settle()
    threading.Thread(target=keep_beating, daemon=True).start()
    hand = Hand()
    actions = {
        "raise": hand.raise_alert, "clear": hand.clear, "blind": hand.blind, "crowd": hand.crowd,
        "registers": hand.registers, "page_people": hand.page_people,
    }  # fmt: skip
    sys.stdout.write(json.dumps({"ready": True}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        answer = actions[asked.pop("do")](**asked)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

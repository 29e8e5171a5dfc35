"""LU-24: a candidate of a health order: health staff alone, then those at the entrance, and its end with the order."""

import pytest

from anlin.alerts.conftest import FixedFacts, condition
from anlin.alerts.lifecycle import Given, Refused
from anlin.alerts.models import Alert, WorkChange
from anlin.alerts.sink import ConditionSink
from anlin.alerts.work import perform
from anlin.dispatch.joint import Part, send
from anlin.dispatch.models import Task
from anlin.dispatch.volunteering import answer, state_of
from anlin.lists.conftest import PLATE, in_force
from anlin.lists.models import Entry, HealthOrder
from anlin.lists.orders import SWEPT, close_ended, close_order, declare_order
from anlin.notify.joint import tell
from anlin.notify.models import Duty, Message
from anlin.observations.clock import system_clock
from anlin.observations.instants import DAY, HOUR, MINUTE
from anlin.people.models import Unit

ORDER = "卫应急〔2026〕3 号"
COMPARED = Given(note="号牌与文书一致", compared=("plate", "list"))
CHANNELS = frozenset({"in_app"})


@pytest.fixture
def now():
    return system_clock() + MINUTE  # When all roles of a test are in force.


@pytest.fixture
def nurses(town, person):
    unit = Unit.objects.create(code="cdc", name_zh="疾控中心", kind="health")
    return [person("health_worker", town.community, unit=unit) for _ in range(2)]


@pytest.fixture
def candidate(town, officers, nurses, now):
    """A plate of the order, read at the gate; nobody has looked at it."""
    order = declare_order(ORDER, town.community, "区卫健局", now - DAY, now + 9 * DAY, nurses[0])
    given = {"kind": "public_health", "criterion": "contact_order", "document_number": ORDER}
    entry = in_force(town.community, officers, now - HOUR, **given, until_at=now + 5 * DAY)

    def opens(position: int = 1, at: int = 0) -> Alert:
        key = f"entry:{entry.pk:016x}/zone:{town.zone.code}"
        seen = condition(
            model="public_health_list", rule="candidate", key=key, id=position, area=town.compound.pk, zone=town.zone.pk
        )
        moved = {field: getattr(seen, field) for field in seen.__struct_fields__} | {"at": now, "opened_at": now}
        ConditionSink(FixedFacts(), clock=lambda: now).apply(1, position, 1, (type(seen)(**moved),))
        return Alert.objects.with_places().get(model="public_health_list")

    return order, opens


@pytest.fixture
def staff(town, person):
    return {role: person(role, town.compound) for role in ("property_guard", "grid_worker", "community_officer")}


def confirm(alert: Alert, nurses, now: int) -> Alert:
    for nurse in nurses:
        alert = perform(alert, "confirm", nurse, COMPARED, now)
    return alert


def asked() -> dict[int, str]:
    return dict(Task.objects.values_list("offered_to", "what"))


def test_lu_24_until_a_second_person_confirmed_nobody_is_asked_for_anything(candidate, nurses, staff, now):
    alert = candidate[1]()
    perform(alert, "confirm", nurses[0], COMPARED, now)
    alert.refresh_from_db()
    with pytest.raises(Refused, match="another person"):
        perform(alert, "confirm", nurses[0], COMPARED, now)
    with pytest.raises(Refused, match="1 more confirmation"):
        perform(alert, "dispatch", nurses[0], Given(), now)
    assert asked() == {}


def test_lu_24_once_confirmed_the_gate_asks_to_check_in_and_the_grid_sees_the_order(candidate, nurses, staff, now):
    confirm(candidate[1](), nurses, now)
    assert asked() == {
        staff["property_guard"].pk: "请来人先登记 · Please check in",
        staff["grid_worker"].pk: f"按卫健文书 {ORDER} 核对登记 · Check-in under health order {ORDER}",
    }
    assert {task.where_zh for task in Task.objects.all()} == {"芙蓉一区 · 1 号楼电梯"}
    assert not any(PLATE in str(row) for row in Task.objects.values())


def test_lu_24_the_alert_itself_stays_among_health_staff(candidate, nurses, staff, now):
    confirm(candidate[1](), nurses, now)
    for user in staff.values():
        assert not Alert.objects.visible_to(user.acting("alerts.read")).filter(model="public_health_list").exists()


def test_lu_24_who_is_asked_is_told_and_answers_and_whoever_is_off_duty_is_not_asked(
    candidate, nurses, staff, town, person, now
):
    off = person("property_guard", town.compound)
    Duty.objects.create(user=off, begins_at=now + HOUR, ends_at=now + 9 * HOUR)
    confirm(candidate[1](), nurses, now)
    tell(now, CHANNELS)
    assert set(Message.objects.exclude(task=None).values_list("user", flat=True)) == {
        staff["property_guard"].pk, staff["grid_worker"].pk,
    }  # fmt: skip
    task = Task.objects.get(offered_to=staff["property_guard"])
    answer(task, "take", staff["property_guard"], now)
    task.refresh_from_db()
    assert state_of(answer(task, "done", staff["property_guard"], now)) == "done"


def test_a_rejected_candidate_asks_nobody(candidate, nurses, staff, now):
    alert = candidate[1]()
    perform(alert, "confirm", nurses[0], COMPARED, now)
    perform(Alert.objects.with_places().get(), "reject", nurses[1], Given(reason="车已转让"), now)
    assert asked() == {}


def test_health_staff_may_still_be_sent_out_jointly(candidate, nurses, staff, now):
    alert = confirm(candidate[1](), nurses, now)
    made = send(alert, [Part(nurses[0].unit, "到入口复核", is_lead=True)], nurses[0], now)
    assert (made.tasks.count(), made.legs.get().is_lead) == (2, True)


def test_lu_24_alerts_steps_tasks_and_pictures_go_with_the_order(
    candidate, nurses, staff, now, monkeypatch, django_capture_on_commit_callbacks
):
    order, opens = candidate
    destroyed: list[str] = []
    monkeypatch.setattr("anlin.lists.orders.destroy_pictures", destroyed.extend)
    confirm(opens(), nurses, now)
    Alert.objects.update(rows={"first": {"evidence": "a" * 40}})
    with django_capture_on_commit_callbacks(execute=True):
        closed = close_order(order, now + DAY)
    assert destroyed == ["a" * 40]
    assert not any(rows.objects.exists() for rows in (Entry, Alert, WorkChange, Task))
    assert (closed.certificate["entries"], closed.certificate["hits"]) == (1, 1)


def test_lu_24_a_candidate_nobody_judged_is_destroyed_and_counted_too(candidate, now):
    order, opens = candidate
    opens()
    assert close_order(order, now + DAY).certificate["hits"] == 1
    assert not Alert.objects.exists()


def test_lu_24_what_the_engine_says_after_the_end_is_erased_with_the_next_look(candidate, now):
    order, opens = candidate
    close_order(order, now + DAY)
    opens()
    close_ended(lambda: now + DAY + SWEPT - 1)
    assert not Alert.objects.exists()
    assert HealthOrder.objects.get().closed_at == now + DAY

"""Puts the town's wanted cars on the platform's lists, as its officers would: one proposes, two others approve."""

from anlin.demo.town.plan import Town, Wanted
from anlin.lists import entries
from anlin.lists.catalogue import list_types
from anlin.lists.isolation import DOOR
from anlin.lists.models import HealthOrder, IsolationOrder
from anlin.lists.orders import declare_order
from anlin.observations.instants import DAY
from anlin.people.models import Unit, User
from anlin.places.models import Area, Zone

DAYS_IN_FORCE = 10
OFFICERS = {
    "list-approver-1": ("郑岚", "法制支队（演示）", "Legal affairs (demo)"),
    "list-approver-2": ("何平", "指挥中心（演示）", "Command centre (demo)"),
    "list-requester-stolen_vehicle": ("钱立", "刑侦支队（演示）", "Criminal investigation (demo)"),
    "list-requester-hit_and_run_vehicle": ("丁原", "交警支队（演示）", "Traffic police (demo)"),
    "list-requester-public_health": ("卢静", "疾控中心（演示）", "Disease control (demo)"),
    "list-requester-person_wanted": ("石磊", "刑侦支队（演示）", "Criminal investigation (demo)"),
    "list-requester-missing_person": ("石磊", "刑侦支队（演示）", "Criminal investigation (demo)"),
    "isolation-requester": ("卢静", "疾控中心（演示）", "Disease control (demo)"),
}
ORDER = "望卫应急（演示）〔2026〕1号"


def load_lists(town: Town, at: int) -> None:
    """Entries in force from `at` (µs since 1970 UTC), and some that were withdrawn or have run out by then."""
    area = Area.objects.get(parent=None)
    _isolations(area, at)
    if not town.wanted:
        return
    first, second = (_person(f"list-approver-{nth}", area) for nth in (1, 2))
    for kind in sorted({car.kind for car in town.wanted}):
        requester = _person(f"list-requester-{kind}", area)
        if list_types()[kind].order:
            _response(area, requester, at)
        for nth, car in enumerate(car for car in town.wanted if car.kind == kind):
            _list(car, nth, area, (requester, first, second), at)


def _response(area: Area, by: User, at: int) -> HealthOrder:
    found = HealthOrder.objects.filter(number=ORDER).first()
    span = 2 * DAYS_IN_FORCE * DAY
    return found or declare_order(ORDER, area, "望海市（演示）", at - span, at + span, by)


def _isolations(area: Area, at: int) -> None:
    """The order behind each door of the town that has a magnet for one."""
    doors = list(Zone.objects.filter(kind=DOOR).order_by("pk").prefetch_related("devices"))
    if not doors:
        return
    by = _person("isolation-requester", area)
    response = _response(area, by, at)
    IsolationOrder.objects.bulk_create(
        IsolationOrder(
            number=f"演示隔离〔2026〕{nth}号", response=response, area_id=door.area_id, zone=door,
            device=door.devices.first(), declared_by=by, from_at=at, until_at=at + DAYS_IN_FORCE * DAY,
        )
        for nth, door in enumerate(doors, start=1)
    )  # fmt: skip


def _list(car: Wanted, nth: int, area: Area, people: tuple[User, User, User], at: int) -> None:
    requester, first, second = people
    has_run_out = not car.is_in_force and nth % 2 == 0
    asked = at - (DAYS_IN_FORCE + 1) * DAY if has_run_out else at
    kind = list_types()[car.kind]
    new = entries.NewEntry(
        kind=car.kind,
        criterion=next(iter(kind.criteria)),
        subject_type="plate",
        subject=car.plate,
        area=area,
        legal_basis=kind.legal_article,
        issuing_body="望海市（演示）",
        document_number=ORDER if kind.order else f"演示〔2026〕{nth + 1}号",
        from_at=asked,
        until_at=asked + DAYS_IN_FORCE * DAY,
    )
    entry = entries.register_entry(new, requester, asked)
    for by in (first, second):
        entry = entries.approve(entry, by, asked)
    if not car.is_in_force and not has_run_out:
        entries.withdraw(entry, at)


def _person(username: str, area: Area) -> User:
    """One of a unit of their own: those who approve are of different units (LU-22)."""
    name, unit_zh, unit_en = OFFICERS[username]
    unit = Unit.objects.create(code=f"demo-{username}", name_zh=unit_zh, name_en=unit_en, kind="demo", area=area)
    return User.objects.create_user(username, name, unit=unit, is_demo=True)

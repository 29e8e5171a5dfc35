"""What an import would do to the registers, and doing it: in one transaction, many rows at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import transaction
from django.db.models import Model

from anlin.places.cameras import may_look
from anlin.places.columns import Kind
from anlin.places.importing import Fault, Reading, Wish, Words
from anlin.places.models import Area, Device, PoliceArea, Zone

CHUNK = 500
AT_ONCE = 1000
TREES = (Area, PoliceArea)


@dataclass
class Plan:
    """Rows to make and to change; `same` need nothing. `faults` of reading and of holding against the registers."""

    kind: Kind
    created: list[Wish] = field(default_factory=list)
    changed: list[tuple[Model, Wish]] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)
    numbers: dict[type[Model], dict[str, int]] = field(default_factory=dict)
    zones: dict[int, tuple[str, int | None]] | None = None


def plan_of(reading: Reading) -> Plan:
    """Hold what a file asks for against what is registered. Writes nothing."""
    kind = reading.kind
    plan = Plan(kind, faults=list(reading.faults), numbers=_numbers(kind, reading.wishes))
    known = _known(kind, reading.wishes)
    coming = {wish.code for wish in reading.wishes}
    for wish in reading.wishes:
        row = known.get(wish.code)
        faults = [*_unknown_references(kind, wish, plan, coming), *_unfit_for_register(kind, wish, row, plan)]
        if faults:
            plan.faults += faults
        elif row is None:
            plan.created.append(wish)
        elif _differs(kind, row, wish, plan):
            plan.changed.append((row, wish))
        else:
            plan.same += 1
    plan.faults.sort(key=lambda fault: fault.line)
    return plan


def _known(kind: Kind, wishes: Iterable[Wish]) -> dict[str, Model]:
    manager = kind.model._default_manager
    if kind.identity != ("code",):
        related = manager.select_related(*kind.identity)
        return {"/".join(getattr(row, name).code for name in kind.identity): row for row in related}
    codes = [wish.code for wish in wishes]
    found: dict[str, Model] = {}
    for start in range(0, len(codes), CHUNK):
        found.update({row.code: row for row in manager.filter(code__in=codes[start : start + CHUNK])})  # type: ignore[attr-defined]
    return found


def _numbers(kind: Kind, wishes: Iterable[Wish]) -> dict[type[Model], dict[str, int]]:
    """Numbers of what the file refers to, by code; each asked for once."""
    wanted: dict[type[Model], set[str]] = {}
    columns = {column.name: column.refers_to for column in kind.columns if column.refers_to}
    for wish in wishes:
        for name, code in wish.references.items():
            if code:
                wanted.setdefault(columns[name], set()).add(code)
    found: dict[type[Model], dict[str, int]] = {}
    for model, codes in wanted.items():
        ordered, known = sorted(codes), found.setdefault(model, {})
        for start in range(0, len(ordered), CHUNK):
            rows = model._default_manager.filter(code__in=ordered[start : start + CHUNK])
            known.update(rows.values_list("code", "pk"))
    return found


def _unknown_references(kind: Kind, wish: Wish, plan: Plan, coming: set[str]) -> list[Fault]:
    faults = []
    for column in kind.columns:
        code = wish.references.get(column.name)
        if not code or column.refers_to is None or code in plan.numbers.get(column.refers_to, {}):
            continue
        if column.refers_to is kind.model and code in coming and code != wish.code:
            continue
        faults.append(Fault(wish.line, column.name, Words(f"没有登记 {code}", f"{code} is not registered")))
    return faults


def _unfit_for_register(kind: Kind, wish: Wish, row: Model | None, plan: Plan) -> list[Fault]:
    faults = []
    if kind.needs_shape and row is None and kind.shape not in wish.fields:
        faults.append(Fault(wish.line, kind.shape, Words("缺少轮廓图形", "the outline is missing")))
    if kind.model is Device and "zone" in wish.references:
        look = str(wish.fields.get("kind") or getattr(row, "kind", "camera"))
        number = plan.numbers.get(Zone, {}).get(wish.references["zone"])
        zone = _zones_of(plan).get(number or 0)
        if zone is not None and not may_look(look, *zone):
            faults.append(Fault(wish.line, "zone", Words("这里不得安装相机", "no camera may look there (LU-30)")))
    return faults


def _zones_of(plan: Plan) -> dict[int, tuple[str, int | None]]:
    """Kind and home of the zones the file names; read once per plan."""
    if plan.zones is None:
        numbers = list(plan.numbers.get(Zone, {}).values())
        plan.zones = {}
        for start in range(0, len(numbers), CHUNK):
            rows = Zone.objects.filter(pk__in=numbers[start : start + CHUNK])
            plan.zones.update({pk: (kind, home) for pk, kind, home in rows.values_list("pk", "kind", "dwelling_id")})
    return plan.zones


def _differs(kind: Kind, row: Model, wish: Wish, plan: Plan) -> bool:
    if any(getattr(row, name) != value for name, value in wish.fields.items()):
        return True
    return any(getattr(row, f"{name}_id") != _number(kind, name, code, plan) for name, code in wish.references.items())


def _number(kind: Kind, name: str, code: str, plan: Plan) -> int | None:
    model = next(column.refers_to for column in kind.columns if column.name == name)
    return plan.numbers.get(cast(type[Model], model), {}).get(code)


def carry_out(plan: Plan) -> None:
    """Write the plan, all or nothing; lines with faults are left out. The registry's version rises with it."""
    with transaction.atomic():
        if plan.kind.model in TREES:
            _grow_tree(plan)
        else:
            _write_rows(plan)


def _fill(plan: Plan, row: Any, wish: Wish) -> Any:
    for name, value in wish.fields.items():
        setattr(row, name, value)
    for name, code in wish.references.items():
        setattr(row, f"{name}_id", _number(plan.kind, name, code, plan))
    return row


def _grow_tree(plan: Plan) -> None:
    """Parents before children, one by one: each needs its parent's path."""
    model = plan.kind.model
    numbers = plan.numbers.setdefault(model, {})
    waiting: list[tuple[Model | None, Wish]] = [(None, wish) for wish in plan.created]
    waiting += plan.changed
    coming = {wish.code for wish in plan.created}
    while waiting:
        later = []
        for row, wish in waiting:
            parent = wish.references.get("parent", "")
            if parent in coming:
                later.append((row, wish))
                continue
            made = _fill(plan, row or model(), wish)
            made.save()
            numbers[wish.code] = made.pk
            coming.discard(wish.code)
        if len(later) == len(waiting):
            raise ValueError(f"{later[0][1].code}: its parents form a circle")
        waiting = later


def _write_rows(plan: Plan) -> None:
    manager = cast(Any, plan.kind.model)._default_manager
    # Recorders before what lies behind them: a channel needs the number of its recorder.
    own = [column.name for column in plan.kind.columns if column.refers_to is plan.kind.model]
    rounds = [plan.created] if not own else _rounds(plan.created, own[0])
    for wishes in rounds:
        made = [_fill(plan, plan.kind.model(), wish) for wish in wishes]
        manager.bulk_create(made, batch_size=AT_ONCE)
        if own:
            plan.numbers.setdefault(plan.kind.model, {}).update({row.code: row.pk for row in made})
    names = {name for _row, wish in plan.changed for name in (*wish.fields, *wish.references)}
    if plan.changed and names:
        rows = [_fill(plan, row, wish) for row, wish in plan.changed]
        manager.bulk_update(rows, sorted(names), batch_size=CHUNK)


def _rounds(wishes: list[Wish], name: str) -> list[list[Wish]]:
    coming = {wish.code for wish in wishes}
    rounds, waiting = [], wishes
    while waiting:
        ready = [wish for wish in waiting if wish.references.get(name, "") not in coming]
        if not ready:
            raise ValueError(f"{waiting[0].code}: its parents form a circle")
        rounds.append(ready)
        coming -= {wish.code for wish in ready}
        waiting = [wish for wish in waiting if wish.code in coming]
    return rounds

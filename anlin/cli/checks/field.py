"""Devices in the field: who is silent, whose clock is wrong, who waits to be registered."""

from collections import Counter
from collections.abc import Iterator

from anlin.cli.checks.finding import Finding, Surroundings, problem, well
from anlin.observations.instants import DAY, MINUTE

_STATES_ZH = {"online": "在线", "offline": "离线", "unknown": "状态不明", "never": "从未上线"}
CLOCK_OFF_US = MINUTE
SHOWN = 5


def device_findings(look: Surroundings) -> Iterator[Finding]:
    from anlin.places.health import health_of
    from anlin.places.models import Device

    now, liveness = look.clock(), look.journal.liveness()
    devices = list(Device.objects.filter(enabled=True).select_related("parent").order_by("code"))
    healths = {device.code: health_of(device, device.parent, liveness, now) for device in devices}
    states = Counter(health.state for health in healths.values())
    counted = ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "none yet"
    counted_zh = "，".join(f"{_STATES_ZH[state]} {count}" for state, count in sorted(states.items())) or "还没有"
    yield well(f"{len(devices)} devices in use: {counted}", f"在用设备 {len(devices)} 台：{counted_zh}")
    offline = [code for code, health in healths.items() if health.state == "offline"]
    if offline:
        yield problem(
            (f"offline: {_some(offline)}", f"离线：{_some_zh(offline)}"),
            ("check power and network; the device page says since when", "检查电源与网络；设备页写明自何时起"),
        )
    wrong = [code for code, health in healths.items() if abs(health.clock_offset_us or 0) > CLOCK_OFF_US]
    if wrong:
        yield problem(
            (f"clock more than a minute off: {_some(wrong)}", f"时钟相差一分钟以上：{_some_zh(wrong)}"),
            ("give them a time server (NTP)", "给它们配置校时服务器（NTP）"),
        )
    parked = look.journal.parked()
    if parked:
        codes = [one.code for one in parked]
        yield problem(
            (
                f"{len(parked)} devices send but are not registered: {_some(codes)}",
                f"{len(parked)} 台设备在上报但未登记：{_some_zh(codes)}",
            ),
            ("register or refuse them on the page of devices", "在设备页登记或拒绝"),
        )
    recent = [row for row in look.journal.quarantine(limit=200) if row.at > now - DAY]
    if recent:
        reasons = ", ".join(f"{count} {reason}" for reason, count in Counter(r.reason for r in recent).most_common(3))
        yield problem(
            (f"messages of the last day could not be read: {reasons}", f"近一天有报文读不懂：{reasons}"),
            ("see quarantine on the page of devices", "见设备页的隔离区"),
        )


def _some(codes: list[str]) -> str:
    more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
    return ", ".join(codes[:SHOWN]) + more


def _some_zh(codes: list[str]) -> str:
    return "、".join(codes[:SHOWN]) + (f"等 {len(codes)} 台" if len(codes) > SHOWN else "")

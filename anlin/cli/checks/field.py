"""Devices in the field: who is silent, whose clock is wrong, who waits to be registered."""

from collections import Counter
from collections.abc import Iterator

from anlin.cli.checks.finding import Finding, Surroundings, problem
from anlin.observations.instants import DAY, MINUTE

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
    yield Finding(f"{len(devices)} devices in use: {counted}")
    offline = [code for code, health in healths.items() if health.state == "offline"]
    if offline:
        yield problem(f"offline: {_some(offline)}", "check power and network; the device page says since when")
    wrong = [code for code, health in healths.items() if abs(health.clock_offset_us or 0) > CLOCK_OFF_US]
    if wrong:
        yield problem(f"clock more than a minute off: {_some(wrong)}", "give them a time server (NTP)")
    parked = look.journal.parked()
    if parked:
        yield problem(
            f"{len(parked)} devices send but are not registered: {_some([one.code for one in parked])}",
            "register or refuse them on the page of devices",
        )
    recent = [row for row in look.journal.quarantine(limit=200) if row.at > now - DAY]
    if recent:
        reasons = ", ".join(f"{count} {reason}" for reason, count in Counter(r.reason for r in recent).most_common(3))
        yield problem(f"messages of the last day could not be read: {reasons}", "see quarantine on the page of devices")


def _some(codes: list[str]) -> str:
    more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
    return ", ".join(codes[:SHOWN]) + more

"""An alert in words: where, what, how long, what to do; how sure and why. Both languages, from stored facts."""

import re
from string import Formatter
from typing import Any

from anlin.alerts.lifecycle import ARCHIVED
from anlin.alerts.models import ACTIVE, CLEAR, UNKNOWN, Alert
from anlin.alerts.what import what_of
from anlin.alerts.words import Words, duration, length
from anlin.places.coverage import SIGHT


class _Lenient(Formatter):
    """Plain names alone: an unknown one stays out, and what follows a name is not heeded."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        return kwargs.get(field_name, ""), field_name

    def convert_field(self, value: Any, conversion: Any) -> Any:
        return value

    def format_field(self, value: Any, format_spec: str) -> str:
        return str(value)


_formatter = _Lenient()
_SECONDS = re.compile(r"\{(\w+)\} (秒|s\b)")


def fill(template: str, values: dict[str, str]) -> str:
    """The template with its `{names}` filled in; as it stands where its braces do not match.

    A page with a gap is better than none, and an alert keeps the template it was opened with. Seconds become the unit
    in which one says as many: `{window_s} 秒` of 3600 is `1 小时`.
    """

    def said(seconds: re.Match[str]) -> str:
        value = values.get(seconds[1], "")
        exact = length(int(value)) if value.isdecimal() else None
        return seconds[0] if exact is None else exact.zh if seconds[2] == "秒" else exact.en

    try:
        return _formatter.vformat(_SECONDS.sub(said, template), (), values).strip()
    except ValueError:
        return template.strip()


def number(value: float) -> str:
    """A number as one writes it: no trailing zeros, at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _named(row: Any) -> Words:
    return Words(row.name_zh, row.name_en or row.name_zh) if row is not None else Words("", "")


def zone_words(alert: Alert) -> Words:
    """Building and zone, without saying the building twice."""
    zone = _named(alert.zone)
    building = _named(alert.zone.building) if alert.zone is not None else Words("", "")
    if not building.zh or zone.zh.startswith(building.zh):
        return zone
    return Words(f"{building.zh}{zone.zh}", f"{building.en} {zone.en}".strip())


def place_words(alert: Alert) -> Words:
    """Where: `芙蓉社区 3 号楼电梯` / `Furong, building 3 lift`."""
    area, zone = _named(alert.area), zone_words(alert)
    if not zone.zh:
        return area if area.zh else Words(alert.key, alert.key)
    return Words(f"{area.zh} {zone.zh}".strip(), f"{area.en}, {zone.en}" if area.en else zone.en)


def lasting_us(alert: Alert, now: int) -> int:
    """How long it has been so, or was: until it cleared, or until it was last seen where nobody can see any more."""
    until = {CLEAR: alert.cleared_at or alert.last_seen_at, UNKNOWN: alert.last_seen_at}.get(alert.condition_state, now)
    return max(0, until - alert.started_at)


def _values(alert: Alert, now: int) -> tuple[dict[str, str], dict[str, str]]:
    lasting = duration(lasting_us(alert, now) / 1_000_000)
    place, area, zone = place_words(alert), _named(alert.area), zone_words(alert)
    building = _named(alert.zone.building) if alert.zone is not None else Words("", "")
    title, device = title_of(alert), _named(alert.device)
    floor = str((alert.zone.floor if alert.zone is not None else 0) or 1)
    plain = {"floor": floor, "count": str(alert.observations), "value": number(alert.value), "key": alert.key}
    plain |= {row["name"]: number(row["value"]) for row in alert.explanation.get("parameters", ())}
    both = {
        "place": place, "area": area, "zone": zone, "building": building, "device": device, "lasting": lasting,
        "title": title, "what": what_of(alert.key),
    }  # fmt: skip
    zh, en = ({**plain, **{name: text[side] for name, text in both.items()}} for side in (0, 1))
    return zh, en


def title_of(alert: Alert) -> Words:
    title = alert.explanation.get("title") or {"zh": alert.model, "en": alert.model}
    return Words(title["zh"], title["en"])


def rule_title_of(alert: Alert) -> Words:
    """Which rule of the model it was."""
    title = alert.explanation.get("rule_title")
    return Words(title["zh"], title["en"]) if title else title_of(alert)


def _template(alert: Alert) -> Words:
    lines = alert.explanation.get("lines") or [
        {"zh": "{place}：{title}，已 {lasting}。", "en": "{place}: {title}, {lasting}."}
    ]
    line = lines[min(alert.level, len(lines) - 1)]
    return Words(line["zh"], line["en"])


def line_of(alert: Alert, now: int) -> Words:
    """The alert in one line: where, what, how long, what to do."""
    template = _template(alert)
    zh, en = _values(alert, now)
    return Words(fill(template.zh, zh), fill(template.en, en))


def certainty_of(alert: Alert) -> tuple[str, Words, Words]:
    """(code, how sure, why): `likely` 很可能, `possible` 可能, `unverified` 待核实. Never a bare percentage."""
    last = alert.rows.get("last") or alert.rows.get("first") or {}
    unverified, possible = Words("待核实", "to be verified"), Words("可能", "possible")
    if alert.condition_state == UNKNOWN:
        return (
            "unverified",
            unverified,
            Words("相关设备离线，看不到现在的情况。", "Its devices are offline: nobody can see now."),
        )
    if alert.suspected:
        reason = Words("只有不够清楚或设备不可靠的信号。", "Only faint signals, or a device that is not well.")
        return "unverified", unverified, reason
    if alert.explanation.get("hears_silence"):
        reason = Words(
            "从该来而没来的信号推断，没有谁看见。", "Concluded from signals that stayed away; nobody saw it."
        )
        return "likely", Words("很可能", "likely"), reason
    n, confidence = alert.observations, float(last.get("confidence", 1.0))
    if confidence >= 1.0 and last.get("kind") not in SIGHT:
        reason = Words("设备直接报告了这个状态。", "The device itself reports this state.")
        return "likely", Words("很可能", "likely"), reason
    if confidence >= 0.8 and n >= 3:
        return "likely", Words("很可能", "likely"), Words(f"看到 {n} 次，都比较清楚。", f"Seen {n} times, clearly.")
    times = "once" if n == 1 else f"{n} times"
    return "possible", possible, Words(f"目前看到 {n} 次，还不够清楚。", f"Seen {times} so far, not yet clearly.")


def explain(alert: Alert, now: int) -> list[Words]:
    """The explanation in sentences: what and where, why it opened, how it stands, what to do, how sure."""
    zh, en = _values(alert, now)
    sentences = [line_of(alert, now)]
    because = alert.explanation.get("because") or {}
    if because.get("zh"):
        sentences.append(Words(fill(because["zh"], zh), fill(because["en"], en)))
    sentences.append(_how_it_stands(alert, now))
    if alert.repeat_count:
        n = alert.repeat_count
        sentences.append(
            Words(f"之后又发生 {n} 次，已合并在这一条里。", f"It came back {n} more times; all are in this alert.")
        )
    sentences += [Words(fill(text["zh"], zh), fill(text["en"], en)) for text in alert.explanation.get("advice", ())[:2]]
    _code, sure, why = certainty_of(alert)
    sentences.append(Words(f"把握：{sure.zh}。{why.zh}", f"How sure: {sure.en}. {why.en}"))
    return [sentence for sentence in sentences if sentence.zh]


def _how_it_stands(alert: Alert, now: int) -> Words:
    seen = duration((now - alert.last_seen_at) / 1_000_000)
    if alert.condition_state == ACTIVE and alert.work_state == ARCHIVED:
        return Words(
            f"已由人办结；设备还没有报告结束，最近一次看到在 {seen.zh}前。",
            f"People are done with it; devices have not told of its end yet, last seen {seen.en} ago.",
        )
    if alert.condition_state == ACTIVE:
        return Words(f"现在仍然如此，最近一次变化在 {seen.zh}前。", f"It still is so; last change {seen.en} ago.")
    if alert.condition_state == UNKNOWN:
        return Words(
            f"现在看不见，不能当作正常；最后一次看到在 {seen.zh}前。",
            f"It cannot be seen now, which is not the same as normal; last seen {seen.en} ago.",
        )
    ago = duration((now - (alert.cleared_at or alert.last_seen_at)) / 1_000_000)
    return Words(
        f"现场情况已在 {ago.zh}前解除，但工作还需要人办完。", f"It ended {ago.en} ago; the work still needs its finish."
    )

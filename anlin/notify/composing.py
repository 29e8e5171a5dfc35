"""What a message says: place and matter, never a person; of restricted models only that something waits."""

from collections.abc import Sequence

from anlin.alerts.audience import DISCREET
from anlin.alerts.lifecycle import IN_DRILL
from anlin.alerts.models import Alert
from anlin.alerts.sentences import line_of
from anlin.alerts.words import Severity, Words


def link_to(alerts: Sequence[Alert], public_url: str, *, is_emergency: bool = False) -> str:
    base = public_url.rstrip("/")
    if is_emergency:
        return f"{base}/emergency"
    return f"{base}/alerts/{alerts[0].pk}" if len(alerts) == 1 else f"{base}/alerts?state=waiting"


def subject_of(alerts: Sequence[Alert]) -> Words:
    """`紧急预警` or `重要预警 3 条`, by the worst of them."""
    worst = Severity.WORDS[min(alert.severity for alert in alerts)]
    if all(alert.mode_state == IN_DRILL for alert in alerts):
        worst = Words(f"演练：{worst.zh}", f"drill: {worst.en}")
    if len(alerts) == 1:
        return Words(f"{worst.zh}预警", f"{worst.en.capitalize()} alert")
    return Words(f"{worst.zh}预警 {len(alerts)} 条", f"{len(alerts)} alerts, worst: {worst.en}")


def text_of(alerts: Sequence[Alert], now: int) -> Words:
    """The worst alert's line, and how many more there are."""
    first = min(alerts, key=lambda alert: (alert.severity, alert.opened_at))
    if first.model in DISCREET:
        line = Words("有一条需要您核对的事项，请登录查看。", "Something waits for you; please sign in to see it.")
    else:
        line = line_of(first, now)
    if first.mode_state == IN_DRILL:
        line = Words(f"【演练】{line.zh}", f"[Drill] {line.en}")
    more = len(alerts) - 1
    return Words(f"{line.zh} 另有 {more} 条。", f"{line.en} {more} more.") if more else line

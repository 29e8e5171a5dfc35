"""What a message says: place and matter, never a person; of restricted models only that something waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from anlin.alerts.audience import DISCREET
from anlin.alerts.lifecycle import IN_DRILL
from anlin.alerts.models import Alert
from anlin.alerts.sentences import line_of
from anlin.alerts.words import Severity, Words, duration
from anlin.dispatch.models import Task
from anlin.lists.models import WrongMatch


@dataclass(frozen=True)
class Said:
    """A message in words. `alerts`: numbers of those it is about; none for a volunteer, who knows of no alert."""

    subject: Words
    text: Words
    link: str
    alerts: tuple[int, ...] = ()


def said_of(alerts: Sequence[Alert], now: int, public_url: str, *, is_emergency: bool = False) -> Said:
    link = link_to(alerts, public_url, is_emergency=is_emergency)
    return Said(subject_of(alerts), text_of(alerts, now), link, tuple(alert.pk for alert in alerts))


def said_of_leg(alert: Alert, now: int, public_url: str) -> Said:
    """An organisation's part of joint work. What it is to do is written by a person, so it stays behind the sign-in."""
    drill = Words("演练：", "Drill: ") if alert.mode_state == IN_DRILL else Words("", "")
    subject = Words(f"{drill.zh}联动任务", f"{drill.en}Joint work for your organisation")
    line = text_of([alert], now)
    asked = Words("请本单位到场协同。", "Your organisation is asked to join.")
    link = f"{public_url.rstrip('/')}/dispatch"
    return Said(subject, Words(f"{line.zh} {asked.zh}", f"{line.en} {asked.en}"), link, (alert.pk,))


def said_of_task(task: Task, public_url: str) -> Said:
    """What one volunteer is asked to do and where; its words hold nobody's numbers (`dispatch/volunteering.py`)."""
    subject = Words("有一项任务请您帮忙", "You are asked to help")
    text = Words(f"{task.where_zh}：{task.what}", f"{task.where_en}: {task.what}")
    return Said(subject, text, f"{public_url.rstrip('/')}/tasks")


def said_of_wrong(wrong: WrongMatch, now: int, public_url: str) -> Said:
    """Somebody has to be told something until then; of what, and of which list, stays behind the sign-in."""
    link = f"{public_url.rstrip('/')}/lists?tab=wrong"
    if now >= wrong.due_at:
        return Said(
            Words("限时告知已超期", "Somebody should have been told by now"),
            Words(
                "有一项应告知当事人的事项已超期，请立即登录办理。", "It is overdue; please sign in and tell them now."
            ),
            link,
        )
    left = duration((wrong.due_at - now) / 1_000_000)
    return Said(
        Words("有一项限时告知", "Somebody has to be told"),
        Words(f"须在 {left.zh}内告知当事人，请登录办理。", f"To be told within {left.en}; please sign in."),
        link,
    )


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

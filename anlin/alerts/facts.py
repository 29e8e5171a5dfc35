"""What the alerts app must know of a rule when it opens an alert: words, severity, who is asked, parameters."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from anlin.alerts.audience import Audience, audience_of
from anlin.alerts.words import Severity, Words

COOLDOWN_US = 600 * 1_000_000
"""Source: docs/domain.md section 6, `cooldown_s`."""


@dataclass(frozen=True)
class ParameterInForce:
    """One parameter as it stood at the opening: `value` in `unit`, and where the value comes from."""

    name: str
    title: Words
    value: float
    unit: str
    source: Words


NOTHING = Words("", "")
PLAIN_LINE = Words("{place}：{title}，已 {lasting}。", "{place}: {title}, {lasting}.")


@dataclass(frozen=True)
class Level:
    """What a level of a condition means: 0 as opened, 1 and 2 after escalation. `line` is a template."""

    severity: int = Severity.HIGH
    recipients: tuple[str, ...] = ()
    line: Words = PLAIN_LINE


@dataclass(frozen=True)
class RuleFacts:
    """One rule of one model at one place; `levels` begins with 0. Templates are filled by `sentences.py`.

    `hears_silence`: it opens by what did not come, so no observation shows what it tells of.
    """

    model: str
    rule: str
    title: Words
    because: Words
    rule_title: Words = NOTHING
    levels: tuple[Level, ...] = (Level(),)
    advice: tuple[Words, ...] = ()
    cooldown_us: int = COOLDOWN_US
    parameters: tuple[ParameterInForce, ...] = field(default=())
    hears_silence: bool = False

    def at(self, level: int) -> Level:
        return self.levels[min(level, len(self.levels) - 1)]

    @cached_property
    def audience(self) -> Audience:
        """Those asked first, then those asked when it gets worse: the ladder goes on with them."""
        asked = [role for level in self.levels for role in level.recipients]
        return audience_of(self.model, tuple(dict.fromkeys(asked)))

    @cached_property
    def stored(self) -> dict[str, Any]:
        """What `Alert.explanation` keeps: plain values, the same for every alert this rule opens at this place."""
        return {
            "title": self.title._asdict(),
            "rule_title": (self.rule_title if self.rule_title.zh else self.title)._asdict(),
            "lines": [level.line._asdict() for level in self.levels],
            "because": self.because._asdict(),
            "advice": [advice._asdict() for advice in self.advice],
            "ladder": list(self.audience.ladder),
            "hears_silence": self.hears_silence,
            "parameters": [
                {**vars(parameter), "title": parameter.title._asdict(), "source": parameter.source._asdict()}
                for parameter in self.parameters
            ],
        }


class Facts(Protocol):
    """Knows every rule: made from the loaded models and the registry in force."""

    def of(self, model: str, rule: str, area: int, zone: int) -> RuleFacts:
        """The rule at this place. A rule that no folder has any more still gets words, so nothing is lost."""

"""Three rules in the words of their models, so that these tests stand whatever the models' folders say next."""

from dataclasses import dataclass, field

from anlin.alerts.facts import Level, ParameterInForce, RuleFacts
from anlin.alerts.words import Severity, Words


def _rule(
    model: str,
    severity: int,
    title: Words,
    because: Words,
    line: Words,
    *parameters: ParameterInForce,
    advice: tuple[Words, ...] = (),
) -> RuleFacts:
    guard = Level(severity, ("property_guard",), line)
    officer = Level(Severity.CRITICAL, ("property_guard", "community_officer"), line)
    return RuleFacts(model, "seen", title, because, levels=(guard, officer), advice=advice, parameters=parameters)


RULES = {
    rule.model: rule
    for rule in (
        _rule(
            "ebike_in_building",
            Severity.HIGH,
            Words("电动车进楼", "E-bike in a building"),
            Words("电梯里的摄像机连续 {count} 次看到电动车。", "The camera in the lift saw an e-bike {count} times."),
            Words(
                "{place}：疑似电动车进入，已 {lasting}。请到 {floor} 层查看。",
                "{place}: e-bike likely, {lasting}. Please check at floor {floor}.",
            ),
            ParameterInForce(
                "confidence",
                Words("最低把握", "Least confidence"),
                0.75,
                "",
                Words("业内常用的起始值", "a usual starting value in the field"),
            ),
            ParameterInForce(
                "frames",
                Words("看到次数", "Times seen"),
                3,
                "",
                Words("业内常用的起始值", "a usual starting value in the field"),
            ),
            advice=(Words("经常发生时，建议增设充电棚。", "If it comes often, a charging shed helps."),),
        ),
        _rule(
            "fire_lane_occupied",
            Severity.HIGH,
            Words("占用消防通道", "Fire lane occupied"),
            Words("摄像机看到车辆停在通道内。", "The camera sees a vehicle standing in the lane."),
            Words(
                "{place}：被占用，已 {lasting}。请联系车主移车。",
                "{place}: occupied for {lasting}. Please have the vehicle moved.",
            ),
            ParameterInForce(
                "lasting_s",
                Words("持续多久才预警", "How long before it counts"),
                180,
                "s",
                Words("业内常用的起始值", "a usual starting value in the field"),
            ),
        ),
        _rule(
            "fire_hazard",
            Severity.CRITICAL,
            Words("消防燃气预警", "Fire and gas"),
            Words("烟感报警，一分钟内没有恢复。", "The smoke sensor has not gone quiet within a minute."),
            Words(
                "{place}：烟感报警，已 {lasting}。立即到场，疏散并拨打 119。",
                "{place}: smoke alarm, {lasting}. Go now, clear the floor, call 119.",
            ),
        ),
        _rule(
            "access_anomaly",
            Severity.MEDIUM,
            Words("门禁道闸异常", "Door or barrier"),
            Words("门磁报告门一直开着。", "The magnet says that the door stays open."),
            Words("{place}：门开着，已 {lasting}。请到场关门。", "{place}: open for {lasting}. Please close it."),
        ),
    )
}


@dataclass
class TheseRules:
    """`Facts` with the rules above."""

    rules: dict[str, RuleFacts] = field(default_factory=lambda: dict(RULES))

    def of(self, model: str, rule: str, area: int, zone: int) -> RuleFacts:
        return self.rules[model]

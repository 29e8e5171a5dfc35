"""What an alert's key says beside its place: the behaviour, the kind of case, the fault, in words."""

from anlin.alerts.words import Words

NOTHING = Words("", "")

WHAT: dict[str, Words] = {
    # Behaviours: `{what}` stands after "somebody".
    "fall": Words("摔倒", "has fallen"),
    "fight": Words("打架", "is fighting"),
    "climb": Words("攀爬", "is climbing"),
    "run": Words("奔跑", "is running"),
    "wrong_way": Words("逆行", "goes against the way"),
    "loiter": Words("徘徊", "is lingering"),
    # Cases: after a number.
    "burglary": Words("入室盗窃", "burglaries"),
    "robbery": Words("抢劫", "robberies"),
    "theft": Words("盗窃", "thefts"),
    "fraud": Words("诈骗", "frauds"),
    "vehicle_crime": Words("涉车案件", "crimes about vehicles"),
    "assault": Words("伤害", "assaults"),
    "vandalism": Words("损毁财物", "cases of vandalism"),
    "fire_case": Words("火警", "fires"),
    "verified_alert": Words("已核实警情", "verified alerts"),
    # Faults of devices: after "reports".
    "covered": Words("被遮挡", "that it is covered"),
    "video_lost": Words("视频丢失", "that it lost its video"),
    "stuck": Words("卡住", "that it is stuck"),
    "power_lost": Words("断电", "that it has no power"),
    "jammed": Words("卡滞", "that it is jammed"),
    "tamper": Words("被拆动", "that it was tampered with"),
    "battery_low": Words("电量低", "that its battery is low"),
    "clock_wrong": Words("时钟不准", "that its clock is wrong"),
    "alarm": Words("故障", "a fault"),
}
"""By the label that is part of a key. Source of the labels: `anlin/observations/kinds.py`."""


def what_of(key: str) -> Words:
    """The words of a key's label: `zone:3-lift/fall` is a fall; nothing where a key has none."""
    # A zone's code may hold a slash itself.
    return WHAT.get(key.rpartition("/")[2], NOTHING) if "/" in key else NOTHING

"""Texts that people read, Chinese and English together; neither is a translation of the other's grammar."""

from typing import NamedTuple


class Words(NamedTuple):
    """One text in both languages."""

    zh: str
    en: str


class Severity:
    """How soon somebody must act; the smaller the number, the sooner (1 critical … 4 low)."""

    CRITICAL, HIGH, MEDIUM, LOW = 1, 2, 3, 4
    NAMES = {1: "critical", 2: "high", 3: "medium", 4: "low"}
    CODES = {name: code for code, name in NAMES.items()}
    WORDS = {
        1: Words("紧急", "critical"),
        2: Words("重要", "high"),
        3: Words("一般", "medium"),
        4: Words("提示", "low"),
    }


STATE_WORDS: dict[str, Words] = {
    "received": Words("接收", "received"),
    "triage": Words("研判", "in triage"),
    "dispatched": Words("派发", "dispatched"),
    "accepted": Words("签收", "accepted"),
    "handling": Words("处置", "being handled"),
    "feedback": Words("反馈", "reported back"),
    "archived": Words("归档", "archived"),
    "merged": Words("已合并", "merged"),
    "suppressed": Words("试运行", "shadow run"),
}
"""Work states. Source: docs/domain.md section 5."""

ACTION_WORDS: dict[str, Words] = {
    "claim": Words("认领", "claim"),
    "confirm": Words("确认比对", "confirm the match"),
    "dispatch": Words("派发", "dispatch"),
    "reject": Words("判为误报", "reject as false"),
    "merge": Words("合并", "merge"),
    "accept": Words("签收", "accept"),
    "arrive": Words("到达现场", "arrive"),
    "hand_over": Words("转交", "hand over"),
    "resolve": Words("反馈结果", "report the outcome"),
    "verify": Words("核查通过", "verify"),
    "return": Words("退回返工", "return for rework"),
    "reopen": Words("重新打开", "reopen"),
    "open": Words("产生预警", "alert raised"),
    "escalate": Words("升级到上一级", "ask the next role up"),
    "unjudged": Words("超时无人研判，已请所有能研判的人", "nobody judged it in time; everybody who may was asked"),
    "release": Words("解除静音", "take it out of the mode"),
    "mode_over": Words("静音、检修或演练结束", "the mode ended"),
    "overdue": Words("超时，已到最后一级", "overdue at the last rung"),
    "resume": Words("情况仍在，重新打开", "brought back: it still is so"),
    "close": Words("自动归档", "closed by the system"),
    "fine": Words("老人说：我很好", "the person said: I'm fine"),
    "reached": Words("家人已联系上，平安", "the contact reached them; all is well"),
    "not_reached": Words("家人联系不上，请上门", "the contact cannot reach them; please go"),
    "put_right": Words("确认比对有误，已更正", "the match was wrong and is put right"),
    "emergency": Words("请公安协助", "police were asked to help"),
}

ROLE_WORDS: dict[str, Words] = {
    "resident": Words("居民", "resident"),
    "family_contact": Words("紧急联系人", "family contact"),
    "property_guard": Words("保安", "guard"),
    "property_manager": Words("物业经理", "property manager"),
    "grid_worker": Words("网格员", "grid worker"),
    "grid_leader": Words("网格长", "grid leader"),
    "volunteer": Words("平安志愿者", "volunteer"),
    "community_officer": Words("社区民警", "community officer"),
    "auxiliary": Words("辅警", "auxiliary officer"),
    "dispatcher": Words("指挥调度员", "dispatcher"),
    "dept_handler": Words("部门处置员", "department handler"),
    "ops_engineer": Words("运维", "operations engineer"),
    "health_worker": Words("社区医护", "health worker"),
    "scenic_operator": Words("景区管理", "site operator"),
    "merchant": Words("商户", "merchant"),
}


def duration(seconds: float) -> Words:
    """A length of time as one says it, rounded down: `8 秒` / `8 s`, `4 分钟`, `2 小时 5 分`, `3 天`."""
    s = max(0, int(seconds))
    if s < 60:
        return Words(f"{s} 秒", f"{s} s")
    if s < 3600:
        return Words(f"{s // 60} 分钟", f"{s // 60} min")
    hours, minutes = s // 3600, s % 3600 // 60
    if hours < 48:
        rest = Words(f" {minutes} 分", f" {minutes} min") if minutes else Words("", "")
        return Words(f"{hours} 小时{rest.zh}", f"{hours} h{rest.en}")
    return Words(f"{hours // 24} 天", f"{hours // 24} days")


def length(seconds: int) -> Words:
    """A length of time exactly, in the largest unit in which it is whole: `90 秒` / `90 s`, `10 分钟`, `3 天`."""
    for size, zh, en in ((86_400, "天", "day"), (3600, "小时", "h"), (60, "分钟", "min")):
        many, rest = divmod(seconds, size)
        if many and not rest:
            return Words(f"{many} {zh}", f"{many} {en}{'s' * (en == 'day' and many > 1)}")
    return Words(f"{seconds} 秒", f"{seconds} s")

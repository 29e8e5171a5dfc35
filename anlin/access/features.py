"""Features whose law the platform does not keep yet: `anlin serve` refuses them, `anlin demo` may show them.

docs/lawful.toml says which statements are missing; a test holds the two together.
"""

from dataclasses import dataclass

from anlin.access.witnesses import ENOUGH
from anlin.site.config import config


@dataclass(frozen=True)
class Feature:
    """One feature that is held back.

    `models` never run outside a demo. `permissions` begin with these words: routes that need one answer in a demo only.
    `absent` are words that no route, table, command or setting may contain: the feature is not in the product.
    `refusal` names the test that shows how a start with it is refused.
    """

    zh: str
    en: str
    models: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    refusal: str = ""


FEATURES: dict[str, Feature] = {
    "residents": Feature(
        "居民档案",
        "A register of residents",
        permissions=("residents.",),
    ),
    "exports": Feature("导出", "Exports", absent=("export", "download")),
    "exchange": Feature("与其他单位交换", "Exchange with other bodies", absent=("exchange", "agreement")),
    "public_pages": Feature("公开页面与图片", "Public pages and pictures", absent=("/public", "publicpage")),
    "bulk_deletion": Feature("批量删除", "Bulk deletion", absent=("deletionjob", "deletion-job", "erase")),
    "firmware": Feature("固件登记", "A register of firmware", absent=("firmware",)),
    "paging": Feature("短信、电话与推送", "Messages, calls and push", absent=("sms", "voicecall", "pushmessage")),
    "automatic_action": Feature("自动处置", "Action without a person", absent=("autoaction", "lockdown", "siren")),
    "public_door": Feature(
        "设备入口面向公网",
        "A door open to the internet",
        refusal="test_lu_70_no_door_on_the_internet",
    ),
}


UNWITNESSED: dict[str, Feature] = {
    "unwitnessed_lists": Feature(
        "名单比对",
        "Comparing with lists",
        models=("watchlist_hit", "public_health_list"),
        permissions=("lists.",),
    ),
    "unwitnessed_residents": Feature("居民档案", "A register of residents", permissions=("residents.",)),
}
"""Held back where fewer than two outside witnesses are told of the audit log (LU-52): `ANLIN_WITNESSES`."""


def held_back() -> dict[str, Feature]:
    """What works in a demo only, here and now: its law is not kept yet, or not where nobody witnesses the log."""
    return FEATURES if len(config().witnesses) >= ENOUGH else {**FEATURES, **UNWITNESSED}


def held_back_by(permission: str) -> Feature | None:
    """The feature that keeps routes with this permission out of everything but a demo, or None."""
    return next(
        (feature for feature in held_back().values() if permission.startswith(feature.permissions or ("\0",))), None
    )


def refused_models() -> frozenset[str]:
    """Models that run in a demo only."""
    return frozenset(model for feature in held_back().values() for model in feature.models)


def reason_of(model: str) -> tuple[str, str] | None:
    """Why a model does not run here (zh, en), or None where nothing holds it back."""
    return next((refusal_of(feature) for feature in held_back().values() if model in feature.models), None)


def refusal_of(feature: Feature) -> tuple[str, str]:
    """Why it is held back, for people: (zh, en)."""
    if feature in UNWITNESSED.values():
        return (
            f"{feature.zh}：审计记录尚无两处外部见证，不能启用（见 ANLIN_WITNESSES）",
            f"{feature.en}: needs two outside witnesses of the audit log first (ANLIN_WITNESSES)",
        )
    return (
        f"{feature.zh}：法定要求尚未全部落实，仅在演示中运行（见 docs/lawful.toml）",
        f"{feature.en}: what the law asks is not complete yet, so it runs in the demo only (docs/lawful.toml)",
    )

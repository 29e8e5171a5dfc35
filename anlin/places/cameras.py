"""What a camera must state before it goes live, and where none may ever look (LU-30; 国务院令 799 arts. 8, 13, 14)."""

from collections.abc import Iterable
from typing import Protocol


class _Zone(Protocol):
    code: str
    kind: str
    dwelling_id: int | None


CAMERA_KINDS = frozenset({"camera", "capture_camera", "dome_camera", "intercom_camera"})
FORBIDDEN_ZONES = frozenset(
    {
        "bath",
        "bathroom",
        "bedroom",
        "changing_room",
        "dormitory",
        "home",
        "hotel_room",
        "kitchen",
        "living_room",
        "nursing_room",
        "staff_rest_room",
        "toilet",
    }
)
"""Consent does not lift this."""

ITEMS = ("purpose", "covers", "sign_photo", "filing_number", "private_place_checked_at")


class CameraNotAllowed(ValueError):
    """A camera may not look there; moving it is the only remedy."""


def check_place(kind: str, zone: "_Zone | None") -> None:
    """Raises `CameraNotAllowed` for a camera in a private place or in any home."""
    if zone is not None and not may_look(kind, zone.kind, zone.dwelling_id):
        raise CameraNotAllowed(f"{zone.code}: no camera may look into a {zone.kind} (LU-30)")


def may_look(kind: str, zone_kind: str | None, dwelling: int | None) -> bool:
    return kind not in CAMERA_KINDS or (zone_kind not in FORBIDDEN_ZONES and dwelling is None)


def may_go_live(kind: str, zone_kind: str | None, dwelling: int | None, stated: Iterable[object]) -> bool:
    """Whether a device may be heard; `stated`: the values of `ITEMS`."""
    return kind not in CAMERA_KINDS or (may_look(kind, zone_kind, dwelling) and all(stated))


def missing_items(device: object) -> list[str]:
    """What a camera has not stated yet; other devices need nothing."""
    is_camera = getattr(device, "kind", "") in CAMERA_KINDS
    return [item for item in ITEMS if not getattr(device, item)] if is_camera else []

"""What the law wants to know of a camera before it goes live, asked alike wherever one is registered (LU-30)."""

from ninja import Field, Schema

from anlin.api.problems import invalid
from anlin.observations.clock import system_clock
from anlin.places.cameras import CAMERA_KINDS
from anlin.places.signs import NotASignPicture, keep_sign
from anlin.site.config import config


class CameraItems(Schema):
    """What a camera must state before it goes live (LU-30)."""

    covers: str = Field(min_length=4, max_length=200, description="Place, angle and covered area, in words.")
    filing_number: str = Field(min_length=1, max_length=60)
    sign_photo: str = Field(min_length=1, description="Picture of the sign, base64 of a JPEG or PNG of at most 1 MB.")
    private_place_checked: bool


def camera_items(kind: str, camera: CameraItems | None) -> dict[str, str | int]:
    """The fields of LU-30 for a camera, its sign's picture stored; nothing for other devices."""
    if kind not in CAMERA_KINDS:
        return {}
    if camera is None or not camera.private_place_checked:
        raise invalid(
            "相机启用前须填写：拍摄范围、备案号、提示牌照片，并确认不拍私密处（LU-30）",
            "A camera first states what it covers, its filing number and the picture of its sign, and that no private "
            "place is in view (LU-30)",
        )
    try:
        sign = keep_sign(camera.sign_photo, config().evidence)
    except NotASignPicture:
        raise invalid(
            "提示牌照片应为 1 MB 以内的 JPEG 或 PNG", "The sign's picture is a JPEG or PNG of at most 1 MB"
        ) from None
    return {
        "purpose": "alert_handling",
        "covers": camera.covers,
        "filing_number": camera.filing_number,
        "sign_photo": sign,
        "private_place_checked_at": system_clock(),
    }

"""Pictures of the signs that tell people of a camera (LU-30); kept under their own hash."""

import base64
import binascii
import hashlib
from pathlib import Path

LARGEST = 1_000_000


class NotASignPicture(ValueError):
    """Not base64 of a JPEG or PNG of at most 1 MB."""


def keep_sign(text: str, folder: Path) -> str:
    """Store the picture (base64, a data URL or plain) in `folder` and return its key. Raises `NotASignPicture`."""
    try:
        picture = base64.b64decode(text.partition(",")[2] if text.startswith("data:") else text, validate=True)
    except (binascii.Error, ValueError):
        raise NotASignPicture("not base64") from None
    suffix = "jpg" if picture[:3] == b"\xff\xd8\xff" else "png" if picture[:8] == b"\x89PNG\r\n\x1a\n" else ""
    if not suffix or len(picture) > LARGEST:
        raise NotASignPicture(f"{len(picture)} bytes: expected a JPEG or PNG of at most {LARGEST} bytes")
    key = f"signs/{hashlib.sha256(picture).hexdigest()}.{suffix}"
    path = folder / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    return key

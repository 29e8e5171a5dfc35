"""What throttling remembers of a name that was tried: a keyed token, since people type passwords there too."""

import hashlib
import hmac
from typing import Any

from django.http import HttpRequest

from anlin.site.config import config


def name_token(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Token of the tried name: the same name gives the same token, and the token gives no name."""
    name = str((credentials or {}).get("username", "")).strip().lower()
    return hmac.new(config().secret_key.encode(), f"sign-in\x1f{name}".encode(), hashlib.sha256).hexdigest()[:32]

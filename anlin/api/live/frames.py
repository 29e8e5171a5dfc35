"""Events as they stand on the wire: `id:`, `event:`, `data:` (WHATWG HTML, server-sent events)."""

import json
from typing import Any


def frame(event: str, body: Any, id: int | None = None) -> bytes:  # noqa: A002 - the field's name on the wire.
    """One event. `body` is anything JSON can say; JSON has no raw line break, so one data line is enough."""
    head = "" if id is None else f"id: {id}\n"
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return f"{head}event: {event}\ndata: {text}\n\n".encode()

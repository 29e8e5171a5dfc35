"""Refusals and errors as people and programs read them: problem JSON (RFC 9457) with words in zh and en."""

import json
from typing import Any

from django.http import HttpResponse

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """Ends a request with `status`; `code` is short and stable, the words say what happened and what to do now."""

    def __init__(self, status: int, code: str, zh: str, en: str, **more: Any) -> None:
        super().__init__(en)
        self.status, self.code, self.zh, self.en, self.more = status, code, zh, en, more

    def response(self) -> HttpResponse:
        body = {"status": self.status, "code": self.code, "title": {"zh": self.zh, "en": self.en}, **self.more}
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return HttpResponse(text, status=self.status, content_type=CONTENT_TYPE)


def absent() -> Problem:
    """For what does not exist and for what is not yours: the same bytes, so that nobody can count or guess (LU-03)."""
    return Problem(
        404, "absent", "没有这一项，或不在您的范围内", "There is no such item, or it is not within your area"
    )


def not_signed_in() -> Problem:
    return Problem(401, "not_signed_in", "请先登录", "Please sign in first")


def not_permitted() -> Problem:
    return Problem(403, "not_permitted", "您的角色没有这项权限", "Your role does not include this")


def conflict(zh: str, en: str, **more: Any) -> Problem:
    """Someone was first, or the state does not allow it; `more` may carry the state as it is now."""
    return Problem(409, "conflict", zh, en, **more)


def invalid(zh: str, en: str, **more: Any) -> Problem:
    return Problem(422, "invalid", zh, en, **more)

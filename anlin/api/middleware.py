"""Stands around every declared route: who is it, may they, do it, put it on record, and only then answer."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja.utils import check_csrf

from anlin.access.audit import AuditBroken, Entry, Notes, begin_notes, record
from anlin.access.counting import counted
from anlin.access.features import held_back_by, refusal_of
from anlin.access.strangers import STRANGERS
from anlin.api.problems import Problem, not_permitted, not_signed_in
from anlin.api.security import ANYONE, DECLARED, SIGNED_IN, Declared, template
from anlin.observations.clock import system_clock
from anlin.people.alarms import raise_alarm
from anlin.people.models import User
from anlin.people.passkeys import needs_passkey
from anlin.people.probing import stop_who_probes
from anlin.people.roles import ROLES
from anlin.people.sign_in import SignInReplayed, device_of, is_by_passkey, signed_in_user
from anlin.residents import looks
from anlin.site.config import config

log = logging.getLogger(__name__)
RESULTS = {401: "refused", 403: "refused", 404: "absent", 409: "conflict", 429: "throttled"}


class AccessMiddleware:
    """Authorise → do → audit → answer, for each request of a declared route; exactly one record each (LU-50)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], values: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        declared = DECLARED.get((request.method or "", template(f"/{match.route}"))) if match else None
        if declared is None:
            is_ours = match is not None and match.route.startswith("api/")
            # A method nobody declared must not reach a view by another way.
            return Problem(405, "method", "不支持此操作", "This cannot be done here").response() if is_ours else None
        begin = _Visit(request, declared)

        def act() -> HttpResponseBase:
            # A streaming route is a coroutine; this thread waits for its beginning only.
            callee = async_to_sync(view) if iscoroutinefunction(view) else view
            answer: HttpResponseBase = callee(request, *args, **values)
            return answer

        return begin.run(act, values)


class _Visit:
    """One request on its way through a declared route."""

    def __init__(self, request: HttpRequest, declared: Declared) -> None:
        self.request, self.declared = request, declared
        self.id = secrets.token_hex(8)
        self.notes: Notes = begin_notes()
        self.user: User | None = None
        request.audit = self.notes  # type: ignore[attr-defined]

    def run(self, act: Callable[[], HttpResponseBase], values: dict[str, Any]) -> HttpResponseBase:
        # Short numbers are pseudonyms; text in a path, and numbers as long as a telephone's, may be what a person typed
        # and stay out of the record.
        self.notes.subjects += [
            f"{name.removesuffix('_id')}:{n}" for name, n in values.items() if str(n).isdigit() and len(str(n)) <= 10
        ]
        try:
            answer = self._refusal() or self._act_and_record(act)
        except AuditBroken:
            # No audit, no data: not a byte of what the route made leaves, and what it changed is undone (LU-15).
            return HttpResponse(status=503)
        answer["X-Request-Id"] = self.id
        answer["Cache-Control"] = "no-store"
        return answer

    def _refusal(self) -> HttpResponse | None:
        problem = self._why_not()
        if problem is None:
            return None
        self.notes.reason = self.notes.reason or problem.code
        answer = problem.response()
        self._record(answer)
        if self.user is not None and problem.code == "not_permitted":
            stop_who_probes(self.user, self.declared.permission, system_clock())
        return answer

    def _why_not(self) -> Problem | None:
        try:
            self.user = signed_in_user(self.request)
        except SignInReplayed as replayed:
            self.notes.reason = "sign_in_replayed"
            self.notes.subjects.append(f"user:{replayed.user.pk}")
            raise_alarm(replayed.user, "sign_in_replayed", system_clock())
            return not_signed_in()
        if self.declared.changes_state and check_csrf(self.request) is not None:
            return Problem(403, "csrf", "页面已过期，请刷新后再试", "This page is out of date; please reload it")
        if self.declared.permission == ANYONE:
            return None
        if self.user is None:
            return not_signed_in()
        if self.declared.permission == SIGNED_IN:
            return None
        if self.user.must_change_password:
            return Problem(403, "change_password", "请先修改初始密码", "Please change your first password first")
        if needs_passkey(self.user) and not is_by_passkey(self.request):
            return Problem(403, "passkey_needed", "此角色须用通行密钥登录", "This role signs in with a passkey")
        if self.declared.permission not in self.user.permissions:
            return not_permitted()
        held_back = None if config().is_demo else held_back_by(self.declared.permission)
        if held_back is not None:
            return Problem(403, "held_back", *refusal_of(held_back))
        self.user.acting(self.declared.permission)
        return None

    def _act_and_record(self, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        if not self.declared.changes_state or self.declared.keeps_changes:
            answer = self._counted(act)
            self._record(answer)
            return answer
        recorded = False
        with transaction.atomic():
            # The change and its record stand or fall together.
            answer = self._counted(act)
            if answer.status_code >= 400:
                transaction.set_rollback(True)
            else:
                self._record(answer)
                recorded = True
        if not recorded:
            self._record(answer)
        return answer

    def _record(self, answer: HttpResponseBase) -> None:
        """Exactly one record; of strangers beyond a few a minute only their number (`anlin/access/strangers.py`)."""
        entry = self._entry(answer)
        if entry.who is None:
            now = system_clock()
            record_crowds(now)
            tries_a_password = self.declared.permission == ANYONE and self.declared.changes_state
            if not tries_a_password and not STRANGERS.is_one_of_few(self.request.META.get("REMOTE_ADDR", ""), now):
                return
        record(entry, with_it=looks.keep)

    def _counted(self, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """The route, held against the data layer: whoever it opened must be whom the route says it showed (LU-51)."""
        with counted() as opened:
            answer = act()
        if opened != self.notes.shown:
            log.error("%s: opened %d persons, shown %d", self.declared.operation, len(opened), self.notes.persons)
            raise AuditBroken(f"{self.declared.operation}: persons were read that the route does not put on record")
        return answer

    def _entry(self, answer: HttpResponseBase) -> Entry:
        status = answer.status_code
        result = RESULTS.get(status) or ("allowed" if status < 400 else "invalid" if status < 500 else "failed")
        user = self.user or signed_in_user(self.request, trusted=True)
        grants = user.grants_now if user else []
        permission = self.declared.permission
        named = [g for g in grants if permission in ROLES[g.role].permissions] or grants
        return Entry(
            operation=self.declared.operation,
            permission=permission,
            purpose=self.declared.purpose,
            result=result,
            status=status,
            who=user.pk if user else None,
            unit=user.unit_id if user else None,
            roles=tuple(sorted({grant.role for grant in named})),
            areas=tuple(sorted({grant.area_id for grant in named if grant.area_id is not None})),
            device=device_of(self.request),
            request=self.id,
            notes=self.notes,
        )


def record_crowds(now: int) -> None:
    """Puts on record how many requests of strangers were only counted in the minutes that are over."""
    while (crowd := STRANGERS.crowd(now)) is not None:
        counted_only = Notes([f"requests:{crowd.requests}", f"addresses:{crowd.addresses}"], reason="many_strangers")
        record(
            Entry(
                "strangers",
                ANYONE,
                "account_security",
                "refused",
                401,
                request=secrets.token_hex(8),
                notes=counted_only,
            )
        )

"""Whether whoever holds a ticket may still watch: asked for each piece of a picture, each second of a session (LU-04).

A ticket says that the right was there when it was given. Since then the account may have been stopped, the role ended,
the alert closed, the person signed out.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.db import Error, close_old_connections
from starlette.types import Scope

from anlin.access.tickets import Ticket
from anlin.alerts.media import may_go_on_watching
from anlin.observations.clock import Clock
from anlin.people.sign_in import DEVICE_COOKIE, device_mark, person_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Visitor:
    """The sign-in that asks and the device it asks from, by their cookies."""

    session: str
    device: str


Leave = Callable[[Ticket, Visitor], bool]


def visitor_of(scope: Scope) -> Visitor:
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    try:
        cookies = {name: morsel.value for name, morsel in SimpleCookie(headers.get(b"cookie", "")).items()}
    except CookieError:
        cookies = {}
    device = device_mark(cookies.get(DEVICE_COOKIE, ""), headers.get(b"user-agent", ""))
    return Visitor(cookies.get(settings.SESSION_COOKIE_NAME, ""), device)


def leave_now(clock: Clock) -> Leave:
    """The check against the database; where that does not answer nobody has leave."""

    def has_leave(ticket: Ticket, visitor: Visitor) -> bool:
        try:
            user = person_of(visitor.session, visitor.device)
            return user is not None and may_go_on_watching(ticket.alert, ticket.device, user, clock())
        except Error as error:
            log.warning("nobody watches live while the database does not answer (%s)", type(error).__name__)
            close_old_connections()
            return False

    return has_leave

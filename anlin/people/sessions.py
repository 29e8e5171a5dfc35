"""Sessions of the browser, as Django keeps them, but for answers that come late."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware as DjangosSessionMiddleware
from django.http import HttpRequest, HttpResponse


class SessionMiddleware(DjangosSessionMiddleware):
    """Takes the session's cookie away with the answer that ends the session, and with no other.

    Django does so wherever a session is not known. What was asked just before a new sign-in, in this tab or the next,
    is answered after it: the browser would lose the new sign-in's cookie to the old one's end.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answered: HttpResponse = super().process_response(request, response)
        if not request.session.modified:
            answered.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return answered

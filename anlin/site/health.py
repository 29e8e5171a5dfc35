"""Whether the web process works, for machines; and its figures, for those who hold the token."""

import hmac

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from anlin.site.config import config


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503; says nothing else to strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text for a bearer of the token; without it there is nothing here (LU-63)."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not hmac.compare_digest(given.encode(), config().metrics_token.encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="anlin"'})
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)

"""Everything Django answers: the API and two addresses for machines. Pages are served beside it by `asgi.py`."""

from django.urls import path

from anlin.api.api import api
from anlin.site.health import healthz, metrics

urlpatterns = [path("api/", api.urls), path("healthz", healthz), path("metrics", metrics)]

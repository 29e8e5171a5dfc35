"""Everything Django answers: the API. Pages are the console's, served beside it by `asgi.py`."""

from django.urls import path

from anlin.api.api import api

urlpatterns = [path("api/", api.urls)]

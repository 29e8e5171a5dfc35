"""The API object: gathers the `routes` of this folder's modules; Django mounts it at `/api`."""

import importlib
import json
import logging
import pkgutil
import traceback
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

import anlin.api
from anlin.api.problems import Problem, absent, invalid
from anlin.api.security import Routes
from anlin.site.config import config

log = logging.getLogger(__name__)


class PlainJson(BaseRenderer):
    """Chinese as it is written, without blanks: half the bytes of the escaped form."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response()


def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return absent().response()


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # Place and kind of the mistake only: the value itself may be personal.
    fields = [{"at": ".".join(str(part) for part in row["loc"]), "why": row["msg"]} for row in error.errors]
    return invalid("请求中有一项不正确", "Something in the request is not right", fields=fields).response()


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return Problem(error.status_code, "refused", "请求不能被接受", "The request cannot be taken").response()


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    # Type and places, not the message: a message may quote what somebody typed.
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("a route failed: %s\n%s", type(error).__name__, frames)
    return Problem(
        500, "failed", "平台内部出错，已记录；请稍后再试", "Something failed inside; it is on record. Please try again"
    ).response()


HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    Problem: _problem,
    Http404: _absent,
    ValidationError: _invalid,
    HttpError: _http_error,
    Exception: _failed,
}


def new_api(namespace: str) -> NinjaAPI:
    """An API without routes that answers errors in words.

    No pages of its own: the usual ones load scripts from the internet. The description is exported at build time.
    """
    made = NinjaAPI(
        title="Anlin", version="1", docs_url=None, openapi_url=None, urls_namespace=namespace, renderer=PlainJson()
    )
    for kind, handler in HANDLERS.items():
        made.add_exception_handler(kind, handler)
    return made


def mount(api: NinjaAPI) -> None:
    """Mount the `routes` of every module of this folder; demo routes only where this is a demo."""
    for module in sorted(found.name for found in pkgutil.iter_modules(anlin.api.__path__)):
        if module.startswith("test_") or module in ("api", "conftest"):
            continue
        routes = getattr(importlib.import_module(f"anlin.api.{module}"), "routes", None)
        if isinstance(routes, Routes) and (config().is_demo or not routes.only_in_demo):
            api.add_router(routes.prefix, routes.router)


api = new_api("api")
mount(api)

"""Imported once by the process that all others are forked from. Opens nothing: no file, no database, no thread."""

from anlin.cli.processes.starting import start_django

start_django()

import numba  # noqa: E402, F401
import polars  # noqa: E402, F401
import pyarrow.parquet  # noqa: E402, F401
import uvicorn  # noqa: E402, F401

import anlin.archive  # noqa: E402
import anlin.gateway.app  # noqa: E402
import anlin.site.asgi  # noqa: E402
import anlin.site.urls  # noqa: E402, F401 - every route with its shapes; Django would look for them at the first request.

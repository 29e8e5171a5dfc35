"""`anlin openapi`: the description of the API from which the console's types are generated."""

import json
import os
import tempfile

import typer


def add_to(app: typer.Typer) -> None:
    app.command(name="openapi")(openapi)


def description() -> str:
    """The OpenAPI description as text; the same for the same routes. Django must be set up."""
    from anlin.api.api import api

    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1) + "\n"


def openapi() -> None:
    """Print the API's OpenAPI description (console/openapi.json is a copy of it)."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "anlin.site.settings"
    # The console needs the demo's routes too; whether they exist is decided where it is served.
    os.environ["ANLIN_DEMO"] = "1"
    with tempfile.TemporaryDirectory() as nowhere:
        # A description has no state; a home of its own keeps it from making keys in the real one.
        os.environ["ANLIN_HOME"] = nowhere
        django.setup()
        print(description(), end="")

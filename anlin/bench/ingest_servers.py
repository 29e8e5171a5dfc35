"""The two servers of the ingest bench, each a process of its own: Anlin's gateway, and a plain Django view as its peer.

python -m anlin.bench.ingest_servers gateway|django PORT FOLDER
"""

import os
import sys
from pathlib import Path
from typing import Any


def serve_gateway(port: int, folder: Path) -> None:
    """The real gateway on a SQLite journal in `folder`; the cameras' sessions are in the journal beforehand."""
    from anlin.bench.ingest_town import CAMERAS, camera_code, town
    from anlin.evidence import EvidenceStore
    from anlin.gateway import FixedDirectory, GatewaySettings
    from anlin.gateway.app import create_app
    from anlin.gateway.serving import serve
    from anlin.journal import SessionRow, open_journal
    from anlin.observations.clock import system_clock

    now = system_clock()
    journal = open_journal(os.environ.get("ANLIN_BENCH_JOURNAL") or f"sqlite:///{folder / 'journal.sqlite3'}")
    for number in range(1, CAMERAS + 1):
        journal.put_session(SessionRow("gat1400", camera_code(number), f"camera-{number}", "127.0.0.1", now))
    evidence = EvidenceStore(folder / "evidence", bytes(32))
    settings = GatewaySettings(quarantine_key=bytes(32), metrics_token="bench")
    app = create_app(journal, FixedDirectory(town(now)), system_clock, evidence, settings)
    serve(app, "127.0.0.1", port)
    journal.close()


def serve_django(port: int, folder: Path) -> None:
    """What one writes first: a view that loads the JSON and saves each object through the ORM, durably."""
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="bench",
        DEBUG=False,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "django.sqlite3"),
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
            }
        },
    )
    django.setup()
    import uvicorn
    from django.core.asgi import get_asgi_application
    from django.db import connection
    from django.urls import path

    seen = _django_model()
    with connection.schema_editor() as editor:
        editor.create_model(seen)
    global urlpatterns
    urlpatterns = [path("VIID/MotorVehicles", _django_view(seen))]
    uvicorn.run(get_asgi_application(), host="127.0.0.1", port=port, access_log=False, log_level="warning")


urlpatterns: list[Any] = []


def _django_model() -> Any:
    from django.db import models

    class Seen(models.Model):
        event = models.CharField(max_length=48, unique=True)
        device = models.CharField(max_length=20, db_index=True)
        plate = models.CharField(max_length=15)
        observed_at = models.DateTimeField(db_index=True)
        received_at = models.DateTimeField()

        class Meta:
            app_label = "bench"

    return Seen


def _django_view(seen: Any) -> Any:
    import json
    from datetime import UTC, datetime

    from django.db import transaction
    from django.http import HttpRequest, HttpResponse, JsonResponse

    from anlin.observations.instants import SITE_ZONE

    def take(request: HttpRequest) -> HttpResponse:
        now = datetime.now(UTC)
        objects = json.loads(request.body)["MotorVehicleListObject"]["MotorVehicleObject"]
        rows = [
            seen(
                event=each["MotorVehicleID"],
                device=each["DeviceID"],
                plate=each["PlateNo"],
                observed_at=datetime.strptime(each["PassTime"], "%Y%m%d%H%M%S").replace(tzinfo=SITE_ZONE),
                received_at=now,
            )
            for each in objects
        ]
        with transaction.atomic():
            seen.objects.bulk_create(rows, ignore_conflicts=True)
        statuses = [
            {"RequestURL": request.path, "StatusCode": 0, "StatusString": "OK", "Id": row.event} for row in rows
        ]
        return JsonResponse({"ResponseStatusListObject": {"ResponseStatusObject": statuses}})

    return take


if __name__ == "__main__":
    which, port, folder = sys.argv[1:]
    {"gateway": serve_gateway, "django": serve_django}[which](int(port), Path(folder))

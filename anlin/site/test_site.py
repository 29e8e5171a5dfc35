import asyncio

import httpx
import pytest

from anlin.site.config import config
from anlin.site.database import database_settings
from anlin.site.headers import HEADERS, SecurityHeaders
from anlin.site.pages import Pages, compressed


def fetch(app, path, method="GET", **options):
    async def go():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, **options)

    return asyncio.run(go())


@pytest.fixture
def console(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>Anlin</title>")
    (tmp_path / "assets" / "app-1a2b.js").write_text("let a = 1;")
    return SecurityHeaders(Pages(tmp_path))


def test_every_page_of_the_console_gets_its_first_page_and_the_headers(console):
    for path in ("/", "/alerts", "/alerts/17"):
        answer = fetch(console, path)
        assert (answer.status_code, answer.text) == (200, "<title>Anlin</title>")
        assert answer.headers["Cache-Control"] == "no-cache"
        for name, value in HEADERS.items():
            assert answer.headers[name] == value


def test_files_named_by_their_content_are_cached_for_ever(console):
    assert "immutable" in fetch(console, "/assets/app-1a2b.js").headers["Cache-Control"]


def test_a_large_script_travels_compressed(tmp_path):
    (tmp_path / "large.js").write_text("let a = 1;" * 1000)
    answer = fetch(compressed(Pages(tmp_path)), "/large.js")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) < 1000
    assert len(answer.text) == 10_000


def test_a_file_named_by_its_content_is_compressed_once_and_plain_for_who_cannot_read_it(tmp_path):
    (tmp_path / "assets").mkdir()
    script = tmp_path / "assets" / "map-1a2b.js"
    script.write_text("let a = 1;" * 1000)
    pages = compressed(Pages(tmp_path))
    first = fetch(pages, "/assets/map-1a2b.js")
    script.write_text("let b = 2;" * 1000)
    again = fetch(pages, "/assets/map-1a2b.js")
    assert (first.headers["Content-Encoding"], again.headers["Content-Encoding"]) == ("gzip", "gzip")
    assert first.text == again.text == "let a = 1;" * 1000
    assert first.headers["Content-Type"].startswith("text/javascript")
    plain = fetch(pages, "/assets/map-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert len(plain.text) == 10_000


def test_a_missing_file_is_not_the_first_page(console):
    assert fetch(console, "/assets/gone.js").status_code == 404
    assert fetch(console, "/../config.py").status_code == 404


def test_pages_only_answer_reading(console):
    assert fetch(console, "/", "POST").status_code == 405


def test_a_console_that_is_not_built_says_what_to_do(tmp_path):
    answer = fetch(Pages(tmp_path / "missing"), "/")
    assert answer.status_code == 503
    assert "make console" in answer.text


def test_lu_84_nothing_from_elsewhere_may_run_load_or_frame():
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert not any("http" in sources or "*" in sources for sources in policy.values())


def test_health_is_told_to_everyone_and_figures_to_the_holder_of_the_token(client, db):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 401
    answer = client.get("/metrics", headers={"authorization": f"Bearer {config().metrics_token}"})
    assert answer.status_code == 200


def test_a_postgresql_address_is_read_whole():
    settings = database_settings("postgresql://anlin:p%40ss@db.local:5433/anlin?sslmode=require")
    assert (settings["NAME"], settings["USER"], settings["PASSWORD"]) == ("anlin", "anlin", "p@ss")
    assert (settings["HOST"], settings["PORT"]) == ("db.local", "5433")
    assert settings["OPTIONS"] == {"sslmode": "require", "options": "-c synchronous_commit=on"}


def test_a_socket_in_the_query_is_the_host():
    settings = database_settings("postgresql://postgres:@/postgres?host=/tmp/socket")
    assert (settings["HOST"], settings["PORT"]) == ("/tmp/socket", "")


def test_sqlite_waits_for_the_writer_and_syncs_fully(db):
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("the other store is under test")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"

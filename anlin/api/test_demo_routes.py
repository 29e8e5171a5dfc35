import pytest
from django.urls import path

import anlin.api.demo as demo_module
import anlin.api.session as session_module
from anlin.api.api import new_api
from anlin.people.models import User
from anlin.site.config import config


@pytest.fixture
def demo(settings, monkeypatch):
    """The same routes as `anlin demo` mounts them."""
    monkeypatch.setenv("ANLIN_DEMO", "1")
    config.cache_clear()
    api = new_api("demo")
    for module in (demo_module, session_module):
        api.add_router(module.routes.prefix, module.routes.router)
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("api/", api.urls)]})
    yield
    monkeypatch.undo()
    config.cache_clear()


def test_in_a_demo_one_click_plays_a_role(demo, browser, person, town):
    person("property_guard", town.compound, username="demo-guard", is_demo=True)
    person("auditor", username="demo-auditor", is_demo=True)
    person("dispatcher", town.city, username="real")
    roles = browser.get("/api/demo/roles").json()
    assert [row["role"] for row in roles] == ["property_guard", "auditor"]
    assert browser.post("/api/demo/sign-in", {"role": "property_guard"}).json()["user"]["username"] == "demo-guard"
    assert browser.get("/api/session").json()["is_demo"] is True
    assert browser.post("/api/demo/sign-in", {"role": "dispatcher"}).status_code == 404


def test_a_played_role_has_no_password(demo, browser, person, town):
    user = person("property_guard", town.compound, username="demo-guard", is_demo=True)
    assert not User.objects.get(pk=user.pk).has_usable_password()

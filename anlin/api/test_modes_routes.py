"""The routes of maintenance, mute and drill: end and reason are compulsory, the scope lies within reach."""

import pytest

from anlin.alerts.models import Mode
from anlin.observations.clock import system_clock


@pytest.fixture
def given(town):
    return {"kind": "mute", "area": town.compound.pk, "zone": town.zone.pk, "why": "门口施工", "lasts_min": 60}


@pytest.fixture
def manager(browsers, person, town):
    return browsers().sign_in(person("property_manager", town.compound))


def test_a_mode_is_set_shown_to_those_who_work_there_and_ended_early(browsers, manager, person, given, town):
    answer = manager.post("/api/modes", given)
    assert answer.status_code == 200, answer.content
    made = answer.json()
    assert (made["state"], made["why"], made["name"]["zh"]) == ("in_force", "门口施工", "静音")
    guard = browsers().sign_in(person("property_guard", town.compound))
    assert [row["id"] for row in guard.get("/api/modes").json()] == [made["id"]]
    situation = guard.get("/api/situation").json()
    assert [row["zone"]["id"] for row in situation["modes"]] == [town.zone.pk]
    assert manager.post(f"/api/modes/{made['id']}/end").json()["state"] == "over"
    assert manager.post(f"/api/modes/{made['id']}/end").status_code == 409
    assert Mode.objects.get().ended_by_id == made["set_by"]["id"]
    assert guard.get("/api/situation").json()["modes"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"lasts_min": None}, {"lasts_min": 0}, {"lasts_min": 12 * 60 + 1}, {"why": ""}, {"why": None},
        {"kind": "silence"}, {"model": "no_such_model"}, {"model": "watchlist_hit"}, {"kind": "drill"},
    ],
)  # fmt: skip
def test_a_mode_without_end_or_reason_or_with_what_is_not_ones_own_is_refused(manager, given, wrong):
    answer = manager.post("/api/modes", {name: value for name, value in (given | wrong).items() if value is not None})
    assert answer.status_code == 422
    assert not Mode.objects.exists()


def test_a_scope_out_of_reach_is_as_if_it_did_not_exist(manager, given, town):
    for change in ({"area": town.neighbour.pk, "zone": None}, {"zone": town.neighbour_zone.pk}, {"area": 999_999}):
        assert manager.post("/api/modes", given | change).status_code == 404


def test_an_engineer_sets_maintenance_of_one_thing_and_nothing_wider(browsers, person, given, town):
    engineer = browsers().sign_in(person("ops_engineer", town.compound))
    assert engineer.post("/api/modes", given | {"kind": "maintenance"}).status_code == 200
    assert engineer.post("/api/modes", given).status_code == 422
    assert engineer.post("/api/modes", given | {"kind": "maintenance", "zone": None}).status_code == 422


def test_a_drill_names_people_who_work_there(browsers, person, given, town):
    guard = person("property_guard", town.compound)
    stranger = person("property_guard", town.neighbour)
    manager = browsers().sign_in(person("property_manager", town.compound))
    able = [row["id"] for row in manager.get(f"/api/modes/people?area={town.compound.pk}").json()]
    assert guard.pk in able
    assert stranger.pk not in able
    drill = given | {"kind": "drill", "participants": [guard.pk]}
    assert manager.post("/api/modes", drill).json()["participants"] == [{"id": guard.pk, "name": guard.name}]
    assert manager.post("/api/modes", drill | {"participants": [stranger.pk]}).status_code == 422


def test_a_mode_about_a_closed_model_is_seen_only_by_those_who_see_the_model(browsers, person, town):
    now = system_clock()
    officer = person("community_officer", town.compound)
    Mode.objects.create(
        kind="mute", area=town.compound, model="watchlist_hit", why="核对名单", set_by=officer, begins_at=now,
        ends_at=now + 3_600_000_000,
    )  # fmt: skip
    guard = browsers().sign_in(person("property_guard", town.compound))
    assert guard.get("/api/modes").json() == []
    assert guard.get("/api/situation").json()["modes"] == []
    assert len(browsers().sign_in(officer).get("/api/modes").json()) == 1

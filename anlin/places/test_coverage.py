import pytest

from anlin.engine import load_models
from anlin.models import folders
from anlin.places.coverage import Watcher, coverage_of

SPECS = {spec.name: spec for spec in load_models(folders())}


@pytest.mark.parametrize(
    ("model", "watchers", "state"),
    [
        ("ebike_in_building", [], "not_covered"),
        ("ebike_in_building", [Watcher("camera", "lift")], "covered"),
        ("ebike_in_building", [Watcher("camera", "lift", is_seen=False)], "unknown"),
        ("ebike_in_building", [Watcher("camera", "lift", is_seen=False), Watcher("camera", "lobby")], "covered"),
        ("ebike_in_building", [Watcher("magnet", "lift")], "not_covered"),
        ("ebike_in_building", [Watcher("camera", "perimeter")], "not_covered"),
        ("access_anomaly", [Watcher("door", "door")], "covered"),
        ("watchlist_hit", [Watcher("gate_camera", "gate")], "covered"),
        ("watchlist_hit", [Watcher("smoke", "kitchen")], "not_covered"),
        ("fire_hazard", [Watcher("sensor", "riser")], "covered"),
        ("crowd_flow", [Watcher("counter", "square")], "covered"),
        ("registration_gap", [Watcher("register", "dwelling")], "covered"),
        ("incident_hotspot", [Watcher("feed", "grid")], "covered"),
        ("device_upkeep", [Watcher("camera", "lift", is_seen=False)], "covered"),
        ("device_upkeep", [], "not_covered"),
    ],
)
def test_a_model_is_covered_only_where_something_that_gives_its_inputs_is_seen(model, watchers, state):
    assert coverage_of(SPECS[model], watchers).state == state


def test_what_is_not_covered_says_which_inputs_are_missing():
    assert "ebike_detected" in coverage_of(SPECS["ebike_in_building"], []).missing

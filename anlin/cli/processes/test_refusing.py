"""What does not start, and what runs in a demo only."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from anlin.access.features import refused_models
from anlin.cli.processes.engine import models_in_force
from anlin.cli.processes.refusing import reasons_to_refuse
from anlin.site.config import config

HELD_BACK = {"watchlist_hit", "public_health_list"}


def test_models_whose_law_is_not_kept_run_in_a_demo_only_and_the_log_says_why() -> None:
    assert {spec.name for spec in models_in_force(is_demo=True)} >= refused_models() == HELD_BACK
    with capture_logs() as logs:
        running = {spec.name for spec in models_in_force(is_demo=False)}
    assert not running & HELD_BACK
    assert {entry["model"] for entry in logs} == HELD_BACK
    assert all("ANLIN_WITNESSES" in entry["why"] for entry in logs)


def test_a_bad_model_of_ones_own_stops_the_start_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANLIN_HOME", str(tmp_path))
    config.cache_clear()
    folder = tmp_path / "models" / "mine"
    folder.mkdir(parents=True)
    (folder / "model.toml").write_text('name = "mine"\n', encoding="utf-8")
    reasons = list(reasons_to_refuse(config()))
    monkeypatch.undo()
    config.cache_clear()
    assert len(reasons) == 1
    assert f"{folder / 'model.toml'}:1: model: number is missing" in str(reasons[0])
    assert reasons[0].setting == f"{folder / 'model.toml'}:1: model"
    assert "改法见英文" in reasons[0].zh

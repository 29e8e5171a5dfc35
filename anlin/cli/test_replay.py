"""`anlin replay` and `anlin score` end to end, on a small file as `anlin import` writes it."""

import json
from datetime import date

import msgspec
import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from anlin.bench.city import reference_city
from anlin.bench.city_archive import write_days
from anlin.bench.city_rows import rows_of_day
from anlin.cli.failure import CouldNotRun
from anlin.cli.main import app
from anlin.cli.replay import add_to as add_replay
from anlin.cli.score import add_to as add_score
from anlin.cli.trials import tape_within
from anlin.engine.rehearsal import PLACE, at
from anlin.engine.rows import no_rows
from anlin.observations import batch_of, kind_code, label_code, registry_to_bytes
from anlin.observations.instants import iso, period_of

if not any(command.callback and command.callback.__name__ == "replay" for command in app.registered_commands):
    add_replay(app)
    add_score(app)


def run(*arguments: object):
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def a_morning(tmp_path):
    """A vehicle that stands on lane-2 from 08:01:00 to 08:13:00 and repeats itself every ten seconds."""
    seconds = [60 + 10 * nth for nth in range(73)]
    labels = ["vehicle"] * 72 + ["clear"]
    instants = [at(second) for second in seconds]
    batch = batch_of(
        {
            "id": list(range(1, 74)),
            "observed_at": instants,
            "received_at": instants,
            "device": [6] * 73,
            "zone": [7] * 73,
            "area": [2] * 73,
            "kind": [kind_code("zone_occupied")] * 73,
            "label": [label_code(label) for label in labels],
        }
    )
    file = tmp_path / "morning.parquet"
    schema = batch.schema.with_metadata({"anlin.registry": registry_to_bytes(PLACE)})
    with pq.ParquetWriter(file, schema) as writer:
        writer.write_batch(batch.cast(schema))
    return file


def test_a_replay_tells_observations_and_alerts_per_model(a_morning, tmp_path):
    out = tmp_path / "alerts.jsonl"
    summary = json.loads(run("replay", a_morning, "--json", "--alerts", out))
    assert summary["observations"] == 73
    assert summary["alerts"]["fire_lane_occupied"] == 1
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    # The recorder of this place says nothing all morning, which is upkeep's to tell.
    (alert,) = [line for line in lines if line["model"] == "fire_lane_occupied"]
    assert alert["zone"] == "lane-2"
    assert alert["area"] == "furong"
    assert alert["explanation"]["level"] >= 1


def test_a_parameter_set_otherwise_changes_what_is_told(a_morning):
    later = json.loads(run("replay", a_morning, "--json", "--set", "fire_lane_occupied.lasting_s=1200"))
    assert later["alerts"]["fire_lane_occupied"] == 0


def test_days_are_those_of_the_sites_clock_though_files_are_of_utc(tmp_path):
    city = reference_city(2)
    write_days(tmp_path, city, 2, seed=1)
    received = np.concatenate([rows_of_day(city, day, seed=1)["received_at"] for day in range(2)])
    begins, ends = period_of(date(2026, 1, 2), date(2026, 1, 2))
    assert received.min() < begins < ends < received.max()
    told = json.loads(run("replay", tmp_path, "--json", "--from", "2026-01-02", "--to", "2026-01-02"))
    assert told["observations"] == np.count_nonzero((received >= begins) & (received < ends))
    assert json.loads(run("replay", tmp_path, "--json", "--to", "2025-12-31"))["observations"] == 0


def test_only_the_models_named_are_run(a_morning):
    assert json.loads(run("replay", a_morning, "--json", "--models", "ebike_in_building"))["alerts"] == {
        "ebike_in_building": 0
    }


def test_the_replayed_alerts_are_scored_against_the_truth(a_morning, tmp_path):
    out, truth = tmp_path / "alerts.jsonl", tmp_path / "truth.jsonl"
    run("replay", a_morning, "--json", "--alerts", out)
    happened = {
        "model": "fire_lane_occupied",
        "area": "furong",
        "zone": "lane-2",
        "start": iso(at(60)),
        "end": iso(at(780)),
        "tolerance_s": 5,
    }
    truth.write_bytes(msgspec.json.encode(happened))
    figures = json.loads(run("score", out, truth, "--json"))["models"]["fire_lane_occupied"]
    assert (figures["precision"], figures["recall"]) == (1.0, 1.0)
    assert figures["delay_s"] >= 180


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--models", "weather"], "not one of"),
        (["--set", "fire_lane_occupied.lasting_s"], "expected model.parameter=value"),
        (["--set", "fire_lane_occupied.colour=1"], "it has"),
        (["--set", "fire_lane_occupied.lasting_s=-5"], "outside"),
        (["--from", "2026-13-01"], "--from 2026-13-01: expected a day"),
        (["--to", "5 January"], "--to 5 January: expected a day"),
    ],
)
def test_what_cannot_be_run_is_said_in_one_line(a_morning, option, words):
    with pytest.raises(CouldNotRun, match=words):
        run("replay", a_morning, *option)


def test_a_file_without_a_registry_is_refused_in_words(tmp_path):
    file = tmp_path / "bare.parquet"
    with pq.ParquetWriter(file, batch_of({"id": [1], "observed_at": [5]}).schema) as writer:
        writer.write_batch(batch_of({"id": [1], "observed_at": [5]}))
    with pytest.raises(CouldNotRun, match="anlin import"):
        run("replay", file)


def test_other_limits_are_tried_beside_those_in_force(a_morning):
    (tried,) = json.loads(run("replay", a_morning, "--json", "--try", "fire_lane_occupied.lasting_s=1200"))["tried"]
    assert (tried["before"], tried["after"]) == (1, 0)
    assert [alert["zone"] for alert in tried["lost"]] == ["lane-2"]
    assert tried["days"] == [{"day": "2026-01-05", "area": "furong", "before": 1, "after": 0}]


def test_several_limits_are_tried_in_one_pass_and_change_nothing_of_what_is_in_force(a_morning):
    tries = ("--try", "fire_lane_occupied.lasting_s=60", "--try", "fire_lane_occupied.lasting_s=1200")
    summary = json.loads(run("replay", a_morning, "--json", *tries))
    assert [(one["before"], one["after"]) for one in summary["tried"]] == [(1, 1), (1, 0)]
    assert summary["alerts"]["fire_lane_occupied"] == 1


def test_limits_tried_in_one_area_hold_there_only(a_morning):
    text = "fire_lane_occupied.lasting_s=1200"
    (elsewhere,) = json.loads(run("replay", a_morning, "--json", "--try", text, "--areas", "qinghe"))["tried"]
    (here,) = json.loads(run("replay", a_morning, "--json", "--try", text, "--areas", "furong"))["tried"]
    assert (elsewhere["before"], elsewhere["after"]) == (0, 0)
    assert (here["before"], here["after"]) == (1, 0)


def test_the_rows_of_an_area_need_no_kernels_of_their_own():
    # Compiled for one kind of arrays; another kind, and all is compiled anew while somebody waits.
    _, rows = tape_within([PLACE, no_rows()], ["furong"])
    assert not any(column.flags.writeable for column in rows)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--try", "fire_lane_occupied.lasting_s=60,ebike_in_building.count=2"), "one model"),
        (("--try", "fire_lane_occupied.lasting_s=1"), "outside"),
        (("--areas", "nowhere"), "no such area"),
    ],
)
def test_what_cannot_be_tried_is_said_in_one_line(a_morning, options, named):
    with pytest.raises(CouldNotRun, match=named):
        run("replay", a_morning, "--json", *options)


def test_known_verdicts_are_counted_for_limits_that_are_tried(a_morning, tmp_path):
    verdicts = tmp_path / "verdicts.jsonl"
    happened = {"model": "fire_lane_occupied", "key": "zone:lane-2", "opened_at": at(300), "ended_at": at(700)}
    long_ago = {**happened, "opened_at": at(-7000), "ended_at": at(-6000)}
    verdicts.write_bytes(
        b"".join(msgspec.json.encode({**each, "verdict": "false"}) + b"\n" for each in (happened, long_ago))
    )
    tries = "--try", "fire_lane_occupied.lasting_s=1200", "--try", "fire_lane_occupied.lasting_s=240"
    gone, kept = json.loads(run("replay", a_morning, "--json", *tries, "--verdicts", verdicts, "--listed", 0))["tried"]
    # What neither tells, the one of long ago, is in no count.
    assert gone["known"] == {"earlier": {}, "later": {"lost_false": 1}}
    assert kept["known"] == {"earlier": {}, "later": {"kept_false": 1}}
    assert (gone["before"], gone["lost"]) == (1, [])


def test_verdicts_that_cannot_be_read_are_refused_in_words(a_morning, tmp_path):
    verdicts = tmp_path / "verdicts.jsonl"
    verdicts.write_text('{"model": "x"}')
    with pytest.raises(CouldNotRun, match="missing required field"):
        run("replay", a_morning, "--verdicts", verdicts)

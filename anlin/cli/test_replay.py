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
        (["--from", "2026-01-06", "--to", "2026-01-05"], "--from 2026-01-06 is after --to 2026-01-05"),
        (["--to", "2026-01-05"], "--from, --to: a Parquet file is played whole"),
    ],
)
def test_what_cannot_be_run_is_said_in_one_line(a_morning, option, words):
    with pytest.raises(CouldNotRun, match=words):
        run("replay", a_morning, *option)


def test_a_replay_never_overwrites_what_it_reads(a_morning):
    before = a_morning.read_bytes()
    with pytest.raises(CouldNotRun, match=r"--alerts .*: would overwrite the input .*; name another file"):
        run("replay", a_morning, "--alerts", a_morning)
    assert a_morning.read_bytes() == before


@pytest.mark.parametrize(("place", "words"), [("nowhere/a.jsonl", "there is no folder"), ("", "is a folder")])
def test_where_alerts_cannot_be_written_is_said_before_the_work(tmp_path, a_morning, place, words):
    a_morning.write_bytes(b"not even looked at")
    with pytest.raises(CouldNotRun, match=f"--alerts .*: {words}"):
        run("replay", a_morning, "--alerts", tmp_path / place)


@pytest.mark.parametrize("option", ["--set", "--try"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        # 5 s is within the bounds of `forced`, and not of `held_open`.
        ("access_anomaly.lasting_s=5", r"outside 10 to 3600 \S+, which rule held_open allows"),
        ("access_anomaly.held_open.lasting_s=9", "outside 10 to 3600"),
        ("weather.lasting_s=5", "no model 'weather'; there are .*access_anomaly"),
        ("access_anomaly.forcd.lasting_s=5", "access_anomaly has no rule 'forcd'; it has .*forced"),
        ("access_anomaly.forced.colour=5", "access_anomaly.forced has no 'colour'; it has .*lasting_s"),
    ],
)
def test_a_limit_that_a_rule_cannot_take_is_refused_with_what_it_can(a_morning, option, text, words):
    with pytest.raises(CouldNotRun, match=f"{option} {text}: {words}"):
        run("replay", a_morning, option, text)


def test_a_limit_of_one_rule_is_held_to_the_bounds_of_that_rule_alone(a_morning):
    limit = "access_anomaly.forced.lasting_s=5"  # Another rule of it takes 10 at least.
    told = json.loads(run("replay", a_morning, "--json", "--models", "access_anomaly", "--set", limit))
    assert told["alerts"] == {"access_anomaly": 0}


def test_a_limit_of_a_model_that_is_left_out_is_refused_as_such(a_morning):
    options = "--models", "ebike_in_building", "--set", "access_anomaly.held_open.lasting_s=60"
    with pytest.raises(CouldNotRun, match="--models leaves out access_anomaly; name it there too"):
        run("replay", a_morning, *options)


def test_what_is_wrong_with_an_archive_is_named_once(tmp_path):
    with pytest.raises(CouldNotRun) as raised:
        run("replay", tmp_path)
    assert str(raised.value).startswith(f"{tmp_path}: no archive here")


def test_a_model_that_is_a_folder_here_is_named_as_its_path(a_morning, tmp_path, monkeypatch):
    (tmp_path / "illegal_dumping").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CouldNotRun, match=r"--models illegal_dumping: not one of .*; a folder: \./illegal_dumping"):
        run("replay", a_morning, "--models", "illegal_dumping")


def test_a_file_without_a_registry_is_refused_in_words(tmp_path):
    file = tmp_path / "bare.parquet"
    with pq.ParquetWriter(file, batch_of({"id": [1], "observed_at": [5]}).schema) as writer:
        writer.write_batch(batch_of({"id": [1], "observed_at": [5]}))
    with pytest.raises(CouldNotRun, match="anlin import"):
        run("replay", file)


def test_a_file_whose_rows_or_registry_are_damaged_is_refused_in_words(a_morning, tmp_path):
    whole = pq.read_table(a_morning)
    text_as_device = whole.set_column(3, "device", [["a camera"] * 73])
    for damaged, words in (
        (whole.drop_columns(["kind"]), "the file has no column 'kind'"),
        (whole.replace_schema_metadata({"anlin.registry": "{bad"}), "the registry of the file cannot be read"),
        (text_as_device, "the file cannot be read"),
    ):
        file = tmp_path / "damaged.parquet"
        pq.write_table(damaged, file)
        with pytest.raises(CouldNotRun, match=rf"{file}: {words}.*`anlin import`"):
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


def test_devices_that_are_offline_are_so_under_any_limits_that_are_tried(a_morning):
    # Nothing is heard of the recorder; what is tried concerns faults.
    (tried,) = json.loads(run("replay", a_morning, "--json", "--try", "device_upkeep.lasting_s=600"))["tried"]
    assert (tried["before"], tried["after"], tried["kept_count"]) == (1, 1, 1)


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


def test_a_file_that_cannot_be_scored_is_named(a_morning, tmp_path):
    alerts, truth = tmp_path / "alerts.jsonl", tmp_path / "truth.jsonl"
    alerts.write_text('{"model": "fire_lane_occupied", "opened_at": "soon"}\n')
    truth.write_text("")
    with pytest.raises(CouldNotRun, match=rf"{alerts}:1: 'soon' is not a time.*; expected JSON Lines as"):
        run("score", alerts, truth)
    with pytest.raises(CouldNotRun, match=f"{a_morning}: is not text; expected JSON Lines as"):
        run("score", a_morning, truth)
    with pytest.raises(CouldNotRun, match=f"{a_morning}: is not text; expected JSON Lines such as"):
        run("score", truth, a_morning)

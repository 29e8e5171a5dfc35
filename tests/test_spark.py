"""On Spark the same is said as embedded, field by field: all at once, and as files land in whatever order."""

import json
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from anlin.archive import ArchiveWriter, open_manifest
from anlin.bench.city import reference_city
from anlin.bench.city_rows import DAY_0, rows_of_day
from anlin.cli.failure import CouldNotRun
from anlin.cli.main import app
from anlin.cli.replay import add_to, shards_of, tape_of
from anlin.engine import Condition, load_models
from anlin.engine.checkpoint import Unusable
from anlin.engine.replay import Run, alerts_of
from anlin.journal import Commit, Control, Journal, open_journal
from anlin.models import folders
from anlin.observations import Override, batch_of
from anlin.observations.instants import DAY, HOUR

with warnings.catch_warnings():
    # What other packages warn of when they are loaded is not ours.
    warnings.simplefilter("ignore")
    from pyspark.sql import SparkSession

    from anlin.spark import over_shards, session
    from anlin.spark.job import run
    from anlin.spark.stream import ShardState, _restored
    from anlin.spark.told import conditions_in

if not any(command.callback and command.callback.__name__ == "replay" for command in app.registered_commands):
    add_to(app)

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore:::pyspark", "ignore::ResourceWarning")]
SPECS = load_models(folders())
CITY = reference_city(2)
SHARDS = (1, 2)
COMPOUND = {1: 2, 2: 3}


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    # A short life: compiling its own code well costs the machine more than it saves.
    java = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    quick = {
        "spark.driver.extraJavaOptions": java, "spark.driver.memory": "512m", "spark.sql.shuffle.partitions": "2",
        "spark.sql.codegen.wholeStage": "false",
        # A Python worker on a busy machine needs more than 15 s until it calls back.
        "spark.python.authenticate.socketTimeout": "300s", "spark.network.timeout": "600s",
    }  # fmt: skip
    made = session("local[2]", quick)
    yield made
    made.stop()


class Written:
    """A journal of two shards, a compound each, and the archive that follows it."""

    def __init__(self, home: Path) -> None:
        self.archive = home / "archive"
        self.journal: Journal = open_journal(f"sqlite:///{home / 'journal.sqlite3'}")
        self.archive.mkdir()
        manifest = open_manifest(f"sqlite:///{self.archive / 'manifest.sqlite3'}")
        self.writers = [ArchiveWriter(self.archive, manifest, shard) for shard in SHARDS]

    def say(self, day: int, hours: range) -> None:
        """What the devices send in these hours, two hours an entry, and a clock tick after it."""
        whole = batch_of(rows_of_day(CITY, day))
        received = (whole.column("received_at").cast(pa.int64()).to_numpy() - DAY_0 - day * DAY) // HOUR
        area = whole.column("area").to_numpy()
        for shard, compound in COMPOUND.items():
            for hour in hours[::2]:
                batch = whole.filter(pa.array((area == compound) & (received // 2 == hour // 2)))
                self.journal.append(Commit(batches={shard: batch}))
                self.journal.append_control(Control(shard, "tick", DAY_0 + day * DAY + (hour + 2) * HOUR - 1))

    def rule(self, at: int, **limits: float) -> None:
        overrides = tuple(
            Override(model="access_anomaly", rule=rule, parameter="lasting_s", value=value)
            for rule, value in limits.items()
        )
        registry = msgspec.structs.replace(CITY.registry, overrides=overrides)
        for shard in SHARDS:
            self.journal.append_control(Control(shard, "registry", at, registry))

    def land(self) -> None:
        for writer in self.writers:
            writer.archive(self.journal)

    def files(self) -> list[Path]:
        return sorted(self.archive.glob("day=*/shard=*/*.rows.parquet"))


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> Written:
    written = Written(tmp_path_factory.mktemp("two-days"))
    written.rule(DAY_0)
    written.say(0, range(12))
    written.rule(DAY_0 + 12 * HOUR, held_open=30)
    written.say(0, range(12, 24))
    written.say(1, range(24))
    written.land()
    return written


def embedded(source: Path, shard: int) -> list[Condition]:
    engine = Run(SPECS)
    return [condition for item in tape_of(source, shard=shard) for condition in engine.take(item)]


def replayed(*options: object) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["replay", "--json", *map(str, options)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    summary: dict[str, Any] = json.loads(done.output)
    return summary


def test_alerts_on_spark_equal_the_embedded_ones(spark: SparkSession, two_days: Written, tmp_path: Path) -> None:
    tried = "--try", "access_anomaly.held_open.lasting_s=240", "--areas", "c1,c2"
    here = replayed(two_days.archive, "--alerts", tmp_path / "here", *tried)
    there = replayed(two_days.archive, "--alerts", tmp_path / "there", "--spark", "local[2]", *tried)
    own = ("seconds", "peak_mib")
    assert {k: v for k, v in here.items() if k not in own} == {k: v for k, v in there.items() if k not in own}
    assert (tmp_path / "here").read_text() == (tmp_path / "there").read_text() != ""


def test_shards_are_replayed_each_with_a_clock_of_its_own(two_days: Written) -> None:
    # The second shard begins as early as the first did: were the clock shared, all of it would be late.
    alone = [alerts_of(embedded(two_days.archive, shard), SPECS) for shard in shards_of(two_days.archive)]
    assert all(len(alerts) > 2 for alerts in alone)
    assert sum(replayed(two_days.archive)["alerts"].values()) == sum(map(len, alone))


def test_what_fails_on_a_worker_is_told_in_one_line(spark: SparkSession, two_days: Written) -> None:
    with pytest.raises(CouldNotRun, match="no such area") as raised:
        replayed(two_days.archive, "--spark", "local[2]", "--areas", "nowhere")
    assert "\n" not in str(raised.value)


def test_no_shard_is_no_task(spark: SparkSession) -> None:
    assert list(over_shards(spark, [], lambda shard, played: [])) == []


def test_files_that_land_in_any_order_give_the_same_conditions_once(spark: SparkSession, tmp_path: Path) -> None:
    written = Written(tmp_path)
    written.rule(DAY_0)
    written.say(0, range(10))
    written.land()
    written.rule(DAY_0 + 10 * HOUR, held_open=30)
    written.say(0, range(10, 24))
    written.land()
    for age, file in enumerate(written.files()):
        os.utime(file, (1_700_000_000 - age, 1_700_000_000 - age))
    places = str(tmp_path / "told"), str(tmp_path / "checkpoint")
    # The later halves come first, and wait.
    run(spark, written.archive, SPECS, *places, every=None, files_at_once=2)
    written.say(1, range(24))
    written.land()
    for writer in written.writers:
        # The first day lands again as one file, and its parts go.
        writer.merge()
    run(spark, written.archive, SPECS, *places, every=None)
    table = pq.ParquetDataset([*(tmp_path / "told").glob("*.parquet")]).read()
    for shard in SHARDS:
        rows = table.filter(pa.compute.equal(table.column("shard"), shard)).sort_by("nth").to_pylist()
        assert [row["nth"] for row in rows] == list(range(1, len(rows) + 1))
        assert list(conditions_in(rows)) == embedded(written.archive, shard) != []


def test_state_of_other_models_is_refused(two_days: Written) -> None:
    with pytest.raises(Unusable):
        _restored([b"ANLINST1" + bytes(40)], 1, SPECS)
    assert _restored([], 1, SPECS).plan is None
    assert ShardState(two_days.archive, SPECS)

"""A replay of an archive on Spark: one task a shard, each the same replay as on one machine."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from anlin.engine.conditions import Condition
from anlin.engine.replay import Played
from anlin.observations import registry_from_bytes, registry_to_bytes
from anlin.spark.session import NoSpark
from anlin.spark.told import COLUMNS, columns_of, conditions_in

AT_ONCE = 10_000
"""Conditions a task hands over at once."""

_SCHEMA = f"shard bigint, observations bigint, registry binary, {COLUMNS}"

PlayShard = Callable[[int, Played], Iterable[Condition]]


def over_shards(
    spark: SparkSession, shards: Sequence[int], play_shard: PlayShard
) -> Iterator[tuple[Played, Iterable[Condition]]]:
    """What `play_shard` gives for each shard, in the order of `shards`; it runs where Spark likes.

    It must be able to read there what it reads here: the archive, under the same path. Raises `NoSpark` with the
    reason when a task fails for good.
    """

    def task(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for nth in (nth for batch in batches for nth in batch.column(0).to_pylist()):
            yield from _told(shards[nth], play_shard)

    if not shards:
        return
    # A range of as many partitions as numbers has one number in each: a task a shard, whatever the cluster's size.
    numbers = spark.range(0, len(shards), 1, len(shards))
    try:
        table = numbers.mapInArrow(task, _SCHEMA).toArrow()
    except PySparkException as error:
        raise NoSpark(_reason(error)) from None
    for shard in shards:
        rows = table.filter(pa.compute.equal(table.column("shard"), shard)).to_pylist()
        summary = rows.pop()
        yield (
            Played(summary["observations"], registry_from_bytes(summary["registry"])),
            conditions_in(rows),
        )


def _told(shard: int, play_shard: PlayShard) -> Iterator[pa.RecordBatch]:
    """The shard's conditions in order, and after them one row with how much was played."""
    played = Played()
    conditions = iter(play_shard(shard, played))
    while some := list(islice(conditions, AT_ONCE)):
        nothing = [None] * len(some)
        yield _batch(
            {"shard": pa.array([shard] * len(some)), "observations": pa.array(nothing, pa.int64()),
             "registry": pa.array(nothing, pa.binary()), **columns_of(some)}
        )  # fmt: skip
    no_condition = {name: pa.nulls(1, column.type) for name, column in columns_of(()).items()}
    yield _batch(
        {"shard": pa.array([shard]), "observations": pa.array([played.observations]),
         "registry": pa.array([registry_to_bytes(played.registry)], pa.binary()), **no_condition}
    )  # fmt: skip


def _batch(columns: dict[str, pa.Array]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(columns)


def _reason(error: PySparkException) -> str:
    """The last line of a traceback from a worker, else the first of what Spark says."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    ours = [line for line in lines if line.startswith("anlin.")]
    return (ours or lines)[-1 if ours else 0].strip()

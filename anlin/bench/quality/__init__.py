"""How right Anlin is on real data that nobody of this project made; each file measures one question."""

from anlin.bench.quality.sources import NoData, measure_all

__all__ = ["NoData", "measure_all"]

"""What the past says about the near future of places: crowds by the hour, incidents by the month. Never of persons."""

from anlin.insight.crowd import CrowdModel, Forecast, rolling_forecasts
from anlin.insight.hotspot import HotspotModel, upper_bound

__all__ = ["CrowdModel", "Forecast", "HotspotModel", "rolling_forecasts", "upper_bound"]

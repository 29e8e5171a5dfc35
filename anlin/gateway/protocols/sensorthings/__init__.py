"""OGC SensorThings observations, and ThingsBoard telemetry beside them."""

from anlin.gateway.protocols.sensorthings.decode import decode

__all__ = ["decode"]

"""OGC SensorThings observations."""

from anlin.gateway.protocols.sensorthings.decode import decode

__all__ = ["decode"]

"""Frigate NVR over MQTT."""

from anlin.gateway.protocols.frigate.decode import decode

__all__ = ["decode"]

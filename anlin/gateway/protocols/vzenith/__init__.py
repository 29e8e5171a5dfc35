"""Vzenith 臻识 plate cameras and their clones: HTTP push and MQTT."""

from anlin.gateway.protocols.vzenith.decode import decode

__all__ = ["decode"]

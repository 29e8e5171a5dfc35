"""ONVIF events and metadata over MQTT (Profile M)."""

from anlin.gateway.protocols.onvif_mqtt.decode import decode

__all__ = ["decode"]

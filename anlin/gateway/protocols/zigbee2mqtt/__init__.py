"""Zigbee2MQTT sensors and locks, and Home Assistant discovery."""

from anlin.gateway.protocols.zigbee2mqtt.decode import decode

__all__ = ["decode"]

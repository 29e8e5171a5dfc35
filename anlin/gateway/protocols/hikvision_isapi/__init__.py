"""Hikvision ISAPI events: push and alert stream, number plates, access controllers."""

from anlin.gateway.protocols.hikvision_isapi.decode import decode

__all__ = ["decode"]

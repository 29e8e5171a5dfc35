"""Milesight plate cameras: HTTP push."""

from anlin.gateway.protocols.milesight.decode import decode

__all__ = ["decode"]

"""Dahua events: CGI event stream, ITSAPI plate push, web events."""

from anlin.gateway.protocols.dahua.decode import decode

__all__ = ["decode"]

"""GB/T 28181 alarms, keepalives and catalogues (MANSCDP)."""

from anlin.gateway.protocols.gb28181.decode import decode

__all__ = ["decode"]

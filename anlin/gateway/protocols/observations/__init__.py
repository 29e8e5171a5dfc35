"""Our own JSON: `POST /api/observations`, for everything that has no protocol here."""

from anlin.gateway.protocols.observations.decode import decode

__all__ = ["decode"]

"""NGSI-LD and NGSI-v2 entities of devices and measurements."""

from anlin.gateway.protocols.ngsi_ld.decode import decode

__all__ = ["decode"]

"""GA/T 1400 view library (VIID): faces, persons, vehicles, device tree, subscriptions, community feed."""

from anlin.gateway.protocols.gat1400.decode import Entry, decode, decode_entries

__all__ = ["Entry", "decode", "decode_entries"]

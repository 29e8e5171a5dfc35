"""A signed POST to an address of the operator's own systems."""

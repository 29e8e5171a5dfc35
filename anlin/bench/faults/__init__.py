"""Anlin's own parts, run over storage, network, clocks and processes that fail by a seed."""

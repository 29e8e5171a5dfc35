"""Figures of Anlin itself, each measured in one run together with its peers."""

"""Anlin 安邻: what a device notices becomes work that a person finishes, fast, lawfully, and with proof."""

__version__ = "0.1.0"

"""A whole day of the prefecture: ordinary life, incidents with their truth, and what only looks like an incident."""

from anlin.demo.day.plan import Day, begin_day

__all__ = ["Day", "begin_day"]

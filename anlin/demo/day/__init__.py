"""A whole day of the prefecture: ordinary life, incidents with their truth, and what only looks like an incident."""

from anlin.demo.day.plan import Day, Past, begin_day, begin_past

__all__ = ["Day", "Past", "begin_day", "begin_past"]

"""What stands where: areas, buildings, watched places, devices and posts, as plain data."""

from anlin.demo.town.furong import furong
from anlin.demo.town.plan import (
    USUAL,
    Area,
    Building,
    Device,
    Dwelling,
    Ground,
    Manners,
    Platform,
    Staff,
    Town,
    Zone,
    part_of,
)
from anlin.demo.town.prefecture import prefecture
from anlin.demo.town.tour import city, is_told, tour

__all__ = [
    "USUAL",
    "Area",
    "Building",
    "Device",
    "Dwelling",
    "Ground",
    "Manners",
    "Platform",
    "Staff",
    "Town",
    "Zone",
    "city",
    "furong",
    "is_told",
    "part_of",
    "prefecture",
    "tour",
]

"""What stands where: areas, buildings, watched places, devices and posts, as plain data."""

from anlin.demo.town.furong import furong
from anlin.demo.town.plan import Area, Building, Device, Dwelling, Ground, Platform, Staff, Town, Zone
from anlin.demo.town.prefecture import prefecture

__all__ = [
    "Area",
    "Building",
    "Device",
    "Dwelling",
    "Ground",
    "Platform",
    "Staff",
    "Town",
    "Zone",
    "furong",
    "prefecture",
]

"""What stands where: areas, buildings, watched places, devices and posts, as plain data."""

from anlin.demo.town.furong import furong
from anlin.demo.town.plan import USUAL, Area, Building, Device, Dwelling, Ground, Manners, Platform, Staff, Town, Zone
from anlin.demo.town.prefecture import prefecture
from anlin.demo.town.tour import tour

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
    "furong",
    "prefecture",
    "tour",
]

"""Legacy map coordinates, converted once at the edge to WGS-84 degrees.

GCJ-02 is the offset grid of maps in mainland China; BD-09 adds a second offset; CGCS2000 is WGS-84 within centimetres.
The published approximation is good to about a metre; its inverse is found by iteration. Source: the widely
published GCJ-02 series (eviltransform and others agree on its constants).
"""

import math

_A = 6378245.0
_EE = 0.00669342162296594323
_BD = math.pi * 3000.0 / 180.0

SYSTEMS = ("WGS84", "CGCS2000", "GCJ02", "BD09")


def to_wgs84(lon: float, lat: float, system: str) -> tuple[float, float]:
    """(lon, lat) in WGS-84 degrees of a point given in `system`. Raises ValueError on another system or range."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"({lon}, {lat}) is not a longitude and latitude in degrees; are they swapped?")
    name = system.upper().replace("-", "").replace("_", "")
    if name in ("WGS84", "CGCS2000"):
        return lon, lat
    if name == "BD09":
        return _gcj_to_wgs(*_bd_to_gcj(lon, lat))
    if name == "GCJ02":
        return _gcj_to_wgs(lon, lat)
    raise ValueError(f"{system!r} is not one of {', '.join(SYSTEMS)}")


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat  # The offset grid ends at the border.
    x, y = lon - 105.0, lat - 35.0
    root = math.sqrt(abs(x))
    both = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + both * 2.0 / 3.0
    d_lat += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    d_lat += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + both * 2.0 / 3.0
    d_lon += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    d_lon += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    rad = lat / 180.0 * math.pi
    magic = 1 - _EE * math.sin(rad) ** 2
    d_lat = d_lat * 180.0 / ((_A * (1 - _EE)) / (magic * math.sqrt(magic)) * math.pi)
    d_lon = d_lon * 180.0 / (_A / math.sqrt(magic) * math.cos(rad) * math.pi)
    return lon + d_lon, lat + d_lat


def _gcj_to_wgs(lon: float, lat: float) -> tuple[float, float]:
    guess_lon, guess_lat = lon, lat
    for _ in range(10):
        shifted_lon, shifted_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - shifted_lon, guess_lat + lat - shifted_lat
    return guess_lon, guess_lat


def _bd_to_gcj(lon: float, lat: float) -> tuple[float, float]:
    x, y = lon - 0.0065, lat - 0.006
    z = math.sqrt(x * x + y * y) - 0.00002 * math.sin(y * _BD)
    theta = math.atan2(y, x) - 0.000003 * math.cos(x * _BD)
    return z * math.cos(theta), z * math.sin(theta)

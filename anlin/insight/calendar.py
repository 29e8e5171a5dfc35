"""Days that do not go by their weekday: public holidays, and days of a weekend that are worked for them (调休).

They come from the package `holidays`, which carries what each state has published: of a year whose exchanges of days
are not published yet, the holidays alone.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True)
class Calendar:
    """`free`: public holidays and days off given for them; `worked`: Saturdays and Sundays that are worked."""

    free: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


@lru_cache
def calendar_of(region: str, first_year: int, last_year: int) -> Calendar:
    """The calendar of a country or one of its parts (ISO 3166: `CN`, `AU-VIC`) for whole years.

    Raises ValueError for a region that is not known.
    """
    import holidays  # Takes a while, and most processes never ask.

    country, _, part = region.partition("-")
    try:
        known = holidays.country_holidays(country, subdiv=part or None, years=range(first_year, last_year + 1))
    except NotImplementedError as error:
        raise ValueError(f"{region}: {error}") from None
    return Calendar(frozenset(known), frozenset(getattr(known, "weekend_workdays", ())))

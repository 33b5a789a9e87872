"""Working days: Monday to Friday without Indonesian public holidays and the admin's own rows."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=16)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("ID", years=year))


def add_working_days(start: date, days: int, *, days_off: Collection[date] = ()) -> date:
    """The working day ``days`` after ``start``; ``days_off`` are the admin's extra holidays."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        is_off = day.weekday() >= 5 or day in _public_holidays(day.year) or day in days_off
        days -= not is_off
    return day


def count_working_days(after: date, until: date, *, days_off: Collection[date] = ()) -> int:
    """Working days later than ``after`` up to and with ``until``."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(
        day.weekday() < 5 and day not in _public_holidays(day.year) and day not in days_off
        for day in days
    )

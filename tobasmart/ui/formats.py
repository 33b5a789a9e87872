"""Numbers, money, days and sizes as Indonesian text; knows no model and no locale."""

from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

Number = int | float | Decimal

JAKARTA = ZoneInfo("Asia/Jakarta")
UNKNOWN_AMOUNT = "belum diketahui"
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
# From the smallest up: a rounded amount may climb into the next unit.
UNITS = ((10**6, "juta"), (10**9, "miliar"), (10**12, "triliun"))
MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 604_800
AGES = (
    (HOUR, MINUTE, "menit"),
    (DAY, HOUR, "jam"),
    (WEEK, DAY, "hari"),
    (5 * WEEK, WEEK, "pekan"),
)


def number(value: Number | None, decimals: int = 2) -> str:
    """1250 → ``1.250``, 3.40 → ``3,4``: at most ``decimals`` places, no idle zeros."""
    if value is None:
        return "–"
    exact = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    if not exact.is_finite():
        return "–"
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:,f}".partition(".")
    fraction = fraction.rstrip("0")
    text = whole.replace(",", ".") + (f",{fraction}" if fraction else "")
    return "0" if text == "-0" else text


def rupiah(amount: int | None) -> str:
    """``Rp1.250.000.000``; no amount is not the amount zero."""
    if amount is None:
        return UNKNOWN_AMOUNT
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{number(abs(int(amount)))}"


def rupiah_short(amount: int | None) -> str:
    """``Rp1,4 miliar``: one decimal, half rounded up; below a million the exact amount."""
    if amount is None:
        return UNKNOWN_AMOUNT
    size, sign = abs(int(amount)), "-" if amount < 0 else ""
    if size < UNITS[0][0]:
        return rupiah(amount)
    for unit, word in UNITS:
        tenths = (20 * size + unit) // (2 * unit)
        # 999,95 juta rounds to a thousand of its unit: say one of the next instead.
        if tenths < 10_000 or word == UNITS[-1][1]:
            break
    return f"{sign}Rp{number(Decimal(tenths) / 10)} {word}"


def percent(value: Number | None, whole: Number | None = None) -> str:
    """``38,7%``: of a ready percentage, or of a part and its whole."""
    if value is None:
        return "–"
    if whole is None:
        return f"{number(value, 1)}%"
    if not whole:
        return "–"
    return f"{number(Decimal(str(value)) * 100 / Decimal(str(whole)), 1)}%"


def local(moment: datetime) -> datetime:
    """The moment on a clock in Toba; a naive moment is taken to be one already."""
    return moment.astimezone(JAKARTA) if moment.tzinfo else moment


def date_id(day: date | None) -> str:
    """``28 Juni 2021``; of a moment, its day in Toba."""
    if day is None:
        return "–"
    day = local(day) if isinstance(day, datetime) else day
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def time_id(moment: datetime | time | None) -> str:
    """``13.00``."""
    if moment is None:
        return "–"
    moment = local(moment) if isinstance(moment, datetime) else moment
    return f"{moment:%H.%M}"


def datetime_id(moment: datetime | None) -> str:
    """``28 Juni 2021, 13.00 WIB``."""
    if moment is None:
        return "–"
    return f"{date_id(moment)}, {time_id(moment)} WIB"


def ago_id(moment: datetime | None, now: datetime | None = None) -> str:
    """``2 hari lalu``; older than five weeks, or not yet come: the day."""
    if moment is None:
        return "–"
    now = now or datetime.now(UTC if moment.tzinfo else None)
    seconds = (now - moment).total_seconds()
    # Two clocks never agree to the second.
    if -MINUTE < seconds < MINUTE:
        return "baru saja"
    for limit, unit, word in AGES:
        if 0 < seconds < limit:
            return f"{int(seconds // unit)} {word} lalu"
    return date_id(moment)


def size_id(octets: int | None) -> str:
    """``0,6 MB``, ``90 KB``: with 1024 to the step, as the upload limits are."""
    if octets is None:
        return "–"
    if octets < 100 << 10:
        return f"{max(1, -(-octets // 1024)) if octets else 0} KB"
    if octets < 1000 << 20:
        return f"{number(Decimal(octets) / (1 << 20), 1)} MB"
    return f"{number(Decimal(octets) / (1 << 30), 1)} GB"


def period_id(start: date | None, end: date | None) -> str:
    """Two days with an en dash; the month or year both days share is said once."""
    if start is None or end is None or date_id(start) == date_id(end):
        return date_id(start if end is None else end)
    first = local(start) if isinstance(start, datetime) else start
    last = local(end) if isinstance(end, datetime) else end
    if first.year != last.year:
        return f"{date_id(first)}–{date_id(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]}–{date_id(last)}"
    return f"{first.day}–{date_id(last)}"

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from tobasmart.ui import formats

NOON = datetime(2021, 6, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0"),
        (999, "999"),
        (1250, "1.250"),
        (1_250_000_000, "1.250.000.000"),
        (-1250, "-1.250"),
        (3.4, "3,4"),
        (1234.5, "1.234,5"),
        (Decimal("0.125"), "0,13"),
        (Decimal("100.00"), "100"),
        (Decimal("-0.001"), "0"),
        (float("nan"), "–"),
        (float("inf"), "–"),
    ],
)
def test_number(value, text):
    assert formats.number(value) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, "belum diketahui"),
        (0, "Rp0"),
        (85_000_000, "Rp85.000.000"),
        (1_250_000_000, "Rp1.250.000.000"),
        (9_223_372_036_854_775_807, "Rp9.223.372.036.854.775.807"),
        (-5000, "-Rp5.000"),
    ],
)
def test_rupiah(amount, text):
    assert formats.rupiah(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, "belum diketahui"),
        (0, "Rp0"),
        (850_000, "Rp850.000"),
        (999_999, "Rp999.999"),
        (1_000_000, "Rp1 juta"),
        (85_000_000, "Rp85 juta"),
        (85_049_999, "Rp85 juta"),
        (85_050_000, "Rp85,1 juta"),
        (999_949_999, "Rp999,9 juta"),
        (999_950_000, "Rp1 miliar"),
        (1_350_000_000, "Rp1,4 miliar"),
        (1_349_999_999, "Rp1,3 miliar"),
        (999_950_000_000, "Rp1 triliun"),
        (12_000_000_000_000, "Rp12 triliun"),
        (1_250_000_000_000_000, "Rp1.250 triliun"),
        (-1_350_000_000, "-Rp1,4 miliar"),
    ],
)
def test_rupiah_short(amount, text):
    assert formats.rupiah_short(amount) == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((None,), "–"),
        ((62,), "62%"),
        ((38.71,), "38,7%"),
        ((12, 31), "38,7%"),
        ((0, 31), "0%"),
        ((31, 31), "100%"),
        ((0, 0), "–"),
    ],
)
def test_percent(arguments, text):
    assert formats.percent(*arguments) == text


def test_days_and_hours_are_those_of_toba():
    evening = datetime(2021, 6, 28, 17, 30, tzinfo=UTC)
    naive = datetime(2021, 6, 28, 8, 5)  # noqa: DTZ001  (a form's wall-clock time)
    assert formats.date_id(date(2021, 6, 28)) == "28 Juni 2021"
    assert formats.date_id(evening) == "29 Juni 2021"
    assert formats.time_id(evening) == "00.30"
    assert formats.time_id(time(13, 0)) == "13.00"
    assert formats.time_id(naive) == "08.05"
    assert formats.datetime_id(NOON) == "28 Juni 2021, 19.00 WIB"
    assert [formats.date_id(None), formats.time_id(None), formats.datetime_id(None)] == ["–"] * 3


def test_every_month_has_its_name():
    names = [formats.date_id(date(2022, month, 1)).split()[1] for month in range(1, 13)]
    assert names == list(formats.MONTHS)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2021, 6, 28, 11, 59, 1, tzinfo=UTC), "baru saja"),
        (datetime(2021, 6, 28, 12, 0, 30, tzinfo=UTC), "baru saja"),
        (datetime(2021, 6, 28, 11, 59, 0, tzinfo=UTC), "1 menit lalu"),
        (datetime(2021, 6, 28, 11, 0, 1, tzinfo=UTC), "59 menit lalu"),
        (datetime(2021, 6, 28, 10, 0, 0, tzinfo=UTC), "2 jam lalu"),
        (datetime(2021, 6, 26, 12, 0, 0, tzinfo=UTC), "2 hari lalu"),
        (datetime(2021, 6, 21, 12, 0, 0, tzinfo=UTC), "1 pekan lalu"),
        (datetime(2021, 5, 25, 12, 0, 0, tzinfo=UTC), "4 pekan lalu"),
        (datetime(2021, 5, 24, 12, 0, 0, tzinfo=UTC), "24 Mei 2021"),
        (datetime(2021, 6, 29, 12, 0, 0, tzinfo=UTC), "29 Juni 2021"),
        (None, "–"),
    ],
)
def test_ago(moment, text):
    assert formats.ago_id(moment, NOON) == text


def test_ago_reads_the_clock_itself():
    assert formats.ago_id(datetime.now(UTC)) == "baru saja"


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (None, "–"),
        (0, "0 KB"),
        (1, "1 KB"),
        (92_160, "90 KB"),
        (102_399, "100 KB"),
        (102_400, "0,1 MB"),
        (629_146, "0,6 MB"),
        (10 << 20, "10 MB"),
        (3 << 29, "1,5 GB"),
    ],
)
def test_size(octets, text):
    assert formats.size_id(octets) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2021, 6, 28), date(2021, 6, 29), "28–29 Juni 2021"),
        (date(2021, 6, 28), date(2021, 6, 28), "28 Juni 2021"),
        (date(2021, 6, 30), date(2021, 7, 1), "30 Juni–1 Juli 2021"),
        (date(2021, 12, 31), date(2022, 1, 1), "31 Desember 2021–1 Januari 2022"),
        (date(2021, 6, 28), None, "28 Juni 2021"),
        (None, date(2021, 6, 29), "29 Juni 2021"),
        (NOON, datetime(2021, 6, 28, 18, 0, tzinfo=UTC), "28–29 Juni 2021"),
        (None, None, "–"),
    ],
)
def test_period(start, end, text):
    assert formats.period_id(start, end) == text

"""Worksheets as tables: what goes into a workbook, and what is read from one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Organisation
from accounts.tables import Table, TableError
from dimensions.models import Dimension, District, Programme, Subdimension
from masterplan.models import SheetRow
from masterplan.worksheets.columns import MONTHS, Column, ColumnKind
from masterplan.worksheets.reading import AFTER, raw_value, shown_value

KEY, SOURCE, SOURCE_YEAR = "Kunci (jangan diubah)", "Sumber data", "Tahun data"
K = ColumnKind


def headings(columns: Sequence[Column], programme: Programme) -> list[str]:
    """The first row: one heading for each column, targets one for each year."""
    names: list[str] = []
    for column in columns:
        if column.kind == K.TARGETS:
            names += [f"{column.label} {year}" for year in _years(programme)]
        else:
            names.append(column.label)
    return [*names, SOURCE, SOURCE_YEAR, KEY]


def cells(row: SheetRow, columns: Sequence[Column], programme: Programme) -> list[Any]:
    """One row of the workbook; amounts, years and scores as numbers."""
    found: list[Any] = []
    for column in columns:
        value = raw_value(row, column)
        if column.kind == K.TARGETS:
            found += [_number((value or {}).get(year)) for year in _years(programme)]
        elif column.kind == K.NUMBER:
            found.append(_number(value))
        elif column.kind in {K.MONEY, K.YEAR, K.SCORE}:
            found.append(value)
        else:
            found.append(shown_value(row, column))
    return [*found, row.source, row.source_year, str(row.key)]


@dataclass
class ReadRow:
    """One row of an uploaded table: the form's data, and its key where it names a stored row."""

    number: int
    key: uuid.UUID | None
    data: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CheckedRow:
    """One right row, as ``services.worksheets.save_row`` takes it."""

    key: uuid.UUID | None
    values: dict[str, Any]
    source: str
    source_year: int | None


def read_rows(table: Table, columns: Sequence[Column], programme: Programme) -> list[ReadRow]:
    """Rows as ``RowForm`` takes them; names of agencies and dimensions are looked up.

    Raises ``TableError`` when a required column is missing.
    """
    places = {heading.strip().casefold(): place for place, heading in enumerate(table.header)}
    lacking = [
        column.label
        for column in columns
        if column.is_required and column.kind != K.TARGETS
        and column.label.casefold() not in places
    ]  # fmt: skip
    if lacking:
        names = ", ".join(f"“{name}”" for name in lacking)
        raise TableError(f"Kolom {names} tidak ada. Pakai judul kolom dari berkas unduhan.")
    lookup = _Lookup()
    rows = []
    for number, line in table.rows:
        said = {name: line[place] if place < len(line) else "" for name, place in places.items()}
        rows.append(_read_row(number, said, columns, programme, lookup))
    return rows


def _read_row(
    number: int,
    said: dict[str, str],
    columns: Sequence[Column],
    programme: Programme,
    lookup: "_Lookup",
) -> ReadRow:
    row = ReadRow(number, _key(said.get(KEY.casefold(), "")))
    for column in columns:
        if column.kind == K.TARGETS:
            for year in _years(programme):
                text = said.get(f"{column.label} {year}".casefold(), "")
                row.data[f"{column.code}_{year}"] = text
            continue
        text = said.get(column.label.casefold(), "").strip()
        try:
            row.data[column.code] = lookup.value(column, text)
        except KeyError:
            row.problems.append(f"{column.label}: “{text[:60]}” tidak dikenal")
    row.data["source"] = said.get(SOURCE.casefold(), "")
    row.data["source_year"] = said.get(SOURCE_YEAR.casefold(), "")
    return row


class _Lookup:
    """Words people write to what a form's field takes. Raises ``KeyError`` for an unknown word."""

    def __init__(self) -> None:
        self.tables: dict[ColumnKind, dict[str, Any]] = {
            K.DIMENSION: _by_words(Dimension.objects.all(), "name", "official_name", "code"),
            K.SUBDIMENSION: _by_words(Subdimension.objects.all(), "name", "code"),
            K.ORGANISATION: _by_words(Organisation.objects.agencies(), "name", "short_name", "key"),
        }
        self.districts = {
            name.casefold(): code for code, name in District.objects.values_list("code", "name")
        }

    def value(self, column: Column, text: str) -> Any:
        if not text:
            return [] if column.kind == K.MONTHS else ""
        if column.kind in self.tables:
            return self.tables[column.kind][text.casefold()]
        if column.kind == K.DISTRICT:
            return self.districts[text.casefold()]
        if column.kind == K.CHOICE:
            return {label.casefold(): code for code, label in column.choices}[text.casefold()]
        if column.kind == K.MONTHS:
            names = {name.casefold(): place for place, name in enumerate(MONTHS, 1)}
            return [names[part.strip().casefold()] for part in text.split(",")]
        return text.upper() if column.kind == K.IDEA else text


def _by_words(rows: Any, *names: str) -> dict[str, Any]:
    return {
        str(getattr(row, name)).casefold(): row.pk
        for row in rows
        for name in names
        if getattr(row, name)
    }


def _years(programme: Programme) -> list[str]:
    return [*(str(year) for year in programme.years), AFTER]


def _number(text: Any) -> float | int | None:
    if text is None:
        return None
    number = float(text)
    return int(number) if number.is_integer() else number


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        return None

"""Worksheets as they are read: columns as an admin arranged them, values as text for people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from accounts.models import User
from dimensions.models import District, Programme
from masterplan.models import ColumnSetting, DataRequest, SheetRow
from masterplan.worksheets.columns import FOREIGN, MONTHS, Column, ColumnKind, Sheet
from tobasmart.ui.formats import number, rupiah

AFTER = "sesudahnya"


def columns_of(
    sheet: Sheet, programme: Programme, *, with_hidden: bool = False
) -> tuple[Column, ...]:
    """The sheet's columns with the admin's words and order; hidden ones left out. One query."""
    settings = ColumnSetting.objects.filter(programme=programme, sheet=sheet.code)
    return arrange_columns(sheet, settings, with_hidden=with_hidden)


def arrange_columns(
    sheet: Sheet, settings: Iterable[ColumnSetting], *, with_hidden: bool = False
) -> tuple[Column, ...]:
    """Like ``columns_of``, from settings read before."""
    set_by = {row.column: row for row in settings}
    arranged = []
    for place, column in enumerate(sheet.columns):
        setting = set_by.get(column.code)
        if setting is None:
            arranged.append((place, place, column))
        elif with_hidden or not setting.is_hidden:
            label = setting.label or column.label
            arranged.append((setting.position, place, replace(column, label=label)))
    return tuple(column for _, _, column in sorted(arranged, key=lambda item: item[:2]))


def raw_value(row: SheetRow, column: Column) -> Any:
    """What the row holds in this column: an object, a number, text, or None."""
    if column.kind in FOREIGN:
        return getattr(row, column.kind.value)
    value = row.values.get(column.code)
    if value in (None, ""):
        return None
    return Decimal(value) if column.kind == ColumnKind.NUMBER else value


def shown_value(row: SheetRow, column: Column, districts: dict[str, str] | None = None) -> str:
    """The cell as text; "" where nothing is known. ``districts`` maps code to name."""
    value = raw_value(row, column)
    if value is None:
        return ""
    if column.kind == ColumnKind.DISTRICT:
        return (districts or district_names()).get(value, str(value))
    if column.kind == ColumnKind.CHOICE:
        return dict(column.choices).get(value, str(value))
    return _SHOWN.get(column.kind, str)(value)


def _months(value: list[int]) -> str:
    return ", ".join(MONTHS[month - 1] for month in value)


def _targets(value: dict[str, str]) -> str:
    return "; ".join(f"{year}: {number(Decimal(text), 4)}" for year, text in value.items())


_SHOWN: dict[ColumnKind, Callable[[Any], str]] = {
    ColumnKind.NUMBER: lambda value: number(value, 4),
    ColumnKind.MONEY: rupiah,
    ColumnKind.MONTHS: _months,
    ColumnKind.TARGETS: _targets,
    ColumnKind.IDEA: lambda idea: idea.code or "",
}


def district_names() -> dict[str, str]:
    return dict(District.objects.values_list("code", "name"))


def source_of(row: SheetRow) -> str:
    """Source and year as they stand below a table: "BPS, 2021"."""
    return ", ".join(str(part) for part in (row.source, row.source_year) if part)


@dataclass(frozen=True)
class Completeness:
    """How much of one worksheet is there."""

    rows: int
    state: str  # "done", "partly" or "missing"
    lacking: str  # a sentence, "" when done


def completeness_of(
    sheet: Sheet, rows: Sequence[SheetRow], dimensions: Iterable[Any]
) -> Completeness:
    """Complete with the asked number of rows (for each dimension), each figure with its source."""
    if not rows:
        return Completeness(0, "missing", "Belum ada baris.")
    if sheet.per_dimension:
        counts: dict[int | None, int] = {}
        for row in rows:
            counts[row.dimension_id] = counts.get(row.dimension_id, 0) + 1
        short = [item.name for item in dimensions if counts.get(item.pk, 0) < sheet.least_rows]
        if short:
            return Completeness(len(rows), "partly", f"Kurang untuk: {', '.join(short)}.")
    elif len(rows) < sheet.least_rows:
        return Completeness(len(rows), "partly", f"Paling sedikit {sheet.least_rows} baris.")
    bare = sum(1 for row in rows if lacks_source(sheet, row))
    if bare:
        return Completeness(len(rows), "partly", f"{bare} baris berisi angka tanpa sumber.")
    return Completeness(len(rows), "done", "")


def lacks_source(sheet: Sheet, row: SheetRow) -> bool:
    """Whether the row gives a figure or fact without saying where it comes from."""
    claims = any(column.needs_source and row.values.get(column.code) for column in sheet.columns)
    return bool(claims and not (row.source and row.source_year))


def is_asked(user: User, *, sheet: str = "", section_id: int | None = None) -> bool:
    """Whether the person's agency was ever asked for this worksheet or section."""
    if not user.is_authenticated or user.organisation_id is None:
        return False
    asked = DataRequest.objects.filter(organisation_id=user.organisation_id)
    if sheet:
        return asked.filter(sheet=sheet).exists()
    return section_id is not None and asked.filter(section_id=section_id).exists()

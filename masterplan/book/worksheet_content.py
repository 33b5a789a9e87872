"""Worksheets and narratives as frozen values, read in the snapshot of ``content.gather``."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from dimensions.models import Dimension, District, Programme
from masterplan.book.part_shapes import ReadinessScore, SheetLine, SheetTable, Text
from masterplan.models import ColumnSetting, Narrative, SheetRow
from masterplan.worksheets.columns import Column, ColumnKind, Sheet
from masterplan.worksheets.reading import arrange_columns, raw_value, shown_value, source_of
from masterplan.worksheets.sheets import SHEETS


def gather_sheets(programme: Programme) -> tuple[SheetTable, ...]:
    """Every worksheet with at least one row, in the order of the books; three queries."""
    rows: dict[str, list[SheetRow]] = defaultdict(list)
    stored = SheetRow.objects.filter(programme=programme).select_related(
        "dimension", "subdimension", "organisation", "idea"
    )
    for row in stored.order_by("sheet", "position", "pk"):
        rows[row.sheet].append(row)
    settings: dict[str, list[ColumnSetting]] = defaultdict(list)
    for setting in ColumnSetting.objects.filter(programme=programme):
        settings[setting.sheet].append(setting)
    districts = dict(District.objects.values_list("code", "name"))
    return tuple(
        _table(sheet, rows[sheet.code], settings[sheet.code], districts)
        for sheet in SHEETS.values()
        if rows[sheet.code]
    )


def _table(
    sheet: Sheet,
    rows: list[SheetRow],
    settings: list[ColumnSetting],
    districts: dict[str, str],
) -> SheetTable:
    columns = arrange_columns(sheet, settings)
    rows = sorted(rows, key=lambda row: (_sort_key(sheet, row), row.position, row.pk))
    return SheetTable(
        code=sheet.code,
        section=sheet.section,
        title=sheet.title,
        headings=tuple(column.label for column in columns),
        kinds=tuple(column.kind.value for column in columns),
        lines=tuple(
            SheetLine(
                tuple(shown_value(row, column, districts) for column in columns),
                row.dimension.code if row.dimension else "",
                source_of(row),
                str(row.key),
            )
            for row in rows
        ),
    )


def _sort_key(sheet: Sheet, row: SheetRow) -> tuple[tuple[int, float, str], ...]:
    """Unknown values last; dimensions in the programme's order; the rest by number, then text."""
    return tuple(_comparable(sheet.column(code), row) for code in sheet.order_by)


def _comparable(column: Column, row: SheetRow) -> tuple[int, float, str]:
    value = raw_value(row, column)
    if value is None:
        return 1, 0, ""
    if column.kind in {ColumnKind.DIMENSION, ColumnKind.SUBDIMENSION}:
        return 0, value.position, ""
    if column.kind == ColumnKind.CHOICE:
        return 0, [code for code, _ in column.choices].index(value), ""
    if isinstance(value, int | Decimal):
        return 0, float(value), ""
    return 0, 0, str(value).casefold()


def gather_texts(programme: Programme) -> tuple[Text, ...]:
    """Every narrative that says something, by the section's key; one query."""
    rows = Narrative.objects.filter(section__programme=programme).exclude(text="")
    found = rows.order_by("section__position").values_list("section__key", "text")
    return tuple(Text(key, text) for key, text in found)


def readiness_scores(
    programme: Programme, dimensions: Sequence[Dimension]
) -> tuple[ReadinessScore, ...]:
    """Mean score of every dimension; a row for all dimensions counts for each. One query."""
    scores: dict[int | None, list[int]] = defaultdict(list)
    rows = SheetRow.objects.filter(programme=programme, sheet__startswith="kesiapan-")
    for dimension_id, values in rows.order_by("pk").values_list("dimension_id", "values"):
        if values.get("score"):
            scores[dimension_id].append(int(values["score"]))
    found = []
    for dimension in dimensions:
        own = [*scores[dimension.pk], *scores[None]]
        mean = round(Decimal(sum(own)) / len(own), 2) if own else None
        found.append(ReadinessScore(dimension.code, mean))
    return tuple(found)

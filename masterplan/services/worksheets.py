"""Writes of worksheet rows and of how their columns are arranged."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from dimensions.models import Programme
from masterplan.models import ColumnSetting, DataRequest, SheetRow
from masterplan.permissions import WorksheetPermissions
from masterplan.worksheets.columns import FOREIGN, Sheet
from masterplan.worksheets.reading import is_asked
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record


class RowConflictError(Exception):
    """Somebody saved the row in between; ``row`` is what is stored now."""

    def __init__(self, row: SheetRow) -> None:
        super().__init__(row.pk)
        self.row = row


@transaction.atomic
def save_row(
    sheet: Sheet,
    *,
    actor: User,
    programme: Programme,
    key: uuid.UUID,
    values: dict[str, Any],
    source: str = "",
    source_year: int | None = None,
    revision: int | None = None,
) -> SheetRow:
    """Store one row; the same ``key`` again is the same row.

    ``values`` maps column codes to clean values (a form's). ``revision`` is the one the page was
    shown with, None for a new row. Raises ``NotAllowedError`` and ``RowConflictError``.
    """
    row = SheetRow.objects.select_for_update(of=("self",)).filter(key=key).first()
    is_new = row is None
    if row is None:
        row = SheetRow(
            programme=programme, sheet=sheet.code, key=key, position=_next(programme, sheet)
        )
    elif (row.sheet, row.programme_id) != (sheet.code, programme.pk):
        raise NotAllowedError("write")
    _guard(sheet, actor, row, values, is_new=is_new)
    before = _state(row)
    _fill(row, sheet, values, source, source_year)
    if not is_new and _state(row) == before:
        return row
    if not is_new and revision != row.revision:
        raise RowConflictError(SheetRow.objects.of(programme.pk, sheet.code).get(pk=row.pk))
    row.revision += 0 if is_new else 1
    row.updated_by = actor
    row.save()
    action = "worksheet.row_added" if is_new else "worksheet.row_changed"
    record(actor=actor, action=action, target=row, label=sheet.title, kind=sheet.code)
    return row


@transaction.atomic
def remove_row(row: SheetRow, *, actor: User, sheet: Sheet) -> None:
    """Take a row out of its worksheet; what it said stays in the audit entry's count only."""
    row = SheetRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    _guard(sheet, actor, row, {}, is_new=False)
    record(
        actor=actor, action="worksheet.row_removed", target=row, label=sheet.title, kind=sheet.code
    )
    row.delete()


@transaction.atomic
def move_row(row: SheetRow, *, actor: User, sheet: Sheet, up: bool) -> None:
    """Change places with the neighbour above or below; at the end nothing happens."""
    row = SheetRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    _guard(sheet, actor, row, {}, is_new=False)
    others = SheetRow.objects.select_for_update(of=("self",)).filter(
        programme_id=row.programme_id, sheet=row.sheet
    )
    other = (
        others.filter(position__lt=row.position).order_by("-position").first()
        if up
        else others.filter(position__gt=row.position).order_by("position").first()
    )
    if other is None:
        return
    row.position, other.position = other.position, row.position
    row.save(update_fields=["position"])
    other.save(update_fields=["position"])
    record(
        actor=actor, action="worksheet.row_moved", target=row, label=sheet.title, kind=sheet.code
    )


@transaction.atomic
def arrange_columns(
    sheet: Sheet, *, actor: User, programme: Programme, settings: dict[str, dict[str, Any]]
) -> None:
    """Name, order and hide columns: column code to ``label``, ``position``, ``is_hidden``.

    Columns are never invented: an unknown code raises ``KeyError``. A required one is not hidden.
    """
    if not WorksheetPermissions.of(actor, is_asked=False).arrange:
        raise NotAllowedError("arrange")
    for code, wanted in settings.items():
        column = sheet.column(code)
        ColumnSetting.objects.update_or_create(
            programme=programme,
            sheet=sheet.code,
            column=code,
            defaults={
                "label": "" if wanted["label"] == column.label else wanted["label"],
                "position": wanted["position"],
                "is_hidden": bool(wanted["is_hidden"]) and not column.is_required,
            },
        )
    record(
        actor=actor,
        action="worksheet.columns_arranged",
        target=programme,
        label=sheet.title,
        kind=sheet.code,
    )


@transaction.atomic
def mark_answered(request: DataRequest, *, actor: User, no_data_reason: str = "") -> DataRequest:
    """The agency says that it gave what it has, or why there is none. Twice is once."""
    request = DataRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    own = actor.organisation_id == request.organisation_id
    if not (own or actor.is_admin):
        raise NotAllowedError("answer")
    if request.answered_at is None:
        request.answered_at, request.answered_by = timezone.now(), actor
        request.no_data_reason = no_data_reason
        request.save(update_fields=["answered_at", "answered_by", "no_data_reason"])
        record(actor=actor, action="data_request.answered", target=request, label=request.wanted)
    return request


def _guard(
    sheet: Sheet, actor: User, row: SheetRow, values: dict[str, Any], *, is_new: bool
) -> None:
    """An agency writes rows of its own alone, and only where it was asked."""
    allowed = WorksheetPermissions.of(
        actor, is_asked=sheet.by_agency and is_asked(actor, sheet=sheet.code)
    )
    if allowed.write_all:
        return
    own = actor.organisation_id
    foreign = not is_new and row.organisation_id != own
    given = values.get("organisation")
    if not allowed.write or foreign or (given is not None and given.pk != own):
        raise NotAllowedError("write")
    if is_new or row.organisation_id is None:
        row.organisation_id = own


def _fill(
    row: SheetRow, sheet: Sheet, values: dict[str, Any], source: str, source_year: int | None
) -> None:
    for column in sheet.columns:
        if column.code not in values:
            continue
        if column.kind not in FOREIGN:
            row.values = {**row.values, column.code: values[column.code]}
        elif values[column.code] is not None or column.kind != "organisation":
            setattr(row, column.kind.value, values[column.code])
    row.source, row.source_year = source, source_year


def _state(row: SheetRow) -> tuple[Any, ...]:
    return (
        row.values, row.dimension_id, row.subdimension_id, row.organisation_id, row.idea_id,
        row.source, row.source_year,
    )  # fmt: skip


def _next(programme: Programme, sheet: Sheet) -> int:
    rows = SheetRow.objects.filter(programme=programme, sheet=sheet.code)
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1

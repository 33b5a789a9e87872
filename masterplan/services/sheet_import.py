"""Rows of an uploaded table: all of them are stored, or none is."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from dimensions.models import Programme
from masterplan.models import SheetRow
from masterplan.services.worksheets import save_row
from masterplan.worksheets.columns import Sheet
from masterplan.worksheets.tables import CheckedRow
from tobasmart.audit.services import record


@transaction.atomic
def apply_rows(
    sheet: Sheet, *, actor: User, programme: Programme, rows: Sequence[CheckedRow]
) -> int:
    """Store checked rows; a known key changes its row, others are new. How many were stored."""
    keys = [row.key for row in rows if row.key]
    stored = dict(
        SheetRow.objects.filter(programme=programme, sheet=sheet.code, key__in=keys).values_list(
            "key", "revision"
        )
    )
    for row in rows:
        known = row.key if row.key in stored else None
        save_row(
            sheet,
            actor=actor,
            programme=programme,
            key=known or uuid.uuid4(),
            values=row.values,
            source=row.source,
            source_year=row.source_year,
            revision=stored[known] if known else None,
        )
    record(
        actor=actor, action="worksheet.imported", target=programme, label=sheet.title,
        kind=sheet.code, rows=len(rows),
    )  # fmt: skip
    return len(rows)

"""Rows of an uploaded table, checked by the same form as typed ones."""

from collections.abc import Sequence

from dimensions.models import Programme
from masterplan.forms.worksheets import RowForm
from masterplan.worksheets.columns import Column
from masterplan.worksheets.tables import CheckedRow, ReadRow


def check_rows(
    rows: Sequence[ReadRow], columns: Sequence[Column], programme: Programme
) -> tuple[list[CheckedRow], list[str]]:
    """The right rows, and a sentence for each fault ("Baris 7: …"). Writes nothing."""
    checked, problems = [], []
    for row in rows:
        form = RowForm(row.data, columns=columns, programme=programme)
        problems += [f"Baris {row.number}: {text}." for text in row.problems]
        if row.problems:
            continue
        if form.is_valid():
            data = form.cleaned_data
            source, year = data.get("source", ""), data.get("source_year")
            checked.append(CheckedRow(row.key, form.values(), source, year))
        problems += [
            f"Baris {row.number}: {text}" for texts in form.errors.values() for text in texts
        ]
    return checked, problems

"""What the formsets of the idea form share: one more row without script, and their errors."""

from typing import Any

from django.forms import BaseForm
from django.forms.formsets import BaseFormSet


class Rows(BaseFormSet):
    """``title_of_row`` names a row in the error summary: "Baris biaya 2: …"."""

    title_of_row = ""

    @staticmethod
    def with_one_more(data: Any, prefix: str, limit: int) -> Any:
        """The posted data, with the row count raised where "Tambah" was pressed."""
        if not data or f"{prefix}-add" not in data:
            return data
        data, name = data.copy(), f"{prefix}-TOTAL_FORMS"
        count = data.get(name, "0")
        data[name] = str(min(int(count) + 1, limit)) if count.isdigit() else "1"
        return data

    @property
    def can_grow(self) -> bool:
        return self.total_form_count() < self.max_num

    @classmethod
    def is_posted(cls, data: Any, prefix: str) -> bool:
        """A form sent without these rows says nothing about them."""
        return f"{prefix}-TOTAL_FORMS" in data

    def error_entries(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) for the error summary."""
        entries = [
            (_target(row, name), f"{self.title_of_row} {number}: {text}")
            for number, row in enumerate(self.forms, 1)
            for name, texts in row.errors.items()
            if name in row.fields
            for text in texts
        ]
        return entries + [("", str(text)) for text in self.non_form_errors()]


def _target(row: BaseForm, name: str) -> str:
    return row[name].id_for_label or f"{row[name].auto_id}_0"

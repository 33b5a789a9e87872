"""How an admin arranges the columns of a worksheet."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from dimensions.models import Programme
from masterplan.models import ColumnSetting
from masterplan.worksheets.columns import Column, Sheet
from tobasmart.ui.fields import PlainTextField

LABEL_LIMIT = 80


class ColumnForm(forms.Form):
    code = forms.CharField(widget=forms.HiddenInput)
    label = PlainTextField(
        label="Judul kolom",
        max_length=LABEL_LIMIT,
        too_long="Judul kolom paling banyak {limit} karakter, sekarang {length}",
        error_messages={"required": "Isi judul kolom"},
    )
    position = forms.IntegerField(
        label="Urutan",
        min_value=1,
        max_value=99,
        error_messages={"required": "Isi urutan", "invalid": "Tulis urutan dengan angka"},
    )
    is_hidden = forms.BooleanField(label="Sembunyikan", required=False)


class BaseColumnFormSet(BaseFormSet):
    def settings(self, sheet: Sheet) -> dict[str, dict[str, Any]]:
        """Column code to what was chosen; a code the sheet does not have is left out."""
        known = {column.code for column in sheet.columns}
        return {
            form.cleaned_data["code"]: form.cleaned_data
            for form in self.forms
            if form.cleaned_data.get("code") in known
        }


ColumnFormSet = formset_factory(
    ColumnForm, formset=BaseColumnFormSet, extra=0, max_num=40, absolute_max=40
)


def arranged(sheet: Sheet, columns: Sequence[Column], programme: Programme) -> list[dict[str, Any]]:
    """The formset's initial rows, in the present order."""
    hidden = set(
        ColumnSetting.objects.filter(
            programme=programme, sheet=sheet.code, is_hidden=True
        ).values_list("column", flat=True)
    )
    return [
        {
            "code": column.code,
            "label": column.label,
            "position": place,
            "is_hidden": column.code in hidden,
        }
        for place, column in enumerate(columns, 1)
    ]

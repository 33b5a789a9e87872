"""One row of any worksheet as a form, made from the sheet's columns."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import Organisation
from dimensions.models import Dimension, District, Programme, Subdimension
from masterplan.models import SheetRow
from masterplan.worksheets.columns import FOREIGN, MONTHS, Column, ColumnKind
from masterplan.worksheets.reading import AFTER, raw_value
from submissions.models import Idea
from tobasmart.ui.fields import NumberField, PlainTextField, RupiahField

TEXT_LIMIT, LONG_LIMIT = 300, 3000
UNKNOWN = "Pilihan ini tidak dikenal; pilih dari daftar"
K = ColumnKind


class RowForm(forms.Form):
    """Fields named by column code; targets get one field for each year (``targets_2022``)."""

    def __init__(
        self,
        *args: Any,
        columns: Sequence[Column],
        programme: Programme,
        row: SheetRow | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns, self.programme = tuple(columns), programme
        for column in self.columns:
            self._add(column, raw_value(row, column) if row else None)
        if any(column.needs_source for column in self.columns):
            self.fields["source"] = _text("Sumber data", 300, help_text="Misalnya: BPS Toba.")
            self.fields["source_year"] = _year("Tahun data", is_required=False)
            self.initial.setdefault("source", row.source if row else "")
            self.initial.setdefault("source_year", row.source_year if row else None)

    def _add(self, column: Column, value: Any) -> None:
        if column.kind != K.TARGETS:
            self.fields[column.code] = field_of(column, self.programme)
            self.initial.setdefault(column.code, value)
            return
        for year in self.target_years:
            self.fields[f"{column.code}_{year}"] = NumberField(
                label=f"{column.label} {year}", required=False
            )
            held = (value or {}).get(year)
            self.initial.setdefault(f"{column.code}_{year}", Decimal(held) if held else None)

    @property
    def target_years(self) -> list[str]:
        return [*(str(year) for year in self.programme.years), AFTER]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        subdimension, dimension = data.get("subdimension"), data.get("dimension")
        if subdimension and dimension and subdimension.dimension_id != dimension.pk:
            self.add_error("subdimension", "Subdimensi ini milik dimensi lain; pilih yang sesuai")
        for column in self.columns:
            if column.kind == K.TARGETS and column.is_required and not self._targets(column, data):
                self.add_error(
                    f"{column.code}_{self.target_years[0]}", "Isi target paling sedikit satu tahun"
                )
        return data

    def values(self) -> dict[str, Any]:
        """Clean values by column code, as ``services.worksheets.save_row`` stores them."""
        stored: dict[str, Any] = {}
        for column in self.columns:
            if column.kind == K.TARGETS:
                stored[column.code] = self._targets(column, self.cleaned_data)
                continue
            value = self.cleaned_data.get(column.code)
            stored[column.code] = value if column.kind in FOREIGN else _plain(column, value)
        return stored

    def _targets(self, column: Column, data: dict[str, Any]) -> dict[str, str]:
        found = {year: data.get(f"{column.code}_{year}") for year in self.target_years}
        return {year: str(value) for year, value in found.items() if value is not None}


def field_of(column: Column, programme: Programme) -> forms.Field:
    """The form field of one column; labels and help are the column's."""
    common: dict[str, Any] = {
        "label": column.label, "help_text": column.help, "required": column.is_required,
    }  # fmt: skip
    match column.kind:
        case K.TEXT | K.LONG:
            limit = TEXT_LIMIT if column.kind == K.TEXT else LONG_LIMIT
            return _text(limit=limit, lines=4 if column.kind == K.LONG else 1, **common)
        case K.NUMBER:
            return NumberField(**common, error_messages=_asked(column))
        case K.MONEY:
            return RupiahField(**common, error_messages=_asked(column))
        case K.YEAR:
            return _year(column.label, is_required=column.is_required, help_text=column.help)
        case K.SCORE | K.CHOICE:
            return _choice(column)
        case K.MONTHS:
            return forms.TypedMultipleChoiceField(
                choices=[(place, name) for place, name in enumerate(MONTHS, 1)],
                coerce=int,
                widget=forms.CheckboxSelectMultiple,
                **common,
                error_messages=_asked(column) | {"invalid_choice": UNKNOWN},
            )
    return _related(column, programme, common)


def _related(column: Column, programme: Programme, common: dict[str, Any]) -> forms.Field:
    rows: dict[str, Any] = {
        K.DIMENSION: Dimension.objects.all(),
        K.SUBDIMENSION: Subdimension.objects.select_related("dimension"),
        K.ORGANISATION: Organisation.objects.agencies(),
        K.DISTRICT: District.objects.all(),
        K.IDEA: Idea.objects.in_force().filter(programme=programme).order_by("code"),
    }
    return forms.ModelChoiceField(
        rows[column.kind],
        empty_label="Pilih",
        to_field_name="code" if column.kind in {K.DISTRICT, K.IDEA} else None,
        error_messages=_asked(column) | {"invalid_choice": UNKNOWN},
        **common,
    )


def _choice(column: Column) -> forms.Field:
    scores = [(str(score), str(score)) for score in range(1, 6)]
    choices = scores if column.kind == K.SCORE else list(column.choices)
    return forms.ChoiceField(
        label=column.label,
        help_text=column.help,
        required=column.is_required,
        choices=[("", "Pilih"), *choices],
        error_messages=_asked(column) | {"invalid_choice": UNKNOWN},
    )


def _year(label: str, *, is_required: bool, help_text: str = "") -> forms.Field:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=is_required,
        min_value=1990,
        max_value=2100,
        error_messages={
            "required": f"Isi {label.lower()}",
            "invalid": "Tulis tahun dengan empat angka",
            "min_value": "Tahun sedikitnya 1990",
            "max_value": "Tahun paling akhir 2100",
        },
    )


def _text(label: str, limit: int = TEXT_LIMIT, *, lines: int = 1, **kwargs: Any) -> forms.Field:
    required = kwargs.pop("required", False)
    return PlainTextField(
        label=label,
        max_length=limit,
        too_long=label + " paling banyak {limit} karakter, sekarang {length}",
        lines=lines,
        required=required,
        error_messages={"required": f"Isi {label.lower()}"},
        **kwargs,
    )


def _asked(column: Column) -> dict[str, str]:
    return {"required": f"Isi {column.label.lower()}"}


def _plain(column: Column, value: Any) -> Any:
    """A clean value as JSON keeps it."""
    if value in (None, ""):
        return None
    match column.kind:
        case K.NUMBER:
            return str(value)
        case K.SCORE:
            return int(value)
        case K.DISTRICT:
            return value.code
    return value

"""Measures of success: up to five rows, each with its baseline and a target for each year."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from dimensions.models import Programme
from submissions.choices import Direction
from submissions.forms.parts import UNKNOWN_CHOICE, text_field
from submissions.forms.rows import Rows
from submissions.text import MAX_INDICATORS, IndicatorText
from tobasmart.ui.fields import NumberField

AFTER = "sesudahnya"  # the column behind the programme's last year; None in the database
BASELINE_VALUE, BASELINE_LATER = "value", "later"


class IndicatorRow(forms.Form):
    """One measure. A row without a name and without figures is no measure."""

    name = text_field(
        "Ukuran keberhasilan",
        200,
        help_text="Apa yang dihitung? Misalnya: rumah tangga yang memilah sampah.",
    )
    unit = text_field("Satuan", 40, help_text="Misalnya: persen, ton per hari, orang.")
    direction = forms.ChoiceField(
        label="Arah yang diharapkan",
        choices=Direction,
        initial=Direction.UP,
        required=False,
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )
    is_cumulative = forms.BooleanField(
        label="Target tiap tahun menghitung juga hasil tahun sebelumnya", required=False
    )
    baseline_kind = forms.ChoiceField(
        label="Kondisi awal",
        choices=[(BASELINE_VALUE, "Sudah ada angkanya"), (BASELINE_LATER, "Belum tersedia")],
        widget=forms.RadioSelect,
        initial=BASELINE_VALUE,
        required=False,
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )
    baseline_value = NumberField(label="Nilai awal", required=False)
    baseline_year = forms.IntegerField(
        label="Tahun data",
        required=False,
        min_value=1990,
        max_value=2100,
        error_messages={
            "invalid": "Tulis tahun dengan empat angka",
            "min_value": "Tahun data sedikitnya 1990",
            "max_value": "Tahun data paling akhir 2100",
        },
    )
    baseline_source = text_field("Sumber data", 200)
    baseline_plan = text_field(
        "Bila belum tersedia, bagaimana akan diukur?", 300, named="Rencana pengukuran"
    )

    def __init__(self, *args: Any, programme: Programme, held: tuple[IndicatorText, ...], **kwargs):
        super().__init__(*args, **kwargs)
        self.held = held
        self.target_years: list[tuple[str, int | None]] = [
            *((f"target_{year}", year) for year in programme.years),
            (f"target_{AFTER}", None),
        ]
        for name, year in self.target_years:
            self.fields[name] = NumberField(label=f"Target {year or AFTER}", required=False)
        for field in self.fields.values():
            field.widget.attrs["data-optional-said"] = "1"

    @property
    def targets(self) -> list[forms.BoundField]:
        return [self[name] for name, _ in self.target_years]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("name") and "name" not in self.errors and self._has_figures(data):
            self.add_error("name", "Tulis apa yang dihitung, atau kosongkan angkanya")
        return data

    def _has_figures(self, data: dict[str, Any]) -> bool:
        return data.get("baseline_value") is not None or bool(self._targets(data))

    def _targets(self, data: dict[str, Any]) -> tuple[tuple[int | None, Decimal], ...]:
        """(year, value) of every filled target, in the order of the years, "sesudahnya" last."""
        return tuple(
            (year, data[name]) for name, year in self.target_years if data.get(name) is not None
        )

    def measure(self, place: int) -> IndicatorText | None:
        """The row as text; what is not valid is as it was stored at this place."""
        held = self.held[place] if place < len(self.held) else IndicatorText(name="")
        data = {**_initial(held), **getattr(self, "cleaned_data", {})}
        if not data["name"]:
            return None
        known = data["baseline_kind"] != BASELINE_LATER and data["baseline_value"] is not None
        return replace(
            held,
            name=data["name"],
            unit=data["unit"],
            direction=data["direction"] or Direction.UP,
            is_cumulative=data["is_cumulative"],
            baseline_value=data["baseline_value"] if known else None,
            baseline_year=data["baseline_year"] if known else None,
            baseline_source=data["baseline_source"] if known else "",
            baseline_plan="" if known else data["baseline_plan"],
            targets=self._targets(data),
        )


class BaseIndicatorFormSet(Rows, BaseFormSet):
    """One empty row to begin with; "Tambah ukuran" adds one."""

    title_of_row = "Ukuran"

    def __init__(
        self, data: Any, *, programme: Programme, held: tuple[IndicatorText, ...], prefix: str
    ):
        super().__init__(
            self.with_one_more(data, prefix, MAX_INDICATORS),
            prefix=prefix,
            initial=[_initial(text) for text in held] or [{}],
            form_kwargs={"programme": programme, "held": held},
        )

    def measures(self) -> tuple[IndicatorText, ...]:
        rows = [row.measure(place) for place, row in enumerate(self.forms)]
        return tuple(row for row in rows if row)


def _initial(text: IndicatorText) -> dict[str, Any]:
    later = bool(text.name) and text.baseline_value is None
    targets = {f"target_{year or AFTER}": value for year, value in text.targets}
    return {
        "name": text.name,
        "unit": text.unit,
        "direction": text.direction,
        "is_cumulative": text.is_cumulative,
        "baseline_kind": BASELINE_LATER if later else BASELINE_VALUE,
        "baseline_value": text.baseline_value,
        "baseline_year": text.baseline_year,
        "baseline_source": text.baseline_source,
        "baseline_plan": text.baseline_plan,
        **targets,
    }


IndicatorFormSet = formset_factory(
    IndicatorRow,
    formset=BaseIndicatorFormSet,
    extra=0,
    max_num=MAX_INDICATORS,
    absolute_max=MAX_INDICATORS,
    validate_max=True,
)

"""The parts of the idea form that repeat for years: targets and budget rows."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from dimensions.models import FundSource, Programme
from submissions.text import IdeaText
from tobasmart.ui.fields import NumberField, RupiahField

AFTER = "sesudahnya"  # the column behind the programme's last year; None in the database
MAX_ROWS = 40


class TargetFields:
    """Mixin of ``IdeaForm``: one number field for each year of the programme and one for later."""

    fields: dict[str, forms.Field]

    def add_target_fields(self, programme: Programme, text: IdeaText) -> None:
        known = dict(text.indicator.targets) if text.indicator else {}
        self.target_years: list[tuple[str, int | None]] = [
            *((f"target_{year}", year) for year in programme.years),
            (f"target_{AFTER}", None),
        ]
        for name, year in self.target_years:
            field = NumberField(label=f"Target {year or AFTER}", required=False)
            field.initial = known.get(year)
            field.widget.attrs["data-optional-said"] = "1"
            self.fields[name] = field

    @property
    def target_names(self) -> list[str]:
        return [name for name, _ in self.target_years]

    def target_values(self, data: dict[str, Any]) -> tuple[tuple[int | None, Decimal], ...]:
        """(year, value) of every filled target, in the order of the years, "sesudahnya" last."""
        return tuple(
            (year, data[name]) for name, year in self.target_years if data.get(name) is not None
        )


class BudgetRow(forms.Form):
    """Rupiah of one year from one fund source. A row without an amount is no row."""

    year = forms.ChoiceField(label="Tahun", required=False)
    fund_source = forms.ModelChoiceField(
        FundSource.objects.none(),
        label="Sumber dana",
        empty_label="Belum tahu",
        required=False,
        error_messages={"invalid_choice": "Sumber dana ini tidak dikenal; pilih dari daftar"},
    )
    amount = RupiahField(label="Biaya (rupiah)", required=False)

    def __init__(
        self, *args: Any, years: list[Any], sources: list[Any], outside: str, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        year, source = self.fields["year"], self.fields["fund_source"]
        for field in self.fields.values():
            field.widget.attrs["data-optional-said"] = "1"
        year.choices = years
        year.error_messages["invalid_choice"] = outside
        source.queryset = FundSource.objects.all()
        source.choices = sources

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (
            data.get("amount") is not None
            and not data.get("fund_source")
            and "fund_source" not in self.errors
        ):
            self.add_error("fund_source", "Pilih sumber dana untuk biaya ini")
        if data.get("amount") is not None and not data.get("year") and "year" not in self.errors:
            self.add_error("year", "Pilih tahun untuk biaya ini")
        return data


class BaseBudgetFormSet(BaseFormSet):
    """Starts with one row for each year; "Tambah baris" adds one for a second fund source."""

    def __init__(self, data: Any = None, *, programme: Programme, lines: Any, prefix: str):
        years = [(str(year), str(year)) for year in programme.years] + [(AFTER, "Sesudahnya")]
        sources = [("", "Belum tahu")] + [
            (s.pk, s.name) for s in FundSource.objects.filter(is_active=True)
        ]
        outside = (
            f"Tahun di luar kurun program ({programme.start_year}–{programme.end_year});"
            " pilih dari daftar"
        )
        if data and f"{prefix}-add" in data:
            data = self._with_one_more(data, prefix)
        super().__init__(
            data,
            prefix=prefix,
            initial=_initial_rows(programme, lines),
            form_kwargs={"years": years, "sources": sources, "outside": outside},
        )

    @staticmethod
    def _with_one_more(data: Any, prefix: str) -> Any:
        data = data.copy()
        name = f"{prefix}-TOTAL_FORMS"
        count = data.get(name, "0")
        data[name] = str(min(int(count) + 1, MAX_ROWS)) if count.isdigit() else "1"
        return data

    def clean(self) -> None:
        seen = set()
        for row in self.forms:
            data = getattr(row, "cleaned_data", {})
            if data.get("amount") is None or not data.get("fund_source"):
                continue
            place = (data.get("year"), data["fund_source"].pk)
            if place in seen:
                row.add_error(
                    "fund_source",
                    "Tahun dan sumber dana ini sudah ada di baris lain; jumlahkan di satu baris",
                )
            seen.add(place)

    def lines(self) -> tuple[tuple[int | None, int, int], ...]:
        """(year, fund source pk, rupiah), by year and then by source; "sesudahnya" last."""
        found = []
        for row in self.forms:
            data = row.cleaned_data
            if data.get("amount") is None:
                continue
            year = None if data["year"] == AFTER else int(data["year"])
            found.append((year, data["fund_source"], data["amount"]))
        found.sort(key=lambda line: (line[0] is None, line[0] or 0, line[1].position))
        return tuple((year, source.pk, amount) for year, source, amount in found)

    def error_entries(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) for the error summary."""
        entries = [
            (row[name].id_for_label, f"Baris biaya {number}: {text}")
            for number, row in enumerate(self.forms, 1)
            for name, texts in row.errors.items()
            if name in row.fields
            for text in texts
        ]
        return entries + [("", str(text)) for text in self.non_form_errors()]


def _initial_rows(programme: Programme, lines: Any) -> list[dict[str, Any]]:
    rows = [
        {"year": str(year) if year else AFTER, "fund_source": source, "amount": amount}
        for year, source, amount in lines
    ]
    filled = {row["year"] for row in rows}
    rows += [{"year": str(year)} for year in programme.years if str(year) not in filled]
    if AFTER not in filled:
        rows.append({"year": AFTER})
    return sorted(rows, key=lambda row: (row["year"] == AFTER, row["year"]))


BudgetFormSet = formset_factory(
    BudgetRow,
    formset=BaseBudgetFormSet,
    extra=0,
    max_num=MAX_ROWS,
    absolute_max=MAX_ROWS,
    validate_max=True,
)

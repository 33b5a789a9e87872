"""Budget rows of the full form: rupiah of one year from one fund source."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from dimensions.models import FundSource, Programme
from submissions.forms.parts import UNKNOWN_SOURCE
from submissions.forms.rows import Rows
from tobasmart.ui.fields import RupiahField

AFTER = "sesudahnya"  # the column behind the programme's last year; None in the database
MAX_ROWS = 40

Line = tuple[int | None, int, int]  # year, fund source pk, rupiah


class BudgetRow(forms.Form):
    """Rupiah of one year from one fund source. A row without an amount is no row."""

    year = forms.ChoiceField(label="Tahun", required=False)
    fund_source = forms.ModelChoiceField(
        FundSource.objects.none(),
        label="Sumber dana",
        empty_label="Belum tahu",
        required=False,
        error_messages={"invalid_choice": UNKNOWN_SOURCE},
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
        if data.get("amount") is not None:
            if not data.get("fund_source") and "fund_source" not in self.errors:
                self.add_error("fund_source", "Pilih sumber dana untuk biaya ini")
            if not data.get("year") and "year" not in self.errors:
                self.add_error("year", "Pilih tahun untuk biaya ini")
        return data

    def line(self) -> Line | None:
        """The row as (year, source, rupiah); of one that is not valid, what it began with."""
        if self.errors or not self.has_changed():
            first = self.initial
            if first.get("amount") is None:
                return None
            return _year(first["year"]), first["fund_source"], first["amount"]
        data = self.cleaned_data
        if data.get("amount") is None:
            return None
        return _year(data["year"]), data["fund_source"].pk, data["amount"]


class BaseBudgetFormSet(Rows, BaseFormSet):
    """Starts with one row for each year; "Tambah baris" adds one for a second fund source."""

    title_of_row = "Baris biaya"

    def __init__(self, data: Any, *, programme: Programme, held: tuple[Line, ...], prefix: str):
        years = [(str(year), str(year)) for year in programme.years] + [(AFTER, "Sesudahnya")]
        known, used = list(FundSource.objects.all()), {source for _, source, _ in held}
        self.positions = {source.pk: source.position for source in known}
        sources = [("", "Belum tahu")] + [
            (source.pk, source.name) for source in known if source.is_active or source.pk in used
        ]
        outside = (
            f"Tahun di luar kurun program ({programme.start_year}–{programme.end_year});"
            " pilih dari daftar"
        )
        super().__init__(
            self.with_one_more(data, prefix, MAX_ROWS),
            prefix=prefix,
            initial=_initial_rows(programme, held),
            form_kwargs={"years": years, "sources": sources, "outside": outside},
        )

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

    def lines(self) -> tuple[Line, ...]:
        """By year and then by source, "sesudahnya" last."""
        found: dict[tuple[int | None, int], Line] = {}
        for row in self.forms:
            if line := row.line():
                found.setdefault(line[:2], line)
        return tuple(
            sorted(
                found.values(),
                key=lambda line: (line[0] is None, line[0] or 0, self.positions[line[1]]),
            )
        )


def _year(text: str) -> int | None:
    return None if text == AFTER else int(text)


def _initial_rows(programme: Programme, lines: tuple[Line, ...]) -> list[dict[str, Any]]:
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

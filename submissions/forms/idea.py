"""The full form: everything about an idea on one page, with its rows for years and measures."""

from dataclasses import replace
from typing import Any

from django import forms

from dimensions.models import Subdimension
from submissions.consent import CONSENT_MISSING, CONSENT_TEXT
from submissions.forms.base import TextForm
from submissions.forms.indicators import IndicatorFormSet
from submissions.forms.layout import full_helper
from submissions.forms.parts import (
    AgencyPart,
    CostPart,
    EvidencePart,
    NomenclaturePart,
    OutlookPart,
    ProblemPart,
    SolutionPart,
    TimePart,
    TitlePart,
)
from submissions.forms.plan import BudgetFormSet
from submissions.text import IdeaText

BUDGET, INDICATOR = "budget", "indicator"


class IdeaForm(
    TextForm,
    TitlePart,
    ProblemPart,
    SolutionPart,
    CostPart,
    AgencyPart,
    EvidencePart,
    TimePart,
    NomenclaturePart,
    OutlookPart,
):
    """The whole text of an idea. Nothing is required to save, four parts are to submit."""

    consent = forms.BooleanField(label=CONSENT_TEXT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = self.programme
        years = [("", "Belum tahu")] + [
            (year, str(year)) for year in range(programme.start_year, programme.long_until + 1)
        ]
        outside = (
            f"Tahun di luar kurun program ({programme.start_year}–{programme.long_until});"
            " pilih dari daftar"
        )
        for name in ("start_year", "end_year"):
            self.fields[name].choices = years
            self.fields[name].error_messages["invalid_choice"] = outside
        self.fields["subdimension"].choices = _grouped_subdimensions  # asked only when shown
        data = self.data if self.is_bound else None
        self.budgets = BudgetFormSet(
            data if data and BudgetFormSet.is_posted(data, BUDGET) else None,
            programme=programme,
            held=self.stored.budgets,
            prefix=BUDGET,
        )
        self.indicators = IndicatorFormSet(
            data if data and IndicatorFormSet.is_posted(data, INDICATOR) else None,
            programme=programme,
            held=self.stored.indicators,
            prefix=INDICATOR,
        )
        self.helper = full_helper()

    @property
    def adds_row(self) -> bool:
        return self.is_bound and any(f"{name}-add" in self.data for name in (BUDGET, INDICATOR))

    @property
    def row_errors(self) -> list[tuple[str, str]]:
        return [entry for rows in self._bound_rows for entry in rows.error_entries()]

    @property
    def _bound_rows(self) -> list[Any]:
        return [rows for rows in (self.budgets, self.indicators) if rows.is_bound]

    def is_valid(self) -> bool:
        rows_are = [rows.is_valid() for rows in self._bound_rows]
        return super().is_valid() and all(rows_are)

    def check_complete(self) -> bool:
        super().check_complete()
        if not self.cleaned_data.get("consent"):
            self.add_error("consent", CONSENT_MISSING)
        return not self.errors

    def text(self) -> IdeaText:
        text = super().text()
        if self.budgets.is_bound:
            text = replace(text, budgets=self.budgets.lines())
        if self.indicators.is_bound:
            text = replace(text, indicators=self.indicators.measures())
        return text


def _grouped_subdimensions() -> list[Any]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for part in Subdimension.objects.select_related("dimension"):
        groups.setdefault(part.dimension.name, []).append((part.pk, part.name))
    return [("", "Belum dipilih"), *groups.items()]

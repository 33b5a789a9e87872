"""Scores by criterion, and the rubric itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from submissions.models import Criterion
from submissions.services.rubric import CriterionText
from submissions.services.scoring import Scores
from tobasmart.ui.fields import PlainTextField

VALUES = (1, 2, 3, 4, 5)
INCOMPLETE = "Beri nilai untuk semua kriteria, atau pilih Saya tidak menilai"


@dataclass(frozen=True)
class ScoreRow:
    criterion: Criterion
    name: str
    value: str
    marks: Sequence[int] = VALUES


class ScoreForm(forms.Form):
    """One to five for each criterion, or that the person does not judge. May stay empty."""

    abstain = forms.BooleanField(required=False, label="Saya tidak menilai")

    def __init__(self, *args: Any, rubric: Sequence[Criterion], **kwargs: Any):
        super().__init__(*args, prefix="score", **kwargs)
        self.rubric = rubric
        for criterion in rubric:
            self.fields[criterion.code] = forms.TypedChoiceField(
                label=criterion.name,
                choices=[(value, value) for value in VALUES],
                coerce=int,
                required=False,
                error_messages={"invalid_choice": "Pilih nilai 1 sampai 5"},
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if 0 < self.given < len(self.rubric) and not data.get("abstain"):
            raise ValidationError(INCOMPLETE)
        return data

    @property
    def given(self) -> int:
        """How many criteria have a score."""
        return sum(bool(self.cleaned_data.get(criterion.code)) for criterion in self.rubric)

    def scores(self) -> Scores | None:
        """None where nothing was given; of scores and an abstention the abstention counts."""
        if self.cleaned_data.get("abstain"):
            return Scores({}, is_abstained=True)
        values = {
            criterion.code: self.cleaned_data[criterion.code]
            for criterion in self.rubric
            if self.cleaned_data.get(criterion.code)
        }
        return Scores(values) if values else None

    def rows(self) -> list[ScoreRow]:
        return [
            ScoreRow(each, self[each.code].html_name, str(self[each.code].value() or ""))
            for each in self.rubric
        ]


class CriterionForm(forms.Form):
    """One line of the rubric; an empty line at the end adds nothing."""

    code = forms.CharField(required=False, widget=forms.HiddenInput)
    name = PlainTextField(
        label="Kriteria",
        max_length=60,
        too_long="Nama paling banyak {limit} karakter, sekarang {length}",
        required=False,
    )
    hint = PlainTextField(
        label="Keterangan",
        max_length=200,
        too_long="Keterangan paling banyak {limit} karakter, sekarang {length}",
        required=False,
    )
    weight = forms.IntegerField(
        label="Bobot",
        min_value=1,
        max_value=10,
        error_messages={
            "required": "Isi bobot 1 sampai 10",
            "invalid": "Isi bobot 1 sampai 10",
            "min_value": "Isi bobot 1 sampai 10",
            "max_value": "Isi bobot 1 sampai 10",
        },
    )
    position = forms.IntegerField(
        label="Urutan",
        min_value=1,
        max_value=99,
        error_messages={"required": "Isi urutan", "invalid": "Isi urutan dengan angka"},
    )
    is_active = forms.BooleanField(label="Dipakai", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("code") and not data.get("name"):
            self.add_error("name", "Tulis nama, atau kosongkan Dipakai agar tidak dipakai lagi")
        return data

    def line(self) -> CriterionText:
        return CriterionText(**{name: self.cleaned_data[name] for name in _LINE})


_LINE = ("code", "name", "hint", "weight", "position", "is_active")


class RubricForm:
    """All lines and an empty one, each a form of its own."""

    def __init__(self, criteria: Sequence[Criterion], data: Mapping[str, Any] | None = None):
        known = [{name: getattr(each, name) for name in _LINE} for each in criteria]
        new = {"weight": 1, "position": len(known) + 1, "is_active": True}
        self.forms = [
            CriterionForm(data, prefix=f"line{number}", initial=initial)
            for number, initial in enumerate([*known, new])
        ]

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms)

    def lines(self) -> list[CriterionText]:
        """The lines that say something and can be read."""
        return [form.line() for form in self.forms if form.is_valid() and form.cleaned_data["name"]]

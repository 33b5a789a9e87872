from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dimensions.models import Dimension, Subdimension
from submissions.choices import DecisionKind, DeferReason, IdeaField, RejectReason
from submissions.services.deciding import Verdict
from tobasmart.ui.fields import PlainTextField

NOTE_LIMIT = 2000


def reason_field(label: str, help_text: str = "", *, required: bool = True) -> PlainTextField:
    """A public reason of one to a few sentences."""
    return PlainTextField(
        label=label,
        help_text=help_text,
        max_length=NOTE_LIMIT,
        too_long="Alasan paling banyak {limit} karakter, sekarang {length}",
        lines=3,
        required=required,
        error_messages={"required": "Tulis alasannya; pengusul dan umum akan membacanya"},
    )


class RevisionForm(forms.Form):
    """What has to be improved, until when, and notes at single parts."""

    reason = reason_field("Apa yang perlu diperbaiki?", "Dibaca pengusul dan umum.")
    due_on = forms.DateField(
        label="Tenggat",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Pilih tanggal tenggat", "invalid": "Pilih tanggal tenggat"},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, prefix="revision", **kwargs)
        self.today = today
        for part in IdeaField:
            self.fields[f"note_{part}"] = PlainTextField(
                label=f"Catatan untuk {part.label}",
                max_length=NOTE_LIMIT,
                too_long="Catatan paling banyak {limit} karakter, sekarang {length}",
                lines=2,
                required=False,
            )

    def clean_due_on(self) -> date:
        due_on = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise ValidationError("Tenggat tidak boleh sebelum hari ini")
        return due_on

    def verdict(self) -> Verdict:
        return Verdict(
            kind=DecisionKind.REVISION,
            reason=self.cleaned_data["reason"],
            due_on=self.cleaned_data["due_on"],
            notes=self.notes(),
        )

    def notes(self) -> dict[str, str]:
        """Field code to note, only those that were written."""
        found = {part: self.cleaned_data[f"note_{part}"] for part in IdeaField}
        return {str(part): text for part, text in found.items() if text}

    @property
    def note_fields(self) -> list[Any]:
        return [self[f"note_{part}"] for part in IdeaField]


class DecisionForm(forms.Form):
    """A reason from the list and in words; approving needs neither."""

    def __init__(self, *args: Any, kind: DecisionKind, **kwargs: Any):
        super().__init__(*args, prefix=kind.value, **kwargs)
        self.kind = kind
        reasons = {DecisionKind.DEFER: DeferReason, DecisionKind.REJECT: RejectReason}.get(kind)
        if reasons:
            self.fields["reason_code"] = forms.ChoiceField(
                label="Alasan",
                choices=[("", "Pilih alasan"), *reasons.choices],
                error_messages={
                    "required": "Pilih satu alasan",
                    "invalid_choice": "Pilih satu alasan dari daftar",
                },
            )
        self.fields["reason"] = reason_field(
            "Penjelasan" if reasons else "Catatan untuk pengusul",
            "Dibaca pengusul dan umum.",
            required=bool(reasons),
        )

    def verdict(self) -> Verdict:
        return Verdict(
            kind=self.kind,
            reason=self.cleaned_data["reason"],
            reason_code=self.cleaned_data.get("reason_code", ""),
        )


class MoveForm(forms.Form):
    """A new place for an idea; the sub-dimension must belong to the dimension."""

    dimension = forms.ModelChoiceField(
        Dimension.objects.all(),
        label="Dimensi",
        empty_label=None,
        error_messages={"required": "Pilih satu dimensi", "invalid_choice": "Pilih satu dimensi"},
    )
    subdimension = forms.ModelChoiceField(
        Subdimension.objects.select_related("dimension"),
        label="Subdimensi",
        empty_label="Belum dipilih",
        required=False,
        error_messages={"invalid_choice": "Pilih satu subdimensi dari daftar"},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        part, whole = data.get("subdimension"), data.get("dimension")
        if part and whole and part.dimension_id != whole.pk:
            self.add_error(
                "subdimension", f"Subdimensi ini bukan bagian dari {whole.name}; pilih lagi"
            )
        return data

from typing import Any

from django import forms

from dimensions.models import Programme


class ProgrammeForm(forms.ModelForm):
    """Years may not shrink below what ideas already use; the model checks their order."""

    class Meta:
        model = Programme
        fields = [
            "name", "document_title", "rpjmd", "start_year", "end_year", "short_until",
            "long_until", "intake_opens_at", "intake_closes_at", "take_up_days", "decision_days",
            "revision_days", "min_approved",
        ]  # fmt: skip
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("intake_opens_at", "intake_closes_at")
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        years = [data.get(n) for n in ("start_year", "short_until", "end_year", "long_until")]
        if None not in years and years != sorted(years):
            self.add_error(
                "start_year", "Urutan tahun: mulai, jangka pendek, selesai, jangka panjang"
            )
        opens, closes = data.get("intake_opens_at"), data.get("intake_closes_at")
        if opens and closes and closes <= opens:
            self.add_error("intake_closes_at", "Waktu tutup harus sesudah waktu buka")
        return data

"""The operator's page for an idea handed in on paper: the short form at once, and who signed it."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Organisation
from submissions.forms.base import TextForm
from submissions.forms.layout import paper_helper
from submissions.forms.parts import CostPart, ProblemPart, SolutionPart, TitlePart, text_field

UNSIGNED = "Formulir harus ditandatangani; tanpa itu gagasan tidak dapat dikirim"


class PaperForm(TextForm, TitlePart, ProblemPart, SolutionPart, CostPart):
    """Everything a submission asks for has to be there: paper cannot be completed later."""

    proposer_name = text_field("Nama pengusul", 80, help_text="Seperti tertulis pada formulir.")
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True).by_name(),
        label="Lembaga atau usaha",
        empty_label="Perorangan, atau tidak ada dalam daftar",
        required=False,
        error_messages={"invalid_choice": "Lembaga ini tidak dikenal; pilih dari daftar"},
    )
    received_on = forms.DateField(
        label="Tanggal diterima",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
        error_messages={"invalid": "Tulis tanggal yang benar, misalnya 2022-03-28"},
    )
    is_signed = forms.BooleanField(
        label="Formulir ditandatangani, termasuk kalimat persetujuannya", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = timezone.localdate()
        for name in ("proposer_name", "received_on"):
            self.fields[name].widget.attrs["data-required-at-submit"] = "1"
        self.helper = paper_helper()

    def clean_received_on(self) -> date | None:
        day = self.cleaned_data["received_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Tanggal diterima tidak boleh di masa depan")
        return day

    def check_complete(self) -> bool:
        super().check_complete()
        data = self.cleaned_data
        if not data.get("proposer_name") and "proposer_name" not in self.errors:
            self.add_error("proposer_name", "Tulis nama pengusul")
        if not data.get("received_on") and "received_on" not in self.errors:
            self.add_error("received_on", "Tulis tanggal diterima")
        if not data.get("is_signed"):
            self.add_error("is_signed", UNSIGNED)
        return not self.errors

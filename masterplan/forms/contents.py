"""Narratives, requests to agencies and the outline, as forms."""

from typing import Any

from django import forms

from accounts.models import Organisation
from masterplan.markdown import NARRATIVE_LIMIT
from masterplan.models import Section
from masterplan.worksheets.sheets import SHEETS
from tobasmart.ui.fields import PlainTextField

UNKNOWN = "Pilihan ini tidak dikenal; pilih dari daftar"
DAY = {"required": "Isi tenggat", "invalid": "Tulis tanggal, misalnya 28/06/2026"}


class NarrativeForm(forms.Form):
    text = PlainTextField(
        label="Naskah",
        max_length=NARRATIVE_LIMIT,
        too_long="Naskah paling banyak 20.000 karakter, sekarang {length}; bagi ke subbab lain",
        lines=18,
        required=False,
        help_text="Baris kosong memisahkan alinea. # judul, - daftar, **tebal**, [kata](tautan).",
    )
    is_done = forms.BooleanField(label="Naskah ini selesai", required=False)


class AssignForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.agencies(),
        label="Ditulis oleh",
        empty_label="Sekretariat",
        required=False,
        error_messages={"invalid_choice": UNKNOWN},
    )
    due_on = forms.DateField(
        label="Tenggat",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY,
    )


class RequestForm(forms.Form):
    """What is asked, of whom, by when. ``what`` is a worksheet or a section."""

    what = forms.ChoiceField(
        label="Yang diminta", error_messages={"invalid_choice": UNKNOWN, "required": "Pilih satu"}
    )
    wanted = PlainTextField(
        label="Jelaskan dalam satu kalimat",
        max_length=300,
        too_long="Paling banyak {limit} karakter, sekarang {length}",
        lines=2,
        error_messages={"required": "Jelaskan data yang diminta"},
    )
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.agencies(),
        label="Perangkat daerah",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Pilih paling sedikit satu perangkat daerah",
            "invalid_choice": UNKNOWN,
            "invalid_pk_value": UNKNOWN,
        },
    )
    due_on = forms.DateField(
        label="Tenggat",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY,
    )

    def __init__(self, *args: Any, sections: list[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = {f"naskah:{section.key}": section for section in sections}
        sheets = [
            (f"isian:{sheet.code}", sheet.title) for sheet in SHEETS.values() if sheet.by_agency
        ]
        texts = [(code, str(section)) for code, section in self.sections.items()]
        self.fields["what"].choices = [
            ("", "Pilih"), ("Lembar isian", sheets), ("Naskah", texts),
        ]  # fmt: skip

    def asked(self) -> dict[str, Any]:
        """``sheet`` or ``section`` as ``services.requests.ask_agencies`` takes it."""
        what = self.cleaned_data["what"]
        if what in self.sections:
            return {"section": self.sections[what]}
        return {"sheet": what.removeprefix("isian:")}


class AnswerForm(forms.Form):
    no_data_reason = PlainTextField(
        label="Bila datanya belum tersedia, apa sebabnya?",
        max_length=300,
        too_long="Paling banyak {limit} karakter, sekarang {length}",
        required=False,
    )


class SectionForm(forms.ModelForm):
    class Meta:
        model, fields = Section, ["title", "purpose", "is_enabled"]
        error_messages = {"title": {"required": "Isi judul bagian"}}

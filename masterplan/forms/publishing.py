from django import forms

from tobasmart.ui.fields import PlainTextField
from workshops.models import Workshop


class PublishForm(forms.Form):
    name = forms.CharField(
        label="Ketik nama edisi untuk menerbitkan",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Ketik nama edisi"},
    )


class WaiverForm(forms.Form):
    reason = PlainTextField(
        label="Alasan, dicetak di lampiran",
        max_length=300,
        too_long="Paling banyak {limit} karakter, sekarang {length}",
        error_messages={"required": "Tulis alasannya"},
    )


class FreezeForm(forms.Form):
    workshop = forms.ModelChoiceField(
        Workshop.objects.filter(frozen_stage=None).order_by("stage"),
        label="Tahap BimTek",
        empty_label="Pilih tahap",
        error_messages={"required": "Pilih tahap BimTek", "invalid_choice": "Pilih dari daftar"},
    )

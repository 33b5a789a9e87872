from django import forms

from accounts.models import Organisation
from submissions.forms.parts import UNKNOWN_AGENCY
from tobasmart.ui.fields import PlainTextField


class CoAuthorForm(forms.Form):
    name = PlainTextField(
        label="Surel atau nama pengguna",
        help_text="Tulis tepat seperti yang dipakai orang itu untuk masuk.",
        max_length=254,
        too_long="Surel atau nama pengguna paling banyak {limit} karakter, sekarang {length}",
        error_messages={"required": "Tulis surel atau nama pengguna rekan Anda"},
    )


class CompletingAgencyForm(forms.Form):
    agency = forms.ModelChoiceField(
        Organisation.objects.agencies(),
        label="Perangkat daerah",
        help_text="Orang-orangnya dapat mengubah gagasan seperti rekan penyusun.",
        empty_label="Tidak ada",
        required=False,
        error_messages={"invalid_choice": UNKNOWN_AGENCY},
    )

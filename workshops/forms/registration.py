"""Registering, the participants' list, invitations, and the claim of a guest's entry."""

import re
import uuid
from typing import Any

from django import forms

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from tobasmart.ui.fields import PlainTextField
from workshops.consent import CONSENT_MISSING, CONSENT_TEXT
from workshops.models import Participant
from workshops.services.registration import PersonDetails

GENDERS = [("L", "Laki-laki"), ("P", "Perempuan"), ("", "Tidak diisi")]
MAX_SEATS = 50


def text_field(label: str, limit: int, help_text: str = "", *, required: bool = False) -> Any:
    return PlainTextField(
        label=label,
        help_text=help_text,
        max_length=limit,
        too_long=label + " paling banyak {limit} karakter, sekarang {length}",
        required=required,
        error_messages={"required": f"Tulis {label[0].lower()}{label[1:]}"},
    )


class PhoneField(forms.CharField):
    """A phone number as people write it; blanks and dashes are dropped."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        number = re.sub(r"[\s().-]", "", super().clean(value))
        if number and not re.fullmatch(r"\+?\d{8,16}", number):
            raise forms.ValidationError("Tulis nomor ponsel, misalnya 0812 3456 7890")
        return number


class RegistrationForm(forms.Form):
    """What a person says of themselves; their organisation stands beside it, not in it."""

    name = text_field(
        "Nama lengkap", 80, "Seperti yang dicetak pada daftar hadir dan sertifikat.", required=True
    )
    organisation_name = text_field("Lembaga atau usaha", 160)
    job_title = text_field("Jabatan", 80)
    gender = forms.ChoiceField(
        label="L/P",
        help_text="Hanya untuk hitungan peserta.",
        choices=GENDERS,
        widget=forms.RadioSelect,
        required=False,
    )
    phone = PhoneField(
        label="Nomor ponsel", help_text="Dibaca panitia saja.", max_length=24, required=False
    )
    consent = forms.BooleanField(label=CONSENT_TEXT, error_messages={"required": CONSENT_MISSING})
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        organisation: Organisation | None,
        default_name: str,
        participant: Participant | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(key=uuid.uuid4(), name=default_name)
        if organisation:
            del self.fields["organisation_name"]
        if participant:
            del self.fields["consent"]
            self.initial.update(
                {name: getattr(participant, name) for name in PersonDetails.__annotations__}
            )

    @property
    def details(self) -> PersonDetails:
        """Of a valid form."""
        data = self.cleaned_data
        return PersonDetails(
            **{name: data[name] for name in PersonDetails.__annotations__ if name in data}
        )


class ParticipantForm(forms.Form):
    """What the desk may correct in somebody's entry."""

    name = text_field("Nama lengkap", 80, required=True)
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True).by_name(),
        label="Organisasi terdaftar",
        empty_label="Belum ada dalam daftar",
        required=False,
    )
    organisation_name = text_field(
        "Lembaga atau usaha", 160, "Diisi bila tidak ada dalam daftar organisasi."
    )
    kind = forms.ChoiceField(
        label="Jenis",
        help_text="Dari organisasi terdaftar, bila dipilih.",
        choices=OrganisationKind,
    )
    job_title = text_field("Jabatan", 80)
    phone = PhoneField(label="Nomor ponsel", max_length=24, required=False)
    email = forms.EmailField(
        label="Surel", required=False, error_messages={"invalid": "Tulis surel yang benar"}
    )

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({name: getattr(participant, name) for name in self.fields})
        self.initial["organisation"] = participant.organisation_id


class MergeForm(forms.Form):
    """The number of the entry that stays."""

    number = forms.IntegerField(
        label="Nomor peserta yang dipertahankan",
        min_value=1,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Tulis nomor peserta", "invalid": "Tulis nomor, misalnya 037"},
    )


class ClaimForm(forms.Form):
    email = forms.EmailField(
        label="Surel",
        help_text="Alamat yang Anda tulis saat masuk sebagai tamu.",
        error_messages={"required": "Tulis surel", "invalid": "Tulis surel yang benar"},
    )


class SeatsForm(forms.Form):
    """How many people each organisation is asked to send."""

    seats = forms.IntegerField(
        label="Kursi untuk setiap organisasi",
        min_value=1,
        max_value=MAX_SEATS,
        initial=2,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Tulis jumlah kursi",
            "invalid": "Tulis jumlah kursi dengan angka",
            "min_value": "Paling sedikit 1 kursi",
            "max_value": f"Paling banyak {MAX_SEATS} kursi",
        },
    )

"""What is typed at the door: the hall code, and who comes without an account."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from tobasmart.ui.fields import PlainTextField
from workshops.consent import CONSENT_MISSING, CONSENT_TEXT
from workshops.services.attendance import Person

# The three answers of the door; finer kinds are known of organisations in the list.
DOOR_KINDS = [
    (OrganisationKind.OPD.value, "OPD"),
    (OrganisationKind.UMKM.value, "UMKM"),
    (OrganisationKind.OTHER.value, "Lainnya"),
]
CODE_MISSING = "Tulis empat huruf dan angka yang tampil di layar aula"
MOST_NAMES = 400
_TYPED = ("name", "organisation", "kind", "email")


def organisation_names() -> list[str]:
    """Names to choose from while typing; whatever else is typed is taken as it is."""
    names = Organisation.objects.filter(is_active=True).by_name()
    return list(names.values_list("name", flat=True)[:MOST_NAMES])


def organisation_called(text: str) -> Organisation | None:
    """The organisation in the list with this name, short name or former name."""
    named = Q(name__iexact=text) | Q(short_name__iexact=text) | Q(aliases__name__iexact=text)
    return Organisation.objects.filter(named, is_active=True).order_by("pk").first()


class OneLineField(PlainTextField):
    """A name: one line, single spaces."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class CodeForm(forms.Form):
    code = forms.CharField(label="Kode presensi", error_messages={"required": CODE_MISSING})

    def clean_code(self) -> str:
        return self.cleaned_data["code"][:20]


class PersonForm(forms.Form):
    """Name, organisation as typed, kind. ``key`` was made with the form: sent twice is once."""

    key = forms.UUIDField()
    name = OneLineField(
        label="Nama lengkap",
        max_length=80,
        too_long="Nama paling banyak {limit} karakter, sekarang {length}",
        error_messages={"required": "Tulis nama lengkap"},
    )
    organisation = OneLineField(
        label="Lembaga atau usaha",
        max_length=160,
        too_long="Lembaga atau usaha paling banyak {limit} karakter, sekarang {length}",
        error_messages={"required": "Tulis lembaga atau usaha; tanpa lembaga, tulis perorangan"},
    )
    kind = forms.ChoiceField(
        label="Jenis",
        choices=DOOR_KINDS,
        error_messages={
            "required": "Pilih jenis: OPD, UMKM, atau lainnya",
            "invalid_choice": "Pilih jenis: OPD, UMKM, atau lainnya",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())

    @property
    def kind_value(self) -> str:
        """The answer typed so far, for the template's own boxes."""
        return str(self["kind"].value() or "")

    def person(self) -> Person:
        """Of a valid form. An organisation in the list says itself what kind it is."""
        data = self.cleaned_data
        known = organisation_called(data["organisation"])
        return Person(
            name=data["name"],
            kind=known.kind if known else data["kind"],
            organisation=known,
            organisation_name="" if known else data["organisation"],
            email=data.get("email", ""),
        )


class GuestForm(PersonForm):
    """Joining without an account: the door's questions, a mail address if they like, consent."""

    email = forms.EmailField(
        label="Surel",
        required=False,
        max_length=254,
        error_messages={"invalid": "Tulis alamat surel yang lengkap, misalnya nama@contoh.id"},
    )
    consent = forms.BooleanField(label=CONSENT_TEXT, error_messages={"required": CONSENT_MISSING})

    @staticmethod
    def typed(data: Mapping[str, Any]) -> dict[str, str]:
        """What was typed, to be kept when the code has changed meanwhile."""
        return {name: str(data.get(name, ""))[:200] for name in _TYPED}

from typing import Any

from django import forms
from django.db.models.functions import Lower
from django.http import HttpRequest

from accounts.choices import ImportKind, OrganisationKind, Role
from accounts.models import Organisation, User
from accounts.services import check_import, complete_registration
from accounts.tables import MAX_BYTES, TableError, read_table
from dimensions.models import Dimension
from tobasmart.ui.fields import PlainTextField

SIGNUP_KINDS = [
    (OrganisationKind.UMKM, "Pelaku UMKM"),
    (OrganisationKind.OPD, "Pegawai perangkat daerah (OPD)"),
    (OrganisationKind.ACADEMIC, "Akademisi"),
    (OrganisationKind.COMMUNITY, "Komunitas"),
]


def name_field(label: str, help_text: str = "", *, required: bool = True) -> PlainTextField:
    return PlainTextField(
        label=label,
        help_text=help_text,
        max_length=80,
        too_long=label + " paling banyak {limit} karakter, sekarang {length}",
        required=required,
        error_messages={"required": f"Tulis {label.lower()}"},
    )


class SignupDetailsForm(forms.Form):
    """What the portal asks beside mail and password. allauth calls ``signup`` after saving."""

    display_name = name_field("Nama tampilan", "Nama yang dibaca orang lain di portal.")
    kind = forms.ChoiceField(
        label="Anda mendaftar sebagai",
        choices=SIGNUP_KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih satu"},
    )
    business_name = name_field(
        "Nama usaha atau lembaga", "Untuk UMKM, akademisi, dan komunitas.", required=False
    )
    agency = forms.ModelChoiceField(
        Organisation.objects.agencies(),
        label="Perangkat daerah",
        help_text="Untuk pegawai OPD. Admin memeriksa sebelum akun dapat mengajukan gagasan.",
        empty_label="Pilih perangkat daerah",
        required=False,
    )
    consent = forms.BooleanField(
        label="Saya menyetujui pemrosesan data saya untuk penyusunan masterplan.",
        error_messages={"required": "Centang persetujuan untuk mendaftar"},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == OrganisationKind.OPD:
            if not data.get("agency"):
                self.add_error("agency", "Pilih perangkat daerah Anda")
        elif data.get("kind") and not data.get("business_name"):
            self.add_error("business_name", "Tulis nama usaha atau lembaga")
        return data

    def signup(self, request: HttpRequest, user: User) -> None:
        names = ("display_name", "kind", "business_name", "agency")
        complete_registration(user, **{name: self.cleaned_data[name] for name in names})


class InviteForm(forms.Form):
    """A new account for a person of an organisation."""

    email = forms.EmailField(
        label="Surel",
        error_messages={"required": "Tulis surel", "invalid": "Tulis surel yang benar"},
    )
    display_name = name_field("Nama tampilan")
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True).by_name(),
        label="Organisasi",
        empty_label="Tanpa organisasi",
        required=False,
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError("Surel ini sudah punya akun")
        return email


class GrantForm(forms.Form):
    """A role, where it holds, and until when."""

    role = forms.ChoiceField(label="Peran", choices=Role)
    dimension = forms.ModelChoiceField(
        Dimension.objects.all(), label="Dimensi", empty_label="Semua", required=False
    )
    valid_until = forms.DateTimeField(
        label="Berlaku sampai",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        error_messages={"invalid": "Pilih tanggal dan jam"},
    )


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = [
            "name",
            "short_name",
            "kind",
            "district",
            "valid_from",
            "valid_until",
            "is_active",
        ]
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class AbsenceForm(forms.Form):
    """Days away, and who takes the turn meanwhile."""

    starts_on = forms.DateField(
        label="Hari pertama",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Pilih hari pertama", "invalid": "Pilih tanggal yang benar"},
    )
    ends_on = forms.DateField(
        label="Hari terakhir",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Pilih hari terakhir", "invalid": "Pilih tanggal yang benar"},
    )
    replacement = forms.ModelChoiceField(
        User.objects.none(),
        label="Pengganti",
        help_text="Peninjau yang mengambil giliran Anda. Boleh dikosongkan.",
        empty_label="Tanpa pengganti",
        required=False,
        error_messages={"invalid_choice": "Pilih peninjau dari daftar"},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reviewers = User.objects.with_role(Role.REVIEWER).exclude(pk=person.pk)
        self.fields["replacement"].queryset = reviewers.order_by(Lower("display_name"), "pk")


class ImportForm(forms.Form):
    """A table of people or organisations. What stands in it is read by ``accounts.tables``."""

    kind = forms.ChoiceField(
        label="Isi berkas",
        choices=ImportKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih isi berkas"},
    )
    file = forms.FileField(
        label="Berkas",
        help_text="XLSX atau CSV, paling besar 5 MB dan 5.000 baris.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "Pilih berkas",
            "empty": "Berkas ini kosong. Pilih berkas lain.",
        },
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, kind = data.get("file"), data.get("kind")
        if file and kind:
            try:
                data["rows"], data["ignored"] = check_import(
                    kind, read_table(file.name, file.read(MAX_BYTES + 1))
                )
            except TableError as error:
                self.add_error("file", str(error))
        return data

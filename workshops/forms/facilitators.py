from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.choices import Role
from accounts.models import User
from dimensions.models import Dimension
from workshops.models import Session, Workshop

SHOWN_PEOPLE = 20
STAFF_CHOICES = [(Role.FACILITATOR.value, "Fasilitator"), (Role.DESK.value, "Meja presensi")]


def people_called(words: str) -> list[User]:
    """Active people by a part of their name, mail or organisation; at most twenty, by name."""
    words = words.replace("\x00", "").strip()[:80]
    if not words:
        return []
    wanted = (
        Q(display_name__icontains=words)
        | Q(username__iexact=words)
        | Q(email__icontains=words)
        | Q(organisation__name__icontains=words)
        | Q(organisation__short_name__iexact=words)
    )
    people = User.objects.filter(wanted, is_active=True).select_related("organisation")
    return list(people.order_by(Lower("display_name"), "pk")[:SHOWN_PEOPLE])


class StaffForm(forms.Form):
    """Who gets which task at which session."""

    person = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        to_field_name="username",
        error_messages={
            "required": "Cari lalu pilih satu orang",
            "invalid_choice": "Orang ini tidak ditemukan. Cari lagi.",
        },
    )
    session = forms.ModelChoiceField(
        Session.objects.none(),
        label="Sesi",
        to_field_name="key",
        empty_label="Pilih sesi",
        error_messages={"required": "Pilih sesi", "invalid_choice": "Pilih sesi dari daftar"},
    )
    role = forms.ChoiceField(
        label="Tugas",
        choices=STAFF_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih tugas", "invalid_choice": "Pilih tugas"},
    )
    dimension = forms.ModelChoiceField(
        Dimension.objects.all(),
        label="Dimensi",
        help_text="Untuk fasilitator. Kosong: semua forum sesi itu.",
        empty_label="Semua dimensi",
        required=False,
    )

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = workshop.sessions.all()
        self.fields["session"].label_from_instance = lambda row: row.title

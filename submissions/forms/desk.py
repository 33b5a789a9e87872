"""Small forms of the review desk: notes, assignment, conflict, acts on many ideas."""

from typing import Any

from django import forms

from accounts.models import User
from dimensions.models import Dimension
from submissions.choices import IdeaField
from submissions.forms.review import NOTE_LIMIT
from tobasmart.ui.fields import PlainTextField

MAX_TICKED = 200
PICK_REVIEWER = {"required": "Pilih satu peninjau", "invalid_choice": "Pilih satu peninjau"}


class NoteForm(forms.Form):
    """A note at one part; empty takes it away."""

    field = forms.ChoiceField(choices=IdeaField.choices)
    text = PlainTextField(
        max_length=NOTE_LIMIT,
        too_long="Catatan paling banyak {limit} karakter, sekarang {length}",
        lines=3,
        required=False,
    )


class ConflictForm(forms.Form):
    reason = PlainTextField(
        label="Mengapa?",
        help_text="Singkat saja; dibaca admin.",
        max_length=300,
        too_long="Alasan paling banyak {limit} karakter, sekarang {length}",
        lines=2,
        required=False,
    )


class AssignForm(forms.Form):
    """One of the people who may score the idea."""

    person = forms.ChoiceField(label="Peninjau", error_messages=PICK_REVIEWER)

    def __init__(self, *args: Any, people: list[User], load: dict[int, int], **kwargs: Any):
        super().__init__(*args, prefix="assign", **kwargs)
        self.people = {person.username: person for person in people}
        choices = [
            (person.username, f"{person.display_name} ({load.get(person.pk, 0)} terbuka)")
            for person in people
        ]
        self.fields["person"].choices = [("", "Pilih peninjau"), *choices]

    @property
    def chosen(self) -> User:
        return self.people[self.cleaned_data["person"]]


class BalanceForm(forms.Form):
    """How ideas are to be spread."""

    each = forms.IntegerField(
        label="Peninjau untuk setiap gagasan",
        min_value=1,
        max_value=9,
        error_messages={
            "required": "Isi 1 sampai 9", "invalid": "Isi 1 sampai 9",
            "min_value": "Isi 1 sampai 9", "max_value": "Isi 1 sampai 9",
        },
    )  # fmt: skip
    cap = forms.IntegerField(
        label="Paling banyak gagasan terbuka untuk satu peninjau",
        min_value=1,
        max_value=200,
        error_messages={
            "required": "Isi 1 sampai 200", "invalid": "Isi 1 sampai 200",
            "min_value": "Isi 1 sampai 200", "max_value": "Isi 1 sampai 200",
        },
    )  # fmt: skip
    dimension = forms.ModelChoiceField(
        Dimension.objects.all(),
        to_field_name="code",
        label="Dimensi",
        empty_label="Semua dimensi",
        required=False,
    )
    people = forms.MultipleChoiceField(
        label="Pilih di antara peninjau ini",
        help_text="Tanpa pilihan, semua peninjau diperhitungkan.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, reviewers: list[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [
            (person.username, person.display_name) for person in reviewers
        ]


class BulkForm(forms.Form):
    """What to do with the ticked ideas; each act asks for what it needs."""

    ACTS = {"assign": "Tugaskan", "move": "Pindah dimensi", "merge": "Gabungkan"}
    act = forms.ChoiceField(choices=list(ACTS.items()))
    person = forms.ChoiceField(label="Peninjau", required=False, error_messages=PICK_REVIEWER)
    dimension = forms.ModelChoiceField(
        Dimension.objects.all(),
        to_field_name="code",
        label="Dimensi baru",
        empty_label="Pilih dimensi",
        required=False,
        error_messages={"invalid_choice": "Pilih satu dimensi"},
    )
    lead = forms.ChoiceField(
        label="Gagasan utama",
        help_text="Gagasan lain yang dicentang digabung ke dalamnya.",
        required=False,
        error_messages={"invalid_choice": "Pilih satu dari gagasan yang dicentang"},
    )
    reason = PlainTextField(
        label="Alasan penggabungan",
        help_text="Dibaca para pengusul.",
        max_length=500,
        too_long="Alasan paling banyak {limit} karakter, sekarang {length}",
        lines=2,
        required=False,
    )
    NEEDS = {"assign": ("person",), "move": ("dimension",), "merge": ("lead", "reason")}
    ASKS = {
        "person": "Pilih satu peninjau",
        "dimension": "Pilih satu dimensi",
        "lead": "Pilih gagasan utama",
    }

    def __init__(self, data: Any, *, act: str, people: list[User], codes: list[tuple[str, str]]):
        super().__init__(data)
        self.wanted = act
        self.people = {person.username: person for person in people}
        choices = [(person.username, person.display_name) for person in people]
        self.fields["person"].choices = [("", "Pilih peninjau"), *choices]
        self.fields["lead"].choices = [("", "Pilih gagasan"), *codes]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.NEEDS.get(data.get("act", ""), ()):
            if name in self.ASKS and not data.get(name) and name not in self.errors:
                self.add_error(name, self.ASKS[name])
        return data

    @property
    def asked(self) -> list[Any]:
        """The fields this act needs."""
        return [self[name] for name in self.NEEDS.get(self.wanted, ())]

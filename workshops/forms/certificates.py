from typing import Any

from django import forms

from tobasmart.ui.fields import PlainTextField


class IssueForm(forms.Form):
    """At how many of the workshop's sessions one has to have been."""

    sesi = forms.TypedChoiceField(
        label="Hadir paling sedikit",
        coerce=int,
        error_messages={"required": "Pilih jumlah sesi", "invalid_choice": "Pilih jumlah sesi"},
    )

    def __init__(self, *args: Any, total: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = max(1, total)
        choices = [(n, f"{n} dari {self.total} sesi") for n in range(self.total, 0, -1)]
        self.fields["sesi"].choices = choices
        self.fields["sesi"].initial = self.total

    @property
    def sessions(self) -> int:
        """The number chosen; all of them until one is chosen."""
        chosen = self.cleaned_data.get("sesi") if self.is_bound and self.is_valid() else None
        return chosen or self.total


class RevokeForm(forms.Form):
    reason = PlainTextField(
        label="Alasan",
        max_length=200,
        too_long="Alasan paling banyak {limit} karakter, sekarang {length}",
        error_messages={"required": "Tulis alasannya dalam satu kalimat"},
    )

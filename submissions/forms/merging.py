"""Merging two ideas into one, and taking them apart again."""

from typing import Any

from django import forms

from submissions.models import Idea, Merge
from tobasmart.ui.fields import PlainTextField

REASON_LIMIT = Merge._meta.get_field("reason").max_length or 0
LEAD_ERROR = "Pilih gagasan mana yang memimpin"


def _reason(label: str) -> PlainTextField:
    return PlainTextField(
        label=label,
        help_text="Dibaca semua pengusul.",
        max_length=REASON_LIMIT,
        too_long="Alasan paling banyak {limit} karakter, sekarang {length}",
        lines=3,
        error_messages={"required": "Tulis alasannya; semua pengusul akan membacanya"},
    )


class MergeForm(forms.Form):
    """Which of two ideas leads, and why they are one."""

    lead = forms.ChoiceField(
        label="Gagasan utama",
        help_text="Halamannya tetap ada. Alamat gagasan yang lain akan menuju ke sana.",
        widget=forms.RadioSelect,
        error_messages={"required": LEAD_ERROR, "invalid_choice": LEAD_ERROR},
    )
    reason = _reason("Alasan menggabungkan")

    def __init__(self, *args: Any, idea: Idea, other: Idea, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.pairs = {idea.code: (idea, other), other.code: (other, idea)}
        self.fields["lead"].choices = [
            (code, f"{code} {lead.title}") for code, (lead, _) in self.pairs.items()
        ]

    def chosen(self) -> tuple[Idea, Idea]:
        """(leading idea, the one that becomes part of it)."""
        return self.pairs[self.cleaned_data["lead"]]


class UnmergeForm(forms.Form):
    """Why a merged idea gets its own life back."""

    reason = _reason("Alasan memisahkan")

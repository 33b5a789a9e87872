import uuid
from typing import Any

from django import forms

from tobasmart.ui.fields import PlainTextField

COMMENT_LIMIT = 2000
REASON_LIMIT = 300


class CommentForm(forms.Form):
    """A comment; who may answer officially says with ``is_official`` in whose name they write."""

    text = PlainTextField(
        label="Tulis tanggapan",
        max_length=COMMENT_LIMIT,
        too_long="Tanggapan paling banyak 2.000 karakter, sekarang {length}; ringkas dulu",
        lines=3,
        error_messages={"required": "Tulis tanggapan Anda lebih dulu"},
    )
    is_official = forms.BooleanField(label="Jawaban resmi", required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    page = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, page: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(key=uuid.uuid4(), page=page)


class ReasonForm(forms.Form):
    """Why a comment is reported or hidden, in a sentence."""

    reason = PlainTextField(
        label="Alasan",
        max_length=REASON_LIMIT,
        too_long="Alasan paling banyak {limit} karakter, sekarang {length}",
        lines=2,
        error_messages={"required": "Tulis alasannya dalam satu kalimat"},
    )

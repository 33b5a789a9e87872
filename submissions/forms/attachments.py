import uuid
from typing import Any

from django import forms

from tobasmart.ui.fields import PlainTextField

CAPTION_LIMIT = 200
# What the file dialog offers. The content decides, not the name (tobasmart.files.checks).
ACCEPT = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"


class CaptionForm(forms.Form):
    caption = PlainTextField(
        label="Keterangan",
        help_text="Apa yang terlihat atau dibahas di dalamnya. Dibacakan bagi yang tidak melihat.",
        max_length=CAPTION_LIMIT,
        too_long="Keterangan paling banyak {limit} karakter, sekarang {length}",
        required=False,
    )


class AttachmentForm(CaptionForm):
    """One file. Whether it is taken is the service's to say, so an empty one passes here."""

    upload_key = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label="Foto atau berkas",
        help_text="JPG, PNG, WebP, PDF, DOCX, atau XLSX, paling besar 10 MB.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        required=False,
        allow_empty_file=True,
    )
    field_order = ["upload_key", "file", "caption"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["upload_key"] = uuid.uuid4()

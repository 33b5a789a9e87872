"""Notulen in its three sections, and a mark in it."""

import uuid
from typing import Any

from django import forms

from tobasmart.ui.fields import PlainTextField
from workshops.choices import MarkKind
from workshops.models import Minutes
from workshops.services.minutes import SECTIONS, SectionLock

TEXT_LIMIT = 20_000
_OPTIONAL = {"data-optional-said": "1"}
CLOCK = ["%H:%M", "%H.%M", "%H:%M:%S"]


def _text(name: str, *, limit: int = 0, lines: int = 1, help_text: str = "") -> PlainTextField:
    """A field of the minutes, named and limited as the model has it."""
    column: Any = Minutes._meta.get_field(name)
    label = str(column.verbose_name).capitalize()
    field = PlainTextField(
        label=label,
        max_length=limit or column.max_length or TEXT_LIMIT,
        too_long=f"{label} paling banyak {{limit}} karakter, sekarang {{length}}",
        lines=lines,
        help_text=help_text,
        required=False,
    )
    # All of the minutes may stay empty: said once, above the sections.
    field.widget.attrs |= _OPTIONAL
    if lines == 1:
        del field.widget.attrs["data-max"]
    return field


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"} | _OPTIONAL, format="%H:%M"),
        input_formats=CLOCK,
        required=False,
        error_messages={"invalid": "Tulis jam, misalnya 09.30"},
    )


class SectionForm(forms.Form):
    """One section over what is stored; ``key`` names the open page, ``revision`` what it read."""

    section = ""
    key = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, minutes: Minutes, **kwargs: Any) -> None:
        self.lock = SectionLock.of(minutes, self.section)
        initial = {name: getattr(minutes, name) for name in SECTIONS[self.section]}
        initial |= {"key": uuid.uuid4(), "revision": self.lock.revision}
        super().__init__(*args, initial=initial, auto_id=f"{self.section}-%s", **kwargs)
        self.minutes = minutes

    def values(self) -> dict[str, Any]:
        """What was sent and is valid, by column; call ``is_valid`` first."""
        return {
            name: self.cleaned_data[name]
            for name in SECTIONS[self.section]
            if name in self.data and name in self.cleaned_data
        }


class HeadForm(SectionForm):
    section = "kepala"
    place = _text("place")
    starts_at = _clock("Mulai")
    ends_at = _clock("Selesai")
    led_by = _text("led_by")
    led_by_title = _text("led_by_title")
    taken_by = _text("taken_by")
    taken_by_title = _text("taken_by_title")
    basis = _text("basis", lines=2, help_text="Surat tugas, undangan, atau agenda acara.")


class DiscussionForm(SectionForm):
    section = "pembahasan"
    discussion = _text("discussion", lines=14)


class ResultForm(SectionForm):
    section = "hasil"
    conclusion = _text("conclusion", lines=6, help_text="Menjadi ringkasan pada berita acara.")
    objections = _text("objections", lines=4, help_text="Siapa berkeberatan atas apa.")


FORMS: dict[str, type[SectionForm]] = {
    form.section: form for form in (HeadForm, DiscussionForm, ResultForm)
}


class MarkForm(forms.Form):
    """A decision, or a follow-up with who and by when."""

    kind = forms.ChoiceField(
        label="Jenis",
        choices=MarkKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih keputusan atau tindak lanjut"},
    )
    text = PlainTextField(
        label="Isi",
        max_length=500,
        too_long="Isi paling banyak {limit} karakter, sekarang {length}",
        lines=2,
        error_messages={"required": "Tulis keputusan atau tindak lanjutnya"},
    )
    who = PlainTextField(
        label="Siapa",
        help_text="Tulis lembaganya, bukan nama orang: berita acara dapat dibaca umum.",
        max_length=160,
        too_long="Paling banyak {limit} karakter, sekarang {length}",
        required=False,
    )
    due_on = forms.DateField(
        label="Kapan",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
        error_messages={"invalid": "Tulis tanggal yang benar, misalnya 2022-03-28"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="tanda-%s", **kwargs)
        if not self.is_bound:
            self.initial.setdefault("kind", MarkKind.DECISION.value)

    def clean(self) -> dict[str, Any]:
        """A decision has no deadline; a follow-up says who carries it out."""
        data = super().clean() or {}
        if data.get("kind") == MarkKind.DECISION:
            data["who"], data["due_on"] = "", None
        elif data.get("kind") == MarkKind.FOLLOW_UP and not data.get("who"):
            self.add_error("who", "Tulis lembaga yang menindaklanjuti")
        return data

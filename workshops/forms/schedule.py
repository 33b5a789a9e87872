"""What an admin types of a workshop. Long text comes back with a sentence, never cut."""

import uuid
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.utils import timezone

from tobasmart.ui.fields import PlainTextField
from tobasmart.ui.formats import period_id
from workshops.choices import Phase
from workshops.models import AgendaItem, Deliverable, Forum, Session, Speaker, Workshop

DAY_INVALID = "Pilih tanggal yang benar"
MOMENT_INVALID = "Pilih tanggal dan jam"
LAST_STAGE = 10
LAST_DAY = 31
MINUTES = ("collect_minutes", "group_minutes", "vote_minutes", "summary_minutes")


def _line(label: str, limit: int, *, required: bool = True, **kwargs: Any) -> PlainTextField:
    return PlainTextField(
        label=label,
        max_length=limit,
        too_long=label + " paling banyak {limit} karakter, sekarang {length}",
        required=required,
        error_messages={"required": f"Tulis {label.lower()}"},
        **kwargs,
    )


def _link(*, required: bool = False) -> forms.URLField:
    return forms.URLField(
        label="Tautan",
        max_length=500,
        required=required,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"], message="Tulis alamat yang dimulai https://")],
        error_messages={"invalid": "Tulis alamat yang dimulai https://"},
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )


def _day(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"Pilih {label.lower()}", "invalid": DAY_INVALID},
    )


def _moment(label: str, *, required: bool = True, help_text: str = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": MOMENT_INVALID, "invalid": MOMENT_INVALID},
    )


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Tulis jam seperti 08.30"},
    )


class PartForm(forms.ModelForm):
    """A part of a workshop: the form knows the workshop it belongs to."""

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop


class WorkshopForm(forms.ModelForm):
    title = _line("Judul", 160)
    starts_on = _day("Hari pertama")
    ends_on = _day("Hari terakhir")
    venue = _line("Tempat", 160)
    audience = _line("Peserta", 200, required=False)
    opened_by = _line("Dibuka oleh", 160, required=False)
    source = _line("Sumber", 300, required=False)
    wifi_name = _line("Nama Wi-Fi", 40, required=False, help_text="Tampil di layar aula.")
    registration_closes_at = _moment(
        "Pendaftaran ditutup", required=False, help_text="Kosong: sampai hari terakhir."
    )

    class Meta:
        model = Workshop
        fields = [
            "title", "starts_on", "ends_on", "venue", "audience", "opened_by", "source",
            "wifi_name", "registration_closes_at",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Hari terakhir tidak boleh sebelum hari pertama")
        return data


class NewWorkshopForm(WorkshopForm):
    """The first form of a workshop also asks its stage, which gives it its address."""

    stage = forms.IntegerField(
        label="Tahap",
        min_value=1,
        max_value=LAST_STAGE,
        error_messages={
            "required": "Tulis tahapnya",
            "invalid": "Tulis angka 1 sampai 10",
            "min_value": "Tulis angka 1 sampai 10",
            "max_value": "Tulis angka 1 sampai 10",
        },
    )
    field_order = ["stage"]

    class Meta(WorkshopForm.Meta):
        fields = ["stage", *WorkshopForm.Meta.fields]

    def clean_stage(self) -> int:
        stage: int = self.cleaned_data["stage"]
        if Workshop.objects.filter(stage=stage, is_sample=False, programme__is_current=True):
            raise forms.ValidationError(f"Tahap {stage} sudah ada. Pilih angka lain.")
        return stage


class SessionForm(PartForm):
    """One sitting; its day is counted from the workshop's first."""

    title = _line("Judul", 120, help_text="Misalnya Hari 1.")
    room = _line("Ruang", 80, required=False)
    starts_at = _moment("Mulai", help_text="Presensi terbuka dua jam sebelumnya.")
    ends_at = _moment("Selesai")

    class Meta:
        model = Session
        fields = ["title", "room", "starts_at", "ends_at"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if begins:
            day = timezone.localdate(begins)
            first, last = self.workshop.starts_on, self.workshop.ends_on
            if not first <= day <= last:
                words = period_id(first, last)
                self.add_error("starts_at", f"Tanggal di luar hari BimTek, {words}")
            self.instance.day = max(1, (day - first).days + 1)
        if begins and ends and ends <= begins:
            self.add_error("ends_at", "Jam selesai harus sesudah jam mulai")
        return data


class AgendaForm(PartForm):
    day = forms.IntegerField(
        label="Hari ke",
        min_value=1,
        max_value=LAST_DAY,
        error_messages={"required": "Tulis hari ke berapa", "invalid": "Tulis angka"},
    )
    title = _line("Kegiatan", 200)
    starts_at = _clock("Mulai")
    ends_at = _clock("Selesai")
    room = _line("Ruang", 80, required=False)

    class Meta:
        model = AgendaItem
        fields = ["day", "title", "starts_at", "ends_at", "room", "dimensions"]
        labels = {"dimensions": "Forum dimensi"}
        help_texts = {"dimensions": "Centang bila baris ini adalah putaran forum."}
        widgets = {"dimensions": forms.CheckboxSelectMultiple}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if ends and not begins and "starts_at" not in self.errors:
            self.add_error("starts_at", "Tulis juga jam mulai")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", "Jam selesai harus sesudah jam mulai")
        return data


class SpeakerForm(PartForm):
    name = _line("Nama", 120)
    role = _line("Jabatan", 160, required=False)
    topic = _line("Topik", 200, required=False)

    class Meta:
        model = Speaker
        fields = ["name", "role", "topic"]


class DeliverableForm(PartForm):
    title = _line("Luaran", 200)
    link = _link()

    class Meta:
        model = Deliverable
        fields = ["title", "link"]


class ForumForm(PartForm):
    """A table of one dimension. Session and dimension are chosen once; its code comes by itself."""

    question = _line("Pertanyaan", 200, lines=2)
    room = _line("Ruang", 80, required=False)

    class Meta:
        model = Forum
        fields = ["session", "dimension", "kind", "question", "room", "dots", *MINUTES]
        labels = {"session": "Sesi", "dimension": "Dimensi"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["session"], self.fields["dimension"]
        else:
            self.fields["session"].queryset = self.workshop.sessions.all()
            for name, word in (("session", "Pilih sesi"), ("dimension", "Pilih dimensi")):
                self.fields[name].empty_label = word
                self.fields[name].error_messages["required"] = word
            self.fields["session"].label_from_instance = lambda row: row.title
        _number(self.fields["dots"], 1, 20)
        for name in MINUTES:
            _number(self.fields[name], 1, 240)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        session, dimension = data.get("session"), data.get("dimension")
        same = Forum.objects.filter(session=session, dimension=dimension)
        if session and dimension and same.exists():
            self.add_error("dimension", f"Sesi ini sudah punya forum {dimension}")
        voting = self.instance.phase in {Phase.VOTE, Phase.SUMMARY, Phase.CLOSED}
        if self.instance.pk and voting and "dots" in self.changed_data:
            self.add_error("dots", "Pemungutan suara sudah dibuka; jumlah titik tetap")
        return data


class MaterialForm(forms.Form):
    """A file or a link, not both. ``key`` was made with the form: sent twice is one paper."""

    title = _line("Judul", 160)
    file = forms.FileField(
        label="Berkas",
        required=False,
        help_text="PDF, DOCX, XLSX, JPG, PNG, atau WebP, paling besar 10 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.xlsx,.jpg,.jpeg,.png,.webp"}),
        error_messages={"empty": "Berkas ini kosong. Pilih berkas lain."},
    )
    link = _link()
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = bool(data.get("file")) + bool(data.get("link"))
        if given != 1 and not {"file", "link"} & self.errors.keys():
            self.add_error("file", "Pilih satu berkas, atau tulis satu tautan")
        return data


def _number(field: forms.Field, low: int, high: int) -> None:
    """A whole number between two bounds, with our own sentence."""
    words = f"Tulis angka {low} sampai {high}"
    field.validators = [MinValueValidator(low, words), MaxValueValidator(high, words)]
    field.widget.attrs.update(min=low, max=high)
    field.error_messages.update(required=words, invalid=words)

"""What the component sheet shows: every component, status, tone and kind of field."""

from types import SimpleNamespace as Thing
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from tobasmart.ui.templatetags.ui import STATUS_LABELS

DIMENSIONS = [
    Thing(code="ENV", name="Lingkungan", hint="Bersih, bebas sampah"),
    Thing(code="ECO", name="Ekonomi", hint="Transaksi nontunai, usaha"),
    Thing(code="BRA", name="Branding Daerah", hint="Citra dan kunjungan wisata"),
    Thing(code="GOV", name="Tata Kelola Pemerintahan", hint="Layanan publik, SPBE"),
    Thing(code="SOC", name="Masyarakat", hint="Kapasitas warga"),
    Thing(code="LIV", name="Kehidupan", hint="Transportasi, logistik, aman"),
]
YEARS = ("2022", "2023", "2024", "2025", "2026", "Sesudahnya")


class Picker(forms.RadioSelect):
    template_name = "django/forms/widgets/dimension_picker.html"
    option_template_name = "django/forms/widgets/dimension_picker_option.html"

    def create_option(self, name, value, label, *args, **kwargs):
        option = super().create_option(name, value, label, *args, **kwargs)
        hint = next(each.hint for each in DIMENSIONS if each.code == value)
        option["attrs"] |= {"data-code": value, "data-hint": hint}
        return option


def money() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input-idr", "inputmode": "numeric"})


class FaceForm(forms.Form):
    title = forms.CharField(
        label="Judul gagasan",
        help_text="Satu kalimat singkat tentang apa yang ingin dilakukan.",
        widget=forms.TextInput(attrs={"data-max": "120"}),
        error_messages={"required": "Tulis judul gagasan"},
    )
    dimension = forms.ChoiceField(
        label="Dimensi",
        help_text="Pilih satu yang paling dekat. Peninjau dapat memindahkannya.",
        choices=[(each.code, each.name) for each in DIMENSIONS],
        widget=Picker,
        error_messages={"required": "Pilih satu dimensi"},
    )
    summary = forms.CharField(
        label="Ringkasan", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    problem = forms.CharField(
        label="Apa masalahnya?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-required-at-submit": ""}),
    )
    district = forms.ChoiceField(
        label="Kecamatan", required=False, choices=[("", "Pilih kecamatan"), ("1", "Balige")]
    )
    cost = forms.CharField(label="Perkiraan biaya", required=False, widget=money())
    horizon = forms.ChoiceField(
        label="Jangka waktu",
        widget=forms.RadioSelect,
        choices=[("short", "Pendek (2022)"), ("long", "Panjang (sampai 2031)")],
        error_messages={"required": "Pilih satu jangka waktu"},
    )
    sources = forms.MultipleChoiceField(
        label="Sumber dana",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("apbd", "APBD"), ("apbn", "APBN")],
    )
    photo = forms.FileField(label="Foto", required=False, help_text="JPG atau PNG.")
    consent = forms.BooleanField(
        label="Saya mengisi atas nama lembaga atau usaha saya.",
        error_messages={"required": "Centang persetujuan"},
    )

    def clean(self) -> None:
        raise forms.ValidationError("Tenggat pengumpulan sudah lewat.")


class YearForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, year in enumerate(YEARS):
            self.fields[f"y{place}"] = forms.CharField(
                label=year, widget=money(), error_messages={"required": "Tulis nilai rupiah"}
            )


def item(label: str, icon: str, **more: bool) -> Thing:
    return Thing(url=f"/{icon}/", label=label, icon=icon, **more)


def context() -> dict[str, Any]:
    states = ["done", "current", "later", "later", "later"]
    labels = ["Sosialisasi", "Pengumpulan gagasan", "Tinjauan", "Penyusunan", "Masterplan terbit"]
    return {
        "request": RequestFactory().get("/?q=sampah"),
        "is_demo": True,
        "user": Thing(
            is_authenticated=True,
            display_name="Kelompok UMKM Balige",
            organisation="UMKM Air Porsea",
            get_username="balige",
        ),
        "nav_items": [
            item("Gagasan", "idea", is_current=True),
            item("Enam dimensi", "layout-grid"),
            item("BimTek", "workshop"),
            item("Masterplan", "book-open-text"),
            item("Ajukan gagasan", "add", is_button=True),
        ],
        "bottom_items": [item("Beranda", "home"), item("Gagasan", "idea", is_current=True)],
        "account_items": [item("Gagasan saya", "account")],
        "messages": [Thing(level_tag=tag, message=tag) for tag in ("info", "success", "error")],
        "dimensions": DIMENSIONS,
        "statuses": list(STATUS_LABELS),
        "form": FaceForm(),
        "bad_form": FaceForm({"title": "", "cost": "85 jt"}, auto_id="bad_%s"),
        "year_form": YearForm({"y0": "85.000.000"}, auto_id="year_%s"),
        "page": Paginator(range(90), 10).page(2),
        "shares": [(code, label, 3) for code, label in list(STATUS_LABELS.items())[:6]],
        "bars": [
            {
                "tone": f"tone-{each.code.lower()}",
                "label": each.name,
                "icon": f"dimension-{each.code.lower()}",
                "value": place,
                "text": f"Rp{place} miliar",
            }
            for place, each in enumerate(DIMENSIONS, start=1)
        ],
        "step_items": [("Gagasan", "/1/"), ("Masalah", "/2/"), "Solusi", "Biaya"],
        "phases": [
            Thing(label=label, when="Agustus 2021", state=state)
            for label, state in zip(labels, states, strict=True)
        ],
    }


def render_face() -> str:
    return render_to_string("pages/_face.html", context())

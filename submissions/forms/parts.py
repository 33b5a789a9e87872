"""The questions about an idea, in the groups that steps and panels share; none is required."""

from typing import Any

from django import forms

from accounts.models import Organisation
from dimensions.models import (
    Dimension,
    District,
    FundSource,
    PriorityProgramme,
    Programme,
    Subdimension,
)
from submissions.choices import Horizon, InnovationKind
from tobasmart.ui.fields import PlainTextField, RupiahField

TEXT_LIMIT = 5000
LONG_LIMIT = 2000
UNKNOWN_CHOICE = "Pilihan ini tidak ada dalam daftar; pilih lagi"
UNKNOWN_DISTRICT = "Kecamatan ini tidak dikenal; pilih dari daftar"
UNKNOWN_AGENCY = "Perangkat daerah ini tidak dikenal; pilih dari daftar"
UNKNOWN_SOURCE = "Sumber dana ini tidak dikenal; pilih dari daftar"


def text_field(
    label: str, limit: int, *, named: str = "", help_text: str = "", lines: int = 1
) -> PlainTextField:
    """``named`` is what the sentence for a text that is too long calls the field."""
    return PlainTextField(
        label=label,
        help_text=help_text,
        max_length=limit,
        too_long=f"{named or label} paling banyak {{limit}} karakter, sekarang {{length}}",
        lines=lines,
        required=False,
    )


def horizon_choices(programme: Programme) -> list[tuple[str, str]]:
    """The three horizons with the years they reach to (docs/glossary.md)."""
    until = {
        Horizon.SHORT: programme.short_until,
        Horizon.MIDDLE: programme.end_year,
        Horizon.LONG: programme.long_until,
    }
    return [
        ("", "Belum tahu"),
        *((horizon.value, f"{horizon.label} (sampai {until[horizon]})") for horizon in Horizon),
    ]


class DimensionPicker(forms.RadioSelect):
    """Six large rows with icon and hint. The template is shared with other forms."""

    template_name = "django/forms/widgets/dimension_picker.html"
    option_template_name = "django/forms/widgets/dimension_picker_option.html"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        dimension = getattr(value, "instance", None)
        if dimension:
            option["attrs"] |= {"data-code": dimension.code, "data-hint": dimension.hint}
        return option


class TitlePart(forms.Form):
    title = text_field(
        "Judul gagasan",
        120,
        named="Judul",
        help_text="Satu kalimat singkat tentang apa yang ingin dilakukan.",
    )
    dimension = forms.ModelChoiceField(
        Dimension.objects.all(),
        label="Dimensi",
        help_text="Pilih satu yang paling dekat. Peninjau dapat memindahkannya.",
        widget=DimensionPicker,
        empty_label=None,
        required=False,
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )


class ProblemPart(forms.Form):
    problem = text_field(
        "Apa masalahnya?",
        TEXT_LIMIT,
        named="Masalah",
        help_text="Siapa yang terdampak dan seberapa sering terjadi?",
        lines=5,
    )
    covers_region = forms.BooleanField(label="Seluruh kecamatan", required=False)
    districts = forms.ModelMultipleChoiceField(
        District.objects.all(),
        label="Kecamatan",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": UNKNOWN_DISTRICT,
            "invalid_pk_value": UNKNOWN_DISTRICT,
            "invalid_list": UNKNOWN_DISTRICT,
        },
    )
    village = text_field(
        "Desa atau kelurahan", 120, help_text="Misalnya: Desa Meat, Desa Lintong Nihuta."
    )


class SolutionPart(forms.Form):
    solution = text_field(
        "Apa usulan solusinya?",
        TEXT_LIMIT,
        named="Solusi",
        help_text="Apa yang dilakukan, oleh siapa, di mana.",
        lines=5,
    )
    beneficiaries = text_field(
        "Siapa yang terbantu?",
        300,
        named="Penerima manfaat",
        help_text="Misalnya: 120 pelaku usaha di Balige.",
    )


class CostPart(forms.Form):
    estimate = RupiahField(
        label="Perkiraan biaya",
        help_text="Dalam rupiah. Boleh kisaran kasar, boleh dikosongkan.",
        required=False,
    )
    estimate_upper = RupiahField(
        label="Paling banyak",
        help_text="Isi bila biayanya berupa kisaran.",
        required=False,
    )
    estimate_source = forms.ModelChoiceField(
        FundSource.objects.filter(is_active=True),
        label="Sumber dana yang diharapkan",
        empty_label="Belum tahu",
        required=False,
        error_messages={"invalid_choice": UNKNOWN_SOURCE},
    )
    horizon = forms.ChoiceField(
        label="Kapan ingin diwujudkan?",
        choices=[("", "Belum tahu"), *Horizon.choices],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        low, high = data.get("estimate"), data.get("estimate_upper")
        if high is not None and low is None and "estimate" not in self.errors:
            self.add_error("estimate", "Tulis juga perkiraan biaya yang paling sedikit")
        elif high is not None and low is not None and high < low:
            self.add_error("estimate_upper", "Batas atas tidak boleh di bawah perkiraan biaya")
        return data


class AgencyPart(forms.Form):
    owner_agency = forms.ModelChoiceField(
        Organisation.objects.agencies(),
        label="Perangkat daerah penanggung jawab",
        help_text="Kosongkan bila belum tahu; peninjau akan melengkapi.",
        empty_label="Belum tahu",
        required=False,
        error_messages={"invalid_choice": UNKNOWN_AGENCY},
    )
    supporting_agencies = forms.ModelMultipleChoiceField(
        Organisation.objects.agencies(),
        label="Perangkat daerah pendukung",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": UNKNOWN_AGENCY,
            "invalid_pk_value": UNKNOWN_AGENCY,
            "invalid_list": UNKNOWN_AGENCY,
        },
    )
    partners = text_field(
        "Mitra", 500, help_text="Misalnya: bank sampah, perguruan tinggi, pelaku wisata."
    )


class EvidencePart(forms.Form):
    evidence = text_field(
        "Data pendukung",
        LONG_LIMIT,
        help_text="Angka atau kajian yang menunjukkan masalahnya.",
        lines=3,
    )
    evidence_source = text_field(
        "Sumber data pendukung", 300, help_text="Misalnya: Dinas Lingkungan Hidup, 2021."
    )


class TimePart(forms.Form):
    start_year = forms.TypedChoiceField(
        label="Tahun mulai", coerce=int, empty_value=None, required=False
    )
    end_year = forms.TypedChoiceField(
        label="Tahun selesai", coerce=int, empty_value=None, required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start_year"), data.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", "Tahun selesai tidak boleh sebelum tahun mulai")
        return data


class NomenclaturePart(forms.Form):
    """Words of the budget system (SIPD); its codes are optional."""

    programme_name = text_field("Program", 200)
    programme_code = text_field("Kode program", 30)
    activity_name = text_field("Kegiatan", 200)
    activity_code = text_field("Kode kegiatan", 30)
    subactivity_name = text_field("Subkegiatan", 200)
    subactivity_code = text_field("Kode subkegiatan", 30)
    priority_programme = forms.ModelChoiceField(
        PriorityProgramme.objects.all(),
        label="Program prioritas RPJMD yang didukung",
        help_text="RPJMD: rencana pembangunan jangka menengah daerah.",
        empty_label="Belum dipilih",
        required=False,
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )


class OutlookPart(forms.Form):
    subdimension = forms.ModelChoiceField(
        Subdimension.objects.select_related("dimension"),
        label="Subdimensi",
        empty_label="Belum dipilih",
        required=False,
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )
    innovation_kind = forms.ChoiceField(
        label="Jenis inovasi",
        choices=[("", "Belum dipilih"), *InnovationKind.choices],
        required=False,
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )
    is_quick_win = forms.BooleanField(
        label="Dapat menunjukkan hasil dalam 6 sampai 12 bulan", required=False
    )
    quick_win_reason = text_field("Mengapa dapat cepat?", 500, named="Alasan hasil cepat", lines=2)
    risk = text_field(
        "Risiko", LONG_LIMIT, help_text="Apa yang dapat menggagalkan, dan pencegahannya.", lines=3
    )
    sustainability = text_field(
        "Keberlanjutan",
        LONG_LIMIT,
        help_text="Siapa yang mengelola dan membiayai setelah tahun pertama.",
        lines=3,
    )
    prerequisites = text_field(
        "Prasyarat", LONG_LIMIT, help_text="Misalnya: lahan, izin, jaringan listrik.", lines=3
    )

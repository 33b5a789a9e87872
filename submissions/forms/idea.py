import uuid
from typing import Any

from django import forms

from accounts.models import Organisation
from dimensions.models import Dimension, District, Programme, Subdimension
from submissions.choices import Direction
from submissions.forms.layout import idea_helper
from submissions.forms.plan import BudgetFormSet, TargetFields
from submissions.text import IdeaText, IndicatorText
from tobasmart.ui.fields import NumberField, PlainTextField

TEXT_LIMIT = 5000
PROBLEM_MINIMUM = 30
BASELINE_VALUE, BASELINE_LATER = "value", "later"
UNKNOWN_CHOICE = "Pilihan ini tidak ada dalam daftar; pilih lagi"


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


class IdeaForm(TargetFields, forms.Form):
    """The whole text of an idea. Nothing is required to save, four parts are to submit."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    title = PlainTextField(
        label="Judul gagasan",
        help_text="Satu kalimat singkat tentang apa yang ingin dilakukan.",
        max_length=120,
        too_long="Judul paling banyak {limit} karakter, sekarang {length}",
        required=False,
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
    subdimension = forms.ModelChoiceField(
        Subdimension.objects.select_related("dimension"),
        label="Subdimensi",
        empty_label="Belum dipilih",
        required=False,
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )
    problem = PlainTextField(
        label="Apa masalahnya?",
        help_text="Siapa yang terdampak dan seberapa sering terjadi?",
        max_length=TEXT_LIMIT,
        too_long="Masalah paling banyak {limit} karakter, sekarang {length}",
        lines=5,
        required=False,
    )
    solution = PlainTextField(
        label="Apa usulan solusinya?",
        help_text="Apa yang dilakukan, oleh siapa, di mana.",
        max_length=TEXT_LIMIT,
        too_long="Solusi paling banyak {limit} karakter, sekarang {length}",
        lines=5,
        required=False,
    )
    beneficiaries = PlainTextField(
        label="Siapa yang terbantu?",
        help_text="Misalnya: 120 pelaku usaha di Balige.",
        max_length=300,
        too_long="Penerima manfaat paling banyak {limit} karakter, sekarang {length}",
        required=False,
    )
    covers_region = forms.BooleanField(label="Seluruh kecamatan", required=False)
    districts = forms.ModelMultipleChoiceField(
        District.objects.all(),
        label="Kecamatan",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": "Kecamatan ini tidak dikenal; pilih dari daftar",
            "invalid_pk_value": "Kecamatan ini tidak dikenal; pilih dari daftar",
        },
    )
    owner_agency = forms.ModelChoiceField(
        Organisation.objects.agencies(),
        label="Perangkat daerah penanggung jawab",
        help_text="Kosongkan bila belum tahu; peninjau akan melengkapi.",
        empty_label="Belum tahu",
        required=False,
        error_messages={"invalid_choice": "Perangkat daerah ini tidak dikenal; pilih dari daftar"},
    )
    start_year = forms.TypedChoiceField(
        label="Tahun mulai", coerce=int, empty_value=None, required=False
    )
    end_year = forms.TypedChoiceField(
        label="Tahun selesai", coerce=int, empty_value=None, required=False
    )
    indicator_name = PlainTextField(
        label="Ukuran keberhasilan",
        help_text="Apa yang dihitung? Misalnya: rumah tangga yang memilah sampah.",
        max_length=200,
        too_long="Ukuran keberhasilan paling banyak {limit} karakter, sekarang {length}",
        required=False,
    )
    indicator_unit = PlainTextField(
        label="Satuan",
        max_length=40,
        too_long="Satuan paling banyak {limit} karakter, sekarang {length}",
        required=False,
    )
    indicator_direction = forms.ChoiceField(
        label="Arah yang diharapkan", choices=Direction, initial=Direction.UP, required=False
    )
    baseline_kind = forms.ChoiceField(
        label="Kondisi awal",
        choices=[(BASELINE_VALUE, "Sudah ada angkanya"), (BASELINE_LATER, "Belum tersedia")],
        widget=forms.RadioSelect,
        initial=BASELINE_VALUE,
        required=False,
    )
    baseline_value = NumberField(label="Nilai awal", required=False)
    baseline_year = forms.IntegerField(
        label="Tahun data",
        required=False,
        min_value=1990,
        max_value=2100,
        error_messages={
            "invalid": "Tulis tahun dengan empat angka",
            "min_value": "Tahun data sedikitnya 1990",
            "max_value": "Tahun data paling akhir 2100",
        },
    )
    baseline_source = PlainTextField(
        label="Sumber data",
        max_length=200,
        too_long="Sumber data paling banyak {limit} karakter, sekarang {length}",
        required=False,
    )
    baseline_plan = PlainTextField(
        label="Bagaimana akan diukur?",
        max_length=300,
        too_long="Rencana pengukuran paling banyak {limit} karakter, sekarang {length}",
        required=False,
    )

    def __init__(
        self, *args: Any, programme: Programme, text: IdeaText, revision: int, **kwargs: Any
    ):
        initial = _initial(text) | {"key": uuid.uuid4(), "revision": revision}
        super().__init__(*args, initial=initial, **kwargs)
        self.programme = programme
        self.add_target_fields(programme, text)
        years = [("", "Belum tahu")] + [
            (y, str(y)) for y in range(programme.start_year, programme.long_until + 1)
        ]
        outside = (
            f"Tahun di luar kurun program ({programme.start_year}–{programme.long_until});"
            " pilih dari daftar"
        )
        for name in ("start_year", "end_year"):
            self.fields[name].choices = years
            self.fields[name].error_messages["invalid_choice"] = outside
        self.fields["subdimension"].choices = _grouped_subdimensions()
        for name in ("title", "dimension", "problem", "solution"):
            self.fields[name].widget.attrs["data-required-at-submit"] = "1"
        self.budgets = BudgetFormSet(
            self.data if self.is_bound else None,
            programme=programme,
            lines=text.budgets,
            prefix="budget",
        )
        self.helper = idea_helper(self.target_names)

    @property
    def budget_errors(self) -> list[tuple[str, str]]:
        """Entries of the error summary that stand in the budget rows."""
        return self.budgets.error_entries() if self.is_bound else []

    def is_valid(self) -> bool:
        return super().is_valid() & self.budgets.is_valid()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        part, whole = data.get("subdimension"), data.get("dimension")
        if part and whole and part.dimension_id != whole.pk:
            self.add_error(
                "subdimension", f"Subdimensi ini bukan bagian dari {whole.name}; pilih lagi"
            )
        start, end = data.get("start_year"), data.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", "Tahun selesai tidak boleh sebelum tahun mulai")
        if not data.get("indicator_name") and self._has_indicator_parts(data):
            self.add_error("indicator_name", "Tulis apa yang dihitung, atau kosongkan angkanya")
        return data

    def check_complete(self) -> bool:
        """What a submission asks for; adds the sentences and says whether all is there."""
        data = self.cleaned_data
        if not data.get("title"):
            self.add_error("title", "Tulis judul gagasan")
        if not data.get("dimension"):
            self.add_error("dimension", "Pilih satu dimensi")
        if len(data.get("problem") or "") < PROBLEM_MINIMUM:
            self.add_error(
                "problem", f"Jelaskan masalahnya, paling sedikit {PROBLEM_MINIMUM} karakter"
            )
        if not data.get("solution"):
            self.add_error("solution", "Tulis usulan solusinya")
        return not self.errors

    def _has_indicator_parts(self, data: dict[str, Any]) -> bool:
        return data.get("baseline_value") is not None or bool(self.target_values(data))

    def text(self) -> IdeaText:
        """The clean values as one ``IdeaText``."""
        data = self.cleaned_data
        return IdeaText(
            title=data["title"],
            dimension_id=_pk(data["dimension"]),
            subdimension_id=_pk(data["subdimension"]),
            problem=data["problem"],
            solution=data["solution"],
            beneficiaries=data["beneficiaries"],
            covers_region=data["covers_region"],
            owner_agency_id=_pk(data["owner_agency"]),
            start_year=data["start_year"],
            end_year=data["end_year"],
            districts=()
            if data["covers_region"]
            else tuple(d.pk for d in sorted(data["districts"], key=lambda d: d.code)),
            budgets=self.budgets.lines(),
            indicator=self._indicator(data) if data["indicator_name"] else None,
        )

    def _indicator(self, data: dict[str, Any]) -> IndicatorText:
        known = data["baseline_kind"] != BASELINE_LATER and data["baseline_value"] is not None
        return IndicatorText(
            name=data["indicator_name"],
            unit=data["indicator_unit"],
            direction=data["indicator_direction"] or Direction.UP,
            baseline_value=data["baseline_value"] if known else None,
            baseline_year=data["baseline_year"] if known else None,
            baseline_source=data["baseline_source"] if known else "",
            baseline_plan="" if known else data["baseline_plan"],
            targets=self.target_values(data),
        )


def _pk(row: Any) -> int | None:
    return row.pk if row else None


def _initial(text: IdeaText) -> dict[str, Any]:
    indicator = text.indicator or IndicatorText(name="")
    later = bool(text.indicator) and indicator.baseline_value is None
    return {
        "title": text.title,
        "dimension": text.dimension_id,
        "subdimension": text.subdimension_id,
        "problem": text.problem,
        "solution": text.solution,
        "beneficiaries": text.beneficiaries,
        "covers_region": text.covers_region,
        "owner_agency": text.owner_agency_id,
        "start_year": text.start_year,
        "end_year": text.end_year,
        "districts": list(text.districts),
        "indicator_name": indicator.name,
        "indicator_unit": indicator.unit,
        "indicator_direction": indicator.direction,
        "baseline_kind": BASELINE_LATER if later else BASELINE_VALUE,
        "baseline_value": indicator.baseline_value,
        "baseline_year": indicator.baseline_year,
        "baseline_source": indicator.baseline_source,
        "baseline_plan": indicator.baseline_plan,
    }


def _grouped_subdimensions() -> list[Any]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for part in Subdimension.objects.select_related("dimension"):
        groups.setdefault(part.dimension.name, []).append((part.pk, part.name))
    return [("", "Belum dipilih"), *groups.items()]

"""Every field of a version as words, in the order of the form: what a comparison reads."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from submissions.choices import IdeaField
from submissions.models import IdeaVersion, Indicator, Target, VersionAttachment, YearBudget
from tobasmart.ui.formats import number, rupiah

LATER = "sesudahnya"


@dataclass(frozen=True)
class Field:
    """``part`` is where a reviewer's note about it is pinned; a list has one entry a line."""

    key: str
    label: str
    part: str
    text: str
    is_list: bool = False


def with_all_fields(versions: QuerySet[IdeaVersion]) -> QuerySet[IdeaVersion]:
    """Versions with everything ``fields_of`` reads, in a fixed number of queries."""
    return versions.select_related(
        "dimension",
        "subdimension",
        "owner_agency",
        "estimate_source",
        "priority_programme",
    ).prefetch_related(
        "districts",
        "supporting_agencies",
        Prefetch("budgets", YearBudget.objects.select_related("fund_source")),
        Prefetch("indicators", Indicator.objects.order_by("position")),
        Prefetch("indicators__targets", Target.objects.order_by("year")),
        Prefetch("attachment_links", VersionAttachment.objects.select_related("attachment")),
    )


def fields_of(version: IdeaVersion) -> list[Field]:
    """All fields, also the empty ones: two versions give the same keys in the same order."""
    return [
        *_idea(version),
        *_place(version),
        *_people(version),
        *_measures(version),
        *_plan(version),
        *_outlook(version),
        Field("attachments", "Lampiran", "", _lines(_files(version)), True),
    ]


def side_by_side(left: IdeaVersion, right: IdeaVersion) -> list[tuple[str, str, str]]:
    """(label, text of the one, text of the other) of every field that either has."""
    pairs = zip(fields_of(left), fields_of(right), strict=True)
    return [(one.label, one.text, two.text) for one, two in pairs if one.text or two.text]


def _idea(version: IdeaVersion) -> list[Field]:
    dimension, subdimension = version.dimension, version.subdimension
    return [
        Field("title", "Judul", IdeaField.TITLE, version.title),
        Field("dimension", "Dimensi", "", dimension.name if dimension else ""),
        Field("subdimension", "Subdimensi", "", subdimension.name if subdimension else ""),
        Field("problem", "Masalah", IdeaField.PROBLEM, version.problem),
        Field("evidence", "Data pendukung", IdeaField.PROBLEM, version.evidence),
        Field("evidence_source", "Sumber data", IdeaField.PROBLEM, version.evidence_source),
        Field("solution", "Solusi", IdeaField.SOLUTION, version.solution),
    ]


def _place(version: IdeaVersion) -> list[Field]:
    part = IdeaField.BENEFICIARIES
    names = sorted(district.name for district in version.districts.all())
    if version.covers_region:
        names = ["Seluruh kecamatan"]
    return [
        Field("beneficiaries", "Penerima manfaat", part, version.beneficiaries),
        Field("districts", "Lokasi", part, _lines(names), True),
        Field("village", "Desa atau kelurahan", part, version.village),
    ]


def _people(version: IdeaVersion) -> list[Field]:
    owner = version.owner_agency
    supporting = sorted(agency.name for agency in version.supporting_agencies.all())
    return [
        Field("owner_agency", "Penanggung jawab", "", owner.name if owner else ""),
        Field("supporting_agencies", "Perangkat daerah pendukung", "", _lines(supporting), True),
        Field("partners", "Mitra", "", version.partners),
    ]


def _measures(version: IdeaVersion) -> list[Field]:
    lines = [line for row in version.indicators.all() for line in _indicator(row)]
    return [Field("indicators", "Ukuran keberhasilan", IdeaField.INDICATOR, _lines(lines), True)]


def _indicator(row: Indicator) -> list[str]:
    unit = f" ({row.unit})" if row.unit else ""
    direction = row.get_direction_display().lower()
    counted = ", kumulatif" if row.is_cumulative else ""
    if row.baseline_value is None:
        start = f"belum tersedia. {row.baseline_plan}".rstrip(". ")
    else:
        known = (number(row.baseline_value, 4), row.baseline_year, row.baseline_source)
        start = ", ".join(str(part) for part in known if part)
    targets = [
        f"Target {target.year or LATER} {row.name}: {number(target.value, 4)}{unit}"
        for target in row.targets.all()
    ]
    return [
        f"{row.name}{unit}, arah {direction}{counted}",
        f"Kondisi awal {row.name}: {start}",
        *targets,
    ]


def _plan(version: IdeaVersion) -> list[Field]:
    part = IdeaField.BUDGET
    source = version.estimate_source
    years = [str(year) for year in (version.start_year, version.end_year) if year]
    rows = sorted(
        version.budgets.all(),
        key=lambda row: (row.year is None, row.year, row.fund_source.position, row.pk),
    )
    lines = [
        f"{row.year or LATER.capitalize()}, {row.fund_source.name}: {rupiah(row.amount_idr)}"
        for row in rows
    ]
    if rows:
        lines.append(f"Jumlah: {rupiah(sum(row.amount_idr for row in rows))}")
    return [
        Field("estimate", "Perkiraan biaya", part, _estimate(version)),
        Field("estimate_source", "Sumber dana perkiraan", part, source.name if source else ""),
        Field("budgets", "Biaya per tahun", part, _lines(lines), True),
        Field("years", "Tahun pelaksanaan", part, "–".join(years)),
        Field("horizon", "Jangka waktu", part, version.get_horizon_display()),
        Field("programme", "Program", "", _named(version.programme_name, version.programme_code)),
        Field("activity", "Kegiatan", "", _named(version.activity_name, version.activity_code)),
        Field(
            "subactivity",
            "Subkegiatan",
            "",
            _named(version.subactivity_name, version.subactivity_code),
        ),
    ]


def _outlook(version: IdeaVersion) -> list[Field]:
    programme = version.priority_programme
    quick = f"Ya. {version.quick_win_reason}".rstrip() if version.is_quick_win else ""
    return [
        Field("innovation_kind", "Jenis inovasi", "", version.get_innovation_kind_display()),
        Field("quick_win", "Hasil cepat", "", quick),
        Field("priority", "Program prioritas", "", programme.name if programme else ""),
        Field("risk", "Risiko", "", version.risk),
        Field("sustainability", "Keberlanjutan", "", version.sustainability),
        Field("prerequisites", "Prasyarat", "", version.prerequisites),
    ]


def _estimate(version: IdeaVersion) -> str:
    amounts = (version.estimate_idr, version.estimate_upper_idr)
    return " sampai ".join(rupiah(amount) for amount in amounts if amount is not None)


def _named(name: str, code: str) -> str:
    return " ".join(part for part in (name, f"({code})" if code else "") if part)


def _files(version: IdeaVersion) -> list[str]:
    return sorted(link.attachment.name for link in version.attachment_links.all())


def _lines(entries: Iterable[str]) -> str:
    """Each entry ends its line, so that adding one changes none of the others."""
    return "".join(f"{entry}\n" for entry in entries)

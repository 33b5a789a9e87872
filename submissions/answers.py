"""All answers of a version in the order of the form, as words for the check page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from submissions.models import Idea, IdeaVersion
from tobasmart.ui.formats import number, rupiah


@dataclass(frozen=True)
class Answer:
    """``text`` is "" while nothing was answered; ``missing`` says what a submission asks for."""

    field: str
    label: str
    text: str
    missing: str = ""


@dataclass(frozen=True)
class Section:
    """``note_keys`` are the parts of a reviewer's notes that belong here."""

    key: str
    title: str
    url: str
    answers: tuple[Answer, ...]
    note_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """What the answers are read from."""

    version: IdeaVersion
    parts: Mapping[str, Any]
    is_full: bool


Row = tuple[str, str, str]  # field that a submission asks for or "", label, text

# Where a section is asked in the short path.
_STEPS = {"title": 1, "problem": 2, "files": 2, "solution": 3, "cost": 4}


def sections_of(
    idea: Idea,
    version: IdeaVersion,
    parts: Mapping[str, Any],
    *,
    is_full: bool,
    by_step: bool,
    missing: Mapping[str, str],
) -> list[Section]:
    """``parts`` comes from ``parts_of``; ``by_step`` leads back to the steps of the short path."""
    given = Given(version, parts, is_full)
    titles: dict[str, tuple[str, Callable[[Given], list[Row]], tuple[str, ...]]] = {
        "title": ("Gagasan", _title_answers, ("title",)),
        "problem": ("Masalah", _problem_answers, ("problem",)),
        "solution": ("Solusi", _solution_answers, ("solution", "beneficiaries")),
        "cost": ("Biaya dan waktu", _cost_answers, ("budget",)),
    }
    if is_full:
        titles |= {
            "agency": ("Pelaksana", _agency_answers, ()),
            "indicator": ("Ukuran keberhasilan", _indicator_answers, ("indicator",)),
            "programme": ("Program dan kegiatan", _programme_answers, ()),
            "outlook": ("Hasil cepat, risiko, dan keberlanjutan", _outlook_answers, ()),
        }
    return [
        Section(
            key,
            title,
            change_url(idea, key, by_step=by_step),
            _marked(answers(given), missing),
            notes,
        )
        for key, (title, answers, notes) in titles.items()
    ]


def change_url(idea: Idea, key: str, *, by_step: bool) -> str:
    """Where the answers of a section are changed; from there the way leads back to the check."""
    if by_step and key in _STEPS:
        url = reverse("submissions:idea_step", args=[idea.address, _STEPS[key]])
        return f"{url}?kembali=periksa"
    url = reverse("submissions:idea_edit", args=[idea.address])
    choice = "&formulir=lengkap" if by_step else ""
    return f"{url}?kembali=periksa{choice}#bagian-{key}"


def _marked(answers: list[Row], missing: Mapping[str, str]) -> tuple[Answer, ...]:
    return tuple(Answer(name, label, text, missing.get(name, "")) for name, label, text in answers)


def _title_answers(given: Given) -> list[Row]:
    version = given.version
    found = [
        ("title", "Judul", version.title),
        ("dimension", "Dimensi", version.dimension.name if version.dimension else ""),
    ]
    if given.is_full:
        part = version.subdimension.name if version.subdimension else ""
        found += [
            ("", "Subdimensi", part),
            ("", "Jenis inovasi", version.get_innovation_kind_display()),
        ]
    return found


def _problem_answers(given: Given) -> list[Row]:
    version, parts = given.version, given.parts
    found = [("problem", "Masalah", version.problem), ("", "Lokasi", parts["place"])]
    if given.is_full:
        found += [
            ("", "Data pendukung", version.evidence),
            ("", "Sumber data", version.evidence_source),
        ]
    return found


def _solution_answers(given: Given) -> list[Row]:
    version = given.version
    return [
        ("solution", "Solusi", version.solution),
        ("", "Penerima manfaat", version.beneficiaries),
    ]


def _cost_answers(given: Given) -> list[Row]:
    version, parts = given.version, given.parts
    found = [
        ("", "Perkiraan biaya", parts["estimate"] or "Belum tahu"),
        ("", "Sumber dana", parts["estimate_source"] or "Belum tahu"),
        ("", "Waktu", _time_text(version) or "Belum tahu"),
    ]
    if given.is_full:
        lines = [
            f"{line.year or 'Sesudahnya'}, {line.fund_source.name}: {rupiah(line.amount_idr)}"
            for line in parts["budgets"]
        ]
        if lines:
            lines.append(f"Jumlah: {rupiah(parts['total'])}")
        found.append(("", "Anggaran per tahun", "\n".join(lines)))
    return found


def _time_text(version: Any) -> str:
    years = ""
    if version.start_year or version.end_year:
        years = f"{version.start_year or '…'}–{version.end_year or '…'}"
    return ", ".join(filter(None, (version.get_horizon_display(), years)))


def _agency_answers(given: Given) -> list[Row]:
    version, parts = given.version, given.parts
    owner = version.owner_agency.name if version.owner_agency else ""
    return [
        ("", "Penanggung jawab", owner),
        ("", "Pendukung", "\n".join(parts["supporting"])),
        ("", "Mitra", version.partners),
    ]


def _indicator_answers(given: Given) -> list[Row]:
    found = [
        ("", f"Ukuran {place}", _indicator_text(row))
        for place, row in enumerate(given.parts["indicators"], 1)
    ]
    return found or [("", "Ukuran keberhasilan", "")]


def _indicator_text(row: Any) -> str:
    unit = f" ({row.unit})" if row.unit else ""
    lines = [f"{row.name}{unit}, diharapkan {row.get_direction_display().lower()}"]
    if row.baseline_value is None:
        lines.append(f"Kondisi awal belum tersedia. {row.baseline_plan}".strip())
    else:
        facts = ", ".join(str(fact) for fact in (row.baseline_year, row.baseline_source) if fact)
        lines.append(
            f"Kondisi awal {number(row.baseline_value)}" + (f" ({facts})" if facts else "")
        )
    targets = sorted(row.targets.all(), key=lambda item: (item.year is None, item.year or 0))
    lines += [f"Target {item.year or 'sesudahnya'}: {number(item.value)}" for item in targets]
    return "\n".join(lines)


def _programme_answers(given: Given) -> list[Row]:
    version, parts = given.version, given.parts
    levels = (("programme", "Program"), ("activity", "Kegiatan"), ("subactivity", "Subkegiatan"))
    return [
        ("", "Program prioritas", parts["priority"]),
        *(("", label, _named(version, level)) for level, label in levels),
    ]


def _named(version: Any, level: str) -> str:
    code, name = getattr(version, f"{level}_code"), getattr(version, f"{level}_name")
    return " ".join(filter(None, (code, name)))


def _outlook_answers(given: Given) -> list[Row]:
    version = given.version
    quick = "Tidak"
    if version.is_quick_win:
        quick = "\n".join(filter(None, ("Ya", version.quick_win_reason)))
    return [
        ("", "Hasil cepat", quick),
        ("", "Risiko", version.risk),
        ("", "Keberlanjutan", version.sustainability),
        ("", "Prasyarat", version.prerequisites),
    ]

"""What a submission asks for, and what its owner agency may still add (docs/decisions/0005)."""

from typing import Protocol

from submissions.text import IdeaText

PROBLEM_MINIMUM = 30


class Asked(Protocol):
    """A text or a version, as far as a submission asks for it."""

    @property
    def title(self) -> str: ...
    @property
    def dimension_id(self) -> int | None: ...
    @property
    def problem(self) -> str: ...
    @property
    def solution(self) -> str: ...


def missing_parts(text: Asked) -> dict[str, str]:
    """Field to sentence of what stands between this text and its submission; in form order."""
    found = {}
    if not text.title:
        found["title"] = "Tulis judul gagasan"
    if not text.dimension_id:
        found["dimension"] = "Pilih satu dimensi"
    if len(text.problem) < PROBLEM_MINIMUM:
        found["problem"] = f"Jelaskan masalahnya, paling sedikit {PROBLEM_MINIMUM} karakter"
    if not text.solution:
        found["solution"] = "Tulis usulan solusinya"
    return found


def advised_parts(text: IdeaText, *, is_full: bool) -> list[tuple[str, str]]:
    """(section, words) of what makes the idea easier to judge but may follow later."""
    has_place = text.covers_region or text.districts or text.village
    parts: list[tuple[str, str, object]] = [
        ("problem", "lokasi", has_place),
        ("solution", "penerima manfaat", text.beneficiaries),
    ]
    if is_full:
        parts += [
            ("title", "subdimensi", text.subdimension_id),
            ("agency", "perangkat daerah penanggung jawab", text.owner_agency_id),
            ("problem", "sumber data pendukung", text.evidence_source or not text.evidence),
            ("cost", "tahun mulai dan selesai", text.start_year and text.end_year),
            ("cost", "biaya dan sumber dana", _has_cost(text)),
            *_of_indicators(text),
            ("outlook", "alasan hasil cepat", text.quick_win_reason or not text.is_quick_win),
        ]
    return [(section, words) for section, words, is_there in parts if not is_there]


def uses_full_form(text: IdeaText) -> bool:
    """Whether the text holds answers that only the full form asks for."""
    return bool(
        text.indicators
        or text.budgets
        or text.owner_agency_id
        or text.subdimension_id
        or text.start_year
        or text.supporting_agencies
        or text.partners
        or text.evidence
        or text.risk
    )


def _has_cost(text: IdeaText) -> bool:
    return bool(text.budgets) or (
        text.estimate_idr is not None and text.estimate_source_id is not None
    )


def _of_indicators(text: IdeaText) -> list[tuple[str, str, bool]]:
    measures = text.indicators
    if not measures:
        return [("indicator", "ukuran keberhasilan", False)]
    known = all(
        item.baseline_plan
        or (item.baseline_value is not None and item.baseline_year and item.baseline_source)
        for item in measures
    )
    return [
        ("indicator", "satuan ukuran", all(item.unit for item in measures)),
        ("indicator", "kondisi awal dengan tahun dan sumber, atau rencana pengukuran", known),
        ("indicator", "target per tahun", all(item.targets for item in measures)),
    ]
